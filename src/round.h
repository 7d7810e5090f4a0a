/*
 * round.h - a state that is being written, line after line.
 *
 * What comes first is what would be missed most, and what there is no room for
 * at the end are members that are at no risk:
 *
 *     host, groups, devices, filesystems -> members at risk -> what was learnt
 *     -> all other members
 *
 * Members may come and go while it goes on: each that was there when it began,
 * and still is, is written once.
 */
#ifndef ROUND_H
#define ROUND_H

#include "sheet.h"
#include "state_write.h"

struct roster;

struct round {
  struct sheet sheet;
  int stage;
  size_t index;  /* in the stage */
  size_t seats;  /* that there were */
  bool *written; /* of these */
};

/* What it writes of. */
struct round_source {
  struct json *json;
  struct parts parts;
  const struct roster *roster; /* NULL: nobody is followed */
};

/* Returns 0 or -ENOMEM; release it in any case. Zeroed, none is under way. */
int round_begin(struct round *round, const struct round_source *source);
void round_release(struct round *round);

bool round_is_under_way(const struct round *round);

/* Writes some lines; false when there are none left. */
bool round_go_on(struct round *round, const struct round_source *source);

/* How much of a text may be there before another line is added. */
size_t round_most_bytes(void);

/* Writes the last line. Whether the text is whole. */
bool round_end(struct round *round, const struct round_source *source,
               const struct stamp *stamp);

#endif
