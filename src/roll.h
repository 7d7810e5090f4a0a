/*
 * roll.h - a group's account of one tick, and its alarms from tick to tick.
 *
 * Members report; the sums, the worst of them before each wall, and how many
 * are at risk are kept until the tick is emitted. Sums of counters only grow:
 * what a member contributed stays when it exits.
 */
#ifndef ROLL_H
#define ROLL_H

#include "emit/record.h"
#include "forecast/lore.h"
#include "judge/findings.h"
#include "judge/fuse.h"
#include "judge/growth.h"
#include "judge/joint.h"
#include "judge/rhythm.h"
#include "settings.h"
#include "who.h"
#include "window/track.h"

enum { WALLS_MOST = THRESHOLDS_MOST + WALL_COUNT + 1, INSTANCE_BYTES = 64 };

/* The identifiers of one wall, written once. */
struct wall_names {
  char lower[INSTANCE_BYTES];
  char upper[INSTANCE_BYTES];
  char used[INSTANCE_BYTES];
  char probability[INSTANCE_BYTES];
  char state[INSTANCE_BYTES];
  char limit[INSTANCE_BYTES];
  char now[INSTANCE_BYTES];
  char near[INSTANCE_BYTES];
};

/* See near.h. */
struct near_roll {
  struct alarm alarm;
  bool told;
  /* of this tick, who has used most */
  struct standing worst;
  struct who who;
};

struct wall_roll {
  struct wall wall;
  struct lore *lore; /* where the model learns; the owner's. NULL: none */
  struct wall_names names;
  struct alarm alarm;
  struct near_roll near;
  /* of this tick */
  struct standing worst;
  const struct window *worst_window; /* of the wall's metric; NULL: none */
  struct who who;                    /* is the worst */
  double worst_source;               /* of its io_wait, as a number */
  struct findings findings;          /* of a closer look at it */
  const struct growth *worst_memory; /* as worst_window; NULL: none */
  struct rss worst_rss;
  int at_risk;
  enum state wanted;
  bool certain;
};

/* What the joint criterion comes to in a group, see trip.h. */
struct trip {
  struct joint group;       /* the whole: its worst wait, the sum of its fds */
  struct joint told;        /* what the fuse tripped on last; for evidence */
  struct who who;           /* and who that was */
  struct findings findings; /* of a closer look at that one */
  bool together;            /* it was the group as a whole */
  /* of this tick */
  struct joint worst; /* of the members, as joint_is_worse() has it */
  struct who worst_who;
  struct findings worst_findings;
  bool known;    /* somebody told its io_wait, or did nothing */
  bool waits;    /* somebody waits */
  bool doubted;  /* somebody new may: the group does not rest */
  bool trips;    /* both held for somebody, who is the worst */
  double fd_net; /* sum over the members; NaN: none is known */
};

struct roll {
  char target[GROUP_NAME_BYTES];
  char who[GROUP_NAME_BYTES]; /* it is called in a sentence; "": "it" */
  enum metric_scope scope;
  size_t base;          /* the configured group whose rule and walls it has */
  bool open;            /* it is in use, see rolls.h */
  bool comes_and_goes;  /* with its members */
  int followed;         /* members, seen in this tick or not */
  double empty_since_s; /* NaN while it is not */
  int members;
  double stuck_s; /* the longest of this tick; 0: none */
  int leavers;    /* metrics that are sent, in the order of their ids */
  int leaver[METRIC_COUNT];
  int wall_count;
  struct wall_roll wall[WALLS_MOST];
  double total[METRIC_COUNT]; /* of counters, since the start */
  bool counted[METRIC_COUNT]; /* of counters: somebody told it in this tick */
  bool looked_at;             /* and somebody was asked */
  double sum[METRIC_COUNT];   /* of gauges, in this tick */
  struct trip trip;
  struct fuse fuse; /* the last: what roll_init() does not overwrite, as any
                       thread may look at it */
};

/* One member's report. */
struct report {
  int pid;
  const char *command;
  double stuck_s; /* its guarded files have not answered for so long */
  bool is_calm;   /* no wall is met or foretold: nobody needs to ask again */
  const double *now;
  const double *growth; /* of counters; NULL: nobody was asked, or totals are
                           not kept here */
  const struct findings *findings;  /* of a closer look; NULL: none */
  const struct growth *memory;      /* until the tick is judged; NULL: none */
  const struct standing *standings; /* one for each wall of the roll */
  const struct track *track;        /* its windows, until the tick is judged */
  const struct window_plan *plan;   /* NULL: none */
  const struct joint *joint;        /* its account; NULL: none is kept */
  bool trips;                       /* both have held for it */
  bool waits_known; /* whether this tick told what it waits, be it nothing */
  bool waits_anew;  /* it does, and is too young for a mean */
};

void roll_init(struct roll *roll, const char *target, enum metric_scope scope);

/* Nothing was counted yet, no alarm is up; its walls stay. */
void roll_reset(struct roll *roll);

/* Gives each wall a lore of `lores`, which knows nothing. */
void roll_learn(struct roll *roll, struct lore *lores, double horizon_s);

/* A member of which nothing more will be learnt. */
void roll_leave(struct roll *roll, const void *member);

bool roll_is_alarmed(const struct roll *roll);

void roll_add_wall(struct roll *roll, const struct wall *wall);

void roll_begin(struct roll *roll); /* a tick */
void roll_report(struct roll *roll, const struct report *report,
                 double horizon_s);

/* What is told of beside the roll itself. */
struct telling {
  struct rhythm_context rhythm;
  double local_s;    /* the present time where it is read, see emit/message.h */
  double page_bytes; /* see judge/growth.h */
};

/* Steps the alarms and tells what they say. */
void roll_judge(struct roll *roll, const struct alarm_rule *rule,
                const struct telling *telling, const struct sink *sink);

/* What the joint criterion asks of the members of the roll. */
struct joint_rule roll_joint_rule(const struct roll *roll,
                                  const struct settings *settings);

/* Sends the values of a group, or those of its walls alone. */
void roll_emit(const struct roll *roll, const struct sink *sink);
void roll_emit_walls(const struct roll *roll, const struct sink *sink);

/* What a wall's alarms come to; `near` as near.h tells it. */
struct wall_state {
  enum state state;
  double near;
};

/* The records of one wall, for a group or for one of its members. */
void emit_wall(const struct sink *sink, const char *target,
               const struct wall_roll *row, const struct standing *standing,
               struct wall_state state);

/* All metrics of `scope` that have a type. */
void emit_metrics(const struct sink *sink, const char *target,
                  enum metric_scope scope, const double *value);

#endif
