/*
 * inquest.h - who is looked at closely, and what that brings to light.
 *
 * There is room for INQUEST_DOSSIERS processes. One that is in trouble gets a
 * dossier; when there is none left, that of one who is less so, or that of a
 * group with more than one if its own has none. In each tick it
 * is looked at through the lane, a little by each topic (see inquest_topic.h).
 * Its dossier is kept for some time after its trouble, and longer when nobody
 * needs it. All memory is taken at the start, and touched as it is used: a tick
 * in which nobody is in trouble costs nothing.
 *
 *   see, see ... -> run
 */
#ifndef INQUEST_H
#define INQUEST_H

#include "dossier.h"
#include "settings.h"

struct inquest;
struct lane;
struct reader;

enum { INQUEST_DOSSIERS = 8, INQUEST_ERRANDS = 16 /* in a tick */ };

enum inquest_need {
  INQUEST_NOT,     /* it is not in trouble */
  INQUEST_AT_RISK, /* a wall is met or foretold */
  INQUEST_BLOCKED, /* it waits for I/O now */
  INQUEST_TRIPS,   /* and its descriptors pile up, see judge/joint.h */
  INQUEST_ACCUSED, /* evidence is to be written about it */
};

/* One process in this tick. */
struct inquest_person {
  const void *member; /* by which it is known: nobody else's while it lives */
  size_t group;
  int pid;
  int dirfd;      /* of /proc/PID; until the tick is over */
  bool is_stuck;  /* its guarded files do not answer: of its threads the states
                     are read, and the symbols where this kernel tells them */
  double threads; /* that it has; NaN */
  double fds;     /* the same */
  enum inquest_need need;
};

/* What is looked with, in one tick. */
struct inquest_means {
  struct lane *lane; /* its batch must be clear */
  struct reader *reader;
  int sysfd;       /* SysPath; -1 */
  const char *net; /* the text of our own ns/net; "": not known */
  double end_s;    /* on the lane's clock, at the latest */
};

/* `settings` is kept. NULL when out of memory. */
struct inquest *inquest_new(const struct settings *settings);
void inquest_free(struct inquest *inquest);

/* A process in this tick; opens a dossier where it needs one and can have it.
 * Those that are not seen in a tick are not looked at. */
void inquest_see(struct inquest *inquest, const struct inquest_person *person,
                 double now_s);

/* Looks at all who were seen since the last call and have a dossier, by turns
 * when there is more to be read than INQUEST_ERRANDS. */
void inquest_run(struct inquest *inquest, const struct inquest_means *means);

/* The dossier of that member, or NULL. */
const struct dossier *inquest_find(const struct inquest *inquest,
                                   const void *member);

/* The member has exited, or is another program now: its dossier is free. */
void inquest_close(struct inquest *inquest, const void *member);

#endif
