/*
 * chart.h - a window of evidence as points on one axis of time, and where they
 * stand in a picture. Pure.
 *
 * The rings of a window tell the same past at several resolutions. Of a coarser
 * one only that is taken which is older than all of the finer ones.
 */
#ifndef CHART_H
#define CHART_H

#include "emit/json_tree.h"

#include <stdbool.h>

/* The picture is that wide and high, whatever it is stretched to. */
enum { CHART_WIDTH = 1000, CHART_HEIGHT = 240, CHART_POINTS = 256 };

struct chart_point {
  double age_s; /* before the evidence was written */
  double value; /* NaN: a gap */
};

struct chart {
  int count;
  struct chart_point point[CHART_POINTS]; /* oldest first */
  /* of the wall before it; NaN: none is drawn */
  double limit;
  double eta_s, lower_s, upper_s;
  /* what the axes reach over; points may lie before that */
  double past_s, future_s;
  double top; /* the bottom is 0 */
};

/* Of a window, before `wall` (NULL: none): one that is much higher than all
 * values, and not foretold, is left out, so that these can be seen. */
void chart_make(struct chart *chart, const struct json_node *window,
                const struct json_node *wall);

/* How many values there are. */
int chart_known(const struct chart *chart);

/* Where seconds from now (before it below zero), and a value, stand. */
double chart_x(const struct chart *chart, double s);
double chart_y(const struct chart *chart, double value);

#endif
