/*
 * inquest_topic.h - what a process is asked about when it is looked at closely.
 * Private to inquest*.c.
 *
 * One row a topic; a new one is a line in the enum, a row in inquest_topic.c,
 * and what it remembers of one process from look to look in struct inquiry:
 *
 *   wants -> fill -> (the lane runs) -> take
 *
 * At most one errand a topic and process is under way. One that is lost is not
 * taken, and the topic is not asked again before it is back.
 */
#ifndef INQUEST_TOPIC_H
#define INQUEST_TOPIC_H

#include "dossier.h"
#include "inquest.h"
#include "inquest_fds.h"
#include "inquest_maps.h"
#include "inquest_threads.h"

struct errand;
struct inquiry;

enum topic_id {
  TOPIC_IDENTITY,
  TOPIC_THREADS,
  TOPIC_STATES,
  TOPIC_LINKS,
  TOPIC_SIZES,
  TOPIC_SOCKETS,
  TOPIC_MAPS,
  TOPIC_COUNT
};

struct topic {
  const char *name; /* for what could not be read */
  bool of_stuck; /* asked of those whose guarded files hang, and of no others */
  void (*open)(struct inquiry *inquiry); /* a dossier is begun; NULL: nothing */
  /* Whether something is to be read in this tick. */
  bool (*wants)(const struct inquiry *inquiry);
  /* Adds its readings to an errand with dirfd and pid. */
  void (*fill)(struct inquiry *inquiry, struct errand *errand);
  /* What became of it: ERRAND_DONE, or ERRAND_LOST (do not look at the
   * readings). One that was skipped is asked again in the next tick. */
  void (*take)(struct inquiry *inquiry, const struct errand *errand);
};

extern const struct topic topics[TOPIC_COUNT];

/* The errand of one topic: what errand->owner points to. */
struct inquiry_trip {
  struct inquiry *inquiry;
  unsigned long ticket; /* of the last that was sent; 0: none was */
};

/* What was found out of this kernel, once for all. */
struct inquest_kernel {
  bool wchan_hangs; /* with the other guarded files of a process: see sight.h */
};

/* One process that is looked at, with what each topic remembers. */
struct inquiry {
  const struct settings *settings;
  struct inquest_kernel *kernel;
  const struct inquest_means *means; /* of this tick, until it is over */
  struct inquest_person person;      /* of this tick */
  double now_s;                      /* of this tick */
  double trouble_s;                  /* when it was in trouble last */
  bool seen;                         /* in this tick */
  struct inquiry_trip trip[TOPIC_COUNT];
  bool is_known; /* who it is was asked */
  struct inquest_threads threads;
  struct fds_inquest fds;
  struct maps_inquest maps;
  struct dossier dossier;
};

#endif
