/* fail_at_time.c - calls of the clock; see fail_at_clock.h */
#include "fail_at.h"
#include "fail_at_clock.h"

#include <errno.h>
#include <math.h>
#include <time.h>

static const double wall_clock_s = 1.8e9;

int __wrap_clock_gettime(clockid_t clock, struct timespec *ret_now);
time_t __wrap_time(time_t *ret_now);

static double clock_s(clockid_t clock) {
  if (clock == CLOCK_THREAD_CPUTIME_ID || clock == CLOCK_PROCESS_CPUTIME_ID)
    return 0;
  return fail_at_now_s() + (clock == CLOCK_REALTIME ? wall_clock_s : 0);
}

int __wrap_clock_gettime(clockid_t clock, struct timespec *ret_now) {
  int way = fail_at(CALL_clock_gettime);
  double now_s = clock_s(clock);

  if (way != WAY_NONE) {
    errno = way;
    return -1;
  }
  ret_now->tv_sec = (time_t)now_s;
  ret_now->tv_nsec = lrint((now_s - floor(now_s)) * 1e9);
  return 0;
}

time_t __wrap_time(time_t *ret_now) {
  time_t now = (time_t)clock_s(CLOCK_REALTIME);

  if (ret_now)
    *ret_now = now;
  return now;
}
