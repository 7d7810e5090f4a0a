/*
 * trace_write.h - a tape as JSON lines.
 *
 * The first line is the head: what the numbers are in, on which machine they
 * were read, and what a replay needs of the settings. Then one object for each
 * entry of the tape, with every metric that is known, by its name in the table:
 * in `values` what was read, in `derived` what that has come to.
 * The format is in docs/io-forecast.pod.
 */
#ifndef TRACE_WRITE_H
#define TRACE_WRITE_H

#include "tape.h"

#include <stdio.h>

enum { TRACE_FORMAT = 1 };
#define TRACE_MAKER "io-forecast"

/* Of groups in a trace, so that its head is a line that can be read. */
enum { TRACE_GROUPS_MOST = 256 };

struct trace_head {
  const char *version; /* of what has written it */
  const char *kernel;  /* its release */
  double epoch_s; /* at the start, and what the clock of the ticks showed */
  double now_s;
  double interval_s;
  double ticks_per_s;
  double page_bytes;
  double cpus;
};

/* What the clock of the ticks showed, as seconds since 1970. */
double trace_epoch_s(const struct trace_head *head, double now_s);

struct trace_writer;

/* Writes to `out`, which stays the caller's. NULL when out of memory. */
struct trace_writer *trace_writer_new(FILE *out);
void trace_writer_free(struct trace_writer *writer);

void trace_write_head(struct trace_writer *writer,
                      const struct trace_head *head,
                      const struct settings *settings);
void trace_write(struct trace_writer *writer, const struct entry *entry);

/* Hands on what was written: 0, or -errno of the first that failed. */
int trace_writer_flush(struct trace_writer *writer);

#endif
