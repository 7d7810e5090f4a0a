/* signs.c - see signs.h */
#include "forecast/signs.h"

#include "forecast/kalman.h"
#include "forecast/linear.h"
#include "forecast/lore.h"
#include "forecast/span.h"

#include <float.h>
#include <math.h>

enum { LEAST_VALUES = 3 };

/* Of a float, which is what a window keeps: steps that are as good as none. */
static const double LEAST_FLOATS = 16;

_Static_assert(SIGN_COUNT - SIGN_EXPERT_LAST == EXPERT_COUNT, "one for each");

/* clang-format off */
const char *const sign_names[SIGN_COUNT] = {
  [SIGN_TO_WALL_HALF] = "to_wall_half", [SIGN_TO_WALL_1] = "to_wall_1",
  [SIGN_TO_WALL_4] = "to_wall_4", [SIGN_TO_WALL_8] = "to_wall_8",
  [SIGN_TO_WALL_STEADY_1] = "to_wall_steady_1", [SIGN_TO_WALL_STEADY_4] = "to_wall_steady_4",
  [SIGN_TO_WALL_FILTER] = "to_wall_filter",
  [SIGN_STRAIGHT_HALF] = "straight_half", [SIGN_STRAIGHT_1] = "straight_1",
  [SIGN_STRAIGHT_4] = "straight_4", [SIGN_STRAIGHT_8] = "straight_8",
  [SIGN_FILTER_SLOPE] = "filter_slope", [SIGN_FILTER_PROBABILITY] = "filter_probability",
  [SIGN_RANGE_1] = "range_1", [SIGN_RANGE_4] = "range_4", [SIGN_RANGE_8] = "range_8",
  [SIGN_FALL_1] = "fall_1", [SIGN_FALL_4] = "fall_4", [SIGN_FALL_8] = "fall_8",
  [SIGN_NOISE_1] = "noise_1", [SIGN_NOISE_4] = "noise_4",
  [SIGN_SHARE_OF_WALL] = "share_of_wall", [SIGN_SHARE_OF_WAY] = "share_of_way", [SIGN_AGE] = "age",
  [SIGN_MET_AGO] = "met_ago", [SIGN_MEETINGS] = "meetings", [SIGN_MET_YESTERDAY] = "met_yesterday",
  [SIGN_OFTEN] = "often", [SIGN_YESTERDAY] = "yesterday", [SIGN_DAY_GROWTH] = "day_growth", [SIGN_TODAY] = "today",
  [SIGN_RUNG_1] = "rung_1", [SIGN_RUNG_2] = "rung_2", [SIGN_RUNG_3] = "rung_3", [SIGN_RUNG_4] = "rung_4",
  [SIGN_EXPERT_LAST + EXPERT_LAST] = "expert_last", [SIGN_EXPERT_LAST + EXPERT_LINE_HALF] = "expert_half",
  [SIGN_EXPERT_LAST + EXPERT_LINE_1] = "expert_1", [SIGN_EXPERT_LAST + EXPERT_LINE_4] = "expert_4",
  [SIGN_EXPERT_LAST + EXPERT_LINE_8] = "expert_8", [SIGN_EXPERT_LAST + EXPERT_HOLT] = "expert_holt",
  [SIGN_EXPERT_LAST + EXPERT_STEADY_1] = "expert_steady_1", [SIGN_EXPERT_LAST + EXPERT_STEADY_4] = "expert_steady_4",
  [SIGN_EXPERT_LAST + EXPERT_DAY] = "expert_day",
};
/* clang-format on */

/* Of one window before one wall, all seen so that the wall is above. */
struct look {
  double horizon_s;
  double height, limit, distance;
  struct span one, four, eight; /* horizons */
  const struct lore *lore;
  struct hearing hearing;
};

static double within(double x, double least, double most) {
  return !(x > least) ? least : x > most ? most : x;
}

