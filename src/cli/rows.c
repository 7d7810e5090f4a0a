/* rows.c - see rows.h */
#include "cli/rows.h"

#include "emit/json.h"
#include "emit/record.h"
#include "emit/words.h"
#include "standings.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* A number as it was written last: a probability stands for many rows. */
struct written {
  double value;
  int length;
  char text[32];
};

struct rows {
  FILE *out;
  struct json *json; /* NULL: csv */
  bool begun;
  bool with_series;
  int error; /* of the first failure */
  struct written probability;
};

struct rows *rows_new(FILE *out, bool as_json) {
  struct rows *rows = calloc(1, sizeof(*rows));

  if (!rows)
    return NULL;
  rows->out = out;
  rows->json = as_json ? json_new() : NULL;
  if (!as_json || rows->json)
    return rows;
  free(rows);
  return NULL;
}

void rows_free(struct rows *rows) {
  if (!rows)
    return;
  json_free(rows->json);
  free(rows);
}

bool rows_have_begun(const struct rows *rows) {
  return rows->begun;
}

void rows_begin(struct rows *rows, bool with_series) {
  if (rows->begun)
    return;
  rows->begun = true;
  rows->with_series = with_series;
  if (!rows->json)
    fprintf(rows->out,
            "%sepoch,value,eta_s,eta_lower_s,eta_upper_s,"
            "probability,state\n",
            with_series ? "series," : "");
}

/* As RFC 4180 has it, of what rows of JSON tell too: a name of a file may hold
 * anything. */
static void print_name(const char *raw, FILE *out) {
  char clean[JSON_TEXT_BYTES];
  const char *name = clean;

  clean_text(raw, clean, sizeof(clean));
  if (!strpbrk(name, ",\"\r\n")) {
    fputs_unlocked(name, out);
    return;
  }
  putc_unlocked('"', out);
  for (; *name; name++) {
    if (*name == '"')
      putc_unlocked('"', out);
    putc_unlocked(*name, out);
  }
  putc_unlocked('"', out);
}

/* What is not known is nothing. */
static void print_field(double value, struct written *written, FILE *out) {
  putc_unlocked(',', out);
  if (isnan(value))
    return;
  if (value != written->value || written->length == 0)
    written->length =
        snprintf(written->text, sizeof(written->text), "%.6g", value);
  written->value = value;
  fwrite_unlocked(written->text, 1, (size_t)written->length, out);
}

static void print_csv(struct rows *rows, const struct row *row,
                      const struct forecast *forecast, enum state state) {
  FILE *out = rows->out;
  struct written time = {0};

  if (rows->with_series) {
    print_name(row->series, out);
    putc_unlocked(',', out);
  }
  fputs_unlocked(row->time_text, out);
  putc_unlocked(',', out);
  fputs_unlocked(row->value_text, out);
  print_field(forecast->eta_s, &time, out);
  print_field(forecast->lower_s, &time, out);
  print_field(forecast->upper_s, &time, out);
  print_field(forecast->probability, &rows->probability, out);
  putc_unlocked(',', out);
  putc_unlocked('0' + (int)state, out);
  putc_unlocked('\n', out);
}

static int put_object(const struct rows *rows) {
  const char *text;
  size_t length;

  if (json_finish(rows->json, &text, &length) < 0)
    return -ENOMEM;
  fwrite(text, 1, length, rows->out);
  putc('\n', rows->out);
  json_reset(rows->json);
  return 0;
}

static int print_json(const struct rows *rows, const struct row *row,
                      const struct forecast *forecast, enum state state) {
  struct json *json = rows->json;

  json_object(json, NULL);
  if (rows->with_series)
    json_string(json, "series", row->series);
  json_number(json, "epoch", row->time_s);
  json_number(json, "value", row->value);
  json_number(json, "eta_s", forecast->eta_s);
  json_number(json, "eta_lower_s", forecast->lower_s);
  json_number(json, "eta_upper_s", forecast->upper_s);
  json_number(json, "probability", forecast->probability);
  json_number(json, "state", (double)state);
  json_end_object(json);
  return put_object(rows);
}

void rows_put(struct rows *rows, const struct row *row,
              const struct forecast *forecast, enum state state) {
  if (!rows->json)
    print_csv(rows, row, forecast, state);
  else if (print_json(rows, row, forecast, state) < 0)
    rows->error = -ENOMEM;
}

void rows_name(const struct stand *stand, char *buffer, size_t capacity) {
  if (stand->pid > 0)
    snprintf(buffer, capacity, "%s/%d/%s", stand->target, stand->pid,
             stand->wall->name);
  else
    snprintf(buffer, capacity, "%s/%s", stand->target, stand->wall->name);
}

void rows_write_time(double epoch_s, char buffer[ROW_TEXT_BYTES]) {
  snprintf(buffer, ROW_TEXT_BYTES, "%.3f", epoch_s);
}

void rows_write_value(double value, char buffer[ROW_TEXT_BYTES]) {
  buffer[0] = '\0';
  if (!isnan(value))
    snprintf(buffer, ROW_TEXT_BYTES, "%.15g", value);
}

void rows_put_stand(struct rows *rows, const struct stand *stand,
                    double epoch_s) {
  char name[160], time[ROW_TEXT_BYTES], value[ROW_TEXT_BYTES];
  const struct standing *standing = stand->standing;

  rows_name(stand, name, sizeof(name));
  rows_write_time(epoch_s, time);
  rows_write_value(standing->value, value);
  rows_put(rows,
           &(struct row){.series = name,
                         .time_text = time,
                         .value_text = value,
                         .time_s = epoch_s,
                         .value = standing->value},
           &standing->forecast, stand->state);
}

void rows_put_notice(struct rows *rows, const struct notice *notice,
                     double epoch_s) {
  struct json *json = rows->json;

  json_object(json, NULL);
  json_exact(json, "epoch", epoch_s);
  json_string(json, "group", notice->target);
  json_string(json, "wall", notice->wall);
  json_number(json, "state", (double)notice->state);
  json_number(json, "pid", notice->pid > 0 ? notice->pid : (double)NAN);
  json_string(json, "message", notice->message);
  json_end_object(json);
  if (put_object(rows) < 0)
    rows->error = -ENOMEM;
}

int rows_end(struct rows *rows) {
  errno = 0;
  if ((fflush(rows->out) != 0 || ferror(rows->out)) && rows->error == 0)
    rows->error = errno != 0 ? -errno : -EIO;
  return rows->error;
}
