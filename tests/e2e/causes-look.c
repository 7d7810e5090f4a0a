/*
 * causes-look.c - what the threads of a process wait for, told by the very lane
 * and inquest of the daemon, for causes.t.
 *
 *   causes-look PID LOOKS MS [stack|stuck]
 *
 * Looks so many times, so many milliseconds apart; `stuck`: as at one whose
 * guarded files do not answer. One line a thread:
 * TID STATE WCHAN SYSCALL FD CAUSE LOOKS COMM; then "frame TID SYMBOL" of its
 * stack, and "cause NAME THREADS", "held NAME", "threads THERE TOLD",
 * "lack WHAT: WHY", "lost THREADS" of the lane, "longest MS" of a tick.
 */
#include "base/file.h"
#include "inquest.h"
#include "sample/lane.h"
#include "sample/read.h"

#include <fcntl.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static void rest(long ms) {
  struct timespec time = {ms / 1000, ms % 1000 * 1000000};

  nanosleep(&time, NULL);
}

static void print_stack(const struct dossier *dossier,
                        const struct dossier_thread *thread) {
  const struct dossier_stack *stack;

  if (thread->stack < 0)
    return;
  stack = &dossier->stack[thread->stack];
  for (int i = 0; i < stack->frames; i++)
    printf("frame %d %s\n", thread->tid, stack->frame[i]);
}

static void print(const struct dossier *dossier) {
  for (int i = 0; i < dossier->thread_count; i++) {
    const struct dossier_thread *thread = &dossier->thread[i];

    printf("%d %c %s %ld %d %s %d %s\n", thread->tid, thread->state,
           thread->wchan[0] ? thread->wchan : "-", thread->syscall, thread->fd,
           causes[thread->cause].name, thread->looks, thread->comm);
    print_stack(dossier, thread);
  }
  for (int id = 0; id < CAUSE_COUNT; id++)
    if (dossier->findings.cause[id] > 0)
      printf("cause %s %d\n", causes[id].name, dossier->findings.cause[id]);
  printf("held %s\n", causes[findings_cause(&dossier->findings)].name);
  printf("threads %d %d\n", dossier->threads_there, dossier->findings.threads);
  for (int i = 0; i < dossier->lack_count; i++)
    printf("lack %s: %s\n", dossier->lack[i].what, dossier->lack[i].why);
}

static double threads_of(const char *pid) {
  char path[64];
  double count;

  snprintf(path, sizeof(path), "/proc/%s/task", pid);
  count = (double)file_count_at(AT_FDCWD, path, 0, 1000000);
  return count < 0 ? (double)NAN : count;
}

static int look(struct inquest *inquest, struct lane *lane, bool is_stuck,
                char **argv) {
  static struct reader reader;
  char path[32];
  double longest_s = 0;
  struct inquest_person person = {.member = argv,
                                  .pid = (int)strtol(argv[1], NULL, 10),
                                  .is_stuck = is_stuck,
                                  .need = INQUEST_BLOCKED,
                                  .fds = NAN,
                                  .threads = threads_of(argv[1])};

  snprintf(path, sizeof(path), "/proc/%d", person.pid);
  person.dirfd = file_pin_at(AT_FDCWD, path);
  if (person.dirfd < 0)
    return 1;
  for (long i = strtol(argv[2], NULL, 10); i > 0; i--) {
    double now_s = lane_now_s();

    inquest_see(inquest, &person, now_s);
    lane_be_patient(lane, 1);
    inquest_run(inquest, &(struct inquest_means){.lane = lane,
                                                 .reader = &reader,
                                                 .sysfd = -1,
                                                 .net = "",
                                                 .end_s = now_s + 1});
    longest_s = fmax(longest_s, lane_now_s() - now_s);
    rest(strtol(argv[3], NULL, 10));
  }
  print(inquest_find(inquest, argv));
  printf("lost %u\n", lane_stuck(lane));
  printf("longest %.1f\n", longest_s * 1000);
  return 0;
}

int main(int argc, char **argv) {
  struct settings settings;
  struct inquest *inquest;
  struct lane *lane;
  int r = 2;

  if (argc < 4 || settings_init(&settings) < 0)
    return r;
  settings.collect_stack = argc > 4 && strcmp(argv[4], "stack") == 0;
  inquest = inquest_new(&settings);
  lane = lane_new(INQUEST_ERRANDS, 8, 0.2);
  if (inquest && lane)
    r = look(inquest, lane, argc > 4 && strcmp(argv[4], "stuck") == 0, argv);
  lane_free(lane);
  inquest_free(inquest);
  settings_release(&settings);
  return r;
}
