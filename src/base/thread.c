/* thread.c - see thread.h */
#include "base/thread.h"

#include <signal.h>

enum { STACK_BYTES = 256 * 1024 };

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
