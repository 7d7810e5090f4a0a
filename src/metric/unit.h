/*
 * unit.h - what the kernel counts in, and the one unit per quantity we keep.
 *
 * Scales are injected, so that a /proc recorded on another machine is read with
 * that machine's page size and clock tick.
 */
#ifndef UNIT_H
#define UNIT_H

#include <stddef.h>

enum metric_scope {
  SCOPE_MEMBER,
  SCOPE_HOST,
  SCOPE_DEVICE,
  SCOPE_FILESYSTEM,
  SCOPE_COUNT
};

/* The unit of the kernel's text; a value is kept in the base unit beside it. */
enum unit_id {
  UNIT_COUNT_OF,    /* things; as they are */
  UNIT_BYTE,        /* bytes */
  UNIT_KIB,         /* bytes */
  UNIT_PAGE,        /* bytes */
  UNIT_SECOND,      /* seconds */
  UNIT_TICK,        /* seconds; 1/sysconf(_SC_CLK_TCK) */
  UNIT_NANOSECOND,  /* seconds */
  UNIT_MICROSECOND, /* seconds */
  UNIT_MILLISECOND, /* seconds */
  UNIT_PERCENT,     /* percent, 0 to 100 */
  UNIT_RATE_MS,     /* milliseconds in a second */
  UNIT_CORES,       /* seconds of CPU in a second */
  UNIT_LETTER,      /* the code of a character, as in "State: D" */
  UNIT_IDS
};

struct unit {
  const char *name;         /* of the base unit, in documents */
  const char *symbol;       /* behind a number, for people */
  double quantum;           /* the smallest step of a value; 0: fine enough */
  const char *grafana;      /* what Grafana calls it */
  const char *grafana_pace; /* and so much of it in a second */
};

extern const struct unit units[UNIT_IDS];

/* What one kernel unit is worth in the base unit, on this machine. */
struct scale {
  double per_unit[UNIT_IDS];
  double cpus;
};

/* `ticks_per_s` is sysconf(_SC_CLK_TCK), `page_bytes` sysconf(_SC_PAGESIZE). */
void scale_init(struct scale *scale, double ticks_per_s, double page_bytes,
                double cpus);

/* Writes `value` for people: "871", "1.5 GiB", "12 ms/s"; "-" for what is not
 * finite. */
void unit_write(enum unit_id unit, double value, char *buffer, size_t capacity);

#endif
