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

#endif
