/* taking.c - see taking.h */
#include "taking.h"

#include "window/keep.h"

#include <errno.h>
#include <float.h>
#include <math.h>

static double next(struct taking *taking) {
  if (taking->at < taking->count)
    return taking->value[taking->at++];
  taking->is_bad = true;
  return NAN;
}

double taking_within(struct taking *taking, double least, double most) {
  double value = next(taking);

  taking->is_bad = taking->is_bad || !(value >= least && value <= most);
  return taking->is_bad ? 0 : value;
}

double taking_or_none(struct taking *taking, double least, double most) {
  double value = next(taking);

  taking->is_bad =
      taking->is_bad || (!isnan(value) && !(value >= least && value <= most));
  return taking->is_bad ? (double)NAN : value;
}

unsigned taking_whole(struct taking *taking, unsigned most) {
  double value = taking_within(taking, 0, most);

  taking->is_bad = taking->is_bad || value != floor(value);
  return (unsigned)value;
}

float taking_float(struct taking *taking) {
  return (float)taking_within(taking, -(double)FLT_MAX, (double)FLT_MAX);
}

float taking_float_or_none(struct taking *taking) {
  return (float)taking_or_none(taking, -(double)FLT_MAX, (double)FLT_MAX);
}

double taking_time(struct taking *taking, double then_s) {
  return then_s - taking_or_none(taking, 0, KEEP_MOST);
}

int taking_close(const struct taking *taking) {
  return taking->is_bad || taking->at != taking->count ? -ERANGE : 0;
}

void kept_add(struct kept *kept, double value) {
  kept->value[kept->count++] = value;
}
