/*
 * growth.h - how the resident memory of a process grows.
 *
 * Resident memory is anonymous, of files, and shared (status: RssAnon, RssFile,
 * RssShmem). Which of them grows tells a leak from a mapped file. What was
 * mapped privately from a file and written to is anonymous: a leak and
 * copy-on-write look alike here.
 */
#ifndef GROWTH_H
#define GROWTH_H

#include <stdint.h>

enum growth_pattern {
  GROWTH_UNKNOWN, /* not long enough, or not read */
  GROWTH_NONE,
  GROWTH_ANONYMOUS, /* with flat shared: a leak, or copy-on-write */
  GROWTH_FILE,      /* a file is mapped and touched */
  GROWTH_SHARED,    /* shared memory: tmpfs, shmget(2), MAP_SHARED */
  GROWTH_MIXED,
  GROWTH_BACK, /* what had grown was given back */
  GROWTH_PATTERNS
};

struct growth_row {
  const char *name;  /* in evidence; never renamed */
  const char *words; /* what it means, as half a sentence */
};

extern const struct growth_row growth_rows[GROWTH_PATTERNS];

/* Kept of a member: what its memory was, some times back. */
enum { GROWTH_MARKS = 8 };
struct growth {
  float anon[GROWTH_MARKS]; /* bytes; NaN: not known */
  float file[GROWTH_MARKS];
  float shared[GROWTH_MARKS];
  float at_s[GROWTH_MARKS]; /* since `origin_s` */
  double origin_s;
  uint8_t count, next;
};

/* What it comes to. */
struct growth_account {
  enum growth_pattern pattern;
  double over_s; /* seen for so long; NaN: not known */
  double anon_per_s, file_per_s, shared_per_s; /* bytes; NaN */
};

struct rss {
  double anon, file, shared; /* bytes; NaN: not read */
};

void growth_clear(struct growth *growth); /* a birth or an execve(2) */

/* A sample of memory at `now_s`; kept if its turn has come. */
void growth_push(struct growth *growth, double now_s, const struct rss *rss);

struct growth_account growth_of(const struct growth *growth, double now_s,
                                const struct rss *rss);

#endif
