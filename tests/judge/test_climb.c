/* test_climb.c - of many processes, how often it is told that they grow. */
#include "expect.h"

#include "contrib/dice.h"
#include "judge/climb.h"
#include "judge/growth.h"

#include <stdbool.h>

static const double MIB = 1024 * 1024;

/* What one process does; `teeth` of a collector stand on a floor. */
struct habit {
  const char *name;
  double tick_s, from_s; /* looked at from then on: it is young before */
  double leak, noise;    /* bytes a second; bytes */
  double wander;         /* bytes in the root of a second */
  double tooth_s, tooth; /* bytes */
  double unlike;         /* how one tooth differs from the next; a share */
};

/* In the life of one; fewer of those that come seldom. */
static const int LOOKS[] = {3000, 800};

struct tally {
  int looks, grows,
      right; /* right: with a pace that is off by a tenth at most */
};

struct beast {
  struct habit habit;
  struct dice dice;
  double age_s, bytes, length_s, phase;
};

static double chew(struct beast *beast) {
  const struct habit *habit = &beast->habit;

  if (!(habit->tooth_s > 0))
    return 0;
  beast->phase += habit->tick_s / beast->length_s;
  if (beast->phase >= 1) {
    beast->phase = fmod(beast->phase, 1);
    beast->length_s =
        habit->tooth_s * (1 + habit->unlike * dice_normal(&beast->dice) / 2);
  }
  return beast->phase * habit->tooth;
}

static double next_bytes(struct beast *beast) {
  const struct habit *habit = &beast->habit;

  beast->age_s += habit->tick_s;
  beast->bytes += habit->leak * habit->tick_s + habit->wander *
                                                    sqrt(habit->tick_s) *
                                                    dice_normal(&beast->dice);
  return beast->bytes + habit->noise * dice_normal(&beast->dice) + chew(beast);
}

static bool is_growth(enum growth_pattern pattern) {
  return pattern >= GROWTH_ANONYMOUS && pattern <= GROWTH_MIXED;
}

static void live_once(struct beast *beast, struct tally *tally) {
  const struct habit *habit = &beast->habit;
  struct growth growth = {0};

  for (int i = 0; i < LOOKS[habit->tick_s > 1]; i++) {
    struct rss rss = {next_bytes(beast), 20 * MIB, 0};
    struct growth_account account;

    growth_push(&growth, 7000 + beast->age_s, &rss);
    if (beast->age_s < habit->from_s)
      continue;
    account = growth_of(&growth, 7000 + beast->age_s, &rss, 4096);
    tally->looks++;
    tally->grows += is_growth(account.pattern);
    tally->right += is_growth(account.pattern) &&
                    fabs(account.anon_per_s - habit->leak) <= 0.1 * habit->leak;
  }
}

static struct tally live_often(const struct habit *habit) {
  struct tally tally = {0};

  for (uint64_t life = 0; life < 40; life++) {
    struct beast beast = {.habit = *habit,
                          .dice = {life},
                          .bytes = 1000 * MIB,
                          .length_s = habit->tooth_s,
                          .phase = fmod((double)life * 0.618, 1)};

    live_once(&beast, &tally);
  }
  print_message("# %s: %.1f %% of %d looks tell of growth", habit->name,
                100.0 * tally.grows / tally.looks, tally.looks);
  if (habit->leak > 0)
    print_message(", %.1f %% of these its pace",
                  100.0 * tally.right / tally.grows);
  print_message("\n");
  return tally;
}

static void one_that_wanders_without_an_aim_seldom_grows(void **state) {
  static const struct habit habits[] = {
      {"wandering", 1, 20, .wander = MIB},
      {"wandering far", 1, 20, .wander = 5 * MIB},
      {"wandering, seen each 10 s", 10, 100, .wander = 2 * MIB},
      {"wandering, seen each minute", 60, 600, .wander = 2 * MIB},
  };

  (void)state;
  for (size_t i = 0; i < COUNT_OF(habits); i++) {
    struct tally tally = live_often(&habits[i]);

    assert_true(tally.grows < tally.looks / 20);
  }
}

static void what_leaks_under_the_teeth_of_a_collector_is_found(void **state) {
  static const struct habit habits[] = {
      {"a leak, teeth of 7.3 s", 1, 30, 0.2 * MIB, 0, 0, 7.3, 50 * MIB, 0},
      {"a leak, teeth of 20 s", 1, 80, 0.2 * MIB, 0, 0, 20, 50 * MIB, 0},
      {"a leak, teeth of 61 s", 1, 244, 0.1 * MIB, 0, 0, 61, 50 * MIB, 0},
      {"a leak, unlike teeth", 1, 244, 0.1 * MIB, 0, 0, 61, 50 * MIB, 0.4},
      {"a leak, teeth seen each 10 s", 10, 244, 0.2 * MIB, 0, 0, 61, 50 * MIB,
       0},
  };

  (void)state;
  for (size_t i = 0; i < COUNT_OF(habits); i++) {
    struct tally tally = live_often(&habits[i]);

    assert_true(tally.grows > 0.9 * tally.looks);
    assert_true(tally.right > 0.85 * tally.grows);
  }
}

