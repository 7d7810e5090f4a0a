/*
 * course.h - one series of values before one wall, from sample to state.
 *
 * What a group does with each of its members, for a history of which nothing
 * is known but times and values: the same window, models, verdict and alarm.
 */
#ifndef COURSE_H
#define COURSE_H

#include "forecast/lore.h"
#include "judge/verdict.h"

struct course {
  struct wall wall; /* of no metric: METRIC_COUNT */
  enum model_id model;
  double horizon_s;
  struct alarm_rule rule;
  struct alarm alarm;
  struct timeline timeline;
  struct window window;
  struct lore lore;
  struct standing standing; /* of the last sample */
};

/* How a history is asked. */
struct course_question {
  double limit;
  enum direction direction;
  enum model_id model;
  double horizon_s;
  struct alarm_rule rule;
};

void course_init(struct course *course, const struct course_question *question);

/* One sample; NaN is a gap. Returns the state that is shown after it. Of one
 * that is not later than the last nothing is known, and it is not kept. */
enum state course_step(struct course *course, double at_s, double value);

#endif
