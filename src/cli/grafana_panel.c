/* grafana_panel.c - one panel of Grafana; see grafana_board.h */
#include "cli/grafana_board.h"
#include "cli/grafana_look.h"

void panel_datasource(struct json *json) {
  json_object(json, "datasource");
  json_string(json, "type", "prometheus");
  json_string(json, "uid", "${datasource}");
  json_end_object(json);
}

static void put_place(struct json *json, const struct panel *panel,
                      const struct place *place) {
  json_object(json, "gridPos");
  json_number(json, "h", panel->height);
  json_number(json, "w", panel->width);
  json_number(json, "x", place->x);
  json_number(json, "y", place->y);
  json_end_object(json);
}

static void put_target(struct json *json, const struct panel *panel,
                       int index) {
  const struct query *query = &panel->query[index];
  bool is_instant = looks[panel->look].is_instant;
  char name[2] = {(char)('A' + index)};

  json_object(json, NULL);
  json_string(json, "refId", name);
  panel_datasource(json);
  json_string(json, "editorMode", "code");
  json_string(json, "expr", query->expression);
  json_string(json, "legendFormat", query->legend ? query->legend : "");
  json_string(json, "format",
              looks[panel->look].is_table ? "table" : "time_series");
  json_boolean(json, "instant", is_instant);
  json_boolean(json, "range", !is_instant);
  json_end_object(json);
}

static void put_targets(struct json *json, const struct panel *panel) {
  json_array(json, "targets");
  for (int i = 0; i < QUERIES_MOST && panel->query[i].expression; i++)
    put_target(json, panel, i);
  json_end_array(json);
}

void panel_write(struct json *json, const struct panel *panel,
                 const struct place *place) {
  json_object(json, NULL);
  json_number(json, "id", place->id);
  json_string(json, "type", looks[panel->look].type);
  json_string(json, "title", panel->title);
  json_string(json, "description", panel->help);
  panel_datasource(json);
  put_place(json, panel, place);
  put_targets(json, panel);
  look_write(json, panel);
  json_end_object(json);
}
