/* grafana_group.c - one group and the host that it is on; see grafana.h */
#include "cli/grafana.h"

#include "cli/grafana_board.h"
#include "cli/grafana_walls.h"

#include <errno.h>

#define HOST       "instance=\"$host\""
#define GROUP      HOST ",io_forecast=\"$group\""
#define DISK       HOST ",io_forecast=\"$disk\""
#define FILESYSTEM HOST ",io_forecast=\"$filesystem\""

enum { THIRD = BOARD_WIDTH / 3, HALF = BOARD_WIDTH / 2, HEIGHT = 8 };

static const struct page page = {
    .id = PAGE_GROUP,
    .help = "A group, its walls and what it waits for, and the host it is on. "
            "Printed by io-forecast print grafana-group.",
    .since = "now-1h",
};

/* --- a metric ------------------------------------------------------------- */

static void put_metric(struct board *board, enum metric_id id, enum look look,
                       const char *who) {
  const struct metric *metric = &metrics[id];
  char query[QUERY_BYTES];

  query_metric(id, who, query);
  board_panel(board,
              &(struct panel){.look = look,
                              .title = metric->name,
                              .help = metric->help,
                              .unit = query_unit(metric->unit, metric->kind),
                              .width = THIRD,
                              .height = HEIGHT,
                              .query = {{query, metric->name}}});
}

/* Why it waits, as far as series tell; evidence tells more. */
static const enum metric_id causes[] = {
    METRIC_IO_WAIT,
    METRIC_IO_WAIT_SOURCE,
    METRIC_THREADS_BLOCKED,
    METRIC_PROCESS_BLOCK_DELAY,
    METRIC_PROCESS_SWAP_IN_DELAY,
    METRIC_PROCESS_RUN_DELAY,
    METRIC_MAJOR_FAULTS,
};

enum { CAUSES = sizeof(causes) / sizeof(causes[0]) };

static bool is_cause(int id) {
  for (int i = 0; i < CAUSES; i++)
    if ((int)causes[i] == id)
      return true;
  return false;
}

static bool is_dimension(int id) {
  return metrics[id].dimension && !is_cause(id);
}

static void put_dimensions(struct board *board) {
  for (int id = 0; id < METRIC_COUNT; id++)
    if (is_dimension(id) && metrics[id].type)
      put_metric(board, (enum metric_id)id, LOOK_LINES, GROUP);
}

static void put_stuck(struct board *board) {
  board_panel(
      board,
      &(struct panel){.look = LOOK_LINES,
                      .title = "stuck",
                      .help = "For how long the files of a process in /proc "
                              "have not answered.",
                      .unit = "s",
                      .empty = "Everybody answers.",
                      .width = THIRD,
                      .height = HEIGHT,
                      .query = {{"collectd_io_forecast_duration_seconds{" GROUP
                                 ",type=\"stuck\"}",
                                 "stuck"}}});
}

static void put_pressure(struct board *board) {
  board_panel(
      board,
      &(struct panel){.look = LOOK_LINES,
                      .title = "Pressure of the host",
                      .help = "How much of the last 10 s tasks waited, of any "
                              "process: some of them, or all that were busy.",
                      .unit = "percent",
                      .width = THIRD,
                      .height = HEIGHT,
                      .query = {{"collectd_io_forecast_percent{" HOST
                                 ",io_forecast=\"host\",type=~\"psi_.+\"}",
                                 "{{type}}"}}});
}

static void put_causes(struct board *board) {
  for (int i = 0; i < CAUSES; i++)
    put_metric(board, causes[i],
               causes[i] == METRIC_IO_WAIT_SOURCE ? LOOK_WAITED : LOOK_LINES,
               GROUP);
  put_stuck(board);
  put_pressure(board);
}

/* Whatever has no panel before that. */
static void put_others(struct board *board, enum metric_scope scope,
                       const char *who) {
  for (int id = 0; id < METRIC_COUNT; id++)
    if (metrics[id].scope == scope && metrics[id].type && !is_dimension(id) &&
        !is_cause(id))
      put_metric(board, (enum metric_id)id, LOOK_LINES, who);
}

/* --- a threshold ---------------------------------------------------------- */

/* In percent: its metric, and with it its unit, is anybody's choice. */
static void put_threshold(struct board *board) {
  board_panel(board,
              &(struct panel){.look = LOOK_LINES,
                              .title = "${threshold}: used",
                              .help = "A Threshold of the configuration, and "
                                      "how much of the way to it is used up.",
                              .unit = "percent",
                              .width = HALF,
                              .height = HEIGHT,
                              .query = {{"collectd_io_forecast_percent{" GROUP
                                         ",type=\"${threshold}_used\"}",
                                         "used"}}});
  board_time_left(board, "${threshold}", GROUP);
}

/* --- what stands on top --------------------------------------------------- */

