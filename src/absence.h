/*
 * absence.h - errands that have not come back: none is sent again before.
 */
#ifndef ABSENCE_H
#define ABSENCE_H

#include "sample/lane.h"

/* As many as threads can be lost: MaxStuck's maximum. */
enum { ABSENT_MOST = 64 };

/* Zeroed: nothing is lost. */
struct absence {
  struct {
    long who;
    unsigned long ticket; /* 0: nobody */
  } absent[ABSENT_MOST];
};

/* The errand of `who` is lost. */
void absence_note(struct absence *absence, struct lane *lane, long who,
                  unsigned long ticket);

/* Whether an errand of `who` is still out. */
bool absence_of(const struct absence *absence, struct lane *lane, long who);

#endif
