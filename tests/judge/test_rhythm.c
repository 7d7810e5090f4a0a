/* test_rhythm.c - which cycle is told beside a wall. */
#include "expect.h"

#include "judge/rhythm.h"

enum { TICKS = 910 };

struct scene {
  struct timeline timeline;
  struct window window, writeback;
  struct rhythm_context context;
};

static double sine(double turns) {
  return 1000 * cos(2 * M_PI * turns);
}

/* One tick a second until second TICKS; both peak at second 0. */
static void play(struct scene *scene, double period_s, double writeback_s) {
  *scene = (struct scene){.context = {&scene->timeline, &scene->writeback}};
  window_clear(&scene->window);
  window_clear(&scene->writeback);
  for (int s = 1; s <= TICKS; s++) {
    assert_true(timeline_push(&scene->timeline, s));
    window_push(&scene->window, &scene->timeline,
                isnan(period_s) ? 5 : sine(s / period_s));
    window_push(&scene->writeback, &scene->timeline,
                isnan(writeback_s) ? 5 : 1e8 * sine(s / writeback_s));
  }
}

static struct rhythm ask(const struct scene *scene, enum wall_id wall) {
  return rhythm_of(&walls[wall], &scene->window, &scene->context);
}

static void a_cycle_is_told_with_its_next_height(void **state) {
  struct scene scene;
  struct rhythm rhythm;

  (void)state;
  play(&scene, 11, NAN); /* 83 of them are 913 s */
  rhythm = ask(&scene, WALL_FD_LIMIT);
  expect_near(rhythm.period_s, 11, 0.1);
  expect_near(rhythm.peak_in_s, 3, 1);
  expect_missing(rhythm.coincidence_in_s);
}

static void without_a_cycle_or_a_window_nothing_is_told(void **state) {
  struct scene scene;

  (void)state;
  play(&scene, NAN, 31);
  expect_missing(ask(&scene, WALL_FD_LIMIT).period_s);
  expect_missing(ask(&scene, WALL_FD_LIMIT).peak_in_s);
  expect_missing(ask(&scene, WALL_FD_LIMIT).coincidence_in_s);
  expect_missing(
      rhythm_of(&walls[WALL_FD_LIMIT], NULL, &scene.context).period_s);
}

static void it_is_told_when_it_meets_writeback(void **state) {
  struct scene scene;
  struct rhythm rhythm;

  (void)state;
  play(&scene, 12, 31); /* 30 x 31 = 930 is far from 924 and 936 */
  rhythm = ask(&scene, WALL_FD_LIMIT);
  expect_near(rhythm.period_s, 12, 0.1);
  expect_near(rhythm.coincidence_in_s, 51, 3); /* 31 x 31 = 961, 80 x 12 */
}

/* Heights a tenth of the shorter period apart: of 14 s that is 1.4. 65 x 14 =
 * 910 and 19 x 48 = 912 do not meet, but 72 x 14 and 21 x 48 do: at 1008. */
static void what_is_farther_apart_than_a_tenth_does_not_meet(void **state) {
  struct scene scene;
  struct rhythm rhythm;

  (void)state;
  play(&scene, 14, 48);
  rhythm = ask(&scene, WALL_FD_LIMIT);
  expect_near(rhythm.period_s, 14, 0.1);
  expect_near(rhythm.coincidence_in_s, 1008 - TICKS, 3);
}

static void the_cycle_of_writeback_does_not_meet_itself(void **state) {
  struct scene scene;

  (void)state;
  play(&scene, 31, 31);
  scene.context.writeback = &scene.window;
  expect_near(ask(&scene, WALL_DIRTY_THROTTLE).period_s, 31, 0.3);
  expect_missing(ask(&scene, WALL_DIRTY_THROTTLE).coincidence_in_s);
  scene.context.writeback = NULL;
  expect_missing(ask(&scene, WALL_DIRTY_THROTTLE).coincidence_in_s);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_cycle_is_told_with_its_next_height),
      cmocka_unit_test(without_a_cycle_or_a_window_nothing_is_told),
      cmocka_unit_test(it_is_told_when_it_meets_writeback),
      cmocka_unit_test(what_is_farther_apart_than_a_tenth_does_not_meet),
      cmocka_unit_test(the_cycle_of_writeback_does_not_meet_itself),
  };

  return cmocka_run_group_tests_name("rhythm", tests, NULL, NULL);
}
