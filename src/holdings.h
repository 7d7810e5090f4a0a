/*
 * holdings.h - which filesystems members hold open for writing.
 *
 * A member's fd tells the id of a mount; its list of mounts, which filesystem
 * that is: the number of its device. One is held while some member was seen
 * with it within HOLDINGS_KEEP ticks. What is known of an id is asked again
 * after HOLDINGS_ASK ticks: ids of mounts that are gone are given again.
 *
 *   fd -> id -> device -> our own mount of that device -> statfs(2)
 *
 * Pure: ticks, ids and devices are handed in.
 */
#ifndef HOLDINGS_H
#define HOLDINGS_H

#include "sample/mount.h"

enum {
  HOLDINGS_MOST = 32,
  MOUNTS_KNOWN = 512,
  HOLDINGS_KEEP = 600,
  HOLDINGS_ASK = 300,
  HOLDINGS_CHECK = 60, /* ticks from one look for our own mount to the next */
};

struct known_mount {
  uint64_t id;     /* 0: a free place */
  uint64_t device; /* 0: none that is of interest */
  unsigned long asked_at;
  unsigned long seen_at;
};

struct holding {
  uint64_t device; /* 0: a free place */
  unsigned long held_at;
  struct mount mount;   /* ours; its id is 0 while it is not known */
  unsigned long due_at; /* in this tick it is looked for again */
  /* statfs(2) does not answer: */
  bool quarantined;
  unsigned long ticket; /* of the errand that is lost */
  unsigned back_off;    /* ticks of the last quarantine */
  unsigned wait;        /* ticks until it is tried again */
  double stuck_since_s;
};

/* Zeroed: nothing is held. */
struct holdings {
  struct known_mount known[MOUNTS_KNOWN];
  struct holding holding[HOLDINGS_MOST];
};

/* A member has a file of the mount `id` open for writing. Whether its device is
 * known, and then it is held; else holdings_learn() is to be called. */
bool holdings_see(struct holdings *holdings, uint64_t id, unsigned long tick);

/* What the member's list of mounts says of the id; 0 for a device of no
 * interest. The id that was not seen for the longest time gives way. */
void holdings_learn(struct holdings *holdings, uint64_t id, uint64_t device,
                    unsigned long tick);

/* The next that is held, from *index on, which is moved behind it; or NULL. */
struct holding *holdings_next(struct holdings *holdings, size_t *index);

/* Whether our own mount of it is to be looked for. */
bool holding_is_due(const struct holding *holding, unsigned long tick);

/* We have no mount of its device: it is held no more, and mounts of it are of
 * no interest until they are asked for again. */
void holdings_deny(struct holdings *holdings, struct holding *holding);

/* Ends what no member was seen with for long. */
void holdings_age(struct holdings *holdings, unsigned long tick);

/* Its errand is lost; it is tried again 2, 4 .. 64 ticks after that is back. */
void holding_quarantine(struct holding *holding, unsigned long ticket,
                        double now_s);

#endif
