/*
 * score.h - how good forecasts were, told as they come.
 *
 * H is the horizon; truth.h tells what crosses, what is busy and what counts.
 *
 *   alarm      from the first warning or failure on; one that is interrupted
 *              for H / 4 or less is the same. After 2 H it is judged, and
 *              what still warns is another
 *   foretold   a crossing with an alarm that began H / 12 or more before it;
 *              the time between is the lead
 *   late       one with an alarm that began later than that
 *   false      an alarm without a crossing until H / 4 after its last warning,
 *              or for 2 H
 *   time       told H / 6, H / 4 and H / 2 before each crossing: its relative
 *              error, and whether the interval has the truth in it
 *   chance     told at each quarter of H, against whether a crossing begins
 *              within H; nothing told is 0 %
 *
 * An alarm that a stretch not seen interrupts counts as nothing. The memory is
 * the same for any length: of what may be asked for later, the forecasts of the
 * last H / 2 are kept, one for each H / 1024 at most; of those with steps no
 * shorter all are. Leads are told to H / 512, errors of time to 0.01, and both
 * exactly where all of such a bin are equal (spread.h).
 */
#ifndef SCORE_H
#define SCORE_H

#include "forecast/forecast.h"
#include "judge/alarm.h"
#include "reliability.h"
#include "spread.h"
#include "truth.h"

enum { SCORE_AHEADS = 3, SCORE_KEPT = 1024, SCORE_DOUBTS = 16 };

/* A time that was told. */
struct told {
  double at_s;
  double eta_s, lower_s, upper_s;
};

/* A probability that was told, and whether it has come true yet. */
struct doubt {
  double at_s;
  double chance; /* 0..1 */
  bool happened;
};

struct alarm_span {
  double since_s; /* NaN: there is none */
  double last_s;
};

/* Of one series. */
struct score_series {
  struct truth truth;
  struct alarm_span alarm;
  struct alarm_span alarm_then;        /* when rising began */
  struct told told_then[SCORE_AHEADS]; /* before that; NaN: nothing */
  unsigned long kept;
  struct told told[SCORE_KEPT];
  unsigned first, doubts;
  struct doubt doubt[SCORE_DOUBTS];
  double next_doubt_s;
};

struct score {
  double limit;
  enum direction direction;
  double horizon_s;
  unsigned long crossings, foretold, late, wrong;
  double seen_s; /* warm and not busy */
  struct spread lead_s;
  struct spread eta_error;
  unsigned long intervals, covered;
  struct reliability reliability;
  struct score_series series;
};

void score_init(struct score *score, double limit, enum direction direction,
                double horizon_s);

/* Around each series; the results are of all that have ended. */
void score_begin(struct score *score);
void score_end(struct score *score);

/* Adds the results of another with the same horizon: those of all its series
 * that have ended. */
void score_merge(struct score *score, const struct score *other);

/* One sample and what was told after it. One not later than the last is
 * nothing. */
void score_step(struct score *score, double at_s, double value,
                const struct forecast *forecast, enum state state);

enum score_measure {
  SCORE_SEEN,
  SCORE_CROSSINGS,
  SCORE_FORETOLD,
  SCORE_LATE,
  SCORE_ALARMS,
  SCORE_FALSE,
  SCORE_PRECISION,
  SCORE_RECALL,
  SCORE_LEAD_MEDIAN,
  SCORE_LEAD_P10,
  SCORE_FALSE_A_WEEK,
  SCORE_TIMES,
  SCORE_TIME_ERROR,
  SCORE_COVERAGE,
  SCORE_SKILL,
  SCORE_CALIBRATION,
  SCORE_MEASURES
};

enum score_form { FORM_COUNT, FORM_SHARE, FORM_FIGURE, FORM_TIME };

/* The key in JSON, and for people: what it is called, how it is written. */
struct score_name {
  const char *key;
  const char *title;
  enum score_form form;
};

extern const struct score_name score_names[SCORE_MEASURES];

/* What cannot be told is NaN: a share of nothing. */
void score_result(const struct score *score, double ret_value[SCORE_MEASURES]);

#endif
