/*
 * survey.h - finds the filesystems that members write to, and asks each of them
 * how full it is.
 *
 * Every member's open files are looked at in rounds: each 60 ticks, if it has
 * written anything since the last, 256 of them at most, where the last round
 * ended. All members together have SURVEY_FILES of a tick. One that is at rest
 * is not looked at, unless something could not be had in its last round: then
 * it has another after SURVEY_AGAIN ticks, which doubles up to 80.
 *
 * statfs(2) is asked of filesystems on this machine only, by the lane: a device
 * that is dying may not answer. Then the thread is left to its fate, as with
 * files of a process that do not answer, and "stuck" is told of the filesystem.
 * One that has no mount in our own mount namespace cannot be asked: of a
 * container's own, that one of its device which we see is.
 */
#ifndef SURVEY_H
#define SURVEY_H

#include "holdings.h"
#include "sample/lane.h"
#include "seat.h"

/* A reading of fdinfo takes four microseconds: a quarter of a millisecond. */
enum {
  SURVEY_FILES = 64,
  SURVEY_EVERY = 60,
  SURVEY_ROUND = 256,
  SURVEY_AGAIN = 5,  /* ticks to the next round if something was missed, */
  SURVEY_DOUBLES = 4 /* doubled so many times while that goes on */
};

struct survey {
  bool on;
  unsigned long tick;
  int files_left; /* of this tick */
  int asks_left;  /* lists of mounts to be read in it */
  struct holdings holdings;
};

/* What looks, and until when it waits. */
struct survey_means {
  struct reader *reader;
  struct lane *lane;
  int procfd;
  double now_s;
  double end_s; /* on the lane's clock */
};

void survey_begin(struct survey *survey, unsigned long tick); /* a tick */

/* At the open files of a member that was read in full in this tick. The lane's
 * batch must be empty. */
void survey_look(struct survey *survey, struct seat *seat,
                 const struct survey_means *means);

/* Asks each filesystem, and tells its mount point with its sample, or with NULL
 * and for how long it has not answered. */
void survey_measure(struct survey *survey, const struct survey_means *means,
                    void (*take)(void *context, const char *point,
                                 double stuck_s, const double *value),
                    void *context);

#endif
