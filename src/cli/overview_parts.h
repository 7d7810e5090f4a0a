/*
 * overview_parts.h - the tables of the overview. Private to overview_*.c.
 */
#ifndef OVERVIEW_PARTS_H
#define OVERVIEW_PARTS_H

#include "cli/html_table.h"
#include "cli/overview.h"
#include "cli/table.h"

/* Walls with a time left, on one axis; and what is used of the others. */
void overview_put_ahead(struct html *html, const struct table_row *rows,
                        size_t count);
void overview_put_others(struct html *html, const struct table_row *rows,
                         size_t count);

/* Those in trouble first. */
void overview_put_groups(struct html *html, const struct overview *overview);

/* A table with its head, `titles` up to a NULL; html_table_end() is its end. */
void overview_begin_table(struct html *html, const char *title,
                          const char *const *titles);

#endif
