/*
 * world.h - a made-up machine, by a made-up clock: who lives on it, and what
 * each has open, resident and waited for in this tick.
 *
 * Everything follows from the seed. Load goes with the hour and the day of the
 * week, heaps have teeth, caches fill up, jobs come each hour, guests come and
 * go, servers are restarted, pids come back. What goes wrong beyond that is
 * planted by trouble.h.
 */
#ifndef SOAK_WORLD_H
#define SOAK_WORLD_H

#include "../../contrib/dice.h"

#include <stdbool.h>

enum { ACTORS = 16, WAIT_TICKS = 10, MACHINE_CPUS = 8, PAGE_BYTES = 4096 };

enum resource { RESOURCE_FDS, RESOURCE_RSS, RESOURCE_THREADS, RESOURCES };

enum manner {
  MANNER_LOAD,  /* goes with the hour */
  MANNER_TEETH, /* fills up and is collected */
  MANNER_CACHE, /* fills up once, for hours */
  MANNER_JOB,   /* comes, grows, goes */
  MANNER_GUEST, /* is there for a minute or two */
};

/* How one kind of process is by itself; a row of roles[]. */
struct role {
  const char *group;
  enum manner manner;
  double rest[RESOURCES], load[RESOURCES], limit[RESOURCES];
  double wait_ms;   /* of a second */
  double restart_s; /* mean time from one restart to the next */
  bool is_told;     /* it has one thread, so that its own `stat` tells what it
                       waits for */
};

extern const struct role roles[];
enum { ROLES = 6 };

struct actor {
  const struct role *role;
  int pid;
  unsigned life; /* which one; 0: it has never been there */
  bool alive;
  double born_s, ends_s; /* as lived_s */
  double settles_s;      /* time constant of its start */
  double wander[RESOURCES], tooth_s, tooth_at_s;
  double has[RESOURCES], limit[RESOURCES];
  double usual[RESOURCES]; /* what it would have without any trouble */
  double wait_ms, waited_s, recent_wait[WAIT_TICKS];
  double cpu_s, read_bytes, written_bytes;
  unsigned long ticks; /* samples of this life */
  bool hidden;         /* its files cannot be read */
  double stuck_s;      /* so long its guarded files have not answered; 0 */
  int troubles;        /* that it is in */
};

struct host {
  double mem_total, mem_available, swap_total, swap_free; /* bytes */
  double dirty, dirty_threshold, dirty_background;        /* pages */
  double disk_ops, disk_time_s, disk_busy_s, await_s, busy_percent;
  double recent_await[WAIT_TICKS];
  double fs_size, fs_used; /* bytes */
};

struct world {
  struct dice dice;
  double step_s;
  double lived_s; /* while the machine ran */
  double now_s;   /* CLOCK_MONOTONIC: and while it was stopped */
  double asleep_s;
  double date_s; /* what the hour goes by */
  bool torn;     /* it slept, or was stopped, ahead of this tick */
  double torn_s; /* when that was last, as lived_s */
  int next_pid;
  unsigned long births, reuses;
  struct actor actor[ACTORS];
  struct host host;
};

void world_init(struct world *world, uint64_t seed, double step_s);

/* One tick: time goes on, and everybody is as he would be by himself. */
void world_live(struct world *world);

/* The machine sleeps for `s`, or is stopped (its clock goes on). */
void world_sleep(struct world *world, double s);
void world_stop(struct world *world, double s);

/* It ends; its successor comes in a moment. */
void world_end_actor(struct world *world, struct actor *actor);

/* What is in `has` goes into memory of ten ticks and counters, when troubles
 * have been added. */
void world_settle(struct world *world);

/* The mean of the last ten ticks; NaN while there are fewer. */
double mean_of_ten(const double *recent, unsigned long ticks);

/* Resident memory at which the nearest limit is met. */
double actor_memory_limit(const struct world *world, const struct actor *actor);

double actor_age_s(const struct world *world, const struct actor *actor);

#endif
