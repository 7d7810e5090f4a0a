/* climb.c - see climb.h */
#include "judge/climb.h"

#include <math.h>

/* The share of the least in what a straight rise spends, by its steps: of
 * wanderers that are asked once, one in 100 goes up as straight. */
static const double STRAIGHT[CLIMB_POINTS] = {
    [3] = 0.96, [4] = 0.89, [5] = 0.80, [6] = 0.73, [7] = 0.66, [8] = 0.60,
};
enum { STEPS_LEAST = 3 };

/* Floors rise by so much of what stands on them. */
static const double SPREAD_SHARE = 0.1;

/* What began later than all that is known is higher than all before, by that
 * share of it. */
static const double ABOVE_SHARE = 0.5;

/* Stairs lead up by that many steps, each of that share, and of what was there
 * for a moment next to nothing is lost, which no wanderer and no collector
 * does.
 */
enum { STAIRS_LEAST = 3 };
static const double STAIR_SHARE = 0.1, LOST_SHARE = 0.15;

/* A leap is as many deviations of what it did before. */
static const double LEAP = 6;
enum { STEPS_BEFORE_LEAP = 3 };

/* Of all ups and downs of what has come to rest, and up to one height and down
 * again. */
static const double GROWN_SHARE = 0.6, BACK_STRAIGHT = 0.85;

/* What is given back is at least that share of what had grown. */
static const double BACK_SHARE = 0.5;

/* A straight rise that has been there for that share of its time is over; one
 * that is not straight is so earlier. */
static const double REST_SHARE = 0.5, REST_SHARE_BENT = 0.2;

/* A growth has begun, and is over, at these shares of it. */
static const double BEGUN = 0.1, OVER = 0.9;

static double step(const struct climb *climb, int i) {
  return climb->low[i] - climb->low[i - 1];
}

static double spent(const struct climb *climb, int i) {
  return step(climb, i) * step(climb, i) /
         (climb->at_s[i] - climb->at_s[i - 1]);
}

double climb_net(const struct climb *climb) {
  return climb->low[climb->count - 1] - climb->low[0];
}

static double length_s(const struct climb *climb) {
  return climb->at_s[climb->count - 1] - climb->at_s[0];
}

static double ups_and_downs(const struct climb *climb) {
  double sum = 0;

  for (int i = 1; i < climb->count; i++)
    sum += fabs(step(climb, i));
  return sum;
}

static double height_between(const struct climb *climb, int from, int until) {
  double height = -INFINITY;

  for (int i = from; i < until; i++)
    height = fmax(height, climb->high[i]);
  return height;
}

static double height_before(const struct climb *climb, int point) {
  return height_between(climb, 0, point);
}

double climb_height(const struct climb *climb, int from) {
  return height_between(climb, from, climb->count);
}

static int lowest_from(const struct climb *climb, int point) {
  int lowest = point;

  for (int i = point + 1; i < climb->count; i++)
    if (climb->low[i] < climb->low[lowest])
      lowest = i;
  return lowest;
}

struct climb climb_cut(const struct climb *climb, const struct rise *rise) {
  struct climb cut = {0};

  for (int i = rise->from; i <= rise->until; i++) {
    int point = i < rise->until ? i : rise->end;

    cut.at_s[cut.count] = climb->at_s[point];
    cut.low[cut.count] = climb->low[point];
    cut.high[cut.count++] = climb->high[point];
  }
  return cut;
}

int climb_begun(const struct climb *climb) {
  double height = climb->low[0] + BEGUN * climb_net(climb);
  int i = climb->count - 1;

  while (i > 0 && climb->low[i] > height)
    i--;
  return i;
}

/* Before the next point, where a line through all that comes after leaves the
 * ground. */
double climb_begun_s(const struct climb *climb) {
  int point = climb_begun(climb), last = climb->count - 1;
  double next_s = climb->at_s[point + 1];
  double per_s =
      (climb->low[last] - climb->low[point + 1]) / (climb->at_s[last] - next_s);
  double from_s = next_s - step(climb, point + 1) / per_s;

  return from_s > climb->at_s[point] && from_s < next_s ? from_s
                                                        : climb->at_s[point];
}

double climb_over_s(const struct climb *climb) {
  double height = climb->low[0] + OVER * climb_net(climb);
  int i = climb->count - 1;

  while (i > 0 && climb->low[i - 1] >= height)
    i--;
  return climb->at_s[i];
}

static double widest(const struct climb *climb) {
  double spread = 0;

  for (int i = 0; i < climb->count; i++)
    spread = fmax(spread, climb->high[i] - climb->low[i]);
  return spread;
}

