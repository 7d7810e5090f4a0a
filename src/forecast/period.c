/* period.c - see period.h */
#include "forecast/period.h"

#include "forecast/spectrum.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>

enum { PHASES_MOST = 32, PERIODS_AHEAD = 20 };

static const double LEAST_FOLDED = 1.15; /* periods */
static const double ROUGH = 2;           /* quanta */
static const double LOCKED = 0.01;       /* of the shorter period */

const struct period period_none = {NAN, NAN, NAN, NAN, -1};

/* The mean of each phase, counted back from the newest value; NaN: nobody. */
struct fold {
  int phases;
  double mean[PHASES_MOST];
};

static int by_value(const void *a, const void *b) {
  double one = *(const double *)a, other = *(const double *)b;

  return (one > other) - (one < other);
}

static double median(double *value, int count) {
  qsort(value, (size_t)count, sizeof(*value), by_value);
  return (value[(count - 1) / 2] + value[count / 2]) / 2;
}

static double step_s(const struct span *span) {
  double passed_s[SPAN_MOST];

  for (int i = 1; i < span->count; i++)
    passed_s[i - 1] = span->t[i - 1] - span->t[i];
  return median(passed_s, span->count - 1);
}

/* Of one scale, without the raw value that leads a coarse one. */
static void slots_of(struct span *slots, const struct sight *sight, int scale) {
  struct span all;
  int lead =
      scale > 0 && !isnan(window_at(sight->window, sight->timeline, 0, 0));

  span_of_scale(&all, sight, scale);
  slots->count = all.count > lead ? all.count - lead : 0;
  for (int i = 0; i < slots->count; i++) {
    slots->t[i] = all.t[i + lead];
    slots->v[i] = all.v[i + lead];
  }
}

/* Oldest first, in steps since `from_s`, at most as many of them as a ring has
 * slots. */
static void series_of(struct series *series, const struct span *slots,
                      double from_s, double slot_s) {
  series->count = 0;
  for (int i = slots->count - 1; i >= 0; i--) {
    if (slots->t[i] < from_s)
      continue;
    series->at[series->count] = (slots->t[i] - from_s) / slot_s;
    series->x[series->count++] = slots->v[i];
  }
}

/* The cycle at one resolution, with the period in seconds. */
static struct peak peak_of(const struct sight *sight, int scale) {
  struct series series;
  struct finer finer = {.values = (int)timeline_step[scale]};
  struct span slots;
  struct peak peak;
  double slot_s, from_s;

  slots_of(&slots, sight, scale);
  if (slots.count < 2)
    return peak_none;
  slot_s = step_s(&slots);
  from_s = fmax(slots.t[slots.count - 1], slots.t[0] - SPAN_MOST * slot_s);
  series_of(&series, &slots, from_s, slot_s);
  if (scale > 0) {
    slots_of(&slots, sight, scale - 1);
    series_of(&finer.series, &slots, from_s, slot_s);
  }
  peak = spectrum_peak(&series, scale > 0 ? &finer : NULL);
  peak.period *= slot_s;
  return peak;
}

/* The value `t`, between two of the span; NaN outside. */
static double value_at(const struct span *span, double t, int *from) {
  int i = *from;
  double share;

  while (i + 1 < span->count && span->t[i + 1] > t)
    i++;
  *from = i;
  if (i + 1 >= span->count || span->t[i] < t)
    return NAN;
  share = (t - span->t[i + 1]) / (span->t[i] - span->t[i + 1]);
  return span->v[i + 1] + share * (span->v[i] - span->v[i + 1]);
}

/* What grows from period to period, a second: the median, so that neither a
 * cycle nor one that was unlike the others is taken for a trend. */
static double growth_of(const struct span *span, double period_s) {
  double growth[SPAN_MOST];
  int count = 0, from = 0;

  for (int i = 0; i < span->count; i++) {
    double before = value_at(span, span->t[i] - period_s, &from);

    if (!isnan(before))
      growth[count++] = (span->v[i] - before) / period_s;
  }
  return count ? median(growth, count) : 0;
}

static int phase_of(const struct span *span, int i, double period_s,
                    int phases) {
  double turns = (span->t[0] - span->t[i]) / period_s;

  return (int)((turns - floor(turns)) * phases + 0.5) % phases;
}

