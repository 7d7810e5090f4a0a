/* chart.c - see chart.h */
#include "cli/chart.h"

#include <math.h>
#include <string.h>

/* A wall that is further up than so many times the largest value is left out
 * when it is not foretold. */
static const double WALL_IN_SIGHT = 4;

/* A band that takes less of the picture than this leaves could not be seen: the
 * past begins later then, but not within a minute. */
static const double PAST_MOST = 5, PAST_LEAST_S = 60;

/* What no machine has is not drawn. */
static double sane(double value) {
  return fabs(value) < 1e18 ? value : (double)NAN;
}

static void put_first(struct chart *chart, struct chart_point point) {
  if (chart->count == CHART_POINTS)
    return;
  memmove(&chart->point[1], &chart->point[0],
          (size_t)chart->count * sizeof(chart->point[0]));
  chart->point[0] = point;
  chart->count++;
}

/* From the newest value to the oldest, as far as no finer ring has told it. */
static void add_ring(struct chart *chart, const struct json_node *ring) {
  const struct json_node *values = json_member(ring, "values");
  double slot_s = sane(json_number_of(ring, "slot_s"));
  double age_s = sane(json_number_of(ring, "age_s"));
  double told_s = chart->count > 0 ? chart->point[0].age_s : -INFINITY;

  if (!(slot_s > 0) || !(age_s >= 0))
    return;
  for (size_t i = json_count(values); i-- > 0; age_s += slot_s)
    if (age_s > told_s + slot_s / 2)
      put_first(chart,
                (struct chart_point){
                    age_s, sane(json_as_number(json_element(values, i)))});
}

static double most_of(const struct chart *chart) {
  double most = 0;

  for (int i = 0; i < chart->count; i++)
    most = fmax(most, chart->point[i].value);
  return most;
}

static void look_ahead(struct chart *chart, const struct json_node *wall) {
  double limit = sane(json_number_of(wall, "limit"));
  bool foretold = sane(json_number_of(wall, "eta_s")) > 0;
  double most = most_of(chart);

  if (!(limit > 0) || (!foretold && limit > WALL_IN_SIGHT * most))
    return;
  chart->limit = limit;
  if (!foretold)
    return;
  chart->eta_s = json_number_of(wall, "eta_s");
  chart->lower_s = json_number_of(wall, "lower_s");
  chart->upper_s = sane(json_number_of(wall, "upper_s"));
  if (!(chart->lower_s > 0 && chart->lower_s <= chart->eta_s))
    chart->lower_s = chart->eta_s;
  chart->future_s = 1.1 * fmax(chart->upper_s, chart->eta_s);
}

void chart_make(struct chart *chart, const struct json_node *window,
                const struct json_node *wall) {
  const struct json_node *rings = json_member(window, "rings");

  *chart = (struct chart){
      .limit = NAN, .eta_s = NAN, .lower_s = NAN, .upper_s = NAN};
  for (size_t i = 0; i < json_count(rings); i++)
    add_ring(chart, json_element(rings, i));
  chart->past_s = chart->count > 0 ? fmax(1, chart->point[0].age_s) : 1;
  look_ahead(chart, wall);
  if (chart->future_s > 0)
    chart->past_s =
        fmin(chart->past_s, fmax(PAST_LEAST_S, PAST_MOST * chart->future_s));
  chart->top = 1.1 * fmax(most_of(chart), chart->limit);
  if (!(chart->top > 0))
    chart->top = 1;
}

int chart_known(const struct chart *chart) {
  int known = 0;

  for (int i = 0; i < chart->count; i++)
    known += !isnan(chart->point[i].value);
  return known;
}

double chart_x(const struct chart *chart, double s) {
  return CHART_WIDTH * (s + chart->past_s) / (chart->past_s + chart->future_s);
}

double chart_y(const struct chart *chart, double value) {
  return CHART_HEIGHT * (1 - fmax(0, fmin(1, value / chart->top)));
}
