/* trace_write.c - see trace_write.h */
#include "cli/trace_write.h"

#include "emit/json.h"
#include "judge/findings.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>

struct trace_writer {
  FILE *out;
  struct json *json;
  double now_s; /* of the tick */
  int error;    /* the first; nothing is written behind it */
};

double trace_epoch_s(const struct trace_head *head, double now_s) {
  return head->epoch_s + (now_s - head->now_s);
}

struct trace_writer *trace_writer_new(FILE *out) {
  struct trace_writer *writer = calloc(1, sizeof(*writer));

  if (!writer)
    return NULL;
  writer->out = out;
  writer->json = json_new();
  if (writer->json)
    return writer;
  free(writer);
  return NULL;
}

void trace_writer_free(struct trace_writer *writer) {
  if (!writer)
    return;
  json_free(writer->json);
  free(writer);
}

/* The error may be of a write before this one. */
static void check(struct trace_writer *writer, bool failed) {
  if (failed && writer->error == 0)
    writer->error = errno != 0 ? -errno : -EIO;
}

static void put_line(struct trace_writer *writer) {
  const char *text;
  size_t length;

  if (json_finish(writer->json, &text, &length) < 0)
    writer->error = writer->error != 0 ? writer->error : -ENOMEM;
  errno = 0;
  if (writer->error == 0)
    check(writer, fwrite(text, 1, length, writer->out) != length ||
                      putc('\n', writer->out) == EOF);
  json_reset(writer->json);
}

int trace_writer_flush(struct trace_writer *writer) {
  errno = 0;
  if (writer->error == 0)
    check(writer, fflush(writer->out) != 0 || ferror(writer->out));
  return writer->error;
}

/* --- the head ------------------------------------------------------------- */

static void put_option(void *context, const char *key, double number,
                       const char *text) {
  if (text)
    json_string(context, key, text);
  else
    json_exact(context, key, number);
}

static void put_threshold(struct json *json, const struct wall *wall) {
  json_object(json, NULL);
  json_string(json, "metric", metrics[wall->metric].name);
  json_exact(json, "limit", wall->limit);
  json_string(json, "direction", wall->direction == UPWARD ? "above" : "below");
  json_end_object(json);
}

/* A group keeps those of the host that it was made under, but has no use for
 * them. */
static void put_thresholds(struct json *json,
                           const struct thresholds *thresholds, bool of_all) {
  json_array(json, "thresholds");
  for (int i = 0; i < thresholds->count; i++)
    if (of_all || thresholds->wall[i].scope == SCOPE_MEMBER)
      put_threshold(json, &thresholds->wall[i]);
  json_end_array(json);
}

static void put_groups(struct json *json, const struct settings *settings) {
  json_array(json, "groups");
  for (size_t i = 0; i < settings->group_count; i++) {
    json_object(json, NULL);
    json_string(json, "title", settings->groups[i].title);
    put_thresholds(json, &settings->groups[i].thresholds, false);
    json_end_object(json);
  }
  json_end_array(json);
  put_thresholds(json, &settings->thresholds, true);
}

static void put_units(struct json *json) {
  char unit[64];

  json_object(json, "units");
  for (int id = 0; id < METRIC_COUNT; id++) {
    snprintf(unit, sizeof(unit), "%s%s", units[metrics[id].unit].name,
             metrics[id].kind == METRIC_COUNTER ? ", counter" : "");
    json_string(json, metrics[id].name, unit);
  }
  json_end_object(json);
}

void trace_write_head(struct trace_writer *writer,
                      const struct trace_head *head,
                      const struct settings *settings) {
  struct json *json = writer->json;

  json_object(json, NULL);
  json_string(json, "trace", TRACE_MAKER);
  json_number(json, "format", TRACE_FORMAT);
  json_string(json, "version", head->version);
  json_string(json, "kernel", head->kernel);
  json_exact(json, "epoch_s", head->epoch_s);
  json_exact(json, "now_s", head->now_s);
  json_exact(json, "interval_s", head->interval_s);
  json_exact(json, "ticks_per_s", head->ticks_per_s);
  json_exact(json, "page_bytes", head->page_bytes);
  json_exact(json, "cpus", head->cpus);
  json_object(json, "options");
  settings_each(settings, put_option, json);
  json_end_object(json);
  put_groups(json, settings);
  put_units(json);
  json_end_object(json);
  put_line(writer);
}

