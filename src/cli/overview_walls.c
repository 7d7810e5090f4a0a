/* overview_walls.c - the walls ahead and what is used of the others; see
 * overview_parts.h */
#include "cli/overview_parts.h"

#include "metric/unit.h"

#include <math.h>

enum { AXIS = 1000 };

void overview_begin_table(struct html *html, const char *title,
                          const char *const *titles) {
  html_table_begin(html, title);
  for (; *titles; titles++)
    html_element(html, "th", NULL, *titles);
  html_table_body(html);
}

/* --- one row -------------------------------------------------------------- */

static const char *class_of(double state) {
  return state == 2 ? "bad" : state == 1 ? "warn" : NULL;
}

static void put_number(struct html *html, const char *name, double value) {
  char text[32];

  snprintf(text, sizeof(text), "%.1f", value);
  html_attribute(html, name, text);
}

static double on_axis(double s, double most_s) {
  return AXIS * fmin(1, fmax(0, s / most_s));
}

static void put_mark(struct html *html, const char *class_name, double x) {
  html_open(html, "line");
  html_attribute(html, "class", class_name);
  put_number(html, "x1", x);
  put_number(html, "x2", x);
  html_attribute(html, "y1", "0");
  html_attribute(html, "y2", "10");
  html_close(html);
}

/* From the earliest to the latest; to the end of the axis where that lies
 * beyond the horizon. */
static void put_span(struct html *html, const struct table_row *row,
                     double most_s) {
  double lower = row->cell[CELL_LOWER], upper = row->cell[CELL_UPPER];
  double from = on_axis(isnan(lower) ? row->cell[CELL_ETA] : lower, most_s);
  double to = isnan(upper) ? AXIS : on_axis(upper, most_s);

  html_open(html, "svg");
  html_attribute(html, "class", "span");
  html_attribute(html, "viewBox", "0 0 1000 10");
  html_attribute(html, "preserveAspectRatio", "none");
  html_attribute(html, "aria-hidden", "true");
  html_open(html, "line");
  html_attribute(html, "class", "axis");
  html_attribute(html, "x1", "0");
  html_attribute(html, "x2", "1000");
  html_attribute(html, "y1", "5");
  html_attribute(html, "y2", "5");
  html_close(html);
  html_open(html, "rect");
  put_number(html, "x", from);
  put_number(html, "width", fmax(4, to - from));
  html_attribute(html, "y", "0");
  html_attribute(html, "height", "10");
  html_close(html);
  put_mark(html, "at", on_axis(row->cell[CELL_ETA], most_s));
  html_close(html);
}

static void put_left(struct html *html, const struct table_row *row,
                     double most_s) {
  char left[104];

  table_write_left(row, left, sizeof(left));
  html_open(html, "td");
  html_attribute(html, "class", "t");
  html_text(html, left);
  put_span(html, row, most_s);
  html_close(html);
}

static void put_percent(struct html *html, double value) {
  char text[32] = "-";

  if (!isnan(value))
    snprintf(text, sizeof(text), "%.0f %%", value);
  html_element(html, "td", NULL, text);
}

static void put_used(struct html *html, const struct table_row *row) {
  double used = row->cell[CELL_USED];
  char now[32], limit[32], both[80];

  unit_write(table_row_unit(row), row->cell[CELL_NOW], now, sizeof(now));
  unit_write(table_row_unit(row), row->cell[CELL_LIMIT], limit, sizeof(limit));
  snprintf(both, sizeof(both), "%s / %s", now, limit);
  html_open(html, "td");
  html_attribute(html, "class", used >= 90 ? "u met" : "u");
  if (!isnan(used)) {
    html_open(html, "progress");
    html_attribute(html, "max", "100");
    put_number(html, "value", used);
    html_close(html);
  }
  html_text(html, both);
  html_close(html);
}

static void put_row(struct html *html, const struct table_row *row,
                    double most_s) {
  double state = row->cell[CELL_STATE];

  html_open(html, "tr");
  html_element(html, "td", NULL, row->target);
  html_element(html, "td", NULL, row->wall);
  if (most_s > 0)
    put_left(html, row, most_s);
  if (most_s > 0)
    put_percent(html, row->cell[CELL_PROBABILITY]);
  put_used(html, row);
  html_element(html, "td", class_of(state), table_state_name(state));
  html_close(html);
}

/* --- the tables ----------------------------------------------------------- */

static bool is_ahead(const struct table_row *row) {
  return table_row_is_told(row) && !isnan(row->cell[CELL_ETA]);
}

/* Where the axis ends: with what is foretold last. */
static double axis_of(const struct table_row *rows, size_t count) {
  double most_s = 0;

  for (size_t i = 0; i < count; i++)
    if (is_ahead(&rows[i]))
      most_s =
          fmax(most_s,
               fmax(rows[i].cell[CELL_ETA],
                    fmax(rows[i].cell[CELL_LOWER], rows[i].cell[CELL_UPPER])));
  return fmax(1, most_s);
}

static size_t count_told(const struct table_row *rows, size_t count,
                         bool ahead) {
  size_t found = 0;

  for (size_t i = 0; i < count; i++)
    found += table_row_is_told(&rows[i]) && is_ahead(&rows[i]) == ahead;
  return found;
}

static void put_rows(struct html *html, const struct table_row *rows,
                     size_t count, double most_s) {
  for (size_t i = 0; i < count; i++)
    if (table_row_is_told(&rows[i]) && is_ahead(&rows[i]) == (most_s > 0))
      put_row(html, &rows[i], most_s);
}

void overview_put_ahead(struct html *html, const struct table_row *rows,
                        size_t count) {
  static const char *const titles[] = {
      "group",       "heads for", "time left", "probability",
      "now / limit", "state",     NULL};

  if (count_told(rows, count, true) == 0)
    return;
  overview_begin_table(html, "Ahead, the soonest first", titles);
  put_rows(html, rows, count, axis_of(rows, count));
  html_table_end(html);
}

void overview_put_others(struct html *html, const struct table_row *rows,
                         size_t count) {
  static const char *const titles[] = {"group", "wall", "now / limit", "state",
                                       NULL};

  if (count_told(rows, count, false) == 0)
    return;
  overview_begin_table(html, "Other walls, the fullest first", titles);
  put_rows(html, rows, count, 0);
  html_table_end(html);
}
