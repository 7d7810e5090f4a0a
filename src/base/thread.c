/* thread.c - see thread.h */
#include "base/thread.h"

#include <errno.h>
#include <limits.h>
#include <signal.h>
#include <time.h>

enum { STACK_BYTES = 256 * 1024, SECONDS_MOST = INT_MAX };

int thread_start(pthread_t *ret_thread, void *(*run)(void *argument),
                 void *argument) {
  pthread_attr_t attributes;
  sigset_t all, before;
  int r;

  pthread_attr_init(&attributes);
  pthread_attr_setstacksize(&attributes, STACK_BYTES);
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  r = pthread_create(ret_thread, &attributes, run, argument);
  pthread_sigmask(SIG_SETMASK, &before, NULL);
  pthread_attr_destroy(&attributes);
  return -r;
}

void thread_condition_init(pthread_cond_t *condition) {
  pthread_condattr_t attributes;

  pthread_condattr_init(&attributes);
  pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
  pthread_cond_init(condition, &attributes);
  pthread_condattr_destroy(&attributes);
}

int thread_wait_until(pthread_cond_t *condition, pthread_mutex_t *mutex,
                      double until_s) {
  struct timespec at;

  if (!(until_s < SECONDS_MOST)) /* not a number, too */
    return -EINVAL;
  at.tv_sec = (time_t)until_s;
  at.tv_nsec = (long)((until_s - (double)at.tv_sec) * 1e9);
  return -pthread_cond_timedwait(condition, mutex, &at);
}