/* Of two heights, from 1/64 to 64. */
static double ratio(double x, double distance) {
  return log2(within(x / distance, 1.0 / 64, 64));
}

static double or_else(double x, double instead) {
  return isnan(x) ? instead : x;
}

static double to_wall(const struct look *look, double level, double per_s) {
  if (!(per_s > 0))
    return 6;
  return log2(
      within((look->limit - level) / per_s / look->horizon_s, 1.0 / 16, 64));
}

static double straight(double per_s, double share) {
  return or_else(per_s > 0 ? share : -share, 0);
}

/* --- where lines lead ----------------------------------------------------- */

static void see_lines(const struct look *look, double sign[SIGN_COUNT]) {
  static const struct {
    enum expert_id id;
    int to_wall, straight;
  } lines[] = {
      {EXPERT_LINE_HALF, SIGN_TO_WALL_HALF, SIGN_STRAIGHT_HALF},
      {EXPERT_LINE_1, SIGN_TO_WALL_1, SIGN_STRAIGHT_1},
      {EXPERT_LINE_4, SIGN_TO_WALL_4, SIGN_STRAIGHT_4},
      {EXPERT_LINE_8, SIGN_TO_WALL_8, SIGN_STRAIGHT_8},
  };
  const struct opinion *opinion = look->hearing.opinion;

  for (int i = 0; i < 4; i++) {
    const struct opinion *line = &opinion[lines[i].id];

    sign[lines[i].to_wall] = to_wall(look, line->level, line->per_s);
    sign[lines[i].straight] = straight(line->per_s, line->share);
  }
  sign[SIGN_TO_WALL_STEADY_1] =
      to_wall(look, look->height, opinion[EXPERT_STEADY_1].per_s);
  sign[SIGN_TO_WALL_STEADY_4] =
      to_wall(look, look->height, opinion[EXPERT_STEADY_4].per_s);
  sign[SIGN_NOISE_1] = ratio(opinion[EXPERT_LINE_1].residual, look->distance);
  sign[SIGN_NOISE_4] = ratio(opinion[EXPERT_LINE_4].residual, look->distance);
}

static void see_filter(const struct look *look, double sign[SIGN_COUNT]) {
  struct trend_state state = kalman_over(&look->one, look->horizon_s);
  double probability = 0;

  if (!isnan(state.level))
    probability =
        kalman_probability(&state, look->limit - state.level, look->horizon_s);
  sign[SIGN_TO_WALL_FILTER] = to_wall(look, state.level, state.per_s);
  sign[SIGN_FILTER_PROBABILITY] = probability;
  sign[SIGN_FILTER_SLOPE] =
      within(or_else(state.per_s / (state.per_s_error + 1e-300), 0), -20, 20);
}

/* --- how high it was ------------------------------------------------------ */

static void extent(const struct span *span, double *ret_low, double *ret_high) {
  *ret_low = *ret_high = span->v[0];
  for (int i = 1; i < span->count; i++) {
    if (span->v[i] < *ret_low)
      *ret_low = span->v[i];
    if (span->v[i] > *ret_high)
      *ret_high = span->v[i];
  }
}

static void see_heights(const struct look *look, double sign[SIGN_COUNT]) {
  const struct span *spans[] = {&look->one, &look->four, &look->eight};
  double low[3], high[3], risen;

  for (int i = 0; i < 3; i++) {
    extent(spans[i], &low[i], &high[i]);
    sign[SIGN_RANGE_1 + i] = ratio(high[i] - low[i], look->distance);
    sign[SIGN_FALL_1 + i] = ratio(high[i] - look->height, look->distance);
  }
  risen = look->height - low[1];
  sign[SIGN_SHARE_OF_WALL] = within(
      look->limit > 0 ? look->height / look->limit : look->limit / look->height,
      0, 1);
  sign[SIGN_SHARE_OF_WAY] = risen / (look->distance + risen);
}

/* --- what is remembered --------------------------------------------------- */

