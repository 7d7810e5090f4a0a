/* grafana_walls.c - a wall as panels; see grafana_walls.h */
#include "cli/grafana_walls.h"

enum { HALF = BOARD_WIDTH / 2, HEIGHT = 8 };

static void put_use(struct board *board, const struct wall *wall,
                    const char *who) {
  bool is_own = wall->limit_type;
  char name[64], title[96], now[QUERY_BYTES], limit[QUERY_BYTES];

  snprintf(name, sizeof(name), "%s_now", wall->name);
  series_of("gauge", name, who, now);
  snprintf(name, sizeof(name), "%s_limit", wall->name);
  series_of(is_own ? wall->limit_type : "gauge",
            is_own ? wall->limit_instance : name, who, limit);
  snprintf(title, sizeof(title), "%s: in use", wall->name);
  board_panel(board,
              &(struct panel){.look = LOOK_LIMIT,
                              .title = title,
                              .help = wall->help,
                              .unit = units[metrics[wall->metric].unit].grafana,
                              .width = HALF,
                              .height = HEIGHT,
                              .query = {{now, "now"}, {limit, "limit"}}});
}

void board_time_left(struct board *board, const char *wall, const char *who) {
  char name[64], title[96];
  char left[QUERY_BYTES], lower[QUERY_BYTES], upper[QUERY_BYTES];

  series_of("duration", wall, who, left);
  snprintf(name, sizeof(name), "%s_lower", wall);
  series_of("duration", name, who, lower);
  snprintf(name, sizeof(name), "%s_upper", wall);
  series_of("duration", name, who, upper);
  snprintf(title, sizeof(title), "%s: time left", wall);
  board_panel(board, &(struct panel){
                         .look = LOOK_BAND,
                         .title = title,
                         .help = "The median, and the band in which it lies "
                                 "with 80 %, as it was foretold at each time. "
                                 "What lies beyond Horizon is not there.",
                         .unit = "s",
                         .empty = "It does not head for this wall.",
                         .width = HALF,
                         .height = HEIGHT,
                         .query = {{upper, "at the latest"},
                                   {lower, "at the earliest"},
                                   {left, "time left"}}});
}

void board_wall(struct board *board, const struct wall *wall, const char *who) {
  put_use(board, wall, who);
  board_time_left(board, wall->name, who);
}

void board_walls(struct board *board, enum metric_scope scope,
                 const char *who) {
  for (int id = 0; id < WALL_COUNT; id++)
    if (walls[id].scope == scope)
      board_wall(board, &walls[id], who);
}

void board_threshold(struct board *board, enum metric_id metric,
                     const char *who) {
  struct wall wall = wall_of_threshold(metric, 0, UPWARD);

  board_wall(board, &wall, who);
}
