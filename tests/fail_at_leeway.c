/* fail_at_leeway.c - see fail_at_leeway.h */
#include "expect.h"

#include "fail_at_leeway.h"
#include "fail_at_story.h"

#include <string.h>

static const struct {
  const char *part; /* of the name */
  enum leeway leeway;
} leeways[] = {
    {"self/", OWN},
    {"/ps_count/", CROWD},
    {"_octets/", COUNTER},
    {"/io_ops/", COUNTER},
    {"/contextswitch/", COUNTER},
    {"/derive/", COUNTER},
    {"/total_time_in_ms/", COUNTER},
    {"/ps_cputime/", COUNTER},
    {"/ps_pagefaults/", COUNTER},
    {"fs/", SPACE},
    {"/maps_limit_", SLOW},
    {"/dirty_peak", SLOW}, /* of the tips of a sawtooth */
    {"/dirty_throttle_", SLOW},
    {"_probabilit", FORECAST},
    {"/duration/", FORECAST},
    {"_state", VERDICT},
    {"_near", VERDICT},
    {"/bool/fuse", VERDICT},
    {"/disk_latency/", MEAN},
    {"/io_wait_now", MEAN},
    {"/io_wait_used", MEAN},
    {"/io_wait_limit", MEAN},
    {"/utilisation", RATE},
    {"/io_bypasses_chars", RATE},
    {"/read_may_be_swap_in", RATE},
    {"/percent/cpu", RATE},
    {"/cpu_cores", RATE},
    {"/context_switches", RATE},
    {"/gauge/io_wait", RATE},
    {"/device_saturation_", MEAN},
};

enum leeway leeway_of(const char *name) {
  for (size_t i = 0; i < COUNT_OF(leeways); i++)
    if (strstr(name, leeways[i].part))
      return leeways[i].leeway;
  return EXACT;
}

int leeway_absence(enum leeway leeway) {
  switch (leeway) {
  case OWN:
    return 1;
  case COUNTER:
    return 2;
  case SLOW:
    return STORY_STEPS;
  default:
    return AGAIN_TICKS;
  }
}

int leeway_grace(enum leeway leeway) {
  switch (leeway) {
  case EXACT:
  case CROWD:
    return 1;
  case RATE:
    return 2;
  case SPACE:
    return AGAIN_TICKS;
  default:
    return STORY_STEPS;
  }
}
