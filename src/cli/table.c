/* table.c - see table.h */
#include "cli/table.h"

#include "base/text.h"
#include "emit/words.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { ROWS_MOST = 4096, NAME_BYTES = TABLE_NAME_BYTES };

/* Each by the ending of its type_instance. */
/* clang-format off */
static const struct {
  const char *type, *ending, *key;
} columns[CELLS] = {
  [CELL_LOWER]       = { "duration", "_lower",       "lower_s" },
  [CELL_UPPER]       = { "duration", "_upper",       "upper_s" },
  [CELL_ETA]         = { "duration", "",             "eta_s" },
  [CELL_PROBABILITY] = { "percent",  "_probability", "probability" },
  [CELL_STATE]       = { "gauge",    "_state",       "state" },
  [CELL_USED]        = { "percent",  "_used",        "used" },
  [CELL_NOW]         = { "gauge",    "_now",         "value" },
  [CELL_LIMIT]       = { "gauge",    "_limit",       "limit" },
};
/* clang-format on */

struct table {
  size_t count;
  struct table_row row[ROWS_MOST];
};

struct table *table_new(void) {
  return calloc(1, sizeof(struct table));
}

void table_free(struct table *table) {
  free(table);
}

void table_clear(struct table *table) {
  table->count = 0;
}

static struct table_row *row_of(struct table *table, const char *target,
                                const char *wall) {
  struct table_row *row;

  for (size_t i = 0; i < table->count; i++)
    if (strcmp(table->row[i].target, target) == 0 &&
        strcmp(table->row[i].wall, wall) == 0)
      return &table->row[i];
  if (table->count == ROWS_MOST)
    return NULL;
  row = &table->row[table->count++];
  text_copy(text_of_string(target), row->target, NAME_BYTES);
  text_copy(text_of_string(wall), row->wall, NAME_BYTES);
  for (int i = 0; i < CELLS; i++)
    row->cell[i] = NAN;
  return row;
}

/* The row whose limit leaves by a type of its own, or NULL. */
static const struct wall *wall_with_limit(const struct record *record) {
  for (int id = 0; id < WALL_COUNT; id++)
    if (walls[id].limit_type &&
        strcmp(walls[id].limit_type, record->type) == 0 &&
        strcmp(walls[id].limit_instance, record->type_instance) == 0)
      return &walls[id];
  return NULL;
}

/* Cuts the ending off `wall`; -1 when it belongs to no column. */
static int column_of(const struct record *record, char wall[NAME_BYTES]) {
  size_t length = strlen(record->type_instance);

  text_copy(text_of_string(record->type_instance), wall, NAME_BYTES);
  for (int i = CELLS - 1; i >= 0; i--) {
    size_t ending = strlen(columns[i].ending);

    if (strcmp(columns[i].type, record->type) != 0 || ending >= length ||
        length >= NAME_BYTES ||
        strcmp(wall + length - ending, columns[i].ending) != 0)
      continue;
    wall[length - ending] = '\0';
    return i;
  }
  return -1;
}

void table_take(void *context, const struct record *record) {
  const struct wall *limited = wall_with_limit(record);
  char wall[NAME_BYTES];
  int column = limited ? CELL_LIMIT : column_of(record, wall);
  struct table_row *row;

  if (column < 0)
    return;
  row = row_of(context, record->target, limited ? limited->name : wall);
  if (row)
    row->cell[column] = record->value[0];
}

/* The unit of what a wall compares. */
enum unit_id table_row_unit(const struct table_row *row) {
  const char *wall = row->wall;

  for (int id = 0; id < WALL_COUNT; id++)
    if (strcmp(walls[id].name, wall) == 0)
      return metrics[walls[id].metric].unit;
  for (int id = 0; id < METRIC_COUNT; id++)
    if (strcmp(metric_wall_name((enum metric_id)id), wall) == 0)
      return metrics[id].unit;
  return UNIT_COUNT_OF;
}

static double or_last(double value) {
  return isnan(value) ? INFINITY : value;
}

/* Soonest first, then fullest, then by name. */
static int by_urgency(const void *a, const void *b) {
  const struct table_row *one = a, *other = b;
  double left = or_last(one->cell[CELL_ETA]) - or_last(other->cell[CELL_ETA]);
  double used =
      or_last(-other->cell[CELL_USED]) - or_last(-one->cell[CELL_USED]);

  if (left < 0 || left > 0)
    return left < 0 ? -1 : 1;
  if (used < 0 || used > 0)
    return used < 0 ? 1 : -1;
  return strcmp(one->target, other->target);
}

