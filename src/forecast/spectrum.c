/* spectrum.c - see spectrum.h */
#include "forecast/spectrum.h"

#include <math.h>
#include <stdbool.h>

enum {
  LEAST = 24, /* values */
  HARMONICS = 4,
  FINENESS = 2, /* frequencies for each that is independent */
  FREQUENCIES = FINENESS * SPAN_MOST / 2 + 3,
  SHADOWS_MOST = 4, /* of faster cycles, looked through */
};

static const double LEAST_CYCLES = 3;
static const double TOP = 0.49;  /* cycles a step */
static const double CHANCE = 14; /* -log of what is believed */
static const double BARTLETT = 1.96;
static const double LEAST_LAG = 2.04;
static const double AS_WELL = 0.8;
static const double SMALL = 1e-9; /* of the squares: rounding */

const struct peak peak_none = {NAN, NAN, NAN};

struct line {
  double re, im;
};

/* What each frequency takes out of each kind of noise. */
struct spectrum {
  int first; /* that has enough cycles */
  int count;
  double squares[NOISES];
  double power[FREQUENCIES][NOISES];
  bool banned[FREQUENCIES];
};

static double squares_of(const struct differences *differences, int kind) {
  double white[SPAN_MOST], sum = 0;

  differences_whiten(differences, kind, white);
  for (int i = 0; i < differences->count; i++)
    sum += white[i] * white[i];
  return sum;
}

static struct line line_at(const struct differences *differences,
                           const double *value, double frequency) {
  struct line line = {0, 0};

  for (int i = 0; i < differences->count; i++) {
    double turn = 2 * M_PI * frequency * differences->at[i];

    line.re += value[i] * cos(turn);
    line.im += value[i] * sin(turn);
  }
  return line;
}

/* The sum of squares that the harmonic of `line` takes out. */
static double taken(struct line line, int count) {
  return 2 * (line.re * line.re + line.im * line.im) / count;
}

static double step_of(const struct differences *differences) {
  return 1 / (FINENESS * (differences->length + 1));
}

/* One frequency, as each kind of noise leaves it. */
static void whiten_line(const struct differences *differences,
                        const struct line line[DIFFERENCE_PARTS],
                        double power[NOISES]) {
  for (int kind = 0; kind < NOISES; kind++) {
    const double *share = differences_whitening(differences, kind);
    struct line sum = {0, 0};

    for (int part = 0; part < DIFFERENCE_PARTS; part++) {
      sum.re += share[part] * line[part].re;
      sum.im += share[part] * line[part].im;
    }
    power[kind] = taken(sum, differences->count);
  }
}

static void add_value(const struct differences *differences, int i,
                      struct line phasor, struct line line[DIFFERENCE_PARTS]) {
  for (int part = 0; part < DIFFERENCE_PARTS; part++) {
    line[part].re += differences->part[part][i] * phasor.re;
    line[part].im += differences->part[part][i] * phasor.im;
  }
}

/* The phasor of a value turns on from frequency to frequency: one sine a value
 * instead of sixty. */
static void transform(const struct differences *differences,
                      struct spectrum *ret) {
  int count = differences->count;
  double re[SPAN_MOST], im[SPAN_MOST], turn_re[SPAN_MOST], turn_im[SPAN_MOST];

  for (int i = 0; i < count; i++) {
    double turn = 2 * M_PI * step_of(differences) * differences->at[i];

    re[i] = turn_re[i] = cos(turn);
    im[i] = turn_im[i] = sin(turn);
  }
  for (int f = 1; f < ret->count; f++) {
    struct line line[DIFFERENCE_PARTS] = {{0, 0}};

    for (int i = 0; i < count; i++) {
      double turned = re[i] * turn_re[i] - im[i] * turn_im[i];

      add_value(differences, i, (struct line){re[i], im[i]}, line);
      im[i] = re[i] * turn_im[i] + im[i] * turn_re[i];
      re[i] = turned;
    }
    whiten_line(differences, line, ret->power[f]);
  }
}

/* -log of the chance of a share `r` by m harmonics of N values. */
static double weight_of(double r, int m, int count) {
  double b = (count - 1 - 2 * m) / 2.0;
  double sum = 0, term = 1;

  if (b < 1)
    return 0;
  for (int k = 0; k < m; k++) {
    sum += term;
    term *= (b + k) / (k + 1) * r;
  }
  return -(b * log1p(-r) + log(sum));
}

/* A frequency (an index) with m harmonics, and what they explain. */
struct candidate {
  int f, m, kind;
  double r, weight;
};

/* The best frequency for m harmonics. */
static struct candidate best_of(const struct spectrum *spectrum, int m) {
  struct candidate best = {0};
  double least = INFINITY;

