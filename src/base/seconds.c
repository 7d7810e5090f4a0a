/* seconds.c - see seconds.h */
#include "base/seconds.h"

#include <math.h>

enum { TRIES = 3 };

double seconds_of(clockid_t clock) {
  struct timespec now;

  for (int i = 0; i < TRIES; i++)
    if (clock_gettime(clock, &now) == 0)
      return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
  return (double)NAN;
}
