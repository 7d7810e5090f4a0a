/*
 * herd.h - the members, side by side in one piece of memory.
 *
 * All of it is reserved at the start and touched as members come: a herd for
 * 65 536 that holds ten costs ten.
 */
#ifndef HERD_H
#define HERD_H

#include "judge/growth.h"
#include "roll.h"
#include "window/track.h"

struct member {
  bool taken;
  bool seen;    /* in this tick */
  bool named;   /* has values of its own, see spotlight.h */
  bool at_risk; /* a wall is met or foretold; true until that is known */
  int pid;
  size_t group;              /* its account, see rolls.h */
  size_t base;               /* the configured group whose rule it fits */
  struct standing *standing; /* one a wall of its group */
  struct track *track;
  struct growth growth; /* of its resident memory */
  struct joint joint;
};

struct herd {
  size_t most;
  size_t high;     /* no member was ever at this place or above */
  size_t walls;    /* that one member stands before, at most */
  size_t bytes;    /* of a member with all that is its own */
  size_t track_at; /* where in a member's piece its track begins */
  char *memory;
  size_t *vacant; /* stack of free places, the lowest on top */
  size_t vacant_count;
};

/* Room for `most` members with windows by `plan`, each before at most
 * `wall_most` walls. Returns 0 or -ENOMEM. */
int herd_init(struct herd *herd, size_t most, size_t wall_most,
              const struct window_plan *plan);
void herd_release(struct herd *herd);

/* A member with nothing in it, or NULL when all places are taken. */
struct member *herd_take(struct herd *herd, const struct window_plan *plan);
void herd_give(struct herd *herd, struct member *member);

/* A tick begins, and is over: whoever is not `seen` in between has a gap. */
void herd_begin(struct herd *herd);
void herd_close(struct herd *herd, const struct window_plan *plan,
                const struct surroundings *surroundings);

/* Nobody's next sample has rates, see track_tear(). */
void herd_tear(struct herd *herd);

/* How the resident memory of its last sample has come to be what it is. */
struct growth_account member_growth(const struct member *member, double now_s,
                                    double page_bytes);

/* Where it is: no two members have one place at a time. */
size_t herd_place(const struct herd *herd, const struct member *member);

/* The member at place `i` below `high`, or NULL. */
struct member *herd_at(const struct herd *herd, size_t i);

#endif
