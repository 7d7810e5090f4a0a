/*
 * trial.h - series that run side by side, each before a scoreboard of its own,
 * until it ends and goes into that of all.
 *
 * A scoreboard takes some hundred KiB, so that there are TRIAL_MOST at a time.
 * A series that comes when there are so many is left out as a whole, and
 * counted.
 */
#ifndef TRIAL_H
#define TRIAL_H

#include "course.h"

struct scoreboard;

enum { TRIAL_MOST = 256 };

struct trial {
  struct scoreboard *all; /* of one horizon, and one model beside the rivals */
  int open;
  unsigned long left_out;
};

/* A scoreboard for the next series: one that goes through it by itself, or, if
 * `is_told`, one that is told. 0, -ENOSPC when it is left out, or -ENOMEM. */
int trial_begin(struct trial *trial, const struct course_question *question,
                bool is_told, struct scoreboard **ret_board);

/* The series has ended; the scoreboard is gone. NULL is none. */
void trial_end(struct trial *trial, struct scoreboard *board);

/* One sentence of those left out, if there are any. */
void trial_complain(const struct trial *trial, const char *path);

#endif
