/* fail_at_plants_ends.c - faults of time, of what is taken, and of the end. */
#include "expect.h"

#include "fail_at_plants.h"

#include <signal.h>

bool plant_set(struct story_end *end, const struct plant_set *set) {
  void *at = (char *)end + set->at;

  if (set->kind == SET_INT)
    *(int *)at = set->value;
  else if (set->kind == SET_BOOL)
    *(bool *)at = set->value != 0;
  else if (set->kind == SET_SIZE)
    *(size_t *)at = (size_t)set->value;
  else
    *(double *)at = set->value;
  return true;
}

const struct plant plants_of_ends[] = {
    {"a tick of 45 s", .set = PLANT_SET(SET_S, slowest_s, 45)},
    {"a clock that is let run", .set = PLANT_SET(SET_S, strayed_s, 45)},
    {"a leak of memory", .set = PLANT_SET(SET_SIZE, blocks, 1)},
    {"a leak of descriptors", .set = PLANT_SET(SET_INT, fds, 1)},
    {"a leak of threads", .set = PLANT_SET(SET_INT, threads, 1)},
    {"an end before the end", .set = PLANT_SET(SET_BOOL, is_over, false)},
    {"a crash", .signal = SIGSEGV},
    {"a hang", .signal = SIGALRM},
    {0}};
