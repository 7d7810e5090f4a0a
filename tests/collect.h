/*
 * collect.h - a sink for tests: keeps what was sent, and finds it again.
 */
#ifndef COLLECT_H
#define COLLECT_H

#include "emit/record.h"

#include <stdio.h>
#include <string.h>

enum { COLLECT_RECORDS = 4096, COLLECT_NOTICES = 64, COLLECT_SAYINGS = 64 };

struct collected_record {
  char name[200]; /* "nginx/duration/fd_limit" */
  double value[2];
};

struct collected_notice {
  enum state state;
  char target[64];
  char wall[64];
  char message[256];
  char command[64];
  int pid;
  double ns_pid;
  double pid_namespace;
  char source[64];
  char identifier[128]; /* "gauge/fd_limit_state" */
  struct standing standing;
  struct rhythm rhythm;
  struct joint joint; /* of a fuse */
};

struct collection {
  size_t records, notices, sayings;
  struct collected_record record[COLLECT_RECORDS];
  struct collected_notice notice[COLLECT_NOTICES];
  char saying[COLLECT_SAYINGS][256];
};

static inline void collect_record(void *context, const struct record *record) {
  struct collection *all = context;
  struct collected_record *kept = &all->record[all->records];

  assert_true(all->records++ < COLLECT_RECORDS);
  snprintf(kept->name, sizeof(kept->name), "%s/%s%s%s", record->target,
           record->type, record->type_instance[0] ? "/" : "",
           record->type_instance);
  memcpy(kept->value, record->value, sizeof(kept->value));
}

static inline void collect_notice(void *context, const struct notice *notice) {
  struct collection *all = context;
  struct collected_notice *kept = &all->notice[all->notices];

  assert_true(all->notices++ < COLLECT_NOTICES);
  kept->state = notice->state;
  kept->pid = notice->pid;
  kept->ns_pid = notice->ns_pid;
  kept->pid_namespace = notice->pid_namespace;
  snprintf(kept->source, sizeof(kept->source), "%s",
           notice->source ? notice->source : "");
  kept->standing = *notice->standing;
  kept->rhythm = *notice->rhythm;
  if (notice->joint)
    kept->joint = *notice->joint;
  snprintf(kept->identifier, sizeof(kept->identifier), "%s/%s", notice->type,
           notice->type_instance);
  snprintf(kept->target, sizeof(kept->target), "%s", notice->target);
  snprintf(kept->wall, sizeof(kept->wall), "%s", notice->wall);
  snprintf(kept->message, sizeof(kept->message), "%s", notice->message);
  snprintf(kept->command, sizeof(kept->command), "%s", notice->command);
}

static inline void collect_saying(void *context, const char *sentence) {
  struct collection *all = context;

  assert_true(all->sayings < COLLECT_SAYINGS);
  snprintf(all->saying[all->sayings++], 256, "%s", sentence);
}

static inline struct sink collect_sink(struct collection *all) {
  return (struct sink){.context = all,
                       .take = collect_record,
                       .tell = collect_notice,
                       .say = collect_saying};
}

static inline void collect_forget_records(struct collection *all) {
  all->records = 0;
}

/* The value of the field of that record, NaN when it was not sent. */
static inline double collected_field(const struct collection *all,
                                     const char *name, int field) {
  for (size_t i = 0; i < all->records; i++)
    if (strcmp(all->record[i].name, name) == 0)
      return all->record[i].value[field];
  return (double)NAN;
}

static inline double collected(const struct collection *all, const char *name) {
  return collected_field(all, name, 0);
}

/* No identifier may come twice in a tick: collectd drops the second. */
static inline void expect_unique_names(const struct collection *all) {
  for (size_t i = 0; i < all->records; i++)
    for (size_t k = 0; k < i; k++)
      assert_string_not_equal(all->record[i].name, all->record[k].name);
}

#endif
