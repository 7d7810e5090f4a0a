/* trace_head.c - see trace_head.h */
#include "cli/trace_head.h"

#include "base/text.h"
#include "emit/json_read.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

struct threshold {
  char metric[JSON_NAME_BYTES];
  double limit;
};

struct reading {
  const struct trace_wish *wish;
  struct settings *settings;
  struct trace_head *head;
  struct complaint *complaint;
  bool is_trace;
  double format;
  size_t groups;              /* that were begun */
  struct threshold threshold; /* that is being read */
};

static int complain_of(struct reading *reading, int r, const char *what) {
  snprintf(reading->complaint->text, COMPLAINT_BYTES, "%s", what);
  return r;
}

static int set_option(struct reading *reading, const struct json_value *value) {
  struct argument argument = {.text = value->text, .number = value->number};

  return settings_set(reading->settings, value->step[1].name, &argument, 1,
                      reading->complaint);
}

/* Thresholds come before the direction, which is the last that is told. */
static int take_threshold(struct reading *reading,
                          const struct json_value *value) {
  struct threshold *threshold = &reading->threshold;
  const char *name = value->step[value->depth - 1].name;
  struct argument arguments[] = {{.text = threshold->metric},
                                 {.number = threshold->limit},
                                 {.text = value->text}};

  if (strcmp(name, "metric") == 0 && value->text)
    text_copy(text_of_string(value->text), threshold->metric,
              sizeof(threshold->metric));
  if (strcmp(name, "limit") == 0)
    threshold->limit = value->number;
  if (strcmp(name, "direction") != 0 || reading->wish->metric != METRIC_COUNT)
    return 0;
  return settings_set(reading->settings, "Threshold", arguments, 3,
                      reading->complaint);
}

static void close_group(struct reading *reading) {
  if (reading->settings->open)
    settings_close_recorded_group(reading->settings);
}

static int take_group(struct reading *reading, const struct json_value *value) {
  struct argument title = {.text = value->text};

  if (value->depth == 5 && reading->settings->open &&
      strcmp(value->step[2].name, "thresholds") == 0)
    return take_threshold(reading, value);
  if (value->depth != 3 || strcmp(value->step[2].name, "title") != 0)
    return 0;
  close_group(reading);
  if (++reading->groups > TRACE_GROUPS_MOST)
    return complain_of(reading, -EBADMSG, "there are too many groups in it");
  return settings_open_group(reading->settings, &title, 1, reading->complaint);
}

static int take_number(struct reading *reading,
                       const struct json_value *value) {
  struct trace_head *head = reading->head;
  const struct {
    const char *name;
    double *at;
  } numbers[] = {{"format", &reading->format},
                 {"epoch_s", &head->epoch_s},
                 {"now_s", &head->now_s},
                 {"interval_s", &head->interval_s},
                 {"ticks_per_s", &head->ticks_per_s},
                 {"page_bytes", &head->page_bytes},
                 {"cpus", &head->cpus}};

  for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++)
    if (json_is(value, numbers[i].name))
      *numbers[i].at = value->number;
  return 0;
}

static int take(void *context, const struct json_value *value) {
  struct reading *reading = context;
  const char *name = value->step[0].name;

  if (value->depth > 1 && strcmp(name, "groups") == 0)
    return take_group(reading, value);
  close_group(reading);
  if (value->depth == 2 && strcmp(name, "options") == 0)
    return set_option(reading, value);
  if (value->depth == 3 && strcmp(name, "thresholds") == 0)
    return take_threshold(reading, value);
  if (json_is(value, "trace") && value->text)
    reading->is_trace = strcmp(value->text, TRACE_MAKER) == 0;
  return take_number(reading, value);
}

static int check(struct reading *reading) {
  const struct trace_head *head = reading->head;

  if (!reading->is_trace)
    return complain_of(reading, -EBADMSG,
                       "this is no trace of io-forecast record, nor a table");
  if (reading->format != TRACE_FORMAT)
    return complain_of(reading, -EBADMSG,
                       "the trace is of a format that is not known here");
  if (!(fabs(head->epoch_s) < 1e11 && fabs(head->now_s) < 1e11) ||
      !(head->cpus >= 1 && head->cpus < 1e6))
    return complain_of(reading, -EBADMSG,
                       "epoch_s, now_s or cpus of the trace will not do");
  return 0;
}

static void put_wall(struct thresholds *thresholds,
                     const struct trace_wish *wish) {
  *thresholds = (struct thresholds){
      .count = 1,
      .wall = {wall_of_threshold(wish->metric, wish->limit, wish->direction)}};
}

static void grant(const struct trace_wish *wish, struct settings *settings) {
  if (wish->model != MODEL_COUNT)
    settings->model = wish->model;
  if (!isnan(wish->horizon_s))
    settings->horizon_s = wish->horizon_s;
  if (wish->metric == METRIC_COUNT)
    return;
  put_wall(&settings->thresholds, wish);
  for (size_t i = 0; i < settings->group_count; i++)
    put_wall(&settings->groups[i].thresholds, wish);
}

int trace_head_read(const char *line, const struct trace_wish *wish,
                    struct settings *settings, struct trace_head *ret_head,
                    struct complaint *ret_complaint) {
  struct trace_head head = {.epoch_s = NAN, .now_s = NAN, .cpus = NAN};
  struct reading reading = {.wish = wish,
                            .settings = settings,
                            .head = &head,
                            .complaint = ret_complaint,
                            .format = NAN};
  int r;

  complain_of(&reading, 0, "the head of the trace is no JSON, or breaks off");
  r = json_read(line, strlen(line), take, &reading);
  close_group(&reading);
  if (r == 0)
    r = check(&reading);
  if (r < 0)
    return r;
  grant(wish, settings);
  *ret_head = head;
  return 0;
}
