/*
 * rows.h - what would have been told of a sample, as a row of a table or an
 * object a line.
 */
#ifndef ROWS_H
#define ROWS_H

#include "judge/verdict.h"

#include <stdio.h>

struct rows;

/* The texts are those that stand in a table; "" is not known. */
struct row {
  const char *series;
  const char *time_text;
  const char *value_text;
  double time_s;
  double value;
};

/* Writes to `out`, as JSON or as csv. NULL when out of memory. */
struct rows *rows_new(FILE *out, bool as_json);
void rows_free(struct rows *rows);

/* The header of csv, once; whether a column `series` comes first. */
void rows_begin(struct rows *rows, bool with_series);
bool rows_have_begun(const struct rows *rows);

/* What does not get through is told by rows_end() at the latest. */
void rows_put(struct rows *rows, const struct row *row,
              const struct forecast *forecast, enum state state);

/* A row of a stand, at `epoch_s`: its series is "target/pid/wall", or
 * "target/wall" for a group or the host. */
struct stand;
void rows_put_stand(struct rows *rows, const struct stand *stand,
                    double epoch_s);
void rows_name(const struct stand *stand, char *buffer, size_t capacity);

/* A notice as an object, of rows that are JSON: who, before which wall, the
 * state and the message. */
struct notice;
void rows_put_notice(struct rows *rows, const struct notice *notice,
                     double epoch_s);

/* For a row of numbers, its texts. */
enum { ROW_TEXT_BYTES = 32 };
void rows_write_time(double epoch_s, char buffer[ROW_TEXT_BYTES]);
void rows_write_value(double value, char buffer[ROW_TEXT_BYTES]);

/* Hands on what was put: 0, or -errno of the first that failed. */
int rows_end(struct rows *rows);

#endif
