/*
 * growth.h - how the resident memory of a process grows.
 *
 * Resident memory is anonymous, of files, and shared (status: RssAnon, RssFile,
 * RssShmem). Which of them grows tells a leak from a mapped file. What was
 * mapped privately from a file and written to is anonymous: a leak and
 * copy-on-write look alike here.
 *
 * What is kept is what it was at a few times back, the further back the
 * further apart: a leak of the last minute shows beside one of the last quarter
 * of an hour. Of all samples between two of these times it is the one with the
 * least anonymous memory, its floor. What a collector frees does not come and
 * go there, and what leaks under its teeth is seen after three or four of them;
 * a tooth has to be shorter than a tenth of a quarter of an hour for that.
 *
 * A growth is one that is straighter than chance has it (climb.h), goes on,
 * and is higher than all that is known from before it. Of the looks at a
 * process that wanders without an aim 3 to 5 % are told as growth (6 % at ten
 * looks a second), which by then it has: with its true pace, and no reason.
 */
#ifndef GROWTH_H
#define GROWTH_H

#include <stddef.h>
#include <stdint.h>

enum growth_pattern {
  GROWTH_UNKNOWN,   /* not long enough, or not read */
  GROWTH_NONE,      /* nothing that stands out of its ups and downs */
  GROWTH_ANONYMOUS, /* with flat shared: a leak, or copy-on-write */
  GROWTH_FILE,      /* a file is mapped and touched */
  GROWTH_SHARED,    /* shared memory: tmpfs, shmget(2), MAP_SHARED */
  GROWTH_MIXED,
  GROWTH_OVER, /* it had grown, and has come to rest */
  GROWTH_BACK, /* what had grown was given back */
  GROWTH_PATTERNS
};

struct growth_row {
  const char *name;  /* in evidence; never renamed */
  const char *words; /* what it means, as half a sentence */
};

extern const struct growth_row growth_rows[GROWTH_PATTERNS];

struct rss {
  double anon, file, shared; /* bytes; NaN: not read */
};

enum { GROWTH_MARKS = 8, GROWTH_PARTS = 3 };

/* The sample of a gap that had the least anonymous memory. */
struct growth_mark {
  float part[GROWTH_PARTS]; /* anonymous, file, shared; bytes; NaN: not known */
  uint16_t at;              /* when; 64ths of a second behind the origin */
  uint16_t spread; /* above it, the most anonymous memory of that gap; the upper
                      half of a float */
};

/* Kept of a member. Zeroed: nothing is known. */
struct growth {
  double origin_s;                       /* when the oldest mark was taken */
  struct growth_mark mark[GROWTH_MARKS]; /* oldest first */
  uint16_t gap_at;                       /* when the newest gap began */
  uint8_t count;
};

/* What it comes to. */
struct growth_account {
  enum growth_pattern pattern;
  /* Since it began to grow, or was highest before it was given back; of no
   * growth, for as long as that was looked at. NaN: not known. */
  double over_s;
  double quiet_s; /* of these it has not grown for the last; a tick at least,
                     for the next shows what stays; NaN: no growth */
  double anon_per_s, file_per_s, shared_per_s; /* bytes; of floors; NaN */
};

void growth_clear(struct growth *growth); /* a birth or an execve(2) */

/* A sample of memory at `now_s`; nothing without its anonymous part. */
void growth_push(struct growth *growth, double now_s, const struct rss *rss);

/* How exactly times are kept. */
extern const double GROWTH_RESOLUTION_S;

/* Of a mark: when it was, and the most anonymous memory of its gap. */
double growth_at_s(const struct growth *growth, int index);
double growth_height(const struct growth *growth, int index);

/* With `rss`, which is what it is at `now_s`. The kernel counts it in pages of
 * `page_bytes`; 0: not known, then as if of 4 KiB. */
struct growth_account growth_of(const struct growth *growth, double now_s,
                                const struct rss *rss, double page_bytes);

#endif
