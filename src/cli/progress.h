/*
 * progress.h - how far a long reading is, for who waits at a terminal.
 */
#ifndef PROGRESS_H
#define PROGRESS_H

#include <stddef.h>
#include <stdio.h>

struct progress {
  FILE *out; /* NULL: nobody waits */
  double began_s, shown_s;
  double done_bytes, all_bytes; /* of all: 0 when that is not known */
};

/* Shows on `out` if that is a terminal, and nothing at all otherwise. */
void progress_init(struct progress *progress, FILE *out);

/* So many bytes more are to be read; so many were. A line appears when it has
 * taken two seconds, and changes twice a second. */
void progress_expect(struct progress *progress, double bytes);
void progress_add(struct progress *progress, size_t bytes);

/* Takes the line away. */
void progress_end(struct progress *progress);

/* "45 % of 1.2 GiB, 85 MiB/s" */
void progress_write(double done_bytes, double all_bytes, double passed_s,
                    char *buffer, size_t capacity);

#endif
