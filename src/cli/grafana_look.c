/* grafana_look.c - see grafana_look.h */
#include "cli/grafana_look.h"

#include "window/io_wait.h"

const struct mapping state_mappings[] = {
    {0, "ok", "green"}, {1, "warning", "orange"}, {2, "failure", "red"}, {0}};
const struct mapping fuse_mappings[] = {
    {0, "whole", "green"}, {1, "blown", "red"}, {0}};

static void put_mapping(struct json *json, const struct mapping *mapping,
                        int index) {
  char key[16];

  snprintf(key, sizeof(key), "%g", mapping->value);
  json_object(json, key);
  json_string(json, "text", mapping->text);
  json_string(json, "color", mapping->colour);
  json_number(json, "index", index);
  json_end_object(json);
}

static void begin_mappings(struct json *json) {
  json_object(json, NULL);
  json_string(json, "type", "value");
  json_object(json, "options");
}

static void end_mappings(struct json *json) {
  json_end_object(json);
  json_end_object(json);
}

void look_write_mappings(struct json *json, const struct mapping *mappings) {
  begin_mappings(json);
  for (int i = 0; mappings[i].text; i++)
    put_mapping(json, &mappings[i], i);
  end_mappings(json);
}

/* The better what tells, the greener. */
static void waited_defaults(struct json *json) {
  static const char *const colours[] = {"",     "green",  "green",
                                        "blue", "yellow", "orange"};

  json_array(json, "mappings");
  begin_mappings(json);
  for (int code = 1; code < (int)(sizeof(colours) / sizeof(*colours)); code++)
    put_mapping(
        json, &(struct mapping){code, io_wait_source_name(code), colours[code]},
        code);
  end_mappings(json);
  json_end_array(json);
}

void look_set_text(struct json *json, const char *id, const char *value) {
  json_object(json, NULL);
  json_string(json, "id", id);
  json_string(json, "value", value);
  json_end_object(json);
}

void look_set_number(struct json *json, const char *id, double value) {
  json_object(json, NULL);
  json_string(json, "id", id);
  json_number(json, "value", value);
  json_end_object(json);
}

static void set_colour(struct json *json, const char *colour) {
  json_object(json, NULL);
  json_string(json, "id", "color");
  json_object(json, "value");
  json_string(json, "mode", "fixed");
  json_string(json, "fixedColor", colour);
  json_end_object(json);
  json_end_object(json);
}

static void set_dashes(struct json *json) {
  json_object(json, NULL);
  json_string(json, "id", "custom.lineStyle");
  json_object(json, "value");
  json_string(json, "fill", "dash");
  json_array(json, "dash");
  json_number(json, NULL, 8);
  json_number(json, NULL, 6);
  json_end_array(json);
  json_end_object(json);
  json_end_object(json);
}

void look_begin_override(struct json *json, const char *field) {
  json_object(json, NULL);
  json_object(json, "matcher");
  json_string(json, "id", "byName");
  json_string(json, "options", field);
  json_end_object(json);
  json_array(json, "properties");
}

void look_end_override(struct json *json) {
  json_end_array(json);
  json_end_object(json);
}

/* What is absent is a gap. */
static void line_defaults(struct json *json) {
  json_number(json, "min", 0);
  json_object(json, "custom");
  json_string(json, "drawStyle", "line");
  json_number(json, "lineWidth", 1);
  json_number(json, "fillOpacity", 10);
  json_string(json, "showPoints", "auto");
  json_number(json, "pointSize", 3);
  json_boolean(json, "spanNulls", false);
  json_end_object(json);
}

static void limit_overrides(struct json *json) {
  look_begin_override(json, "limit");
  set_colour(json, "red");
  set_dashes(json);
  look_set_number(json, "custom.fillOpacity", 0);
  look_end_override(json);
}

static void band_overrides(struct json *json) {
  look_begin_override(json, "at the latest");
  set_colour(json, "orange");
  look_set_number(json, "custom.lineWidth", 0);
  look_set_number(json, "custom.fillOpacity", 30);
  look_set_text(json, "custom.fillBelowTo", "at the earliest");
  look_end_override(json);
  look_begin_override(json, "at the earliest");
  set_colour(json, "orange");
  look_set_number(json, "custom.lineWidth", 0);
  look_set_number(json, "custom.fillOpacity", 0);
  look_end_override(json);
  look_begin_override(json, "time left");
  set_colour(json, "red");
  look_set_number(json, "custom.lineWidth", 2);
  look_set_number(json, "custom.fillOpacity", 0);
  look_end_override(json);
}

struct step {
  double from;
  const char *colour; /* NULL behind the last */
};

static void put_step(struct json *json, const struct step *step, bool first) {
  json_object(json, NULL);
  json_string(json, "color", step->colour);
  if (first)
    json_null(json, "value");
  else
    json_number(json, "value", step->from);
  json_end_object(json);
}

