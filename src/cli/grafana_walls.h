/*
 * grafana_walls.h - a wall as two panels: what is in use below its limit, and
 * the time that is left, as a band. `who` are the matchers of whom it is told.
 */
#ifndef GRAFANA_WALLS_H
#define GRAFANA_WALLS_H

#include "cli/grafana_board.h"
#include "metric/wall.h"

void board_wall(struct board *board, const struct wall *wall, const char *who);

/* All of a scope that have a row in the table. */
void board_walls(struct board *board, enum metric_scope scope, const char *who);

/* The one that a Threshold on `metric` is; IoWaitMs and AwaitMs are such. */
void board_threshold(struct board *board, enum metric_id metric,
                     const char *who);

/* The second panel alone. */
void board_time_left(struct board *board, const char *wall, const char *who);

#endif
