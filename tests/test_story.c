/* test_story.c - the stories of bench-stories are what they are called. */
#include "expect.h"

#include "../contrib/dice.h"
#include "../contrib/story.h"
#include "truth.h"

#include <stdbool.h>

enum { SEEDS = 40 };

static double value[STORY_SAMPLES], other[STORY_SAMPLES];

/* How often it crosses, as the score has it. */
static int crossings(void) {
  struct truth truth;
  int count = 0;

  truth_init(&truth, STORY_WALL, UPWARD, 3600);
  for (int i = 0; i < STORY_SAMPLES; i++) {
    double at_s = (double)i * STORY_STEP_S;

    (void)truth_expect(&truth, at_s);
    count += truth_step(&truth, at_s, value[i]).crosses;
  }
  return count;
}

static double peak(void) {
  double most = value[0];

  for (int i = 1; i < STORY_SAMPLES; i++)
    most = fmax(most, value[i]);
  return most;
}

static void expect_as_told(enum story_id id) {
  int least = 100, near = 0;

  for (uint64_t seed = 0; seed < SEEDS; seed++) {
    int count;

    story_tell(id, seed, value);
    count = crossings();
    least = count < least ? count : least;
    near += peak() >= STORY_WALL;
  }
  if (stories[id].crosses && least == 0)
    fail_msg("\"%s\" does not always cross", stories[id].name);
  if (!stories[id].crosses && near > 0)
    fail_msg("\"%s\" meets the wall", stories[id].name);
}

static void those_that_shall_cross_do_and_the_others_never(void **state) {
  (void)state;
  for (int id = 0; id < STORY_COUNT; id++)
    expect_as_told((enum story_id)id);
}

static void most_leaks_begin_anew(void **state) {
  int count = 0;

  (void)state;
  for (int id = STORY_RAMP; id <= STORY_STAIRCASE; id++)
    for (uint64_t seed = 0; seed < SEEDS; seed++) {
      story_tell((enum story_id)id, seed, value);
      count += crossings();
    }
  assert_true(count > 3 * 5 * SEEDS);
}

/* Whether the story of `seed` is that of `than`. */
static bool is_the_same(enum story_id id, uint64_t seed, uint64_t than) {
  int differ = 0;

  story_tell(id, seed, value);
  story_tell(id, than, other);
  for (int i = 0; i < STORY_SAMPLES; i++)
    differ += value[i] != other[i];
  return differ == 0;
}

static void a_seed_tells_the_same_week_again(void **state) {
  (void)state;
  for (int id = 0; id < STORY_COUNT; id++) {
    assert_true(is_the_same((enum story_id)id, 7, 7));
    assert_false(is_the_same((enum story_id)id, 7, 8));
  }
}

static void values_are_numbers_from_0_on(void **state) {
  int odd = 0;

  (void)state;
  for (int id = 0; id < STORY_COUNT; id++) {
    story_tell((enum story_id)id, 3, value);
    for (int i = 0; i < STORY_SAMPLES; i++)
      odd += !(value[i] >= 0 && value[i] < 1000);
  }
  assert_int_equal(odd, 0);
}

static void stories_have_names_of_their_own(void **state) {
  int crossing = 0;

  (void)state;
  for (int id = 0; id < STORY_COUNT; id++) {
    crossing += stories[id].crosses;
    for (int before = 0; before < id; before++)
      assert_string_not_equal(stories[id].name, stories[before].name);
  }
  assert_int_equal(crossing, STORY_COUNT / 2);
}

static void dice_are_fair(void **state) {
  struct dice dice = {1};
  double sum = 0, squares = 0, waits = 0;
  int whole[3] = {0}, n = 100000;

  (void)state;
  for (int i = 0; i < n; i++) {
    double normal = dice_normal(&dice);

    sum += normal;
    squares += normal * normal;
    waits += dice_exponential(&dice);
    whole[dice_whole(&dice, 0, 3)]++;
  }
  expect_near(sum / n, 0, 0.02);
  expect_near(squares / n, 1, 0.02);
  expect_near(waits / n, 1, 0.02);
  for (int i = 0; i < 3; i++)
    assert_in_range(whole[i], n / 3 - 600, n / 3 + 600);
}

/* Another processor or compiler must not tell other stories. */
static void dice_fall_as_everywhere(void **state) {
  struct dice dice = {0};

  (void)state;
  assert_true(dice_next(&dice) == 0xe220a8397b1dcdafu);
  assert_true(dice_next(&dice) == 0x6e789e6aa1b965f4u);
}

int main(void) {
  static const struct CMUnitTest tests[] = {
      cmocka_unit_test(those_that_shall_cross_do_and_the_others_never),
      cmocka_unit_test(most_leaks_begin_anew),
      cmocka_unit_test(a_seed_tells_the_same_week_again),
      cmocka_unit_test(values_are_numbers_from_0_on),
      cmocka_unit_test(stories_have_names_of_their_own),
      cmocka_unit_test(dice_are_fair),
      cmocka_unit_test(dice_fall_as_everywhere),
  };

  return cmocka_run_group_tests_name("story", tests, NULL, NULL);
}
