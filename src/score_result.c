/* score_result.c - what a score comes to; see score.h */
#include "score.h"

#include <math.h>

static const double WEEK_S = 7 * 86400.0;

void score_merge(struct score *score, const struct score *other) {
  score->crossings += other->crossings;
  score->foretold += other->foretold;
  score->late += other->late;
  score->wrong += other->wrong;
  score->seen_s += other->seen_s;
  spread_merge(&score->lead_s, &other->lead_s);
  spread_merge(&score->eta_error, &other->eta_error);
  score->intervals += other->intervals;
  score->covered += other->covered;
  reliability_merge(&score->reliability, &other->reliability);
}

/* clang-format off */
const struct score_name score_names[SCORE_MEASURES] = {
  [SCORE_SEEN]         = { "judged_s", "time judged", FORM_TIME },
  [SCORE_CROSSINGS]    = { "crossings", "crossings", FORM_COUNT },
  [SCORE_FORETOLD]     = { "foretold", "  foretold", FORM_COUNT },
  [SCORE_LATE]         = { "late", "  told too late", FORM_COUNT },
  [SCORE_ALARMS]       = { "alarms", "alarms", FORM_COUNT },
  [SCORE_FALSE]        = { "false_alarms", "  false", FORM_COUNT },
  [SCORE_PRECISION]    = { "precision", "precision", FORM_SHARE },
  [SCORE_RECALL]       = { "recall", "recall", FORM_SHARE },
  [SCORE_LEAD_MEDIAN]  = { "lead_median_s", "lead, median", FORM_TIME },
  [SCORE_LEAD_P10]     = { "lead_p10_s", "lead, all but a tenth", FORM_TIME },
  [SCORE_FALSE_A_WEEK] = { "false_alarms_a_week", "false alarms a week", FORM_FIGURE },
  [SCORE_TIMES]        = { "times", "times told", FORM_COUNT },
  [SCORE_TIME_ERROR]   = { "time_error", "  error, median", FORM_SHARE },
  [SCORE_COVERAGE]     = { "coverage", "  within the interval", FORM_SHARE },
  [SCORE_SKILL]        = { "brier_skill", "Brier skill", FORM_FIGURE },
  [SCORE_CALIBRATION]  = { "calibration_error", "calibration error", FORM_SHARE },
};
/* clang-format on */

static double share(unsigned long part, unsigned long whole) {
  return whole > 0 ? (double)part / (double)whole : NAN;
}

void score_result(const struct score *score, double ret_value[SCORE_MEASURES]) {
  unsigned long judged = score->foretold + score->wrong;
  double weeks = score->seen_s / WEEK_S;

  ret_value[SCORE_SEEN] = score->seen_s;
  ret_value[SCORE_CROSSINGS] = (double)score->crossings;
  ret_value[SCORE_FORETOLD] = (double)score->foretold;
  ret_value[SCORE_LATE] = (double)score->late;
  ret_value[SCORE_ALARMS] = (double)(judged + score->late);
  ret_value[SCORE_FALSE] = (double)score->wrong;
  ret_value[SCORE_PRECISION] = share(score->foretold, judged);
  ret_value[SCORE_RECALL] = share(score->foretold, score->crossings);
  ret_value[SCORE_LEAD_MEDIAN] = spread_quantile(&score->lead_s, 0.5);
  ret_value[SCORE_LEAD_P10] = spread_quantile(&score->lead_s, 0.1);
  ret_value[SCORE_FALSE_A_WEEK] =
      weeks > 0 ? (double)score->wrong / weeks : NAN;
  ret_value[SCORE_TIMES] = (double)score->eta_error.count;
  ret_value[SCORE_TIME_ERROR] = spread_quantile(&score->eta_error, 0.5);
  ret_value[SCORE_COVERAGE] = share(score->covered, score->intervals);
  ret_value[SCORE_SKILL] = reliability_skill(&score->reliability);
  ret_value[SCORE_CALIBRATION] = reliability_error(&score->reliability);
}
