/* parse.c - see parse.h */
#include "sample/parse.h"

#include "sample/taskstats.h"

#include <errno.h>
#include <math.h>
#include <string.h>

void parse_forget(enum source_id source, double *value) {
  int first, end;

  metric_range(source, &first, &end);
  for (int id = first; id < end; id++)
    value[id] = NAN;
}

static bool means_no_limit(struct text word) {
  return text_equals(word, "unlimited") || text_equals(word, "max");
}

/* What stands behind a character of the word, or all of it. */
static struct text behind(struct text word, char c) {
  struct text rest = word;

  (void)text_cut(&rest, c);
  return text_is_empty(rest) ? word : rest;
}

/* "12", "avg10=0.12", "3/1024", "D": one word is one number, the last. No
 * percentage is beyond 100: update_averages() in kernel/sched/psi.c, and the
 * bounds of vm.dirty_ratio. What is below 0 is none that is meant: the kernel
 * lets -1 be written into vm.dirty_writeback_centisecs. */
static int store(const struct metric *metric, const struct scale *scale,
                 struct text word, double *ret_value) {
  double number;

  if (text_is_empty(word))
    return -EBADMSG;
  if (means_no_limit(word))
    return 0;
  if (metric->unit == UNIT_LETTER) {
    *ret_value = (unsigned char)*word.at;
    return 0;
  }
  if (text_to_double(behind(behind(word, '='), '/'), &number) < 0)
    return -EBADMSG;
  if (metric->unit == UNIT_PERCENT && number > 100)
    return -EBADMSG;
  *ret_value =
      number < 0 ? (double)NAN : number * scale->per_unit[metric->unit];
  return 0;
}

/* `column` is the number of the first word in `text`, as proc(5) counts. */
static int parse_columns_from(enum source_id source, int column,
                              const struct scale *scale, struct text text,
                              double *value) {
  int id, end;

  for (metric_range(source, &id, &end); id < end; id++) {
    struct text word = text_word(&text);

    for (; column < metrics[id].column; column++)
      word = text_word(&text);
    column++;
    if (store(&metrics[id], scale, word, &value[id]) < 0)
      return -EBADMSG;
  }
  return 0;
}

static int parse_stat(enum source_id source, const struct scale *scale,
                      struct text text, double *value) {
  /* A process may be called ") R 1": the name ends at the last bracket. */
  struct text after_name = text_after_last(text, ')');

  if (text_is_empty(after_name))
    return -EBADMSG;
  return parse_columns_from(source, 3, scale, after_name, value);
}

/* Whether `line` begins with the key of `metric`; moves behind it. */
static bool has_key(const struct metric *metric, struct text *line) {
  struct text rest = *line;

  if (text_is_empty(rest) || *rest.at != *metric->key ||
      !text_skip(&rest, metric->key) || text_is_empty(rest))
    return false;
  if (*rest.at != ':' && *rest.at != ' ' && *rest.at != '\t')
    return false;
  rest.at++;
  *line = rest;
  return true;
}

static int store_line(const struct metric *metric, const struct scale *scale,
                      struct text behind_key, double *ret_value) {
  struct text word = text_word(&behind_key);

  for (int column = 1; column < metric->column; column++) {
    struct text next = text_word(&behind_key);

    if (metric->column == COLUMN_LAST && text_is_empty(next))
      break;
    word = next;
  }
  return store(metric, scale, word, ret_value);
}

/* A bit for the first two letters of a key. */
static uint64_t mark_of(const char *key) {
  return (uint64_t)1 << ((unsigned)(key[0] * 31 + key[1]) % 64);
}

static uint64_t marks_of(int first, int end) {
  uint64_t marks = 0;

  for (int id = first; id < end; id++)
    marks |= mark_of(metrics[id].key);
  return marks;
}

/* Most lines have no key that is asked for: their letters tell. */
static int parse_keyed(enum source_id source, const struct scale *scale,
                       struct text text, double *value) {
  uint64_t marks;
  int first, end;

  metric_range(source, &first, &end);
  marks = marks_of(first, end);
  while (!text_is_empty(text)) {
    struct text line = text_cut(&text, '\n');

    if (text_length(line) < 2 || !(marks & mark_of(line.at)))
      continue;
    for (int id = first; id < end; id++) {
      struct text rest = line;

      if (has_key(&metrics[id], &rest) &&
          store_line(&metrics[id], scale, rest, &value[id]) < 0)
        return -EBADMSG;
    }
  }
  return 0;
}

/* "pid:[4026531836]" */
static int parse_link(enum source_id source, const struct scale *scale,
                      struct text text, double *value) {
  if (text_is_empty(text) || text.end[-1] != ']')
    return -EBADMSG;
  (void)text_cut(&text, '[');
  return parse_columns_from(source, 1, scale, text_cut(&text, ']'), value);
}

static bool is_cut(struct text text) {
  return text_length(text_whole_lines(text)) != text_length(text);
}

/* Of lines with keys those that are whole are told. */
static int parse_cut(enum source_id source, const struct scale *scale,
                     struct text text, double *value) {
  if (sources[source].format == FORMAT_KEYED)
    (void)parse_keyed(source, scale, text_whole_lines(text), value);
  return -EBADMSG;
}

static bool has_lines(enum source_id source) {
  enum source_format format = sources[source].format;

  return format == FORMAT_KEYED || format == FORMAT_STAT ||
         format == FORMAT_COLUMNS;
}

int parse_source(enum source_id source, const struct scale *scale,
                 struct text text, double *value) {
  if (has_lines(source) && is_cut(text))
    return parse_cut(source, scale, text, value);
  switch (sources[source].format) {
  case FORMAT_KEYED:
    return parse_keyed(source, scale, text, value);
  case FORMAT_STAT:
    return parse_stat(source, scale, text, value);
  case FORMAT_COLUMNS:
  case FORMAT_LINES:
    return parse_columns_from(source, 1, scale, text, value);
  case FORMAT_LINK:
    return parse_link(source, scale, text, value);
  case FORMAT_NETLINK:
    return taskstats_parse(scale, text, value);
  default:
    return -EBADMSG; /* has no numbers, or a parser of its own */
  }
}

int parse_disk_line(const struct scale *scale, struct text line, double *value,
                    struct text *ret_name) {
  struct text rest = line;
  struct text name;

  (void)text_word(&rest);
  (void)text_word(&rest);
  name = text_word(&rest);
  if (parse_columns_from(SOURCE_DISKSTATS, 4, scale, rest, value) < 0)
    return -EBADMSG;
  *ret_name = name;
  return 0;
}

void parse_name(struct text status, char *buffer, size_t capacity) {
  struct text whole = text_whole_lines(status);
  struct text line = text_cut(&whole, '\n');
  size_t length = 0;

  if (!text_skip(&line, "Name:\t"))
    line.at = line.end;
  for (; line.at < line.end && length + 1 < capacity; line.at++) {
    char c = *line.at;

    if (c == '\\' && line.end - line.at > 1) {
      c = *++line.at;
      if (c == 'n')
        c = '\n';
    }
    buffer[length++] = c;
  }
  buffer[length] = '\0';
}
