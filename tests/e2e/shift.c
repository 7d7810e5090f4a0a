/*
 * shift.c - clocks that jump for one process only, to be preloaded.
 *
 * In the directory that CLOCK_SHIFT names, a file `asleep` adds a day to
 * CLOCK_BOOTTIME, as if the machine had slept for it, and a file `set` an hour
 * to CLOCK_REALTIME, as if somebody had set the clock. The clocks themselves
 * are never touched.
 */
#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

enum { SLEPT_S = 86400, SET_S = 3600, SINCE_2001 = 1000000000 };

#define EXPORTED __attribute__((visibility("default")))

static bool is_there(const char *name) {
  const char *directory = getenv("CLOCK_SHIFT");
  char path[512];

  if (!directory)
    return false;
  snprintf(path, sizeof(path), "%.400s/%s", directory, name);
  return access(path, F_OK) == 0;
}

EXPORTED int clock_gettime(clockid_t clock, struct timespec *now) {
  int r = (int)syscall(SYS_clock_gettime, clock, now);

  if (r == 0 && clock == CLOCK_BOOTTIME && is_there("asleep"))
    now->tv_sec += SLEPT_S;
  if (r == 0 && clock == CLOCK_REALTIME && is_there("set"))
    now->tv_sec += SET_S;
  return r;
}

/* Whoever waits until a time of the shifted clock waits by the true one. By
 * which clock he waits only the number tells: no machine is up since 1970. */
EXPORTED int pthread_cond_timedwait(pthread_cond_t *condition,
                                    pthread_mutex_t *mutex,
                                    const struct timespec *until) {
  bool real = until->tv_sec > SINCE_2001;
  struct timespec at = *until;

  if (real && is_there("set"))
    at.tv_sec -= SET_S;
  return pthread_cond_clockwait(condition, mutex,
                                real ? CLOCK_REALTIME : CLOCK_MONOTONIC, &at);
}
