/*
 * recording.h - what tests of traces share: a head, a tape, a wish.
 */
#ifndef RECORDING_H
#define RECORDING_H

#include "cli/replay.h"
#include "cli/trace_write.h"
#include "tape.h"

#include <math.h>

/* Nothing is changed that the head of the trace says. */
static const struct trace_wish as_recorded = {.model = MODEL_COUNT,
                                              .horizon_s = (double)NAN,
                                              .metric = METRIC_COUNT,
                                              .limit = (double)NAN};

static const struct trace_head recording_head = {.version = "1",
                                                 .kernel = "6.1",
                                                 .epoch_s = 1600000000,
                                                 .now_s = 100,
                                                 .interval_s = 1,
                                                 .ticks_per_s = 100,
                                                 .page_bytes = 4096,
                                                 .cpus = 2};

/* Writes what enters to the trace_writer that is its context. */
static inline void recording_take(void *context,
                                  const struct pipeline *pipeline,
                                  const struct entry *entry) {
  (void)pipeline;
  trace_write(context, entry);
}

#endif
