/*
 * trouble.h - what is planted into a world: what will stop and when it does,
 * and what only disturbs who looks.
 *
 *   world_live -> plan_step -> world_settle -> (whoever watches) -> plan_score
 *
 * Each kind is drawn once in a round of all of them, so that a day has each.
 */
#ifndef SOAK_TROUBLE_H
#define SOAK_TROUBLE_H

#include "world.h"

struct tally;

enum trouble_id {
  TROUBLE_FD_LEAK,
  TROUBLE_MEMORY_LEAK,
  TROUBLE_THREAD_LEAK,
  TROUBLE_LIMIT_CUT,
  TROUBLE_SLOW_DISK, /* it waits, and its descriptors pile up */
  TROUBLE_IO_WAIT,
  TROUBLE_HANG,
  TROUBLE_HOST_MEMORY,
  TROUBLE_SWAP_FILL,
  TROUBLE_DIRTY_STORM,
  TROUBLE_DISK_FILL,
  TROUBLE_STATE_FULL, /* no space for the saved state, nor for evidence */
  /* nothing is to be told of these */
  TROUBLE_CURED_LEAK, /* a restart comes before the wall */
  TROUBLE_HIDE,       /* files cannot be read for some minutes */
  TROUBLE_SLEEP,
  TROUBLE_STOP,
  TROUBLES
};

struct trouble_kind {
  const char *name;
  const char *target; /* NULL: the group of its actor */
  const char *wall;   /* that must be told; NULL: nothing must be */
  unsigned roles;     /* whom it can hit, as bits; 0: nobody in particular */
  double least_s, most_s; /* from its beginning to the wall */
  bool leaps;             /* it gives no notice: to be told when it is there */
  double late_s;          /* how long behind the wall is in time */
};

extern const struct trouble_kind troubles[TROUBLES];

struct trouble {
  enum trouble_id id;
  struct actor *actor; /* NULL: the host */
  unsigned life;       /* of it, that was hit */
  double begun_s, span_s, shape, cured_at;
  bool stairs;
  double met_s;  /* the wall; NaN: not yet */
  double over_s; /* when it ends; NaN: not known yet */
  bool scored;
};

enum { LIVE = 16, MISSES = 8 };

/* What came of all of a kind. */
struct outcome {
  unsigned long planted, before, at, missed;
  double lead_sum_s;
};

struct plan {
  struct dice dice;
  double gap_s;   /* mean, from one to the next */
  double next_s;  /* as lived_s */
  unsigned kinds; /* that are planted, as bits */
  enum trouble_id deck[TROUBLES];
  int drawn;
  double over_s[ROLES + 1]; /* since when a group, and the host, are well */
  struct trouble live[LIVE];
  int count;
  bool state_is_full;
  struct outcome outcome[TROUBLES];
  /* What was not told at all, and what gave notice and was told at the wall
   * only: how many, and the first of them in words. */
  unsigned long missed, late;
  char miss[MISSES][160], lag[MISSES][160];
};

void plan_init(struct plan *plan, uint64_t seed, double gap_s, unsigned kinds);

/* Plants what is due, and does its effects to the world as it lives. */
void plan_step(struct plan *plan, struct world *world);

/* What the tally heard in this tick is held against what was planted. */
void plan_score(struct plan *plan, struct world *world,
                const struct tally *tally);

/* Whether a trouble of one of these kinds (bits) is under way in the group, or
 * of the host (NULL). */
bool plan_has(const struct plan *plan, unsigned kinds, const char *group);

/* Whether one that is under way leads to that wall. */
bool plan_means(const struct plan *plan, const char *target, const char *wall);

#define BIT(id) (1u << (id))

#endif
