/*
 * record.h - one number or one message on its way out, and who takes it.
 *
 * The pipeline hands records and notices to a sink. plugin.c's sink dispatches
 * to collectd, the command line's fills a table, a test's collects. Strings are
 * the pipeline's and live as long as it does; a notice's only during the call.
 */
#ifndef RECORD_H
#define RECORD_H

#include "judge/joint.h"
#include "judge/rhythm.h"
#include "judge/verdict.h"

/* An identifier of docs/METRICS.md with its value or two. NaN: not told. */
struct record {
  const char *target; /* the group, "host" ..: collectd's plugin_instance */
  const char *type;
  const char *type_instance; /* "" when there is none */
  int count;                 /* of values, as the type has fields */
  double value[2];
};

/* A state change of one wall of one target. */
struct notice {
  enum state state; /* STATE_OK: cleared */
  const char *target;
  const char *wall;
  const char *message; /* a sentence, below 256 bytes */
  const char *type;    /* with type_instance: of the value that has changed */
  const char *type_instance;
  int pid; /* of the member that is worst off; 0: of the host */
  const char *command;
  double ns_pid;        /* its pid in its own pid namespace; NaN: the same */
  double pid_namespace; /* the inode of that; NaN: ours, or not known */
  const char *source;   /* how io_wait was told; NULL for other metrics */
  const struct standing *standing;
  const struct rhythm *rhythm; /* of the wall's metric */
  const struct joint *joint;   /* of a fuse; NULL for walls */
};

/* NULL in place of a function: nobody wants to know. */
struct sink {
  void *context;
  void (*take)(void *context, const struct record *record);
  void (*tell)(void *context, const struct notice *notice);
  void (*say)(void *context, const char *sentence);  /* for the log */
  void (*warn)(void *context, const char *sentence); /* the same; NULL: say */
};

/* Hands the record on unless all its values are NaN. Infinite values are NaN:
 * no writer has a right form for them. */
void sink_take(const struct sink *sink, struct record record);
void sink_tell(const struct sink *sink, const struct notice *notice);
void sink_say(const struct sink *sink, const char *sentence);

/* Of what is lost, or is not done that was asked for. */
void sink_warn(const struct sink *sink, const char *sentence);

#endif