static void put_steps(struct json *json, const struct step *steps) {
  json_object(json, "thresholds");
  json_string(json, "mode", "absolute");
  json_array(json, "steps");
  for (const struct step *step = steps; step->colour; step++)
    put_step(json, step, step == steps);
  json_end_array(json);
  json_end_object(json);
  json_object(json, "color");
  json_string(json, "mode", "thresholds");
  json_end_object(json);
}

static void alarm_defaults(struct json *json) {
  put_steps(json, (struct step[]){{0, "green"}, {1, "red"}, {0}});
}

static void number_defaults(struct json *json) {
  put_steps(json, (struct step[]){{0, "blue"}, {0}});
}

static void bar_defaults(struct json *json) {
  json_number(json, "min", 0);
  json_number(json, "max", 100);
  put_steps(json,
            (struct step[]){{0, "green"}, {75, "orange"}, {90, "red"}, {0}});
}

static void put_legend(struct json *json) {
  json_object(json, "legend");
  json_boolean(json, "showLegend", true);
  json_string(json, "displayMode", "list");
  json_string(json, "placement", "bottom");
  json_end_object(json);
}

static void line_options(struct json *json) {
  put_legend(json);
  json_object(json, "tooltip");
  json_string(json, "mode", "multi");
  json_string(json, "sort", "desc");
  json_end_object(json);
}

static void stripe_options(struct json *json) {
  json_boolean(json, "mergeValues", true);
  json_string(json, "showValue", "auto");
  json_string(json, "alignValue", "left");
  json_number(json, "rowHeight", 0.8);
  put_legend(json);
}

static void put_reduction(struct json *json) {
  json_object(json, "reduceOptions");
  json_boolean(json, "values", false);
  json_array(json, "calcs");
  json_string(json, NULL, "lastNotNull");
  json_end_array(json);
  json_string(json, "fields", "");
  json_end_object(json);
}

static void number_options(struct json *json) {
  put_reduction(json);
  json_string(json, "colorMode", "background");
  json_string(json, "graphMode", "none");
  json_string(json, "textMode", "auto");
}

static void bar_options(struct json *json) {
  put_reduction(json);
  json_string(json, "orientation", "horizontal");
  json_string(json, "displayMode", "basic");
  json_boolean(json, "showUnfilled", true);
}

/* clang-format off */
const struct look_row looks[LOOK_COUNT] = {
  [LOOK_LINES] = { "timeseries",
    .write_defaults = line_defaults, .write_options = line_options },
  [LOOK_LIMIT] = { "timeseries", .write_overrides = limit_overrides,
    .write_defaults = line_defaults, .write_options = line_options },
  [LOOK_BAND] = { "timeseries", .write_overrides = band_overrides,
    .write_defaults = line_defaults, .write_options = line_options },
  [LOOK_STATES] = { "state-timeline", .mappings = state_mappings,
    .write_options = stripe_options },
  [LOOK_FUSES] = { "state-timeline", .mappings = fuse_mappings,
    .write_options = stripe_options },
  [LOOK_WAITED] = { "state-timeline", .write_defaults = waited_defaults,
    .write_options = stripe_options },
  [LOOK_ALARM] = { "stat", .is_instant = true,
    .write_defaults = alarm_defaults, .write_options = number_options },
  [LOOK_NUMBER] = { "stat", .is_instant = true,
    .write_defaults = number_defaults, .write_options = number_options },
  [LOOK_BARS] = { "bargauge", .is_instant = true,
    .write_defaults = bar_defaults, .write_options = bar_options },
  [LOOK_TABLE] = { "table", .is_instant = true, .is_table = true,
    .write_overrides = table_look_overrides, .write_options = table_look_options,
    .write_transformations = table_look_transformations },
};
/* clang-format on */

static void put_fields(struct json *json, const struct panel *panel) {
  const struct look_row *look = &looks[panel->look];

  json_object(json, "fieldConfig");
  json_object(json, "defaults");
  if (panel->unit)
    json_string(json, "unit", panel->unit);
  if (panel->empty)
    json_string(json, "noValue", panel->empty);
  if (look->mappings) {
    json_array(json, "mappings");
    look_write_mappings(json, look->mappings);
    json_end_array(json);
  }
  if (look->write_defaults)
    look->write_defaults(json);
  json_end_object(json);
  json_array(json, "overrides");
  if (look->write_overrides)
    look->write_overrides(json);
  json_end_array(json);
  json_end_object(json);
}

void look_write(struct json *json, const struct panel *panel) {
  const struct look_row *look = &looks[panel->look];

  put_fields(json, panel);
  json_object(json, "options");
  look->write_options(json);
  json_end_object(json);
  if (!look->write_transformations)
    return;
  json_array(json, "transformations");
  look->write_transformations(json);
  json_end_array(json);
}
