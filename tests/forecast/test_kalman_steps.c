/* test_kalman_steps.c - the filter is that of the book, value by value. */
#include "expect.h"

#include "forecast/kalman.h"
#include "forecast/passage.h"
#include "forecast/span.h"
#include "walk.h"

enum { VALUES_MOST = 61 };

/* As the header and Harvey, 2.3, have it, in matrices: x = (level, slope), P
 * its covariance, and what the header says of r, of outliers and of CUSUM. */
struct book {
  double x[2], p[2][2], r, slots, up, down;
};

static double clipped(double z) {
  return z > 3 ? 3 : z < -3 ? -3 : z;
}

/* The first values, eight steps at most, tell r: a step has two noises. */
static struct book open_book(const double *value, int count, double slots) {
  int some = count - 1 < 8 ? count - 1 : 8;
  struct book book = {.x = {value[0], 0}, .slots = slots};
  double mean = 0;

  for (int i = 0; i < some; i++)
    mean += pow(value[i + 1] - value[i], 2) / some;
  book.r = fmax(mean / 2, 1e-9 * (1 + fabs(value[0])));
  book.p[0][0] = book.r;
  book.p[1][1] = mean;
  return book;
}

/* x <- F x, P <- F P F' + Q with F = (1 1; 0 1). */
static void predict(struct book *book) {
  double f[2][2] = {{1, 1}, {0, 1}}, p[2][2] = {{0}};

  for (int i = 0; i < 2; i++)
    for (int k = 0; k < 2; k++)
      for (int a = 0; a < 2; a++)
        for (int b = 0; b < 2; b++)
          p[i][k] += f[i][a] * book->p[a][b] * f[k][b];
  p[0][0] += book->r * 2 / book->slots;
  p[1][1] += book->r * pow(1.5 / book->slots, 3);
  book->x[0] += book->x[1];
  for (int i = 0; i < 4; i++)
    book->p[i / 2][i % 2] = p[i / 2][i % 2];
}

/* Slack 0.75, threshold 12; what opens doubts the level by the error and three
 * deviations of a value, the slope by the error over an eighth of a horizon. */
static void cusum(struct book *book, double z, double error) {
  double eighth = fmax(1, book->slots / 8);

  book->up = fmax(0, book->up + clipped(z) - 0.75);
  book->down = fmax(0, book->down - clipped(z) - 0.75);
  if (fmax(book->up, book->down) <= 12)
    return;
  book->p[0][0] += 9 * book->r + pow(error, 2);
  book->p[1][1] += pow(error / eighth, 2);
  book->up = book->down = 0;
}

/* x <- x + K e, P <- P - K H P with K = P H' / S; e is bounded by 2.5. */
static void correct(struct book *book, double value) {
  double error = value - book->x[0], s = book->p[0][0] + book->r;
  double z = error / sqrt(s), top[2], gain[2];

  book->r += book->r * (pow(clipped(z), 2) - 1) / book->slots;
  cusum(book, z, error);
  s = book->p[0][0] + book->r;
  for (int i = 0; i < 2; i++) {
    top[i] = book->p[0][i];
    gain[i] = book->p[i][0] / s;
  }
  error = fmax(-2.5 * sqrt(s), fmin(2.5 * sqrt(s), error));
  for (int i = 0; i < 4; i++)
    book->p[i / 2][i % 2] -= gain[i / 2] * top[i % 2];
  for (int i = 0; i < 2; i++)
    book->x[i] += gain[i] * error;
}

/* How far it was off an eighth of a horizon ahead, a quarter of all at most. */
static struct trend_state by_the_book(const double *value, int count,
                                      double slot_s, double horizon_s) {
  double slots = fmax(4, horizon_s / slot_s), x[VALUES_MOST][2];
  int lag = (int)fmax(1, fmin(slots / 8, count / 4)), errors = 0;
  struct book book = open_book(value, count, slots);
  double squares = 0;

  for (int i = 1; i < count; i++) {
    predict(&book);
    correct(&book, value[i]);
    x[i][0] = book.x[0];
    x[i][1] = book.x[1];
    if (i - lag < 1)
      continue;
    squares += pow(book.x[0] - x[i - lag][0] - lag * x[i - lag][1], 2);
    errors++;
  }
  return (struct trend_state){
      .level = book.x[0],
      .per_s = book.x[1] / slot_s,
      .per_s_error = sqrt(book.p[1][1]) / slot_s,
      .diffusion = squares / errors / (lag * slot_s),
  };
}

/* Noise; one that jumps up, or down; one that begins to rise, or to fall; wild
 * ones; one that grows by a fifth each time; one that stands still. */
enum { SERIES = 8 };
static double value_of(int series, int i, uint64_t *seed) {
  const double change[SERIES] = {0,
                                 i >= 30 ? 20 : 0,
                                 i >= 30 ? -20 : 0,
                                 i > 25 ? i - 25 : 0,
                                 i > 25 ? 25 - i : 0,
                                 i % 9 == 5 ? 30 : 0,
                                 pow(1.2, i)};

  return series == SERIES - 1 ? 42 : 100 + change[series] + normal(seed);
}

