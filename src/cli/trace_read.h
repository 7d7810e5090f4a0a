/*
 * trace_read.h - lines of a trace become entries of a tape again.
 */
#ifndef TRACE_READ_H
#define TRACE_READ_H

#include "emit/json_read.h"
#include "judge/findings.h"
#include "tape.h"

/* An entry with what it borrows; large, and to be used again and again. */
struct trace_line {
  struct entry entry;
  char unknown[JSON_NAME_BYTES]; /* a metric that is not known here; or "" */
  enum metric_id next;           /* where its next metric is looked for */
  double read_s[LANE_COUNT];
  char name[JSON_STRING_BYTES];
  char command[JSON_STRING_BYTES];
  struct findings findings;
  double value[METRIC_COUNT];
};

/* 0; -EBADMSG for what is no entry: no JSON, no event, numbers that are none of
 * a member. What is of no use to its kind is passed over, and so is what is
 * derived, which a pipeline derives itself. */
int trace_line_read(const char *text, struct trace_line *ret_line);

#endif
