/*
 * climb.h - the way that a part of resident memory has taken, and whether that
 * is a growth.
 *
 * A straight way spends the least: the sum of its steps, each squared and
 * divided by the time it took, is net^2 / time. The share of that in what a
 * wanderer without an aim spends is distributed as Beta(1/2, (n-1)/2) for n
 * steps, whatever their size and however long each took. A rise is told where
 * that share is one that wanderers seldom have.
 *
 * Points are floors: the lowest of all that was between two of them. What was
 * lowest since the last collection is no floor yet, so that a rise may end
 * before now, at the lowest point since.
 *
 * Two are told though they are not straight: what rose by far more than it ever
 * moved before (a leap), at once; and what rose in steps and lost next to
 * nothing in between (stairs).
 */
#ifndef CLIMB_H
#define CLIMB_H

#include <stdbool.h>

enum { CLIMB_POINTS = 9 };

/* Zeroed: no point. */
struct climb {
  int count; /* oldest first; the last is now */
  double at_s[CLIMB_POINTS];
  double low[CLIMB_POINTS];  /* bytes */
  double high[CLIMB_POINTS]; /* the most until the next point */
};

/* Of a climb: the points from `from` on, below `until`; then `end`. */
struct rise {
  int from, until, end;
};

/* The longest, by `least` bytes at least, that goes on until now, or may. False
 * if there is none. */
bool climb_rises(const struct climb *climb, double least,
                 struct rise *ret_rise);

/* It rose and has rested for a fifth of the time since it began. */
bool climb_rests(const struct climb *climb, double least);

/* It rose higher than before, and half of that or more was given back. */
bool climb_is_back(const struct climb *climb, double least);

/* The points of a rise alone. */
struct climb climb_cut(const struct climb *climb, const struct rise *rise);

double climb_net(const struct climb *climb);

/* The point with the highest floor, and the most that was from a point on. */
int climb_peak(const struct climb *climb);
double climb_height(const struct climb *climb, int from);

/* The point behind which it grew, and when it began to, behind that. */
int climb_begun(const struct climb *climb);
double climb_begun_s(const struct climb *climb);

/* The time from which on all of it was there. */
double climb_over_s(const struct climb *climb);

#endif