void table_write_left(const struct table_row *row, char *buffer,
                      size_t capacity) {
  char eta[32], lower[32], upper[32];

  duration_write(row->cell[CELL_ETA], eta, sizeof(eta));
  duration_write(row->cell[CELL_LOWER], lower, sizeof(lower));
  duration_write(row->cell[CELL_UPPER], upper, sizeof(upper));
  if (isnan(row->cell[CELL_ETA]))
    snprintf(buffer, capacity, "-");
  else if (isnan(row->cell[CELL_UPPER]))
    snprintf(buffer, capacity, "%s (%s or more)", eta, lower);
  else
    snprintf(buffer, capacity, "%s (%s to %s)", eta, lower, upper);
}

static void write_percent(double value, char *buffer, size_t capacity) {
  if (isnan(value))
    snprintf(buffer, capacity, "-");
  else
    snprintf(buffer, capacity, "%.0f %%", value);
}

const char *table_state_name(double state) {
  static const char *const names[] = {"ok", "warning", "FAILURE"};

  return state >= 0 && state <= 2 ? names[(int)state] : "-";
}

static const char *state_colour(double state) {
  static const char *const colours[] = {"", "\033[33m", "\033[1;31m"};

  return state >= 0 && state <= 2 ? colours[(int)state] : "";
}

static void print_row(const struct table_row *row, FILE *out, bool colour) {
  char target[NAME_BYTES], wall[NAME_BYTES], now[32], limit[32], both[80],
      left[104], percent[16];
  enum unit_id unit = table_row_unit(row);
  double state = row->cell[CELL_STATE];

  clean_text(row->target, target, sizeof(target));
  clean_text(row->wall, wall, sizeof(wall));
  unit_write(unit, row->cell[CELL_NOW], now, sizeof(now));
  unit_write(unit, row->cell[CELL_LIMIT], limit, sizeof(limit));
  snprintf(both, sizeof(both), "%s / %s", now, limit);
  table_write_left(row, left, sizeof(left));
  write_percent(row->cell[CELL_PROBABILITY], percent, sizeof(percent));
  fprintf(out, "%s%-16s %-17s %-21s %-25s %5s  %s%s\n",
          colour ? state_colour(state) : "", target, wall, both, left, percent,
          table_state_name(state), colour ? "\033[0m" : "");
}

bool table_row_is_told(const struct table_row *row) {
  return !isnan(row->cell[CELL_STATE]);
}

size_t table_sort(struct table *table, const struct table_row **ret_rows) {
  qsort(table->row, table->count, sizeof(struct table_row), by_urgency);
  *ret_rows = table->row;
  return table->count;
}

void table_print(struct table *table, FILE *out, bool colour) {
  size_t shown = 0;

  qsort(table->row, table->count, sizeof(struct table_row), by_urgency);
  fprintf(out, "%-16s %-17s %-21s %-25s %5s  %s\n", "GROUP", "HEADING FOR",
          "NOW / LIMIT", "TIME LEFT (80 %)", "PROB", "STATE");
  for (size_t i = 0; i < table->count; i++) {
    if (!table_row_is_told(&table->row[i]))
      continue;
    print_row(&table->row[i], out, colour);
    shown++;
  }
  if (shown == 0)
    fprintf(out, "nothing is known yet\n");
}

static int print_json_row(const struct table_row *row, struct json *json,
                          double epoch_s, FILE *out) {
  const char *text;
  size_t length;
  int r;

  json_reset(json);
  json_object(json, NULL);
  json_number(json, "time", epoch_s);
  json_string(json, "group", row->target);
  json_string(json, "wall", row->wall);
  for (int i = 0; i < CELLS; i++)
    json_number(json, columns[i].key, row->cell[i]);
  json_end_object(json);
  r = json_finish(json, &text, &length);
  if (r == 0)
    fprintf(out, "%.*s\n", (int)length, text);
  return r;
}

int table_print_json(struct table *table, struct json *json, double epoch_s,
                     FILE *out) {
  int r = 0;

  qsort(table->row, table->count, sizeof(struct table_row), by_urgency);
  for (size_t i = 0; r == 0 && i < table->count; i++)
    if (table_row_is_told(&table->row[i]))
      r = print_json_row(&table->row[i], json, epoch_s, out);
  fflush(out);
  return r;
}
