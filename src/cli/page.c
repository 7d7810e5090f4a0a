/* page.c - see page.h */
#include "cli/page.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LABEL_BYTES = 128, TYPE_BYTES = 64 };

struct sample {
  char host[LABEL_BYTES];
  char type[TYPE_BYTES];
  char target[LABEL_BYTES];
  char type_instance[LABEL_BYTES];
  double value;
  double time_s; /* NaN: not told */
};

/* The value of a label, its backslashes taken away; moves behind its quote. */
static void take_label(struct text *rest, char *buffer, size_t capacity) {
  size_t length = 0;

  for (; rest->at < rest->end && *rest->at != '"'; rest->at++) {
    if (*rest->at == '\\' && rest->at + 1 < rest->end)
      rest->at++;
    if (length + 1 < capacity)
      buffer[length++] = *rest->at;
  }
  buffer[length] = '\0';
  if (rest->at < rest->end)
    rest->at++;
}

static void take_labels(struct text *rest, struct sample *sample) {
  while (rest->at < rest->end && *rest->at != '}') {
    struct text name = text_cut(rest, '=');
    char value[LABEL_BYTES];

    text_skip(rest, "\"");
    take_label(rest, value, sizeof(value));
    if (text_equals(name, "io_forecast"))
      memcpy(sample->target, value, sizeof(value));
    if (text_equals(name, "instance"))
      memcpy(sample->host, value, sizeof(value));
    if (text_equals(name, "type"))
      memcpy(sample->type_instance, value, sizeof(value));
    text_skip(rest, ",");
  }
  text_skip(rest, "}");
}

/* "duration" has a data source called "seconds" and carries it in its name. */
static void trim_type(char *type) {
  static const char ending[] = "_seconds";
  size_t length = strlen(type);

  if (length > strlen(ending) &&
      strcmp(type + length - strlen(ending), ending) == 0)
    type[length - strlen(ending)] = '\0';
}

/* Types whose values are not just any number. */
static const struct {
  const char *type;
  double least, most;
} ranges[] = {
    {"duration", 0, INFINITY},
    {"percent", 0, 100},
};

/* What cannot be is absent. */
static double value_within(const char *type, double value) {
  if (!isfinite(value))
    return NAN;
  for (size_t i = 0; i < sizeof(ranges) / sizeof(ranges[0]); i++)
    if (strcmp(type, ranges[i].type) == 0 &&
        !(value >= ranges[i].least && value <= ranges[i].most))
      return NAN;
  return value == 0 ? 0 : value; /* -0, too */
}

static bool parse_line(struct text line, struct sample *ret_sample) {
  struct sample sample = {.value = NAN, .time_s = NAN};
  struct text name;
  char number[64];
  uint64_t time_ms;
  char *end;

  if (!text_skip(&line, "collectd_io_forecast_"))
    return false;
  name = text_cut(&line, '{');
  text_copy(name, sample.type, sizeof(sample.type));
  trim_type(sample.type);
  take_labels(&line, &sample);
  text_copy(text_word(&line), number, sizeof(number));
  sample.value = strtod(number, &end);
  if (end == number)
    return false;
  sample.value = value_within(sample.type, sample.value);
  if (text_to_u64(text_word(&line), &time_ms) == 0)
    sample.time_s = 1e-3 * (double)time_ms;
  *ret_sample = sample;
  return true;
}

static bool has_several_hosts(struct text page) {
  char first[LABEL_BYTES] = "";
  struct sample sample;

  while (!text_is_empty(page)) {
    if (!parse_line(text_cut(&page, '\n'), &sample))
      continue;
    if (!first[0])
      memcpy(first, sample.host, LABEL_BYTES);
    if (strcmp(first, sample.host) != 0)
      return true;
  }
  return false;
}

static void name_host(struct sample *sample) {
  char target[LABEL_BYTES];

  snprintf(target, sizeof(target), "%.60s@%.60s", sample->target, sample->host);
  memcpy(sample->target, target, sizeof(target));
}

size_t page_read(struct text page, const struct sink *sink) {
  bool has_several = has_several_hosts(page);
  size_t count = 0;

  while (!text_is_empty(page)) {
    struct sample sample;

    if (!parse_line(text_cut(&page, '\n'), &sample))
      continue;
    if (has_several)
      name_host(&sample);
    count++;
    sink_take(sink, (struct record){.target = sample.target,
                                    .type = sample.type,
                                    .type_instance = sample.type_instance,
                                    .count = 1,
                                    .value = {sample.value, NAN}});
  }
  return count;
}

double page_time_s(struct text page) {
  double newest_s = NAN;

  while (!text_is_empty(page)) {
    struct sample sample;

    if (parse_line(text_cut(&page, '\n'), &sample))
      newest_s = fmax(newest_s, sample.time_s);
  }
  return newest_s;
}
