/*
 * recall.h - what a saved state gives back to a pipeline.
 *
 * Lines of a text that state_check() has found to be a state. What the
 * configuration does not know any more, or has changed, is passed over. With
 * the boot goes what was of processes, of the host and of devices; what was
 * learnt, filesystems, and what was told and is not over, go on by the clock on
 * the wall. In this order:
 *
 *     recall_begin()   before the first tick, with the last line
 *     recall_line()    before the first tick, all others in their order
 *     recall_member()  before the first sample of a member, or any later one
 */
#ifndef RECALL_H
#define RECALL_H

#include "archive.h"
#include "insides.h"
#include "state_line.h"

struct member;

struct recall {
  const struct settings *settings;
  struct insides insides;
  double now_s;     /* of the first tick */
  double since_s;   /* that have passed since the last that was kept */
  double end_at_s;  /* of that, by the clock of then */
  bool same_boot;   /* so that processes may be the same */
  bool has_windows; /* the timeline goes on */
  bool same_model;
};

void recall_begin(struct recall *recall, const struct state_line *end,
                  const char *boot_id, const struct archive_tick *tick);
void recall_line(const struct recall *recall, const struct state_line *line);
void recall_member(const struct recall *recall, const struct state_line *line,
                   struct member *member);

#endif
