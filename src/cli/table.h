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

#include <stdio.h>

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

#endif
