/*
 * taking.h - an array of numbers, made one after the other, and taken so.
 *
 * What cannot be is found once, at the end: until then there are values that
 * can.
 */
#ifndef TAKING_H
#define TAKING_H

#include <stdbool.h>

enum { KEPT_MOST = 48 };

struct kept {
  int count;
  double value[KEPT_MOST];
};

void kept_add(struct kept *kept, double value);

/* From an array of that `count`. */
struct taking {
  const double *value;
  int count, at;
  bool is_bad;
};

/* What is between two bounds; the same, or what is not known (NaN); */
double taking_within(struct taking *taking, double least, double most);
double taking_or_none(struct taking *taking, double least, double most);

/* what has no fraction, from 0 on; a float; */
unsigned taking_whole(struct taking *taking, unsigned most);
float taking_float(struct taking *taking);
float taking_float_or_none(struct taking *taking);

/* a time by its age before `then_s`, or NaN. */
double taking_time(struct taking *taking, double then_s);

/* 0, or -ERANGE if one of them could not be, or there are others left. */
int taking_close(const struct taking *taking);

#endif
