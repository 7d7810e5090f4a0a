/*
 * grafana_board.h - a dashboard of Grafana in the making: panels are given
 * numbers and places in the order in which they come, so that none lies on
 * another.
 */
#ifndef GRAFANA_BOARD_H
#define GRAFANA_BOARD_H

#include "cli/series.h"
#include "emit/json.h"

#include <stdio.h>

enum { BOARD_WIDTH = 24, QUERIES_MOST = 8 };

/* How a panel looks; grafana_look.c has a row for each. */
enum look {
  LOOK_LINES,
  LOOK_LIMIT,  /* of "now" below "limit" */
  LOOK_BAND,   /* from "at the earliest" to "at the latest" */
  LOOK_STATES, /* ok, warning, failure over time */
  LOOK_FUSES,  /* whole or blown over time */
  LOOK_WAITED, /* what told io_wait, over time */
  LOOK_ALARM,  /* a number that should be 0 */
  LOOK_NUMBER,
  LOOK_BARS,  /* percent, a bar for each */
  LOOK_TABLE, /* a row for each wall ahead; see grafana_table.h */
  LOOK_COUNT
};

/* One whose text stands in `legend` as {{label}}. */
struct query {
  const char *expression;
  const char *legend;
};

struct panel {
  enum look look;
  const char *title;
  const char *help;
  const char *unit;  /* as Grafana calls it; NULL: none */
  const char *empty; /* what stands there without data; NULL: "No data" */
  int width, height;
  struct query query[QUERIES_MOST]; /* up to the first without expression */
};

struct board {
  struct json *json;
  int count;       /* of panels and rows */
  int x, y;        /* where the next panel begins */
  int line_height; /* of the panels beside that */
  bool in_row;     /* panels go into the row, which is folded */
};

/* What a page is before its panels; `board_end` writes what is behind them. */
struct variable {
  const char *name;  /* NULL behind the last */
  const char *label; /* for people */
  const char *query; /* label_values() of Prometheus */
  const char *regex; /* which of these, and which part of them; "": all */
  bool many;         /* any number may be chosen, and all are at first */
};

enum page_id { PAGE_OVERVIEW, PAGE_GROUP, PAGE_SELF, PAGES };

struct page_name {
  const char *uid;
  const char *title;
  bool one_host; /* is chosen there, in the variable `host` */
};

extern const struct page_name page_names[PAGES];

struct page {
  enum page_id id;
  const char *help;
  const char *since; /* the time shown at first, "now-1h" */
  const struct variable *variables;
};

/* NULL when out of memory. */
struct json *board_begin(struct board *board, const struct page *page);

/* Prints it and frees what was taken. 0, or -EPROTO if anything failed. */
int board_end(struct board *board, const struct page *page, FILE *out);

enum fold { OPEN, FOLDED };

/* A row, from a line of its own on, which can be folded; one that is folded at
 * first asks nothing before it is opened. It is there once for each value of
 * the variable `repeat` (NULL: once). */
void board_row(struct board *board, const char *title, const char *repeat,
               enum fold fold);

void board_panel(struct board *board, const struct panel *panel);

/* grafana_panel.c: {"type":"prometheus","uid":"${datasource}"} as `key`. */
void panel_datasource(struct json *json);

/* Writes a panel with a number at a place. */
struct place {
  int id, x, y;
};
void panel_write(struct json *json, const struct panel *panel,
                 const struct place *place);

#endif