static void fold_span(const struct span *span, double period_s,
                      struct fold *ret) {
  double per_s = growth_of(span, period_s);
  double slots = period_s / step_s(span);
  int count[PHASES_MOST] = {0};

  ret->phases = (int)fmin(fmax(round(slots), 2), PHASES_MOST);
  for (int phase = 0; phase < ret->phases; phase++)
    ret->mean[phase] = 0;
  for (int i = 0; i < span->count; i++) {
    int phase = phase_of(span, i, period_s, ret->phases);

    ret->mean[phase] += span->v[i] + per_s * (span->t[0] - span->t[i]);
    count[phase]++;
  }
  for (int phase = 0; phase < ret->phases; phase++)
    ret->mean[phase] =
        count[phase] ? ret->mean[phase] / count[phase] : (double)NAN;
}

static double mean_of(const struct fold *fold) {
  double sum = 0;
  int known = 0;

  for (int phase = 0; phase < fold->phases; phase++)
    if (!isnan(fold->mean[phase])) {
      sum += fold->mean[phase];
      known++;
    }
  return sum / known;
}

static bool is_foldable(const struct span *span, double period_s) {
  return span->count > 2 && span_length_s(span) >= LEAST_FOLDED * period_s;
}

/* Height and phase, at the finest resolution that tells. */
static void shape(struct period *period, const struct sight *sight) {
  struct span slots = {.count = 0};
  struct fold fold;
  double highest = -INFINITY, lowest = INFINITY;
  int top = 0;

  for (int scale = 0; scale <= period->scale; scale++) {
    slots_of(&slots, sight, scale);
    if (is_foldable(&slots, period->period_s))
      break;
  }
  fold_span(&slots, period->period_s, &fold);
  for (int phase = 0; phase < fold.phases; phase++) {
    lowest = fmin(lowest, fold.mean[phase]);
    if (fold.mean[phase] > highest) {
      highest = fold.mean[phase];
      top = phase;
    }
  }
  period->amplitude = highest - lowest;
  period->peak_s = slots.t[0] - top * period->period_s / fold.phases;
}

static double finest_step(const struct sight *sight, double quantum) {
  double highest = 0;

  for (unsigned age = 0; age < TIMELINE_SLOTS; age++) {
    double value = window_at(sight->window, sight->timeline, 0, age);

    highest = fmax(highest, fabs(value));
  }
  return fmax(quantum, highest * (double)FLT_EPSILON);
}

struct period period_find(const struct sight *sight, double quantum) {
  struct period period = period_none;
  double weight = 0;

  for (int scale = 0; scale < TIMELINE_SCALES; scale++) {
    struct peak peak = peak_of(sight, scale);

    if (!(peak.weight > weight))
      continue;
    weight = peak.weight;
    period.period_s = peak.period;
    period.strength = peak.strength;
    period.scale = scale;
  }
  if (period.scale < 0)
    return period_none;
  shape(&period, sight);
  if (!(period.amplitude > ROUGH * finest_step(sight, quantum)))
    return period_none;
  period.peak_s = period_next_s(&period, timeline_now_s(sight->timeline));
  return period;
}

double period_next_s(const struct period *period, double now_s) {
  double missed = ceil((now_s - period->peak_s) / period->period_s);

  return period->peak_s + missed * period->period_s;
}

void period_remove(struct span *span, double period_s) {
  struct fold fold;
  double mean;

  if (!is_foldable(span, period_s))
    return;
  fold_span(span, period_s, &fold);
  mean = mean_of(&fold);
  for (int i = 0; i < span->count; i++)
    span->v[i] -= fold.mean[phase_of(span, i, period_s, fold.phases)] - mean;
}

double coincidence_next(const struct period *a, const struct period *b,
                        double tolerance_s, double now_s) {
  const struct period *longer = a->period_s > b->period_s ? a : b;
  const struct period *shorter = longer == a ? b : a;
  double turns = longer->period_s / shorter->period_s;
  double at_s = period_next_s(longer, now_s - tolerance_s);

  if (!(4 * tolerance_s < shorter->period_s) ||
      !(fabs(turns - round(turns)) > LOCKED))
    return NAN;
  for (int i = 0; i < PERIODS_AHEAD; i++, at_s += longer->period_s) {
    double near_s = period_next_s(shorter, at_s - shorter->period_s / 2);
    double later_s = fmax(at_s, near_s);

    if (fabs(near_s - at_s) <= tolerance_s && later_s >= now_s)
      return later_s;
  }
  return NAN;
}
