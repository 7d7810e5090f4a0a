/* grafana_table.c - see grafana_table.h */
#include "cli/grafana_table.h"

#include "cli/grafana_look.h"

#include <string.h>

static void style_left(struct json *json) {
  look_set_text(json, "unit", "s");
}

static void style_percent(struct json *json) {
  look_set_text(json, "unit", "percent");
  look_set_number(json, "decimals", 0);
}

static void set_cell(struct json *json, const char *type) {
  json_object(json, NULL);
  json_string(json, "id", "custom.cellOptions");
  json_object(json, "value");
  json_string(json, "type", type);
  json_end_object(json);
  json_end_object(json);
}

static void style_used(struct json *json) {
  style_percent(json);
  look_set_number(json, "min", 0);
  look_set_number(json, "max", 100);
  set_cell(json, "gauge");
}

static void set_mappings(struct json *json, const struct mapping *mappings) {
  set_cell(json, "color-background");
  json_object(json, NULL);
  json_string(json, "id", "mappings");
  json_array(json, "value");
  look_write_mappings(json, mappings);
  json_end_array(json);
  json_end_object(json);
}

static void style_state(struct json *json) {
  set_mappings(json, state_mappings);
}

static void style_fuse(struct json *json) {
  set_mappings(json, fuse_mappings);
}

/* To the page of the group. */
static void style_group(struct json *json) {
  json_object(json, NULL);
  json_string(json, "id", "links");
  json_array(json, "value");
  json_object(json, NULL);
  json_string(json, "title", "${__data.fields.Group}");
  json_string(json, "url",
              "/d/io-forecast-group?${datasource:queryparam}"
              "&var-host=${__data.fields.Host}"
              "&var-group=${__data.fields.Group}&${__url_time_range}");
  json_end_object(json);
  json_end_array(json);
  json_end_object(json);
}

/* Those with a type have a query. The fuse is of the group, not of the wall: it
 * is asked for beside the time left. */
/* clang-format off */
static const struct column {
  const char *title;
  const char *label;        /* of PromQL; NULL: it is a value */
  const char *type, *ending;
  void (*style)(struct json *json); /* NULL: as it is */
} columns[] = {
  { "Host",        .label = "instance" },
  { "Group",       .label = "io_forecast", .style = style_group },
  { "Heads for",   .label = "wall" },
  { "Time left",   NULL, "duration", "",             style_left }, /* sorted by it */
  { "At the earliest", NULL, "duration", "_lower",   style_left },
  { "At the latest", NULL, "duration", "_upper",     style_left },
  { "Probability", NULL, "percent",  "_probability", style_percent },
  { "Used",        NULL, "percent",  "_used",        style_used },
  { "State",       NULL, "gauge",    "_state",       style_state },
  { "Fuse",        NULL, "bool",     "fuse",         style_fuse },
};
/* clang-format on */

enum {
  COLUMNS = sizeof(columns) / sizeof(columns[0]),
  LABELS = 3, /* the first ones; behind them queries begin */
  TITLE_BYTES = 32
};

void query_walls(const char *type, const char *ending, const char *who,
                 char buffer[QUERY_BYTES]) {
  char name[96], which[64];

  series_name(data_type_find(type), 0, name, sizeof(name));
  snprintf(which, sizeof(which), "=~\".+%s\"", ending);
  if (!ending[0])
    snprintf(which, sizeof(which), "!~\"stuck|read|.+_lower|.+_upper\"");
  query_write(buffer,
              "max by (instance, io_forecast, wall) (label_replace("
              "%s{%s,type%s}, \"wall\", \"$1\", \"type\", \"(.+)%s\"))",
              name, who, which, ending);
}

static void query_column(const struct column *column, const char *left,
                         const char *who, char buffer[QUERY_BYTES]) {
  bool is_fuse = column->style == style_fuse;
  char query[QUERY_BYTES];

  if (is_fuse)
    series_of(column->type, column->ending, who, query);
  else
    query_walls(column->type, column->ending, who, query);
  if (strcmp(query, left) == 0)
    query_write(buffer, "%s", query);
  else if (is_fuse)
    query_write(buffer,
                "0 * %s + on (instance, io_forecast) group_left () "
                "max by (instance, io_forecast) (%s)",
                left, query);
  else
    query_write(buffer, "%s and on (instance, io_forecast, wall) %s", query,
                left);
}

void table_panel(struct board *board, const char *who) {
  struct panel panel = {
      .look = LOOK_TABLE,
      .title = "Who meets what, and when",
      .help = "Each wall for which a time is foretold, the soonest first: with "
              "80 % it is met between the earliest and the latest. The "
              "probability is that of meeting it within Horizon.",
      .empty = "Nobody is known to head for a wall.",
      .width = BOARD_WIDTH,
      .height = 10,
  };
  char left[QUERY_BYTES], query[COLUMNS - LABELS][QUERY_BYTES];

  query_walls("duration", "", who, left);
  for (int i = 0; i < COLUMNS - LABELS; i++) {
    query_column(&columns[LABELS + i], left, who, query[i]);
    panel.query[i] = (struct query){query[i], NULL};
  }
  board_panel(board, &panel);
}

/* What Grafana calls a column before it is renamed. */
static void write_field(int index, char field[TITLE_BYTES]) {
  if (columns[index].label)
    snprintf(field, TITLE_BYTES, "%s", columns[index].label);
  else
    snprintf(field, TITLE_BYTES, "Value #%c", 'A' + index - LABELS);
}

static void put_organized(struct json *json) {
  char field[TITLE_BYTES];

  json_object(json, "excludeByName");
  json_boolean(json, "Time", true);
  json_end_object(json);
  json_object(json, "indexByName");
  for (int i = 0; i < COLUMNS; i++) {
    write_field(i, field);
    json_number(json, field, i);
  }
  json_end_object(json);
  json_object(json, "renameByName");
  for (int i = 0; i < COLUMNS; i++) {
    write_field(i, field);
    json_string(json, field, columns[i].title);
  }
  json_end_object(json);
}

void table_look_transformations(struct json *json) {
  json_object(json, NULL);
  json_string(json, "id", "merge");
  json_object(json, "options");
  json_end_object(json);
  json_end_object(json);
  json_object(json, NULL);
  json_string(json, "id", "organize");
  json_object(json, "options");
  put_organized(json);
  json_end_object(json);
  json_end_object(json);
}

void table_look_overrides(struct json *json) {
  for (int i = 0; i < COLUMNS; i++)
    if (columns[i].style) {
      look_begin_override(json, columns[i].title);
      columns[i].style(json);
      look_end_override(json);
    }
}

void table_look_options(struct json *json) {
  json_boolean(json, "showHeader", true);
  json_array(json, "sortBy");
  json_object(json, NULL);
  json_string(json, "displayName", columns[LABELS].title);
  json_boolean(json, "desc", false);
  json_end_object(json);
  json_end_array(json);
}