/* --- entries -------------------------------------------------------------- */

static void put_metrics(struct json *json, const char *key,
                        enum metric_scope scope, bool derived,
                        const double *value) {
  json_object(json, key);
  for (int id = 0; id < METRIC_COUNT; id++)
    if (metrics[id].scope == scope &&
        (metrics[id].source == SOURCE_DERIVED) == derived)
      json_exact(json, metrics[id].name, value[id]);
  json_end_object(json);
}

/* What a replay needs, and what it makes of that: the second is for others who
 * read the trace. */
static void put_values(struct json *json, enum metric_scope scope,
                       const struct entry *entry) {
  put_metrics(json, "values", scope, false, entry->value);
  if (entry->derived)
    put_metrics(json, "derived", scope, true, entry->derived);
}

/* That it did not answer is not that it told nothing. */
static void put_filesystem(struct json *json, const struct entry *entry) {
  json_string(json, "name", entry->name);
  json_exact(json, "stuck_s", entry->glance.stuck_s);
  json_number(json, "answered", entry->value ? 1 : 0);
  if (entry->value)
    put_values(json, SCOPE_FILESYSTEM, entry);
}

/* Who was not looked at has none. */
static void put_findings(struct json *json, const struct findings *findings) {
  json_object(json, "findings");
  json_number(json, "threads", findings->threads);
  json_number(json, "fds", findings->fds);
  for (int i = 0; i < CAUSE_COUNT; i++)
    if (findings->cause[i] > 0)
      json_number(json, causes[i].name, findings->cause[i]);
  for (int i = 0; i < FD_KIND_COUNT; i++)
    if (findings->kind[i] > 0)
      json_number(json, fd_kind_names[i], findings->kind[i]);
  json_end_object(json);
}

static void put_glance(const struct trace_writer *writer,
                       const struct glance *glance) {
  struct json *json = writer->json;

  json_string(json, "command", glance->command);
  if (glance->stuck_s > 0)
    json_exact(json, "stuck_s", glance->stuck_s);
  json_object(json, "read_s");
  for (int lane = 0; lane < LANE_COUNT; lane++)
    json_exact(json, lane_names[lane],
               glance->read_s ? glance->read_s[lane] : writer->now_s);
  json_end_object(json);
  if (glance->findings)
    put_findings(json, glance->findings);
}

static void put_member(const struct trace_writer *writer,
                       const struct entry *entry) {
  struct json *json = writer->json;

  json_number(json, "member", (double)entry->member);
  json_string(json, "group", entry->name);
  json_number(json, "pid", entry->pid);
  if (entry->kind == ENTRY_ADMIT)
    json_number(json, "base", (double)entry->base);
  if (entry->glance.command)
    put_glance(writer, &entry->glance);
  if (entry->kind == ENTRY_SAMPLE)
    put_values(json, SCOPE_MEMBER, entry);
}

static void put_entry(struct trace_writer *writer, const struct entry *entry) {
  struct json *json = writer->json;

  switch (entry->kind) {
  case ENTRY_BEGIN:
    writer->now_s = entry->now_s;
    json_exact(json, "now_s", entry->now_s);
    return;
  case ENTRY_DATE:
    json_exact(json, "origin_s", entry->date.origin_s);
    json_exact(json, "utc_offset_s", entry->date.utc_offset_s);
    return;
  case ENTRY_HOST:
    put_values(json, SCOPE_HOST, entry);
    return;
  case ENTRY_FILESYSTEM:
    put_filesystem(json, entry);
    return;
  case ENTRY_DEVICE:
    json_string(json, "name", entry->name);
    put_values(json, SCOPE_DEVICE, entry);
    return;
  case ENTRY_TEAR:
  case ENTRY_FINISH:
    return;
  default:
    put_member(writer, entry);
  }
}

void trace_write(struct trace_writer *writer, const struct entry *entry) {
  json_object(writer->json, NULL);
  json_string(writer->json, "event", entry_names[entry->kind]);
  put_entry(writer, entry);
  json_end_object(writer->json);
  put_line(writer);
}