static void teeth_that_stand_on_one_floor_are_no_growth(void **state) {
  static const struct habit habits[] = {
      {"teeth of 3 s", 1, 9, .tooth_s = 3, .tooth = 50 * MIB},
      {"teeth of 20 s", 1, 60, .tooth_s = 20, .tooth = 50 * MIB},
      {"teeth of 61 s", 1, 183, .tooth_s = 61, .tooth = 50 * MIB},
      {"teeth of 150 s", 1, 450, .tooth_s = 150, .tooth = 50 * MIB},
      {"teeth of 300 s", 1, 900, .tooth_s = 300, .tooth = 50 * MIB},
  };

  (void)state;
  for (size_t i = 0; i < COUNT_OF(habits); i++)
    assert_int_equal(live_often(&habits[i]).grows, 0);
}

static void a_leak_under_noise_has_its_pace(void **state) {
  static const struct habit habits[] = {
      {"a leak, noise", 1, 100, 0.2 * MIB, MIB, 0, 0, 0, 0},
      {"a slow leak, noise", 1, 900, MIB / 60, 0.3 * MIB, 0, 0, 0, 0},
      {"a leak, seen each minute", 60, 500, MIB, MIB, 0, 0, 0, 0},
      {"a leak, seen each 0.1 s", 0.1, 10, MIB, 0.1 * MIB, 0, 0, 0, 0},
  };

  (void)state;
  for (size_t i = 0; i < COUNT_OF(habits); i++) {
    struct tally tally = live_often(&habits[i]);

    assert_true(tally.grows > 0.95 * tally.looks);
    assert_true(tally.right > 0.85 * tally.grows);
  }
}

/* By hand: points a second apart, and each is a floor. */
static struct climb climb_of(const double *bytes, int count) {
  struct climb climb = {.count = count};

  for (int i = 0; i < count; i++) {
    climb.at_s[i] = i;
    climb.low[i] = climb.high[i] = bytes[i];
  }
  return climb;
}

static void
a_rise_ends_at_the_last_floor_and_begins_where_it_was_flat(void **state) {
  const double bytes[] = {10, 10, 10, 10, 20, 30, 40, 50, 59};
  struct climb climb = climb_of(bytes, COUNT_OF(bytes));
  struct rise rise;

  (void)state;
  assert_true(climb_rises(&climb, 1, &rise));
  climb = climb_cut(&climb, &rise);
  expect_near(climb.low[0] + climb_net(&climb), 50, 0);
  expect_between(climb_begun_s(&climb), 2, 3.5);
  assert_false(climb_rises(&climb, 100, &rise));
}

static void a_way_with_a_bend_is_no_rise_but_may_rest(void **state) {
  const double bent[] = {10, 11, 10, 12, 50, 49, 50, 51, 50};
  const double down[] = {10, 11, 10, 30, 50, 51, 20, 10, 11};
  struct climb climb = climb_of(bent, COUNT_OF(bent));
  struct rise rise;

  (void)state;
  assert_false(climb_rises(&climb, 1, &rise));
  assert_true(climb_rests(&climb, 1));
  assert_false(climb_is_back(&climb, 1));
  climb = climb_of(down, COUNT_OF(down));
  assert_false(climb_rises(&climb, 1, &rise));
  assert_false(climb_rests(&climb, 1));
  assert_true(climb_is_back(&climb, 1));
  assert_int_equal(climb_peak(&climb), 5);
}

static void stairs_that_lose_nothing_are_a_rise(void **state) {
  const double stairs[] = {10, 10, 40, 40, 40, 41, 70, 70, 100};
  struct climb climb = climb_of(stairs, COUNT_OF(stairs));
  struct rise rise;

  (void)state;
  assert_true(climb_rises(&climb, 1, &rise));
  climb.high[4] = 70; /* one that takes and gives */
  assert_false(climb_rises(&climb, 1, &rise));
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(one_that_wanders_without_an_aim_seldom_grows),
      cmocka_unit_test(what_leaks_under_the_teeth_of_a_collector_is_found),
      cmocka_unit_test(teeth_that_stand_on_one_floor_are_no_growth),
      cmocka_unit_test(a_leak_under_noise_has_its_pace),
      cmocka_unit_test(
          a_rise_ends_at_the_last_floor_and_begins_where_it_was_flat),
      cmocka_unit_test(a_way_with_a_bend_is_no_rise_but_may_rest),
      cmocka_unit_test(stairs_that_lose_nothing_are_a_rise),
  };

  return cmocka_run_group_tests(tests, NULL, NULL);
}
