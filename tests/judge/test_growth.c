/* test_growth.c - memories of some minutes, and what they come to. */
#include "expect.h"

#include "contrib/dice.h"
#include "judge/growth.h"

#include <stdbool.h>
#include <string.h>

static const double MIB = 1024 * 1024;

/* One process, looked at in each tick. */
struct story {
  struct growth growth;
  struct growth_account account;
  struct rss rss;
  double now_s, tick_s;
  struct dice dice;
  double noise;      /* bytes, of each part that is not 0 */
  double page_bytes; /* 0: not known */
};

static struct story begin(double tick_s) {
  return (struct story){.now_s = 50000,
                        .tick_s = tick_s,
                        .rss = {200 * MIB, 20 * MIB, 4 * MIB},
                        .dice = {7}};
}

static double blurred(struct story *story, double bytes) {
  return bytes + story->noise * dice_normal(&story->dice);
}

/* For so long it grows by so much a second. */
static void live(struct story *story, double seconds, struct rss per_s) {
  double end_s = story->now_s + seconds;

  while (story->now_s < end_s) {
    struct rss seen;

    story->now_s += story->tick_s;
    story->rss.anon += per_s.anon * story->tick_s;
    story->rss.file += per_s.file * story->tick_s;
    story->rss.shared += per_s.shared * story->tick_s;
    seen = (struct rss){blurred(story, story->rss.anon),
                        blurred(story, story->rss.file),
                        blurred(story, story->rss.shared)};
    growth_push(&story->growth, story->now_s, &seen);
    story->account =
        growth_of(&story->growth, story->now_s, &seen, story->page_bytes);
  }
}

static void expect_pattern(const struct story *story,
                           enum growth_pattern wanted) {
  if (story->account.pattern != wanted)
    fail_msg("it is %s, not %s", growth_rows[story->account.pattern].name,
             growth_rows[wanted].name);
}

static void no_row_is_empty_and_no_name_used_twice(void **state) {
  (void)state;
  for (int i = 0; i < GROWTH_PATTERNS; i++) {
    assert_non_null(growth_rows[i].name);
    assert_non_null(growth_rows[i].words);
    for (int j = 0; j < i; j++)
      assert_string_not_equal(growth_rows[i].name, growth_rows[j].name);
  }
}

static void each_kind_of_growth_is_told_under_noise(void **state) {
  static const struct {
    struct rss mib_per_s;
    enum growth_pattern pattern;
  } rows[] = {
      {{0, 0, 0}, GROWTH_NONE},
      {{0.2, 0, 0}, GROWTH_ANONYMOUS},
      {{0, 0.2, 0}, GROWTH_FILE},
      {{0, 0, 0.2}, GROWTH_SHARED},
      {{0.2, 0.2, 0}, GROWTH_MIXED},
      {{0.2, 0, 0.1}, GROWTH_MIXED},
      {{0.2, 0.01, 0}, GROWTH_ANONYMOUS},
      {{-0.05, 0.2, 0}, GROWTH_FILE},
      {{0.2, -0.02, 0}, GROWTH_ANONYMOUS}, /* read, and then written to */
  };

  (void)state;
  for (size_t i = 0; i < COUNT_OF(rows); i++) {
    struct rss rate = rows[i].mib_per_s;
    struct story story = begin(1);

    story.noise = MIB;
    live(&story, 1000, (struct rss){0, 0, 0});
    expect_pattern(&story, GROWTH_NONE);
    live(&story, 300,
         (struct rss){rate.anon * MIB, rate.file * MIB, rate.shared * MIB});
    expect_pattern(&story, rows[i].pattern);
    if (rows[i].pattern == GROWTH_NONE)
      continue;
    expect_between(story.account.over_s, 220, 400);
    expect_near(story.account.anon_per_s, rate.anon * MIB, 0.05 * MIB);
    expect_near(story.account.file_per_s, rate.file * MIB, 0.05 * MIB);
    expect_near(story.account.shared_per_s, rate.shared * MIB, 0.05 * MIB);
  }
}

/* 2 KiB a second are 1.7 MiB in a quarter of an hour; a GiB a second is seen in
 * the sixth tick, at whatever pace these come. */
