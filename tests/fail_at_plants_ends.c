/* fail_at_plants_ends.c - faults of time, of what is taken, and of the end. */
#include "expect.h"

#include "fail_at_plants.h"

#include <signal.h>

static bool slow_step(struct story *story) {
  story->end.slowest_s = 45;
  return true;
}

static bool stray_clock(struct story *story) {
  story->end.strayed_s = 45;
  return true;
}

static bool leak_of_memory(struct story *story) {
  story->end.blocks = 1;
  return true;
}

static bool leak_of_descriptors(struct story *story) {
  story->end.fds = 1;
  return true;
}

static bool leak_of_threads(struct story *story) {
  story->end.threads = 1;
  return true;
}

static bool early_end(struct story *story) {
  story->end.is_over = false;
  return true;
}

const struct plant plants_of_ends[] = {
    {"a tick of 45 s", slow_step},
    {"a clock that is let run", stray_clock},
    {"a leak of memory", leak_of_memory},
    {"a leak of descriptors", leak_of_descriptors},
    {"a leak of threads", leak_of_threads},
    {"an end before the end", early_end},
    {"a crash", .signal = SIGSEGV},
    {"a hang", .signal = SIGALRM},
    {0}};
