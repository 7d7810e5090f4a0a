/*
 * shelf.h - where a test puts what is kept.
 */
#ifndef SHELF_H
#define SHELF_H

#include "window/keep.h"

#include <stdio.h>

enum { SHELF_BOARDS = 16 };

struct shelf {
  struct past ages;
  int count;
  char name[SHELF_BOARDS][32];
  struct past past[SHELF_BOARDS];
};

static inline void put_on_shelf(void *context, const char *metric,
                                const struct past *past) {
  struct shelf *shelf = context;

  assert_true(shelf->count < SHELF_BOARDS);
  snprintf(shelf->name[shelf->count], sizeof(shelf->name[0]), "%s", metric);
  shelf->past[shelf->count++] = *past;
}

#endif