static void slow_growth_is_told_and_fast_growth_soon(void **state) {
  static const double ticks_s[] = {0.2, 1, 10};

  (void)state;
  for (size_t i = 0; i < COUNT_OF(ticks_s); i++) {
    struct story story = begin(ticks_s[i]);

    live(&story, 900, (struct rss){2048, 0, 0});
    expect_pattern(&story, GROWTH_ANONYMOUS);
    expect_near(story.account.anon_per_s, 2048, 1);
    story = begin(ticks_s[i]);
    live(&story, 4.5 * ticks_s[i], (struct rss){1024 * MIB, 0, 0});
    expect_pattern(&story, GROWTH_UNKNOWN);
    live(&story, ticks_s[i], (struct rss){1024 * MIB, 0, 0});
    expect_pattern(&story, GROWTH_ANONYMOUS);
    expect_near(story.account.anon_per_s, 1024 * MIB, 20 * MIB);
  }
}

static void what_began_late_is_told_with_the_pace_of_now(void **state) {
  struct story story = begin(1);

  (void)state;
  live(&story, 3000, (struct rss){0, 0, 0});
  live(&story, 120, (struct rss){MIB, 0, 0});
  expect_pattern(&story, GROWTH_ANONYMOUS);
  expect_between(story.account.over_s, 105, 150);
  expect_near(story.account.anon_per_s, MIB, 0.25 * MIB);
  expect_between(story.account.quiet_s, 0, 30);
}

/* Less than the kernel's count may be off by. */
static void some_pages_are_no_growth(void **state) {
  struct story story = begin(1);

  (void)state;
  live(&story, 600, (struct rss){512, 0, 0});
  expect_pattern(&story, GROWTH_NONE);
  story = begin(1);
  story.rss.anon = 4096 * MIB;
  live(&story, 600, (struct rss){10 * 1024, 0, 0});
  expect_pattern(&story, GROWTH_NONE);
  story = begin(1);
  story.rss = (struct rss){MIB, 0, 0};
  live(&story, 600, (struct rss){700, 0, 0});
  expect_pattern(&story, GROWTH_NONE);
  live(&story, 200, (struct rss){700, 0, 0});
  expect_pattern(&story, GROWTH_ANONYMOUS);
}

static void a_tenth_of_a_growth_is_not_named(void **state) {
  struct story story = begin(1);

  (void)state;
  live(&story, 600, (struct rss){MIB, 0.1 * MIB, 0});
  expect_pattern(&story, GROWTH_ANONYMOUS);
  expect_near(story.account.file_per_s, 0.1 * MIB, 100);
  live(&story, 600, (struct rss){MIB, 0.5 * MIB, 0});
  expect_pattern(&story, GROWTH_MIXED);
}

static void a_step_has_grown_and_grows_no_more(void **state) {
  struct story story = begin(1);

  (void)state;
  live(&story, 400, (struct rss){0, 0, 0});
  live(&story, 1, (struct rss){0, 64 * MIB, 0});
  live(&story, 200, (struct rss){0, 0, 0});
  expect_pattern(&story, GROWTH_OVER);
  expect_between(story.account.over_s, 200, 340);
  expect_between(story.account.quiet_s, 150, 201);
  expect_near(story.account.over_s * story.account.file_per_s, 64 * MIB, MIB);
  live(&story, 2000, (struct rss){0, 0, 0});
  expect_pattern(&story, GROWTH_NONE);
}

static void what_was_given_back_is_no_growth(void **state) {
  struct story story = begin(1);

  (void)state;
  story.noise = 0.5 * MIB;
  live(&story, 300, (struct rss){0, 0, 0});
  live(&story, 60, (struct rss){2 * MIB, 0, 0});
  expect_pattern(&story, GROWTH_ANONYMOUS);
  live(&story, 30, (struct rss){-3 * MIB, 0, 0});
  expect_pattern(&story, GROWTH_BACK);
  expect_between(story.account.over_s, 25, 60);
  expect_between(story.account.over_s * story.account.anon_per_s, -95 * MIB,
                 -80 * MIB);
  expect_missing(story.account.quiet_s);
}