static bool is_straight(const struct climb *climb) {
  double net = climb_net(climb), sum = 0;

  for (int i = 1; i < climb->count; i++)
    sum += spent(climb, i);
  return net * net / length_s(climb) >= STRAIGHT[climb->count - 1] * sum;
}

/* It has been there for a good part of the time since it began. */
static bool is_at_rest(const struct climb *rise, double now_s, double share) {
  return now_s - climb_over_s(rise) > share * (now_s - climb_begun_s(rise));
}

static bool is_above(const struct climb *climb, const struct rise *rise) {
  double top = climb->low[rise->end];

  return top - height_before(climb, rise->from) >=
         ABOVE_SHARE * (top - climb->low[rise->from]);
}

static bool is_rise(const struct climb *climb, const struct rise *rise,
                    double least) {
  struct climb cut = climb_cut(climb, rise);

  return climb_net(&cut) >= fmax(least, SPREAD_SHARE * widest(climb)) &&
         is_straight(&cut) &&
         !is_at_rest(&cut, climb->at_s[climb->count - 1], REST_SHARE) &&
         is_above(climb, rise);
}

static bool is_leap(const struct climb *climb, const struct rise *rise,
                    double least) {
  struct climb cut = climb_cut(climb, rise);
  double net = climb_net(&cut), sum = 0;

  for (int i = 1; i <= rise->from; i++)
    sum += spent(climb, i);
  return net >= least &&
         !is_at_rest(&cut, climb->at_s[rise->end], REST_SHARE_BENT) &&
         is_above(climb, rise) &&
         net * net / length_s(&cut) >= LEAP * LEAP * sum / rise->from;
}

static int stairs_of(const struct climb *climb) {
  int stairs = 0;

  for (int i = 1; i < climb->count; i++)
    stairs += step(climb, i) >= STAIR_SHARE * climb_net(climb);
  return stairs;
}

/* Of what was there between two floors, what the second has no more. */
static double lost(const struct climb *climb) {
  double sum = 0;

  for (int i = 1; i < climb->count; i++)
    sum += fmax(0, climb->high[i - 1] - climb->low[i]);
  return sum;
}

static bool find_stairs(const struct climb *climb, double least,
                        struct rise *ret_rise) {
  int last = climb->count - 1;
  double net = climb_net(climb);

  if (net < least || lost(climb) > LOST_SHARE * net ||
      stairs_of(climb) < STAIRS_LEAST ||
      is_at_rest(climb, climb->at_s[last], REST_SHARE))
    return false;
  *ret_rise = (struct rise){0, last, last};
  return true;
}

static bool find_leap(const struct climb *climb, double least,
                      struct rise *ret_rise) {
  int last = climb->count - 1;

  for (int from = STEPS_BEFORE_LEAP; from < last; from++) {
    struct rise rise = {from, last, last};

    if (is_leap(climb, &rise, least)) {
      *ret_rise = rise;
      return true;
    }
  }
  return false;
}

static bool find_from(const struct climb *climb, int from, double least,
                      struct rise *ret_rise) {
  for (int until = climb->count - 2; until >= from + STEPS_LEAST; until--) {
    struct rise rise = {from, until, lowest_from(climb, until)};

    if (is_rise(climb, &rise, least)) {
      *ret_rise = rise;
      return true;
    }
  }
  return false;
}

bool climb_rises(const struct climb *climb, double least,
                 struct rise *ret_rise) {
  for (int from = 0; from < climb->count - STEPS_LEAST; from++)
    if (find_from(climb, from, least, ret_rise))
      return true;
  return find_stairs(climb, least, ret_rise) ||
         find_leap(climb, least, ret_rise);
}

bool climb_rests(const struct climb *climb, double least) {
  int last = climb->count - 1;

  return climb_net(climb) >= least &&
         climb_net(climb) >= GROWN_SHARE * ups_and_downs(climb) &&
         is_at_rest(climb, climb->at_s[last], REST_SHARE_BENT) &&
         climb->low[last] > height_before(climb, climb_begun(climb));
}

int climb_peak(const struct climb *climb) {
  int peak = 0;

  for (int i = 1; i < climb->count; i++)
    if (climb->low[i] >= climb->low[peak])
      peak = i;
  return peak;
}

bool climb_is_back(const struct climb *climb, double least) {
  struct rise up = {0, climb_peak(climb), climb_peak(climb)};
  struct climb cut = climb_cut(climb, &up);
  double rise = climb_net(&cut);
  double fall = climb->low[up.end] - climb->low[climb->count - 1];

  return rise >= least && fall >= fmax(least, BACK_SHARE * rise) &&
         rise + fall >= BACK_STRAIGHT * ups_and_downs(climb) &&
         climb->low[up.end] > height_before(climb, climb_begun(&cut));
}