  for (int kind = 0; kind < NOISES; kind++)
    least = fmin(least, spectrum->squares[kind]);
  for (int f = spectrum->first; f * m < spectrum->count; f++)
    for (int kind = 0; kind < NOISES && !spectrum->banned[f]; kind++) {
      double left = spectrum->squares[kind];
      double r;

      for (int h = 1; h <= m; h++)
        left -= spectrum->power[(size_t)f * (size_t)h][kind];
      r = 1 - fmax(left / least, SMALL);
      if (r > best.r)
        best = (struct candidate){.f = f, .m = m, .kind = kind, .r = r};
    }
  return best;
}

static void spread(const struct differences *differences,
                   struct spectrum *ret) {
  double step = step_of(differences);

  *ret = (struct spectrum){.first = (int)ceil(LEAST_CYCLES * FINENESS),
                           .count = (int)(TOP / step) + 1};
  transform(differences, ret);
  for (int kind = 0; kind < NOISES; kind++)
    ret->squares[kind] = squares_of(differences, kind);
}

static struct candidate search(const struct spectrum *spectrum, int count) {
  struct candidate best = {0};

  for (int m = 1; m <= HARMONICS; m++) {
    struct candidate candidate = best_of(spectrum, m);

    candidate.weight = weight_of(candidate.r, m, count);
    if (candidate.f > 0 && candidate.weight > best.weight)
      best = candidate;
  }
  return best;
}

static double power_at(const struct differences *differences,
                       const double *white, double frequency, int m) {
  double sum = 0;

  for (int h = 1; h <= m && h * frequency < TOP; h++)
    sum +=
        taken(line_at(differences, white, h * frequency), differences->count);
  return sum;
}

/* Climbs from the frequency of the grid to the top of the hill. */
static double climb(const struct differences *differences, const double *white,
                    const struct candidate *candidate) {
  double width = step_of(differences);
  double at = candidate->f * width;
  double top = power_at(differences, white, at, candidate->m);

  while ((width /= 2) > 1e-3 * at / candidate->m)
    for (int side = -1; side <= 1; side += 2) {
      double power =
          power_at(differences, white, at + side * width, candidate->m);

      if (power > top) {
        top = power;
        at += side * width;
        break;
      }
    }
  return at;
}

/* A short period falls between two lags: one of its multiples does not. */
static bool is_on_a_hill(const struct differences *differences,
                         const double *white, double period) {
  double nearest = 1, lag = period, here;

  for (int k = 1; k <= 3; k++)
    if (fabs(k * period - round(k * period)) < nearest - 0.1) {
      nearest = fabs(k * period - round(k * period));
      lag = k * period;
    }
  here = autocorrelation(differences, white, lag);
  return here * sqrt(differences->count) > BARTLETT &&
         here > autocorrelation(differences, white, lag - period / 2) &&
         here > autocorrelation(differences, white, lag + period / 2);
}

/* Of a clean sine the double period explains as much as the period: the least
 * lag that correlates as well is it. */
static double shortest(const struct differences *differences,
                       const double *white, double period) {
  double here = autocorrelation(differences, white, period);

  for (int h = HARMONICS; h > 1; h--)
    if (period / h > LEAST_LAG &&
        autocorrelation(differences, white, period / h) > AS_WELL * here)
      return period / h;
  return period;
}

/* The best that is no shadow, and lies on a hill. */
static struct peak choose(const struct series *series,
                          const struct finer *finer,
                          const struct differences *differences,
                          struct spectrum *spectrum) {
  double white[SPAN_MOST];

  for (int i = 0; i < SHADOWS_MOST; i++) {
    struct candidate best = search(spectrum, differences->count);
    double period;

    if (!(best.weight > CHANCE))
      break;
    differences_whiten(differences, best.kind, white);
    period = 1 / climb(differences, white, &best);
    period = shortest(differences, white, period);
    if (!(finer && is_alias(series, finer, 1 / period)) &&
        is_on_a_hill(differences, white, period))
      return (struct peak){period, best.r, best.weight};
    for (int f = best.f - 1; f <= best.f + 1; f++)
      spectrum->banned[f] = true;
  }
  return peak_none;
}

struct peak spectrum_peak(const struct series *series,
                          const struct finer *finer) {
  struct series level = *series;
  struct finer fine = {0};
  struct differences differences;
  struct spectrum spectrum;

  if (series->count < LEAST)
    return peak_none;
  series_level(&level);
  series_differ(&level, &differences);
  if (differences.count < LEAST - 1)
    return peak_none;
  if (finer) {
    fine = *finer;
    series_level(&fine.series);
  }
  spread(&differences, &spectrum);
  return choose(&level, finer ? &fine : NULL, &differences, &spectrum);
}