/* One that takes and gives all the time: independent noise, noise that
 * remembers for ten seconds, the teeth of a collector. */
static double busy_bytes(struct dice *dice, int kind, double now_s,
                         double *wander) {
  if (kind == 0)
    return 5 * MIB * dice_normal(dice);
  if (kind == 1) {
    *wander = 0.9 * *wander + 0.44 * 5 * MIB * dice_normal(dice);
    return *wander;
  }
  return 20 * MIB * fmod(now_s, kind == 2 ? 7.3 : 61) / 61;
}

static void a_busy_allocator_does_not_grow(void **state) {
  (void)state;
  for (int kind = 0; kind < 4; kind++) {
    struct dice dice = {(uint64_t)kind + 1};
    int told = 0, looks = 0;

    for (int run = 0; run < 20; run++) {
      struct growth growth = {0};
      double wander = 0, phase = dice_between(&dice, 0, 1000);

      for (int i = 0; i < 3000; i++) {
        double bytes = busy_bytes(&dice, kind, i + phase, &wander);
        struct rss rss = {200 * MIB + bytes, 20 * MIB, 0};

        growth_push(&growth, i, &rss);
        looks++;
        told += growth_of(&growth, i, &rss, 4096).pattern > GROWTH_NONE;
      }
    }
    print_message("# busy in way %d: %.2f %% of %d looks tell of growth\n",
                  kind, 100.0 * told / looks, looks);
    assert_true(told < looks / 40);
  }
}

/* A cache that was filled in a minute is no leak two minutes later. */
static void a_warm_up_is_over_soon(void **state) {
  struct story story = begin(1);

  (void)state;
  story.noise = 0.3 * MIB;
  live(&story, 1000, (struct rss){0, 0, 0});
  live(&story, 60, (struct rss){MIB, 0, 0});
  expect_pattern(&story, GROWTH_ANONYMOUS);
  live(&story, 90, (struct rss){0, 0, 0});
  expect_pattern(&story, GROWTH_OVER);
  expect_between(story.account.quiet_s, 40, 96); /* no longer than it is */
}

/* 100 MiB a second is told before the next mark is due. */
static void a_leap_is_told_while_it_goes_on(void **state) {
  struct story story = begin(1);

  (void)state;
  story.noise = MIB;
  live(&story, 1000, (struct rss){0, 0, 0});
  expect_pattern(&story, GROWTH_NONE);
  live(&story, 2, (struct rss){100 * MIB, 0, 0});
  expect_pattern(&story, GROWTH_ANONYMOUS);
}

static void one_odd_sample_is_no_growth(void **state) {
  struct growth growth = {0};
  struct dice dice = {3};
  int told = 0;

  (void)state;
  for (int i = 1; i <= 6000; i++) {
    double odd = i % 60 == 0 ? 8 * MIB : 0;
    struct rss rss = {200 * MIB + MIB * dice_normal(&dice) + odd, 0, 0};

    growth_push(&growth, i, &rss);
    told += odd > 0 && growth_of(&growth, i, &rss, 4096).pattern > GROWTH_NONE;
  }
  assert_true(told <= 2); /* of a hundred */
}

static void a_member_has_no_room_for_more(void **state) {
  (void)state;
  assert_int_equal(sizeof(struct growth), 144);
}

static void an_execve_begins_anew(void **state) {
  struct story story = begin(1);

  (void)state;
  live(&story, 100, (struct rss){MIB, 0, 0});
  expect_pattern(&story, GROWTH_ANONYMOUS);
  growth_clear(&story.growth);
  story.rss = (struct rss){2 * MIB, 3 * MIB, 0};
  live(&story, 4, (struct rss){0, 0, 0});
  expect_pattern(&story, GROWTH_UNKNOWN);
  live(&story, 10, (struct rss){0, 0, 0});
  expect_pattern(&story, GROWTH_NONE);
}

