/*
 * trace_head.h - the first line of a trace becomes settings again.
 */
#ifndef TRACE_HEAD_H
#define TRACE_HEAD_H

#include "cli/trace_write.h"

/* How a trace is asked when not as it was recorded. */
struct trace_wish {
  enum model_id model;   /* MODEL_COUNT: as recorded */
  double horizon_s;      /* NaN: as recorded */
  enum metric_id metric; /* it stands before a wall of its own, and the recorded
                            thresholds are gone; METRIC_COUNT: none */
  double limit;
  enum direction direction;
  bool with_rivals; /* beside it the models it is compared with */
};

/* Fills the settings, which are settings_init()'s, and the head but for its
 * strings. 0, or -EBADMSG or -ENOMEM with a sentence: what is no head of a
 * trace, or of one that is newer than this program, or has settings that will
 * not do. */
int trace_head_read(const char *line, const struct trace_wish *wish,
                    struct settings *settings, struct trace_head *ret_head,
                    struct complaint *ret_complaint);

#endif
