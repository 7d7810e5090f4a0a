/* bench-herd.c - a herd for contrib/bench to be watched: processes with one
 * thread and a few files each, of which every tenth works a little.
 *
 * usage: bench-herd COUNT [NAME]
 *
 * It prints "ready" when all are there; they end with it. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <time.h>
#include <unistd.h>

enum { FILES = 3, BUSY_EVERY = 10, MOST = 100000, SPINS = 2000 };

static const struct timespec nap = {.tv_nsec = 100000000};

static void work(int fd) {
  for (;;) {
    volatile unsigned sum = 0;

    for (unsigned i = 0; i < SPINS; i++)
      sum += i;
    if (write(fd, "x", 1) != 1)
      _exit(1);
    nanosleep(&nap, NULL);
  }
}

/* Who was started by a parent that is gone already has another one. */
static void live(pid_t parent, const char *name, long place) {
  int fd = -1;

  prctl(PR_SET_PDEATHSIG, SIGKILL);
  prctl(PR_SET_NAME, name);
  for (int i = 0; i < FILES; i++)
    fd = open("/dev/null", O_WRONLY | O_CLOEXEC);
  if (getppid() != parent || fd < 0)
    _exit(1);
  if (place % BUSY_EVERY == 0)
    work(fd);
  for (;;)
    pause();
}

int main(int argc, char **argv) {
  long count = argc > 1 ? strtol(argv[1], NULL, 10) : 0;
  pid_t parent = getpid();

  if (count < 1 || count > MOST) {
    fputs("usage: bench-herd COUNT [NAME]\n", stderr);
    return 2;
  }
  for (long i = 0; i < count; i++) {
    pid_t pid = fork();

    if (pid == 0)
      live(parent, argc > 2 ? argv[2] : "herd", i);
    if (pid < 0) {
      fprintf(stderr, "bench-herd: %ld of %ld: %s.\n", i, count,
              strerror(errno));
      return 1;
    }
  }
  puts("ready");
  fflush(stdout);
  for (;;)
    pause();
}
