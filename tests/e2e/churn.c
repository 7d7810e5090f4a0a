/*
 * churn.c - processes that come and go for a while, as fast as they can.
 *
 *   churn SECONDS [PER_SECOND]
 *
 * With PER_SECOND no faster than that, so that others have a CPU, too.
 * By turns a child ends at once, or lingers for 20 ms, or calls execve(2) on
 * this program and does the one or the other then. Up to 64 are there at a
 * time. Tells how many there were.
 */
#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { ALIVE_MOST = 64, TURNS = 8, LINGER_NS = 20 * 1000 * 1000 };

static double now_s(void) {
  struct timespec now;

  clock_gettime(CLOCK_MONOTONIC, &now);
  return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

static void linger(void) {
  struct timespec time = {.tv_nsec = LINGER_NS};

  nanosleep(&time, NULL);
}

/* Until `forks` of them are no more than `pace` a second; 0: any pace. */
static void keep_pace(double start_s, long forks, double pace) {
  double early_s = pace > 0 ? start_s + (double)forks / pace - now_s() : 0;

  if (early_s > 0)
    nanosleep(&(struct timespec){.tv_sec = (time_t)early_s,
                                 .tv_nsec = (long)(1e9 * fmod(early_s, 1))},
              NULL);
}

static void live(const char *program, long turn) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (turn % TURNS == 1)
    linger();
  if (turn % TURNS == 2)
    execl(program, program, "linger", (char *)NULL);
  if (turn % TURNS == 3)
    execl(program, program, "leave", (char *)NULL);
  _exit(0);
}

/* Takes those that have ended; waits for one when there are too many. */
static int reap(int alive) {
  int wait_for_one = alive == ALIVE_MOST ? 0 : WNOHANG;

  while (alive > 0 && waitpid(-1, NULL, wait_for_one) > 0) {
    alive--;
    wait_for_one = WNOHANG;
  }
  return alive;
}

int main(int argc, char **argv) {
  double start_s = now_s();
  double end_s = start_s + (argc > 1 ? strtod(argv[1], NULL) : 0);
  double pace = argc > 2 ? strtod(argv[2], NULL) : 0;
  long forks = 0;
  int alive = 0;

  if (argc > 1 && strcmp(argv[1], "linger") == 0)
    linger();
  if (argc > 1 && argv[1][0] == 'l')
    return 0;
  while (now_s() < end_s) {
    pid_t pid = fork();

    if (pid == 0)
      live(argv[0], forks);
    if (pid > 0) {
      forks++;
      alive++;
    }
    alive = reap(alive);
    keep_pace(start_s, forks, pace);
  }
  while (waitpid(-1, NULL, 0) > 0)
    ;
  printf("%ld forks, %.0f a second\n", forks,
         (double)forks / (now_s() - start_s));
  return 0;
}
