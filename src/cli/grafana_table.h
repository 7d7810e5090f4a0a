/*
 * grafana_table.h - who meets which wall, and when: a table with a query for
 * each column, which Grafana joins by host, group and wall.
 */
#ifndef GRAFANA_TABLE_H
#define GRAFANA_TABLE_H

#include "cli/grafana_board.h"

/* Puts it onto the board. `who` are the matchers of whom it tells. */
void table_panel(struct board *board, const char *who);

/* The names of walls as a label, beside those of host and group: of the series
 * of `type` whose type_instance ends so. Of durations without an ending what is
 * none of a wall is left out. */
void query_walls(const char *type, const char *ending, const char *who,
                 char buffer[QUERY_BYTES]);

#endif
