/*
 * deeds.h - deeds about files that wait to be done.
 *
 * One that has failed waits for its time, behind those that are new. Nothing is
 * locked here; the desk does that.
 */
#ifndef DEEDS_H
#define DEEDS_H

#include "emit/bundle.h"

/* Something to do about a file. */
struct deed {
  struct deed *next;
  int kind; /* the trade's own */
  char leaf[LEAF_BYTES];
  time_t at;
  bool lasts;      /* once done it is looked after */
  bool is_done;    /* and that is what it waits for */
  double due_s;    /* on the clock of the desk; 0: at once */
  double failed_s; /* for the first time; 0: never */
  size_t length;
  char text[];
};

/* With a copy of `text`. Returns 0, -ENOMEM, or what leaf_of_group() says. */
int deed_new(int kind, const char *group, const char *text, size_t length,
             struct deed **ret_deed);

/* The same about the file that is called `leaf`; -ENAMETOOLONG. */
int deed_about(int kind, const char *leaf, const char *text, size_t length,
               struct deed **ret_deed);

/* Zeroed there are none. */
struct deeds {
  struct deed *first;
  size_t count;
};

void deeds_append(struct deeds *deeds, struct deed *deed);
void deeds_release(struct deeds *deeds);

/* Whether one about this file waits. */
bool deeds_have(const struct deeds *deeds, const char *leaf);

/* These take one out, the oldest, or return NULL: one about this file; one that
 * is due; one that has failed, about this file or, with NULL, any. */
struct deed *deeds_take(struct deeds *deeds, const char *leaf);
struct deed *deeds_take_due(struct deeds *deeds, double now_s);
struct deed *deeds_take_failed(struct deeds *deeds, const char *leaf);

/* When the next is due; INFINITY: there is none. */
double deeds_due_s(const struct deeds *deeds);

/* Of the texts of those that have failed. */
size_t deeds_failed_bytes(const struct deeds *deeds);

#endif
