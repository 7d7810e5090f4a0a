/*
 * thread.h - a thread of ours within somebody else's daemon.
 */
#ifndef THREAD_H
#define THREAD_H

#include <pthread.h>

/* Starts one with a stack of 256 KiB and all signals blocked: these are the
 * daemon's business, SIGXFSZ of a file that is too large among them. 0 or
 * -errno. */
int thread_start(pthread_t *ret_thread, void *(*run)(void *argument),
                 void *argument);

/* A condition that is waited for by CLOCK_MONOTONIC, until `until_s` on it: 0,
 * -ETIMEDOUT, and 0 for nothing at times, as with all conditions. */
void thread_condition_init(pthread_cond_t *condition);
int thread_wait_until(pthread_cond_t *condition, pthread_mutex_t *mutex,
                      double until_s);

#endif