/* Without a lore: as at the beginning of one. */
static void see_no_habit(const struct look *look, double sign[SIGN_COUNT]) {
  double age = fmin(1, span_length_s(&look->eight) / look->horizon_s);

  sign[SIGN_AGE] = log2(within(age, 1.0 / 8, 64));
  sign[SIGN_MET_AGO] = 8;
  sign[SIGN_MEETINGS] = sign[SIGN_MET_YESTERDAY] = sign[SIGN_OFTEN] = 0;
  sign[SIGN_YESTERDAY] = sign[SIGN_TODAY] = 6;
  sign[SIGN_DAY_GROWTH] = 0;
}

static void see_habit(const struct look *look, double sign[SIGN_COUNT]) {
  const struct habit *habit = &look->lore->habit;
  double horizon_s = look->horizon_s;
  double yesterday = habit_yesterday(habit, horizon_s);
  double growth = habit_growth(habit);
  double gap = look->limit - yesterday;

  sign[SIGN_AGE] = log2(within(habit_age_s(habit) / horizon_s, 1.0 / 8, 64));
  sign[SIGN_MET_AGO] = log2(
      within(or_else(habit_since_s(habit) / horizon_s, 256), 1.0 / 16, 256));
  sign[SIGN_MEETINGS] = log1p(habit_meetings_a_day(habit));
  sign[SIGN_MET_YESTERDAY] = gap <= 0;
  sign[SIGN_OFTEN] = habit_often(habit, horizon_s);
  sign[SIGN_YESTERDAY] =
      isnan(yesterday) ? 6 : ratio(fmax(0, gap), look->distance);
  sign[SIGN_DAY_GROWTH] = or_else(within(growth / look->distance, -16, 16), 0);
  sign[SIGN_TODAY] = isnan(yesterday + growth)
                         ? 6
                         : ratio(fmax(0, gap - growth), look->distance);
}

static void see_errors(const struct look *look, double sign[SIGN_COUNT]) {
  for (int rung = 0; rung < LORE_RUNGS; rung++)
    sign[SIGN_RUNG_1 + rung] = or_else(look->hearing.probability[rung], -1);
  for (int id = 0; id < EXPERT_COUNT; id++)
    sign[SIGN_EXPERT_LAST + id] = or_else(look->hearing.share[id], -1);
}

static void hear(struct look *look, const struct sight *sight) {
  struct hearing *hearing = &look->hearing;

  if (look->lore) {
    lore_hear(look->lore, sight, look->limit, hearing);
    return;
  }
  experts_ask(sight, look->horizon_s, hearing->opinion);
  for (int rung = 0; rung < LORE_RUNGS; rung++)
    hearing->probability[rung] = NAN;
  for (int id = 0; id < EXPERT_COUNT; id++)
    hearing->share[id] = NAN;
}

bool signs_take(const struct window *window, const struct timeline *timeline,
                const struct question *question, double sign[SIGN_COUNT]) {
  struct sight sight = sight_of(window, timeline, question->direction);
  struct look look = {.horizon_s = question->horizon_s,
                      .height = sight.sign * question->value,
                      .limit = sight.sign * question->limit,
                      .lore = question->lore};

  look.distance = look.limit - look.height;
  span_of_time(&look.one, &sight, look.horizon_s);
  if (look.one.count < LEAST_VALUES || !(look.distance > 0) ||
      look.distance < LEAST_FLOATS * (double)FLT_EPSILON * fabs(look.limit))
    return false;
  span_of_time(&look.four, &sight, 4 * look.horizon_s);
  span_of_time(&look.eight, &sight, 8 * look.horizon_s);
  hear(&look, &sight);
  see_lines(&look, sign);
  see_filter(&look, sign);
  see_heights(&look, sign);
  if (look.lore)
    see_habit(&look, sign);
  else
    see_no_habit(&look, sign);
  see_errors(&look, sign);
  return true;
}
