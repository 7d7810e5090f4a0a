/*
 * workload.c - processes that do one thing each, for the end-to-end tests.
 *
 *   hold FDS MIB           has so much and sleeps
 *   zombie FDS MIB         the same, but the leader ends and a thread sleeps
 *   direct FILE THREADS    each thread reads the file past the page cache
 *   calls FILE MIB         reads and writes so much of it a second, by system
 *                          calls
 *   maps FILE MIB          the same through a mapping
 *   threads MOST MS        starts a thread each so many milliseconds, and goes
 *                          on when it may not have another
 *   swapped MIB SECONDS    after so long has so much memory, swapped out
 */
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

enum { BLOCK = 65536, MIB = 1 << 20 };

static _Noreturn void fail(const char *what) {
  fprintf(stderr, "%s: %s\n", what, strerror(errno));
  exit(1);
}

static int open_or_fail(const char *path, int flags) {
  int fd = open(path, flags | O_CREAT | O_CLOEXEC, 0600);

  if (fd < 0)
    fail(path);
  return fd;
}

static void *sleep_on(void *nothing) {
  for (;;)
    pause();
  return nothing;
}

static void start(void *(*run)(void *), void *argument) {
  pthread_t thread;

  if (pthread_create(&thread, NULL, run, argument) != 0)
    fail("thread");
}

static void take(long fds, long mib) {
  size_t bytes = (size_t)mib * MIB;

  if (mmap(NULL, bytes, PROT_READ | PROT_WRITE,
           MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0) == MAP_FAILED)
    fail("memory");
  for (long i = 0; i < fds; i++)
    (void)open_or_fail("/dev/null", O_RDONLY);
}

static _Noreturn void hold(long fds, long mib) {
  take(fds, mib);
  for (;;)
    pause();
}

static _Noreturn void zombie(long fds, long mib) {
  take(fds, mib);
  start(sleep_on, NULL);
  pthread_exit(NULL);
}

static void *read_past_the_cache(void *path) {
  int fd = open_or_fail(path, O_RDONLY | O_DIRECT);
  void *block;

  if (posix_memalign(&block, 4096, BLOCK) != 0)
    fail("memory");
  for (;;) {
    ssize_t n = read(fd, block, BLOCK);

    if (n < 0)
      fail("read");
    if (n == 0 && lseek(fd, 0, SEEK_SET) < 0)
      fail("seek");
  }
}

static _Noreturn void direct(char *path, long threads) {
  for (long i = 0; i < threads; i++)
    start(read_past_the_cache, path);
  for (;;)
    pause();
}

/* Its pages are not in the cache when it is read again. */
static void drop(int fd) {
  if (fdatasync(fd) < 0 || posix_fadvise(fd, 0, 0, POSIX_FADV_DONTNEED) != 0)
    fail("drop");
}

/* Nothing is read ahead: what is on its way was asked for. */
static _Noreturn void calls(const char *path, long mib) {
  static char block[BLOCK];
  int fd = open_or_fail(path, O_RDWR);

  if (posix_fadvise(fd, 0, 0, POSIX_FADV_RANDOM) != 0)
    fail("advise");
  for (;;) {
    for (long i = 0; i < mib * MIB / BLOCK; i++)
      if (pwrite(fd, block, BLOCK, i * BLOCK) != BLOCK)
        fail("write");
    drop(fd);
    for (long i = 0; i < mib * MIB / BLOCK; i++)
      if (pread(fd, block, BLOCK, i * BLOCK) != BLOCK)
        fail("read");
    sleep(1);
  }
}

static _Noreturn void maps(const char *path, long mib) {
  size_t bytes = (size_t)mib * MIB;
  int fd = open_or_fail(path, O_RDWR);

  if (ftruncate(fd, (off_t)bytes) < 0)
    fail("truncate");
  for (;;) {
    volatile char *memory =
        mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);

    if (memory == MAP_FAILED)
      fail("mmap");
    for (size_t at = 0; at < bytes; at += 4096)
      memory[at] = (char)(memory[at] + 1);
    if (munmap((void *)memory, bytes) < 0)
      fail("munmap");
    drop(fd);
    sleep(1);
  }
}

static _Noreturn void threads(long most, long ms) {
  pthread_attr_t attributes;
  pthread_t thread;

  pthread_attr_init(&attributes);
  pthread_attr_setstacksize(&attributes, BLOCK);
  for (long i = 1; i < most;) {
    i += pthread_create(&thread, &attributes, sleep_on, NULL) == 0;
    usleep((useconds_t)ms * 1000);
  }
  for (;;)
    pause();
}

#ifndef MADV_PAGEOUT
#define MADV_PAGEOUT 21
#endif

/* No two pages are the same, and none is of one byte: such need no swap. */
static _Noreturn void swapped(long mib, long seconds) {
  size_t words = (size_t)mib * MIB / sizeof(unsigned);
  unsigned *memory, seed = 1;

  sleep((unsigned)seconds);
  memory = mmap(NULL, words * sizeof(unsigned), PROT_READ | PROT_WRITE,
                MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED)
    fail("memory");
  for (size_t i = 0; i < words; i++)
    memory[i] = seed = seed * 1664525 + 1013904223;
  /* all of it does not fit where it fills the swap space */
  for (size_t i = 0; i < words; i += MIB / sizeof(unsigned))
    (void)madvise(memory + i, MIB, MADV_PAGEOUT);
  for (;;)
    pause();
}

int main(int argc, char **argv) {
  long second = argc == 4 ? strtol(argv[3], NULL, 10) : -1;

  if (second < 0)
    return 2;
  if (strcmp(argv[1], "hold") == 0)
    hold(strtol(argv[2], NULL, 10), second);
  if (strcmp(argv[1], "zombie") == 0)
    zombie(strtol(argv[2], NULL, 10), second);
  if (strcmp(argv[1], "direct") == 0)
    direct(argv[2], second);
  if (strcmp(argv[1], "calls") == 0)
    calls(argv[2], second);
  if (strcmp(argv[1], "maps") == 0)
    maps(argv[2], second);
  if (strcmp(argv[1], "threads") == 0)
    threads(strtol(argv[2], NULL, 10), second);
  if (strcmp(argv[1], "swapped") == 0)
    swapped(strtol(argv[2], NULL, 10), second);
  return 2;
}
