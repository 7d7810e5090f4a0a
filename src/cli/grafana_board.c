/* grafana_board.c - see grafana_board.h */
#include "cli/grafana_board.h"

#include <errno.h>

/* That of Grafana 9.5 and 10.0; later ones take it and raise it. */
enum { SCHEMA_VERSION = 38 };

/* Whoever imports a page by hand is asked for it; where files are provisioned
 * nobody asks, and the variable `datasource` takes the first one there is. */
static void put_input(struct json *json) {
  json_array(json, "__inputs");
  json_object(json, NULL);
  json_string(json, "name", "DS_PROMETHEUS");
  json_string(json, "label", "Prometheus");
  json_string(json, "description", "The Prometheus that scrapes collectd.");
  json_string(json, "type", "datasource");
  json_string(json, "pluginId", "prometheus");
  json_string(json, "pluginName", "Prometheus");
  json_end_object(json);
  json_end_array(json);
}

/* clang-format off */
const struct page_name page_names[PAGES] = {
  [PAGE_OVERVIEW] = { "io-forecast",       "io_forecast" },
  [PAGE_GROUP]    = { "io-forecast-group", "io_forecast: a group", .one_host = true },
  [PAGE_SELF]     = { "io-forecast-self",  "io_forecast: itself",  .one_host = true },
};
/* clang-format on */

static void put_link(struct json *json, const struct page_name *from,
                     const struct page_name *to) {
  bool same_host = from->one_host && to->one_host;
  char url[128];

  snprintf(url, sizeof(url), "/d/%s?${datasource:queryparam}%s", to->uid,
           same_host ? "&${host:queryparam}" : "");
  json_object(json, NULL);
  json_string(json, "type", "link");
  json_string(json, "title", to->title);
  json_string(json, "icon", "dashboard");
  json_string(json, "url", url);
  json_array(json, "tags");
  json_end_array(json);
  json_boolean(json, "asDropdown", false);
  json_boolean(json, "includeVars", false);
  json_boolean(json, "keepTime", true);
  json_boolean(json, "targetBlank", false);
  json_end_object(json);
}

static void put_links(struct json *json, enum page_id page) {
  json_array(json, "links");
  for (int id = 0; id < PAGES; id++)
    if (id != (int)page)
      put_link(json, &page_names[page], &page_names[id]);
  json_end_array(json);
}

static void put_time(struct json *json, const struct page *page) {
  json_object(json, "time");
  json_string(json, "from", page->since);
  json_string(json, "to", "now");
  json_end_object(json);
  json_string(json, "refresh", "10s");
  json_string(json, "timezone", "browser");
}

struct json *board_begin(struct board *board, const struct page *page) {
  struct json *json = json_new();

  *board = (struct board){.json = json};
  if (!json)
    return NULL;
  json_indent(json);
  json_object(json, NULL);
  put_input(json);
  json_null(json, "id");
  json_string(json, "uid", page_names[page->id].uid);
  json_string(json, "title", page_names[page->id].title);
  json_string(json, "description", page->help);
  json_array(json, "tags");
  json_string(json, NULL, "io_forecast");
  json_string(json, NULL, "collectd");
  json_end_array(json);
  json_number(json, "schemaVersion", SCHEMA_VERSION);
  json_boolean(json, "editable", true);
  json_number(json, "graphTooltip", 1);
  put_time(json, page);
  put_links(json, page->id);
  json_array(json, "panels");
  return json;
}

static void put_current(struct json *json, const char *text,
                        const char *value) {
  json_object(json, "current");
  json_string(json, "text", text);
  json_string(json, "value", value);
  json_end_object(json);
}

static void put_source(struct json *json) {
  json_object(json, NULL);
  json_string(json, "type", "datasource");
  json_string(json, "name", "datasource");
  json_string(json, "label", "Data source");
  json_string(json, "query", "prometheus");
  json_number(json, "refresh", 1);
  put_current(json, "Prometheus", "${DS_PROMETHEUS}");
  json_end_object(json);
}

static void put_variable(struct json *json, const struct variable *variable) {
  json_object(json, NULL);
  json_string(json, "type", "query");
  json_string(json, "name", variable->name);
  json_string(json, "label", variable->label);
  panel_datasource(json);
  json_string(json, "definition", variable->query);
  json_object(json, "query");
  json_string(json, "query", variable->query);
  json_string(json, "refId", "Variable");
  json_end_object(json);
  json_string(json, "regex", variable->regex);
  json_number(json, "refresh", 2); /* whenever the time changes */
  json_number(json, "sort", 1);
  json_boolean(json, "multi", variable->many);
  json_boolean(json, "includeAll", variable->many);
  if (variable->many) {
    json_string(json, "allValue", ".+");
    put_current(json, "All", "$__all");
  }
  json_end_object(json);
}

static void end_row(struct board *board) {
  if (!board->in_row)
    return;
  json_end_array(board->json);
  json_end_object(board->json);
  board->in_row = false;
}

static void end_line(struct board *board) {
  board->y += board->line_height;
  board->x = 0;
  board->line_height = 0;
}

void board_row(struct board *board, const char *title, const char *repeat,
               enum fold fold) {
  struct json *json = board->json;

  end_row(board);
  end_line(board);
  json_object(json, NULL);
  json_number(json, "id", ++board->count);
  json_string(json, "type", "row");
  json_string(json, "title", title);
  json_boolean(json, "collapsed", fold == FOLDED);
  if (repeat)
    json_string(json, "repeat", repeat);
  json_object(json, "gridPos");
  json_number(json, "h", 1);
  json_number(json, "w", BOARD_WIDTH);
  json_number(json, "x", 0);
  json_number(json, "y", board->y++);
  json_end_object(json);
  json_array(json, "panels");
  board->in_row = true;
  if (fold == OPEN)
    end_row(board);
}

void board_panel(struct board *board, const struct panel *panel) {
  if (board->x + panel->width > BOARD_WIDTH)
    end_line(board);
  panel_write(board->json, panel,
              &(struct place){++board->count, board->x, board->y});
  board->x += panel->width;
  if (panel->height > board->line_height)
    board->line_height = panel->height;
}

int board_end(struct board *board, const struct page *page, FILE *out) {
  struct json *json = board->json;
  const char *text;
  size_t length;
  int r;

  end_row(board);
  json_end_array(json);
  json_object(json, "templating");
  json_array(json, "list");
  put_source(json);
  for (const struct variable *variable = page->variables; variable->name;
       variable++)
    put_variable(json, variable);
  json_end_array(json);
  json_end_object(json);
  json_end_object(json);
  r = json_finish(json, &text, &length);
  if (r == 0 && fwrite(text, 1, length, out) != length)
    r = -EIO;
  json_free(json);
  return r;
}
