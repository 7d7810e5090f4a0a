/* grafana_self.c - what the plugin costs, and could not do; see grafana.h */
#include "cli/grafana.h"

#include "cli/grafana_board.h"

#include <errno.h>

#define HOST "instance=\"$host\""

static const struct variable variables[] = {
    {"host", "Host", "label_values(collectd_io_forecast_ps_rss, instance)", "",
     false},
    {0}};

static const struct page page = {
    .id = PAGE_SELF,
    .help = "What the plugin costs, and what it could not do. Printed by "
            "io-forecast print grafana-self.",
    .since = "now-6h",
    .variables = variables,
};

static void put_own(struct board *board, enum own_id id) {
  const struct own *own = &owns[id];
  char query[QUERY_BYTES];

  query_own(id, HOST ",io_forecast=\"self\"", query);
  board_panel(board, &(struct panel){.look = LOOK_LINES,
                                     .title = own->title,
                                     .help = own->help,
                                     .unit = query_unit(own->unit, own->kind),
                                     .width = 8,
                                     .height = 7,
                                     .query = {{query, own->title}}});
}

static void put_quarantines(struct board *board) {
  board_panel(
      board,
      &(struct panel){.look = LOOK_LINES,
                      .title = "Quarantined",
                      .help = "Groups with a process that did not answer "
                              "within ReadDeadlineMs, and for how long it "
                              "has not: only what cannot block is read of "
                              "it meanwhile.",
                      .unit = "s",
                      .empty = "Everybody answers.",
                      .width = 8,
                      .height = 7,
                      .query = {{"collectd_io_forecast_duration_seconds{" HOST
                                 ",type=\"stuck\"}",
                                 "{{io_forecast}}"}}});
}

int grafana_print_self(FILE *out) {
  struct board board;

  if (!board_begin(&board, &page))
    return -ENOMEM;
  for (int id = 0; id < OWN_COUNT; id++)
    put_own(&board, (enum own_id)id);
  put_quarantines(&board);
  return board_end(&board, &page, out);
}
