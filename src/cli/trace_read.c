/* trace_read.c - see trace_read.h */
#include "cli/trace_read.h"

#include "base/text.h"

#include <errno.h>
#include <math.h>
#include <stdint.h>
#include <string.h>

static int take_kind(struct trace_line *line, const char *event) {
  if (line->entry.kind != ENTRY_KINDS)
    return -EBADMSG;
  for (int kind = 0; kind < ENTRY_KINDS; kind++)
    if (strcmp(entry_names[kind], event) == 0)
      line->entry.kind = (enum entry_kind)kind;
  return line->entry.kind == ENTRY_KINDS ? -EBADMSG : 0;
}

static int take_text(struct trace_line *line, const struct json_value *value) {
  if (json_is(value, "event"))
    return take_kind(line, value->text);
  if (json_is(value, "group") || json_is(value, "name"))
    text_copy(text_of_string(value->text), line->name, sizeof(line->name));
  if (json_is(value, "command"))
    text_copy(text_of_string(value->text), line->command,
              sizeof(line->command));
  return 0;
}

static void take_moment(struct trace_line *line,
                        const struct json_value *value) {
  if (json_is(value, "now_s"))
    line->entry.now_s = value->number;
  if (json_is(value, "origin_s"))
    line->entry.date.origin_s = value->number;
  if (json_is(value, "utc_offset_s"))
    line->entry.date.utc_offset_s = value->number;
}

/* A whole number from `least` on. */
static bool is_whole(double number, double least) {
  return number >= least && number <= INT32_MAX && number == floor(number);
}

static int take_whole(struct trace_line *line, const char *name,
                      double number) {
  if (!is_whole(number, strcmp(name, "pid") == 0 ? 1 : 0))
    return -EBADMSG;
  if (strcmp(name, "pid") == 0)
    line->entry.pid = (int)number;
  else if (strcmp(name, "base") == 0)
    line->entry.base = (size_t)number;
  else
    line->entry.member = (size_t)number;
  return 0;
}

static enum metric_scope scope_of(enum entry_kind kind) {
  if (kind == ENTRY_HOST)
    return SCOPE_HOST;
  if (kind == ENTRY_FILESYSTEM)
    return SCOPE_FILESYSTEM;
  return kind == ENTRY_DEVICE ? SCOPE_DEVICE : SCOPE_MEMBER;
}

/* They come in the order of the table, if not by a stranger. */
static enum metric_id metric_of(struct trace_line *line, const char *name) {
  for (int i = 0; i < METRIC_COUNT; i++) {
    enum metric_id id = (enum metric_id)(((int)line->next + i) % METRIC_COUNT);

    if (strcmp(metrics[id].name, name) != 0 ||
        metrics[id].scope != scope_of(line->entry.kind))
      continue;
    line->next = (enum metric_id)(((int)id + 1) % METRIC_COUNT);
    return id;
  }
  return METRIC_COUNT;
}

static int take_value(struct trace_line *line, const char *name,
                      double number) {
  enum metric_id id = metric_of(line, name);

  if (id == METRIC_COUNT)
    text_copy(text_of_string(name), line->unknown, sizeof(line->unknown));
  else
    line->value[id] = number;
  return 0;
}

static int take_time(struct trace_line *line, const char *name, double number) {
  for (int lane = 0; lane < LANE_COUNT; lane++)
    if (strcmp(lane_names[lane], name) == 0)
      line->read_s[lane] = number;
  return 0;
}

static int *finding_of(struct findings *findings, const char *name) {
  if (strcmp(name, "threads") == 0)
    return &findings->threads;
  if (strcmp(name, "fds") == 0)
    return &findings->fds;
  for (int i = 0; i < CAUSE_COUNT; i++)
    if (strcmp(causes[i].name, name) == 0)
      return &findings->cause[i];
  for (int i = 0; i < FD_KIND_COUNT; i++)
    if (strcmp(fd_kind_names[i], name) == 0)
      return &findings->kind[i];
  return NULL;
}

/* One that is not known is of a later version. */
static int take_finding(struct trace_line *line, const char *name,
                        double number) {
  int *finding = finding_of(&line->findings, name);

  if (!is_whole(number, 0))
    return -EBADMSG;
  if (finding)
    *finding = (int)number;
  line->entry.glance.findings = &line->findings;
  return 0;
}

/* The event comes first, so that it is known whose the values are. */
static int take(void *context, const struct json_value *value) {
  struct trace_line *line = context;
  const char *name = value->step[0].name;

  if (value->text)
    return take_text(line, value);
  if (line->entry.kind == ENTRY_KINDS)
    return -EBADMSG;
  if (value->depth == 2 && strcmp(name, "values") == 0)
    return take_value(line, value->step[1].name, value->number);
  if (value->depth == 2 && strcmp(name, "read_s") == 0)
    return take_time(line, value->step[1].name, value->number);
  if (value->depth == 2 && strcmp(name, "findings") == 0)
    return take_finding(line, value->step[1].name, value->number);
  if (json_is(value, "member") || json_is(value, "pid") ||
      json_is(value, "base"))
    return take_whole(line, name, value->number);
  take_moment(line, value);
  if (json_is(value, "answered") && value->number == 0)
    line->entry.value = NULL;
  if (json_is(value, "stuck_s"))
    line->entry.glance.stuck_s = value->number;
  return 0;
}

int trace_line_read(const char *text, struct trace_line *ret_line) {
  struct entry *entry = &ret_line->entry;
  int r;

  *entry = (struct entry){
      .kind = ENTRY_KINDS,
      .now_s = NAN,
      .name = ret_line->name,
      .member = SIZE_MAX,
      .glance = {.command = ret_line->command, .read_s = ret_line->read_s},
      .value = ret_line->value};
  ret_line->next = (enum metric_id)0;
  ret_line->findings = (struct findings){0};
  ret_line->unknown[0] = ret_line->name[0] = ret_line->command[0] = '\0';
  for (int lane = 0; lane < LANE_COUNT; lane++)
    ret_line->read_s[lane] = NAN;
  for (int id = 0; id < METRIC_COUNT; id++)
    ret_line->value[id] = NAN;
  r = json_read(text, strlen(text), take, ret_line);
  if (r == 0 && entry->kind == ENTRY_KINDS)
    r = -EBADMSG;
  if (entry->kind != ENTRY_FILESYSTEM)
    entry->value = ret_line->value;
  return r;
}