/* Kernels before 4.5 tell no parts; a tick may miss them. */
static void what_is_not_read_is_not_known(void **state) {
  struct story story = begin(1);
  struct rss nothing = {NAN, NAN, NAN};

  (void)state;
  live(&story, 60, nothing);
  assert_int_equal(story.growth.count, 0);
  expect_pattern(&story, GROWTH_UNKNOWN);
  expect_missing(story.account.over_s);
  expect_missing(story.account.anon_per_s);
  story = begin(1);
  live(&story, 60, (struct rss){MIB, 0, 0});
  story.account = growth_of(&story.growth, story.now_s, &nothing, 4096);
  expect_pattern(&story, GROWTH_UNKNOWN);
  growth_push(&story.growth, story.now_s + 5, &nothing);
  live(&story, 60, (struct rss){MIB, 0, 0});
  expect_pattern(&story, GROWTH_ANONYMOUS);
}

/* 64 pages that one thread has not told of yet are 256 KiB, or 4 MiB. */
static void what_the_kernel_may_hold_back_is_no_growth(void **state) {
  static const struct {
    double page_bytes, grown;
    bool is_told;
  } rows[] = {
      {0, 3 * 1048576.0, true},       {4096, 3 * 1048576.0, true},
      {4096, 262144, false},          {16384, 3 * 1048576.0, true},
      {16384, 1048576, false},        {65536, 3 * 1048576.0, false},
      {65536, 7 * 1048576.0, false},  {65536, 30 * 1048576.0, true},
      {65536, 100 * 1048576.0, true},
  };

  (void)state;
  for (size_t i = 0; i < COUNT_OF(rows); i++) {
    struct story story = begin(1);

    story.page_bytes = rows[i].page_bytes;
    live(&story, 120, (struct rss){rows[i].grown / 120, 0, 0});
    if ((story.account.pattern == GROWTH_ANONYMOUS) != rows[i].is_told)
      fail_msg("row %zu is %s", i, growth_rows[story.account.pattern].name);
  }
}

static void a_part_that_is_not_told_leaves_the_others_unnamed(void **state) {
  struct story story = begin(1);

  (void)state;
  story.rss.shared = NAN;
  live(&story, 60, (struct rss){MIB, 0, 0});
  assert_true(story.growth.count > 0);
  expect_pattern(&story, GROWTH_UNKNOWN);
}

/* A second after a year is a second. */
static void marks_reach_a_quarter_of_an_hour_for_ever(void **state) {
  struct story story = begin(10);

  (void)state;
  for (int day = 0; day < 400; day++) {
    live(&story, 3600, (struct rss){0, 0, 0});
    assert_int_equal(story.growth.count, GROWTH_MARKS);
    expect_between(story.now_s - story.growth.origin_s, 300, 930);
    assert_int_equal(story.growth.mark[0].at, 0);
    story.now_s += 82800;
  }
  live(&story, 1200, (struct rss){0, 0, 0});
  for (int i = 1; i < GROWTH_MARKS; i++)
    expect_between(growth_at_s(&story.growth, i) -
                       growth_at_s(&story.growth, i - 1),
                   9.9, 450);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(no_row_is_empty_and_no_name_used_twice),
      cmocka_unit_test(each_kind_of_growth_is_told_under_noise),
      cmocka_unit_test(slow_growth_is_told_and_fast_growth_soon),
      cmocka_unit_test(what_began_late_is_told_with_the_pace_of_now),
      cmocka_unit_test(some_pages_are_no_growth),
      cmocka_unit_test(a_tenth_of_a_growth_is_not_named),
      cmocka_unit_test(a_step_has_grown_and_grows_no_more),
      cmocka_unit_test(what_was_given_back_is_no_growth),
      cmocka_unit_test(a_busy_allocator_does_not_grow),
      cmocka_unit_test(a_warm_up_is_over_soon),
      cmocka_unit_test(a_leap_is_told_while_it_goes_on),
      cmocka_unit_test(one_odd_sample_is_no_growth),
      cmocka_unit_test(a_member_has_no_room_for_more),
      cmocka_unit_test(an_execve_begins_anew),
      cmocka_unit_test(what_is_not_read_is_not_known),
      cmocka_unit_test(what_the_kernel_may_hold_back_is_no_growth),
      cmocka_unit_test(a_part_that_is_not_told_leaves_the_others_unnamed),
      cmocka_unit_test(marks_reach_a_quarter_of_an_hour_for_ever),
  };

  return cmocka_run_group_tests(tests, NULL, NULL);
}