static void expect_like(double got, double want) {
  expect_near(got, want, 1e-7 * fabs(want) + 1e-13);
}

static void it_goes_by_the_book(void **state) {
  static const int counts[] = {10, 11, 13, 40, 61};
  static const double horizons_s[] = {40, 90, 120, 400, 600, 1200};

  (void)state;
  for (int series = 0; series < SERIES; series++)
    for (size_t k = 0; k < COUNT_OF(counts) * COUNT_OF(horizons_s); k++) {
      double value[VALUES_MOST], horizon_s = horizons_s[k / COUNT_OF(counts)];
      int count = counts[k % COUNT_OF(counts)];
      struct span span = {.count = count};
      struct trend_state got, want;
      uint64_t seed = 17;

      for (int i = 0; i < count; i++) {
        value[i] = value_of(series, i, &seed);
        span.t[count - 1 - i] = 10.0 * i;
        span.v[count - 1 - i] = value[i];
      }
      got = kalman_over(&span, horizon_s);
      want = by_the_book(value, count, 10, horizon_s);
      expect_like(got.level, want.level);
      expect_like(got.per_s, want.per_s);
      expect_like(got.per_s_error, want.per_s_error);
      expect_like(got.diffusion, want.diffusion);
    }
}

/* However wild one value is: it counts as 2.5 deviations. */
static void one_wild_value_is_like_another(void **state) {
  struct span span = {.count = 60};
  struct trend_state wild, wilder;
  uint64_t seed = 3;

  (void)state;
  for (int i = 0; i < span.count; i++) {
    span.t[i] = -i;
    span.v[i] = 50 + normal(&seed);
  }
  span.v[0] = 90;
  wild = kalman_over(&span, 60);
  span.v[0] = 9000;
  wilder = kalman_over(&span, 60);
  expect_near(wilder.level, wild.level, 1e-9);
  expect_near(wilder.per_s, wild.per_s, 1e-9);
}

/* An hour of a rise of 0.3 a minute, in noise. */
static struct trend_state rise(struct walk *walk) {
  uint64_t seed = 21;
  struct sight sight;
  struct span span;

  begin(walk, 60);
  for (int i = 0; i < 60; i++)
    step(walk, 20 + 0.3 * i + normal(&seed));
  sight = sight_of(&walk->window, &walk->timeline, UPWARD);
  span_of_time(&span, &sight, 3600);
  return kalman_over(&span, 3600);
}

static void what_it_tells_is_what_the_filter_came_to(void **state) {
  static const double left[] = {2, 8, 15};
  struct walk walk;
  struct trend_state found = rise(&walk);

  (void)state;
  for (size_t i = 0; i < COUNT_OF(left); i++) {
    struct question question = {.value = found.level,
                                .limit = found.level + left[i],
                                .horizon_s = 3600};
    struct forecast forecast =
        kalman_ask(&walk.window, &walk.timeline, &question);

    expect_near(forecast.eta_s, left[i] / found.per_s, 1e-6);
    expect_near(forecast.probability,
                100 * kalman_probability(&found, left[i], 3600), 1e-9);
    expect_near(forecast.per_s, found.per_s, 1e-12);
    expect_near(forecast.seen_s, 59 * 60, 0);
  }
}

/* Of the header, to the wall and 1.2816 deviations this side of it. */
static void the_interval_widens_by_diffusion_and_slope(void **state) {
  struct walk walk;
  struct trend_state found = rise(&walk);
  struct question question = {
      .value = found.level, .limit = found.level + 8, .horizon_s = 3600};
  double at_s = kalman_ask(&walk.window, &walk.timeline, &question).lower_s;

  (void)state;
  expect_between(at_s, 1, 8 / found.per_s);
  expect_near(found.per_s * at_s +
                  1.2815515655446 * sqrt(found.diffusion * at_s +
                                         pow(found.per_s_error * at_s, 2)),
              8, 1e-6);
}

static void a_level_behind_the_wall_is_there_now(void **state) {
  struct walk walk;
  struct trend_state found = rise(&walk);
  struct question question = {
      .value = found.level - 2, .limit = found.level - 1, .horizon_s = 3600};
  struct forecast forecast =
      kalman_ask(&walk.window, &walk.timeline, &question);

  (void)state;
  expect_near(forecast.eta_s, 0, 0);
  expect_near(forecast.probability, 100, 1e-9);
}

static void from_ten_values_on_it_tells(void **state) {
  (void)state;
  expect_answers_from_ten_values_on(kalman_ask);
}

int main(void) {
  static const struct CMUnitTest tests[] = {
      cmocka_unit_test(it_goes_by_the_book),
      cmocka_unit_test(one_wild_value_is_like_another),
      cmocka_unit_test(what_it_tells_is_what_the_filter_came_to),
      cmocka_unit_test(the_interval_widens_by_diffusion_and_slope),
      cmocka_unit_test(a_level_behind_the_wall_is_there_now),
      cmocka_unit_test(from_ten_values_on_it_tells),
  };

  return cmocka_run_group_tests_name("kalman_steps", tests, NULL, NULL);
}
