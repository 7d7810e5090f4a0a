/*
 * course.h - one run through made-up time: the world, what is planted in it,
 * what was told, and what it took. Played by by_pipeline.c or by_agent.c.
 */
#ifndef SOAK_COURSE_H
#define SOAK_COURSE_H

#include "slope.h"
#include "tally.h"

#include <stdio.h>

struct course {
  double days;
  uint64_t seed;
  struct world world;
  struct plan plan;
  struct tally tally;
  struct slope heap, rss, fds;
  const char *below; /* whose open files are those of members; NULL: none */
  double next_look_s;
  int looks;             /* of this time */
  struct burden burden;  /* the least of them */
  double took_s;         /* of CPU */
  unsigned long refused; /* writes, for want of space */
};

/* By how much each may have grown behind the warm-up. */
struct bounds {
  double heap_bytes, rss_bytes, fds;
};

void course_init(struct course *course, double days, uint64_t seed,
                 double step_s, unsigned kinds);

/* Whether another tick is to be played; the world has lived up to it. */
bool course_next(struct course *course);

/* The tick is over: scores, and looks at what it took now and then. */
void course_close(struct course *course);

/* One course over the pipeline, or over an agent on a /proc of its own. 0, or 1
 * with a sentence said. */
int play_pipeline(struct course *course, double days, uint64_t seed);
int play_agent(struct course *course, double days, uint64_t seed);

/* Tells all of it; whether all is as it has to be. */
bool report(FILE *out, const struct course *course, const char *title,
            const struct bounds *bounds);

#endif
