/* test_alias.c - which faster cycle a slow one is the shadow of. */
#include "expect.h"

#include "forecast/alias.h"

/* A cycle of a quarter of a step, and its height. */
static const double FREQUENCY = 0.25, HEIGHT = 0.1;

static struct series cycle(int count, double step, double frequency,
                           double height) {
  struct series series = {.count = count};

  for (int i = 0; i < count; i++) {
    series.at[i] = i * step;
    series.x[i] = height * cos(2 * M_PI * frequency * series.at[i] + 1);
  }
  series.x[count] = 100; /* is none of it */
  return series;
}

/* `values` in each of twelve steps, of whole cycles. */
static bool is_shadow_of(double frequency, double height, int values) {
  struct series coarse = cycle(60, 1, FREQUENCY, HEIGHT);
  struct finer finer = {values,
                        cycle(12 * values, 1.0 / values, frequency, height)};

  return is_alias(&coarse, &finer, FREQUENCY);
}

/* What a mean of some values takes of it, as the header says. */
static double kept(double frequency, int values) {
  return fabs(sin(M_PI * frequency) /
              (values * sin(M_PI * frequency / values)));
}

static void half_of_the_height_that_it_would_have_is_enough(void **state) {
  static const struct {
    int values;
    double frequency;
  } rows[] = {{5, 0.75}, {5, 1.25}, {5, 1.75}, {5, 2.25},
              {4, 0.75}, {4, 1.25}, {4, 1.75}, {3, 0.75}};

  (void)state;
  for (size_t i = 0; i < COUNT_OF(rows); i++) {
    double wanted = HEIGHT / kept(rows[i].frequency, rows[i].values) / 2;

    assert_true(is_shadow_of(rows[i].frequency, 1.01 * wanted, rows[i].values));
    assert_false(
        is_shadow_of(rows[i].frequency, 0.99 * wanted, rows[i].values));
  }
}

/* It is there itself, or what is there would throw another shadow. */
static void what_is_elsewhere_throws_no_shadow(void **state) {
  static const double elsewhere[] = {0.25, 0.5, 1, 1.5, 2};

  (void)state;
  for (size_t i = 0; i < COUNT_OF(elsewhere); i++)
    assert_false(is_shadow_of(elsewhere[i], 10, 5));
}

static void nothing_is_no_shadow_of_nothing(void **state) {
  struct series flat = cycle(60, 1, FREQUENCY, 0);
  struct finer finer = {5, cycle(60, 0.2, 0.75, 0)};

  (void)state;
  assert_false(is_alias(&flat, &finer, FREQUENCY));
}

static void of_fewer_than_twelve_values_nothing_is_told(void **state) {
  struct series coarse = cycle(60, 1, FREQUENCY, HEIGHT);

  (void)state;
  for (int count = 10; count <= 14; count++) {
    struct finer finer = {4, cycle(count, 1.0 / 4, 0.75, 10)};

    assert_int_equal(is_alias(&coarse, &finer, FREQUENCY), count >= 12);
  }
}

int main(void) {
  static const struct CMUnitTest tests[] = {
      cmocka_unit_test(half_of_the_height_that_it_would_have_is_enough),
      cmocka_unit_test(what_is_elsewhere_throws_no_shadow),
      cmocka_unit_test(nothing_is_no_shadow_of_nothing),
      cmocka_unit_test(of_fewer_than_twelve_values_nothing_is_told),
  };

  return cmocka_run_group_tests_name("alias", tests, NULL, NULL);
}
