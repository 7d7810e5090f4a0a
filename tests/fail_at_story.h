/*
 * fail_at_story.h - what the plugin goes through: start, ticks, a fuse with its
 * flag and evidence, a flush, a stop, on a /proc of its own.
 */
#ifndef FAIL_AT_STORY_H
#define FAIL_AT_STORY_H

#include "fail_at.h"
#include "fail_at_daemon.h"
#include "tree.h"

enum {
  STORY_START = 0, /* configuration and init */
  STORY_TROUBLE = 3,
  STORY_HEAL = 10, /* the tick ahead of which a lasting failure ends */
  STORY_TICKS = 26,
  STORY_FLUSH,
  STORY_STOP,
  STORY_STEPS,
  STORY_INTERVAL_S = 10,
  STORY_STATE_BYTES = 1 << 20,
  STORY_FLAG_BYTES = 1024
};

/* What of a run is left when it is over. */
struct story_end {
  bool is_over; /* it came as far as that */
  bool is_started;
  bool flag_came; /* of the fuse, and went */
  bool flag_left;
  int bundles, broken;          /* files of evidence; not whole */
  int drafts;                   /* the most behind a step */
  int threads;                  /* that did not end */
  int fds;                      /* more than before */
  size_t blocks;                /* of memory */
  bool is_pruned;               /* evidence of before is not there */
  bool is_set_aside, is_spared; /* the state of before: as .bad, as .unread */
  bool is_untouched;            /* it is there as it was: none was saved */
  double slowest_s;             /* what the longest step took of real time */
  double strayed_s; /* the most that a step moved the story's own clock */
  char flag[STORY_FLAG_BYTES]; /* as it was when it came; "" for none */
  size_t state_bytes;
  char evidence[STORY_STATE_BYTES]; /* the last; "" for none */
  char state[STORY_STATE_BYTES];
};

struct story {
  bool trouble; /* there is some */
  struct tree tree;
  struct told told;
  struct fail_book book;
  struct story_end end;
};

/* All that does not change; once. */
void story_prepare(struct story *story);

/* Runs it in this process, which is good for nothing else then. A state of
 * before is in `before`, "" for none: that of a run without trouble. */
void story_run(struct story *story, const struct fail_point *point,
               const char *before);

#endif
