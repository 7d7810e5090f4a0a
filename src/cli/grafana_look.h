/*
 * grafana_look.h - how panels of Grafana look: a row for each way.
 */
#ifndef GRAFANA_LOOK_H
#define GRAFANA_LOOK_H

#include "cli/grafana_board.h"

/* What a number is shown as. */
struct mapping {
  double value;
  const char *text; /* NULL behind the last */
  const char *colour;
};

extern const struct mapping state_mappings[], fuse_mappings[];

struct look_row {
  const char *type; /* of the panel */
  bool is_instant;  /* asks for the present only */
  bool is_table;
  const struct mapping *mappings;             /* NULL: none */
  void (*write_defaults)(struct json *json);  /* of fields; NULL: none */
  void (*write_overrides)(struct json *json); /* of some fields; NULL: none */
  void (*write_options)(struct json *json);   /* of the panel */
  void (*write_transformations)(struct json *json); /* NULL: none */
};

extern const struct look_row looks[LOOK_COUNT];

/* "fieldConfig", "options" and "transformations" of the panel. */
void look_write(struct json *json, const struct panel *panel);

/* "mappings" of a field. */
void look_write_mappings(struct json *json, const struct mapping *mappings);

/* An override of the field of that name; properties follow, then
 * look_end_override(). */
void look_begin_override(struct json *json, const char *field);
void look_end_override(struct json *json);

/* {"id":id,"value":value} */
void look_set_text(struct json *json, const char *id, const char *value);
void look_set_number(struct json *json, const char *id, double value);

/* grafana_table.c: the columns of LOOK_TABLE, in the order of its queries. */
void table_look_overrides(struct json *json);
void table_look_options(struct json *json);
void table_look_transformations(struct json *json);

#endif
