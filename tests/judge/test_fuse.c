/* test_fuse.c - when it blows, and when it is whole again. */
#include "expect.h"

#include "judge/fuse.h"

struct moment {
  double at_s;
  enum fuse_sign sign;
  enum fuse_event event;
  bool blown;
};

static void play(const struct moment *moments, size_t count) {
  struct fuse fuse;

  fuse_init(&fuse);
  for (size_t i = 0; i < count; i++) {
    const struct moment *m = &moments[i];

    fuse_step(&fuse, m->sign, 60, m->at_s);
    if (fuse.event != m->event || fuse_is_blown(&fuse) != m->blown)
      fail_msg("at %g s event %d, blown %d", m->at_s, fuse.event,
               fuse_is_blown(&fuse));
  }
}

static void it_trips_once_and_clears_once(void **state) {
  static const struct moment moments[] = {
      {0, FUSE_REST, FUSE_NOTHING, false},
      {1, FUSE_TRIPS, FUSE_TRIPPED, true},
      {2, FUSE_TRIPS, FUSE_NOTHING, true},
      {10, FUSE_REST, FUSE_NOTHING, true},
      {69, FUSE_REST, FUSE_NOTHING, true},
      {70, FUSE_REST, FUSE_CLEARED, false},
      {200, FUSE_REST, FUSE_NOTHING, false},
      {201, FUSE_TRIPS, FUSE_TRIPPED, true},
  };

  (void)state;
  play(moments, COUNT_OF(moments));
}

static void trouble_keeps_it_blown_and_never_blows_it(void **state) {
  static const struct moment moments[] = {
      {0, FUSE_TROUBLE, FUSE_NOTHING, false},
      {1000, FUSE_TROUBLE, FUSE_NOTHING, false},
      {1001, FUSE_TRIPS, FUSE_TRIPPED, true},
      {1010, FUSE_REST, FUSE_NOTHING, true},
      {1060, FUSE_TROUBLE, FUSE_NOTHING, true},
      {1075, FUSE_REST, FUSE_NOTHING, true},
      {1134, FUSE_REST, FUSE_NOTHING, true},
      {1135, FUSE_REST, FUSE_CLEARED, false},
  };

  (void)state;
  play(moments, COUNT_OF(moments));
}

static void what_is_not_known_is_no_rest(void **state) {
  static const struct moment moments[] = {
      {0, FUSE_TRIPS, FUSE_TRIPPED, true},
      {10, FUSE_REST, FUSE_NOTHING, true},
      {40, FUSE_UNKNOWN, FUSE_NOTHING, true},
      {80, FUSE_REST, FUSE_NOTHING, true},
      {139, FUSE_REST, FUSE_NOTHING, true},
      {140, FUSE_REST, FUSE_CLEARED, false},
  };

  (void)state;
  play(moments, COUNT_OF(moments));
}

static void rest_that_nobody_saw_does_not_count(void **state) {
  struct fuse fuse;

  (void)state;
  fuse_init(&fuse);
  fuse_step(&fuse, FUSE_TRIPS, 60, 0);
  fuse_step(&fuse, FUSE_REST, 60, 10);
  fuse_tear(&fuse);
  fuse_step(&fuse, FUSE_REST, 60, 4000);
  assert_true(fuse_is_blown(&fuse));
  fuse_step(&fuse, FUSE_REST, 60, 4060);
  assert_int_equal(fuse.event, FUSE_CLEARED);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(it_trips_once_and_clears_once),
      cmocka_unit_test(trouble_keeps_it_blown_and_never_blows_it),
      cmocka_unit_test(what_is_not_known_is_no_rest),
      cmocka_unit_test(rest_that_nobody_saw_does_not_count),
  };

  return cmocka_run_group_tests(tests, NULL, NULL);
}
