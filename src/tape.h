/*
 * tape.h - what enters a pipeline, in its order, for whoever keeps it.
 *
 * Each function of pipeline.h that changes a pipeline is an entry with its
 * arguments. Played into another pipeline of the same settings (see player.h)
 * the entries come to the same verdicts, records and notices: a pipeline knows
 * no other world. Without a tape nothing is done.
 */
#ifndef TAPE_H
#define TAPE_H

#include "pipeline.h"

enum entry_kind {
  ENTRY_BEGIN,
  ENTRY_TEAR,
  ENTRY_DATE,
  ENTRY_HOST,
  ENTRY_DEVICE,
  ENTRY_FILESYSTEM,
  ENTRY_ADMIT,
  ENTRY_DISMISS,
  ENTRY_SAMPLE, /* pipeline_observe() */
  ENTRY_REST,
  ENTRY_SKIP,
  ENTRY_FINISH,
  ENTRY_KINDS
};

extern const char *const entry_names[ENTRY_KINDS];

/* What is not of its kind is zero. Strings and arrays are borrowed for the
 * call. */
struct entry {
  enum entry_kind kind;
  double now_s; /* of a begin */
  struct date date;
  const char *name; /* of a device, the mount point of a filesystem, or the
                       group of a member */
  size_t base;      /* of an admitted one: its configured group */
  size_t member;    /* its number: no two members have one at a time */
  int pid;          /* of a member */
  struct glance
      glance;          /* of a sample, rest or skip; of a filesystem, stuck_s */
  const double *value; /* METRIC_COUNT of a host, device or filesystem (NULL: it
                          did not answer), METRIC_MEMBER_COUNT of a sample */
  const double *derived; /* what it has come to, METRIC_COUNT of a host, device
                            or sample: the rows of SOURCE_DERIVED are for who
                            reads the tape. A player derives them again; NULL:
                            nothing was derived */
};

/* A finish is told when it is over: the pipeline can be looked at then. */
struct tape {
  void *context;
  void (*take)(void *context, const struct pipeline *pipeline,
               const struct entry *entry);
};

#endif