static void put_all_walls(struct board *board, enum look look,
                          const char *title, const char *help,
                          const char *query) {
  board_panel(board,
              &(struct panel){.look = look,
                              .title = title,
                              .help = help,
                              .unit = look == LOOK_LINES ? "percent" : NULL,
                              .width = HALF,
                              .height = HEIGHT,
                              .query = {{query, "{{type}}"}}});
}

static void put_top(struct board *board) {
  put_all_walls(board, LOOK_STATES, "Alarms",
                "Of each wall: ok, a warning or a failure.",
                "collectd_io_forecast_gauge{" GROUP ",type=~\".+_state\"}");
  put_all_walls(board, LOOK_FUSES, "Fuse",
                "It is blown while somebody waits for I/O and piles up file "
                "descriptors.",
                "collectd_io_forecast_bool{" GROUP ",type=\"fuse\"}");
  put_all_walls(board, LOOK_LINES, "Used",
                "How much of each limit is used up, by the process that is "
                "worst off.",
                "collectd_io_forecast_percent{" GROUP ",type=~\".+_used\"}");
  put_all_walls(
      board, LOOK_LINES, "Probability", "Of meeting a wall within Horizon.",
      "collectd_io_forecast_percent{" GROUP ",type=~\".+_probability\"}");
}

static void put_processes(struct board *board) {
  board_panel(board, &(struct panel){.look = LOOK_LINES,
                                     .title = "processes",
                                     .help = "Of the group.",
                                     .unit = "short",
                                     .width = THIRD,
                                     .height = HEIGHT,
                                     .query = {{"collectd_io_forecast_ps_count_"
                                                "processes{" GROUP "}",
                                                "processes"}}});
}

/* --- the page ------------------------------------------------------------- */

static void fill(struct board *board) {
  put_top(board);
  board_row(board, "Walls", NULL, OPEN);
  board_walls(board, SCOPE_MEMBER, GROUP);
  board_threshold(board, METRIC_IO_WAIT, GROUP);
  board_row(board, "What it does", NULL, OPEN);
  put_dimensions(board);
  board_row(board, "What it waits for", NULL, OPEN);
  put_causes(board);
  board_row(board, "Threshold: $threshold", "threshold", FOLDED);
  put_threshold(board);
  board_row(board, "More of its processes", NULL, FOLDED);
  put_processes(board);
  put_others(board, SCOPE_MEMBER, GROUP);
  board_row(board, "Walls of the host", NULL, FOLDED);
  board_walls(board, SCOPE_HOST, HOST ",io_forecast=\"host\"");
  board_row(board, "More of the host", NULL, FOLDED);
  put_others(board, SCOPE_HOST, HOST ",io_forecast=\"host\"");
  board_row(board, "Disk: $disk", "disk", FOLDED);
  board_threshold(board, METRIC_DISK_AWAIT, DISK);
  put_others(board, SCOPE_DEVICE, DISK);
  board_row(board, "Filesystem: $filesystem", "filesystem", FOLDED);
  board_walls(board, SCOPE_FILESYSTEM, FILESYSTEM);
  put_others(board, SCOPE_FILESYSTEM, FILESYSTEM);
}

/* Those walls of a group that a Threshold has made: all but those of the
 * table. */
static void write_regex(char *buffer, size_t capacity) {
  size_t used = (size_t)snprintf(buffer, capacity, "/^(?!(?:%s",
                                 metric_wall_name(METRIC_IO_WAIT));

  for (int id = 0; id < WALL_COUNT; id++)
    if (walls[id].scope == SCOPE_MEMBER && used < capacity)
      used += (size_t)snprintf(buffer + used, capacity - used, "|%s",
                               walls[id].name);
  if (used < capacity)
    snprintf(buffer + used, capacity - used, ")_used$)(.+)_used$/");
}

int grafana_print_group(FILE *out) {
  char regex[512];
  struct variable variables[] = {
      {"host", "Host",
       "label_values(collectd_io_forecast_ps_count_processes, "
       "instance)",
       "", false},
      {"group", "Group",
       "label_values(collectd_io_forecast_ps_count_processes{" HOST
       "}, io_forecast)",
       "", false},
      {"threshold", "Threshold",
       "label_values(collectd_io_forecast_percent{" GROUP
       ",type=~\".+_used\"}, type)",
       regex, true},
      {"disk", "Disk",
       "label_values(collectd_io_forecast_queue_length{" HOST "}, io_forecast)",
       "", true},
      {"filesystem", "Filesystem",
       "label_values("
       "collectd_io_forecast_df_complex{" HOST "}, io_forecast)",
       "", true},
      {0}};
  struct page whole = page;
  struct board board;

  write_regex(regex, sizeof(regex));
  whole.variables = variables;
  if (!board_begin(&board, &whole))
    return -ENOMEM;
  fill(&board);
  return board_end(&board, &whole, out);
}
