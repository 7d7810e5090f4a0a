/*
 * table.h - records become rows: who is heading for which wall, and when.
 *
 * A sink like any other. Its records may come from an agent in this process or
 * from a Prometheus page, so that what the table shows is what every other
 * consumer of the plugin gets.
 */
#ifndef TABLE_H
#define TABLE_H

#include "emit/json.h"
#include "emit/record.h"

#include <stdbool.h>
#include <stdio.h>

enum { TABLE_NAME_BYTES = 128 };

/* What may be known of a row. */
enum table_cell {
  CELL_ETA,
  CELL_LOWER,
  CELL_UPPER,
  CELL_PROBABILITY,
  CELL_STATE,
  CELL_USED,
  CELL_NOW,
  CELL_LIMIT,
  CELLS
};

struct table_row {
  char target[TABLE_NAME_BYTES];
  char wall[TABLE_NAME_BYTES];
  double cell[CELLS]; /* NaN: not known */
};

struct table;

struct table *table_new(void); /* NULL when out of memory */
void table_free(struct table *table);

/* Forgets all rows; before each tick or page. */
void table_clear(struct table *table);

/* For struct sink: context is the table. Records that say nothing of a wall are
 * passed over. */
void table_take(void *context, const struct record *record);

/* The soonest first, then the fullest. `colour`: with terminal escapes. */
void table_print(struct table *table, FILE *out, bool colour);

/* One JSON object a line; `epoch_s` is the time of the tick. Returns 0, or
 * -EPROTO. */
int table_print_json(struct table *table, struct json *json, double epoch_s,
                     FILE *out);

/* All rows, in the order of table_print(); the table's, until it changes. */
size_t table_sort(struct table *table, const struct table_row **ret_rows);

/* Only one whose state is known is told. */
bool table_row_is_told(const struct table_row *row);

/* The unit of what its wall compares, and its state in a word; "-". */
enum unit_id table_row_unit(const struct table_row *row);
const char *table_state_name(double state);

/* "31 min (27 min to 36 min)"; "-" */
void table_write_left(const struct table_row *row, char *buffer,
                      size_t capacity);

#endif
