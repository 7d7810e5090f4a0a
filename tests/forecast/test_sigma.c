/* test_sigma.c - twice the standard deviation, and how sure that is. */
#include "expect.h"

#include "forecast/passage.h"
#include "forecast/sigma.h"
#include "walk.h"

/* Sixty values of 20 more or less `spread`, and one that rises by `rise`. */
static struct forecast ask(double spread, double rise, double limit) {
  struct question question = {.value = 20 + rise,
                              .limit = limit,
                              .direction = UPWARD,
                              .horizon_s = 3600};
  struct walk walk;

  begin(&walk, 60);
  for (int i = 0; i < 59; i++)
    step(&walk, i == 0 ? 20 : i % 2 ? 20 + spread : 20 - spread);
  step(&walk, 20 + rise);
  return sigma_ask(&walk.window, &walk.timeline, &question);
}

/* Of 59 values one is the mean. */
static double deviation_of(double spread) {
  return spread * sqrt(58 / 59.0);
}

static void its_probability_is_that_of_both_tails(void **state) {
  static const double spreads[] = {0.125, 1, 64};

  (void)state;
  for (size_t i = 0; i < COUNT_OF(spreads); i++) {
    double spread = spreads[i], z = 3 * spread / deviation_of(spread);
    struct forecast forecast = ask(spread, 3 * spread, 1000);

    expect_near(forecast.probability, 100 * (1 - 2 * normal_below(-z)), 1e-9);
    expect_near(forecast.lower_s, 0, 0);
  }
  expect_missing(ask(1, 1.98, 1000).eta_s);
  expect_near(ask(1, 1.99, 1000).eta_s, 3600, 0);
}

/* Half of 59 minutes for each rise of 3; the horizon at most. */
static void it_comes_as_fast_as_it_came(void **state) {
  (void)state;
  expect_near(ask(0.5, 3, 23.5).eta_s, 59 * 30 / 6.0, 1e-9);
  expect_near(ask(0.5, 3, 26).eta_s, 59 * 30, 1e-9);
  expect_near(ask(0.5, 3, 50).eta_s, 3600, 0);
  expect_near(ask(0.5, 3, 26).per_s, 3 / (59 * 30.0), 1e-12);
}

static void of_a_wall_that_is_met_it_says_nothing(void **state) {
  (void)state;
  expect_missing(ask(0.5, 3, 23).eta_s);
  expect_missing(ask(0.5, 3, 22).probability);
}

int main(void) {
  static const struct CMUnitTest tests[] = {
      cmocka_unit_test(its_probability_is_that_of_both_tails),
      cmocka_unit_test(it_comes_as_fast_as_it_came),
      cmocka_unit_test(of_a_wall_that_is_met_it_says_nothing),
  };

  return cmocka_run_group_tests_name("sigma", tests, NULL, NULL);
}
