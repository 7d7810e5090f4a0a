/* grafana_overview.c - who will meet what, and when; see grafana.h */
#include "cli/grafana.h"

#include "cli/grafana_board.h"
#include "cli/grafana_table.h"

#include <errno.h>

#define WHO "instance=~\"$host\",io_forecast=~\"$group\""

static const struct variable variables[] = {
    {"host", "Host", "label_values(collectd_io_forecast_percent, instance)", "",
     true},
    {"group", "Group",
     "label_values(collectd_io_forecast_percent{instance=~\"$host\","
     "type=~\".+_used\"}, io_forecast)",
     "", true},
    {0}};

static const struct page page = {
    .id = PAGE_OVERVIEW,
    .help = "Who will meet which wall, and when. Printed by io-forecast print "
            "grafana.",
    .since = "now-1h",
    .variables = variables,
};

/* Numbers that should be 0, and how many are watched. 0 where there is none. */
/* clang-format off */
static const struct {
  const char *title, *help, *query;
  enum look look;
} numbers[] = {
  { "Failures", "Walls that are met, or will be very soon.",
    "count(collectd_io_forecast_gauge{" WHO ",type=~\".+_state\"} == 2) or vector(0)", LOOK_ALARM },
  { "Warnings", "Walls within Horizon, and long waits for I/O.",
    "count(collectd_io_forecast_gauge{" WHO ",type=~\".+_state\"} == 1) or vector(0)", LOOK_ALARM },
  { "Fuses blown", "Groups in which somebody waits for I/O and piles up file descriptors.",
    "sum(collectd_io_forecast_bool{" WHO ",type=\"fuse\"}) or vector(0)", LOOK_ALARM },
  { "Stuck groups", "Groups with a process whose files in /proc do not answer.",
    "count(collectd_io_forecast_duration_seconds{" WHO ",type=\"stuck\"}) or vector(0)", LOOK_ALARM },
  { "Nearly used up", "Limits of which NearWall percent are in use.",
    "sum(collectd_io_forecast_bool{" WHO ",type=~\".+_near\"}) or vector(0)", LOOK_ALARM },
  { "Groups", "With at least one process.",
    "count(collectd_io_forecast_ps_count_processes{" WHO "} > 0) or vector(0)", LOOK_NUMBER },
};
/* clang-format on */

static void put_numbers(struct board *board) {
  int count = sizeof(numbers) / sizeof(numbers[0]);

  for (int i = 0; i < count; i++)
    board_panel(board, &(struct panel){.look = numbers[i].look,
                                       .title = numbers[i].title,
                                       .help = numbers[i].help,
                                       .unit = "short",
                                       .width = BOARD_WIDTH / count,
                                       .height = 4,
                                       .query = {{numbers[i].query, ""}}});
}

static void put_fullest(struct board *board) {
  char used[QUERY_BYTES], query[QUERY_BYTES];

  query_walls("percent", "_used", WHO, used);
  query_write(query, "sort_desc(topk(20, %s))", used);
  board_panel(board,
              &(struct panel){.look = LOOK_BARS,
                              .title = "Fullest",
                              .help = "What is in use of a limit, of the "
                                      "process that has used most.",
                              .unit = "percent",
                              .width = 12,
                              .height = 12,
                              .query = {{query, "{{instance}} {{io_forecast}} "
                                                "{{wall}}"}}});
}

static void put_alarms(struct board *board) {
  char state[QUERY_BYTES], query[QUERY_BYTES];

  query_walls("gauge", "_state", WHO, state);
  query_write(query, "%s > 0", state);
  board_panel(board,
              &(struct panel){.look = LOOK_STATES,
                              .title = "Alarms",
                              .help = "Warnings and failures, while they last.",
                              .empty = "No alarm is up.",
                              .width = 12,
                              .height = 12,
                              .query = {{query, "{{instance}} {{io_forecast}} "
                                                "{{wall}}"}}});
}

static void put_fuses(struct board *board) {
  board_panel(
      board,
      &(struct panel){
          .look = LOOK_FUSES,
          .title = "Fuses",
          .help = "Of groups whose fuse has blown in this time.",
          .empty = "No fuse has blown.",
          .width = 12,
          .height = 7,
          .query = {{"collectd_io_forecast_bool{" WHO ",type=\"fuse\"} and "
                     "(max_over_time(collectd_io_forecast_bool{" WHO
                     ",type=\"fuse\"}[$__range]) > 0)",
                     "{{instance}} {{io_forecast}}"}}});
}

static void put_stuck(struct board *board) {
  board_panel(board,
              &(struct panel){
                  .look = LOOK_LINES,
                  .title = "Stuck members",
                  .help = "For how long the files of a process in /proc have "
                          "not answered: the strongest sign of an I/O "
                          "bottleneck.",
                  .unit = "s",
                  .empty = "Everybody answers.",
                  .width = 12,
                  .height = 7,
                  .query = {{"collectd_io_forecast_duration_seconds{" WHO
                             ",type=\"stuck\"}",
                             "{{instance}} {{io_forecast}}"}}});
}

int grafana_print_overview(FILE *out) {
  struct board board;

  if (!board_begin(&board, &page))
    return -ENOMEM;
  put_numbers(&board);
  table_panel(&board, WHO);
  put_fullest(&board);
  put_alarms(&board);
  put_fuses(&board);
  put_stuck(&board);
  return board_end(&board, &page, out);
}
