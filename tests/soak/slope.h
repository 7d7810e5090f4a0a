/*
 * slope.h - whether what is measured now and then is flat: a straight line
 * through all of it by least squares, in one pass.
 */
#ifndef SOAK_SLOPE_H
#define SOAK_SLOPE_H

#include <stdbool.h>

struct slope {
  unsigned long count;
  double from_x, to_x;
  double x, y;   /* means */
  double xx, xy; /* sums about them */
  double least, most, first, last;
  unsigned long rises; /* looks that were above the one before */
};

/* Zeroed it knows nothing. */
void slope_add(struct slope *slope, double x, double y);

/* How much of y there is for each of x; 0 of fewer than two. */
double slope_of(const struct slope *slope);

/* The line rises by no more than one would that rises where a single step of
 * `grown` lies worst, in the middle; and the last is not above the first by
 * more than that. False of fewer than two. */
bool slope_is_flat(const struct slope *slope, double grown);

/* A leak goes on, be it by bytes: it rose in more than a third of the looks.
 * What grows by what is met now and then, in steps, rests most of the time. */
bool slope_keeps_rising(const struct slope *slope);

/* The slope that is allowed by that. */
double slope_bound(const struct slope *slope, double grown);

/* What this process has: bytes that malloc(3) has given out, resident bytes
 * that are of no file, and open file descriptors: of files below a directory
 * (NULL: none), and of all else. */
struct burden {
  double heap_bytes, rss_bytes, fds_below, fds;
};

struct burden burden_now(const char *directory);

/* Of each what there was less of. */
struct burden burden_least(struct burden a, struct burden b);

#endif
