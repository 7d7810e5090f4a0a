/*
 * tally.h - what was told in a soak, held against what was so.
 *
 * It is the sink of a tick. Each record and each notice has to keep what is
 * promised of all of them; the first of those that do not are kept in words.
 * An alarm is true when its wall is met within the horizon from then on, by the
 * world's own numbers; else it is false, and counted by its wall and by what it
 * was raised about.
 */
#ifndef SOAK_TALLY_H
#define SOAK_TALLY_H

#include "emit/record.h"
#include "trouble.h"

enum blame {
  BLAME_CURED,   /* a leak that a restart ended before the wall: no mistake */
  BLAME_EARLY,   /* a leak that met the wall later than the horizon */
  BLAME_TROUBLE, /* another trouble was there, or had been a moment ago */
  BLAME_TORN,    /* behind a sleep or a standstill */
  BLAME_START,   /* of a process younger than ten minutes */
  BLAME_YOUNG,   /* than an hour */
  BLAME_LOAD,
  BLAME_TEETH,
  BLAME_CACHE,
  BLAME_JOB,
  BLAME_GUEST,
  BLAME_MACHINE,
  BLAMES
};

extern const char *const blame_names[BLAMES];

enum { WALL_NAMES = 9, SHOWN_MOST = 128, PENDING_MOST = 128, WORDS_MOST = 8 };

extern const char *const wall_names_told[WALL_NAMES];

/* What was told by another alarm meanwhile is told as long as it holds: down to
 * NearWall less the points of near.h, in percent. */
extern const double NEAR_LEAST;

/* One alarm of one target. */
struct shown {
  char target[64], key[64];
  const char *wall; /* NULL: it is no alarm of a wall */
  bool is_near;     /* the alarm that little is left */
  enum state state;
  double raised_s, risen_s; /* from OK, and at last */
  double calm_s; /* since when nothing is there to be told; NaN: something is */
  bool is_stale; /* and that for too long */
  bool unsure;   /* a restart: the next may be anything */
};

/* An alarm that was raised, until it is known whether it was true. */
struct pending {
  char target[64];
  int wall;
  double told_s;
  enum blame blame;
  char message[256];
};

struct tally {
  const struct world *world;
  const struct plan *plan;
  double horizon_s;
  struct shown shown[SHOWN_MOST];
  int shown_count;
  struct pending pending[PENDING_MOST];
  int pending_count;
  char target[64], instance[64]; /* of the last duration, for its bounds */
  double eta_s;
  unsigned long ticks, records, notices, raised, true_ones, near_ones, says;
  unsigned long falses[WALL_NAMES][BLAMES];
  double stale_s[2]; /* the longest of stale.h: of what is used up, by chance */
  unsigned long broken;
  char words[WORDS_MOST][200];
  bool is_loud; /* each false alarm is told as it is found */
};

void tally_init(struct tally *tally, const struct world *world,
                const struct plan *plan, double horizon_s);
struct sink tally_sink(struct tally *tally);

/* A tick is over. */
void tally_close(struct tally *tally);

/* The daemon begins anew: what was up may be up or not. */
void tally_restart(struct tally *tally);

/* When the alarm of the wall, which is up, rose first from that time on, as
 * lived_s; NaN: it is not up, or has not risen since. */
double tally_told_s(const struct tally *tally, const char *target,
                    const char *wall, double since_s);

/* How many alarms were false: a leak that a restart cures was rightly told. And
 * how many may be in so many days, by chance, too. */
unsigned long tally_falses(const struct tally *tally);
double tally_falses_most(double days);

/* Something is not as it is promised. */
__attribute__((format(printf, 2, 3))) void tally_break(struct tally *tally,
                                                       const char *format, ...);

/* A forecast has to be as forecast.h says. */
struct forecast;
void tally_check(struct tally *tally, const char *target, const char *wall,
                 const struct forecast *forecast);

#endif
