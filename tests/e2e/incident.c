/*
 * incident.c - a process in the incident that the fuse is for, for incident.t.
 *
 *   incident DEVICE [THREADS]
 *
 * It reads the device past the page cache, for ever, and says "reads"; with
 * that many threads beside it smaller pieces, while the leader sleeps. After
 * SIGUSR1 it opens 20 files a second beside that and closes none; after SIGUSR2
 * it has closed them all, reads no more and sleeps. A name that it is called by
 * comes from a link.
 */
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
  BLOCK = 65536,
  SMALL = 4096,
  STACK = 65536,
  FILES_MOST = 4096,
  FILES_PER_S = 20
};

static volatile sig_atomic_t leaks, cured;

static void take_signal(int number) {
  if (number == SIGUSR1)
    leaks = 1;
  else
    cured = 1;
}

static _Noreturn void fail(const char *what) {
  fprintf(stderr, "incident: %s: %s.\n", what, strerror(errno));
  exit(1);
}

static void *leak(void *nothing) {
  static int file[FILES_MOST];
  int count = 0;

  while (!cured) {
    if (leaks && count < FILES_MOST)
      file[count++] = open("/dev/null", O_RDONLY | O_CLOEXEC);
    usleep(1000000 / FILES_PER_S);
  }
  while (count > 0)
    close(file[--count]);
  return nothing;
}

/* From the start again where it ends. */
static void read_on(int device, size_t size) {
  static char block[BLOCK] __attribute__((aligned(4096)));

  while (!cured)
    if (read(device, block, size) <= 0)
      lseek(device, 0, SEEK_SET);
}

static void *read_small(void *device) {
  read_on(*(const int *)device, SMALL);
  return NULL;
}

static void start(void *(*run)(void *), void *argument, pthread_t *ret_thread) {
  pthread_attr_t attributes;

  pthread_attr_init(&attributes);
  pthread_attr_setstacksize(&attributes, STACK);
  errno = pthread_create(ret_thread, &attributes, run, argument);
  if (errno != 0)
    fail("thread");
  pthread_attr_destroy(&attributes);
}

int main(int argc, char **argv) {
  int readers = argc > 2 ? (int)strtol(argv[2], NULL, 10) : 0;
  pthread_t thread;
  int device;

  if (argc < 2)
    return 2;
  signal(SIGUSR1, take_signal);
  signal(SIGUSR2, take_signal);
  device = open(argv[1], O_RDONLY | O_DIRECT | O_CLOEXEC);
  if (device < 0)
    fail(argv[1]);
  for (int i = 0; i < readers; i++)
    start(read_small, &device, &thread);
  start(leak, NULL, &thread);
  puts("reads");
  fflush(stdout);
  if (readers == 0)
    read_on(device, BLOCK);
  pthread_join(thread, NULL);
  if (readers == 0)
    close(device);
  for (;;)
    pause();
}
