/*
 * fail_at_leeway.h - what a value may be beside what it is when nothing fails,
 * and how late it may be right again.
 */
#ifndef FAIL_AT_LEEWAY_H
#define FAIL_AT_LEEWAY_H

enum leeway {
  EXACT,   /* nothing */
  OWN,     /* of the plugin itself: errors are counted there, memory is ours */
  COUNTER, /* less, as what was not seen was not added, but it never falls */
  MEAN,    /* of ten ticks, or of a time: one is missing; within what it ever is
            */
  SLOW,    /* nothing; but it hangs on many ticks, or is looked for once in ten
              of them or in a minute, and so late */
  RATE,    /* nothing; it takes two ticks */
  SPACE,   /* nothing; what was missed is looked for again in five ticks */
  FORECAST, /* another, of fewer points: a number of seconds, or percents */
  VERDICT,  /* late, or never: no worse than the worst there is */
  CROWD,    /* less: of processes those that were found and can be followed */
};

/* What hangs on ten ticks, or on a look in five, is there again in so many. */
enum { AGAIN_TICKS = 12 };

enum leeway leeway_of(const char *name);

/* How many ticks behind the failure it must be right: a rate needs two. What
 * hangs on more is not asked for. */
int leeway_grace(enum leeway leeway);

/* How many ticks behind the failure it must be told again, right or not yet. */
int leeway_absence(enum leeway leeway);

#endif
