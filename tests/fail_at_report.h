/*
 * fail_at_report.h - what came of it, in words.
 */
#ifndef FAIL_AT_REPORT_H
#define FAIL_AT_REPORT_H

#include "fail_at.h"
#include "fail_at_daemon.h"

enum { WAYS_MOST = 16 };

struct tally {
  unsigned points, failed;
};

/* Of all processes. */
struct shared {
  struct tally tally[FAIL_CALLS][WAYS_MOST];
  unsigned left; /* without a try, as time was over */
};

/* Points by call and by way; returns how many were not good. */
unsigned report_all(const struct shared *shared);

/* How many were tried. */
unsigned report_points(const struct shared *shared);

/* The sentences of a story; its values with `part` in their name; and how often
 * each thread made each call. */
void report_told(const struct told *told);
void report_values(const struct told *told, const char *whose,
                   const char *part);
void report_book(const struct fail_book *book);

#endif
