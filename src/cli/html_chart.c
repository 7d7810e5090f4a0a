/* html_chart.c - see html_chart.h */
#include "cli/html_chart.h"

#include "cli/explain_words.h"
#include "emit/words.h"

#include <math.h>

enum { PATH_BYTES = 32 * CHART_POINTS, LABEL_BYTES = 96 };

static void put_number(struct html *html, const char *name, double value) {
  char text[32];

  snprintf(text, sizeof(text), "%.1f", value);
  html_attribute(html, name, text);
}

static void put_line(struct html *html, const char *class_name,
                     const double from[2], const double to[2]) {
  html_open(html, "line");
  html_attribute(html, "class", class_name);
  put_number(html, "x1", from[0]);
  put_number(html, "y1", from[1]);
  put_number(html, "x2", to[0]);
  put_number(html, "y2", to[1]);
  html_close(html);
}

/* Points of one line without a gap, from `first` on; returns where the next
 * begins. */
static int put_stretch(struct html *html, const struct chart *chart,
                       int first) {
  char points[PATH_BYTES] = "";
  size_t used = 0;
  int i = first;

  for (; i < chart->count && !isnan(chart->point[i].value); i++)
    used += (size_t)snprintf(points + used, sizeof(points) - used,
                             "%s%.1f,%.1f", used ? " " : "",
                             chart_x(chart, -chart->point[i].age_s),
                             chart_y(chart, chart->point[i].value));
  html_open(html, "polyline");
  html_attribute(html, "class", "values");
  html_attribute(html, "points", points);
  html_close(html);
  return i;
}

static void put_values(struct html *html, const struct chart *chart) {
  for (int i = 0; i < chart->count;)
    if (isnan(chart->point[i].value))
      i++;
    else
      i = put_stretch(html, chart, i);
}

static void put_wall(struct html *html, const struct chart *chart) {
  double y = chart_y(chart, chart->limit);

  if (!isnan(chart->limit))
    put_line(html, "wall", (double[]){0, y}, (double[]){CHART_WIDTH, y});
}

/* From here and now to where it meets the wall, at the earliest and latest. */
static void put_forecast(struct html *html, const struct chart *chart) {
  double value = chart->count ? chart->point[chart->count - 1].value : 0;
  double now[2] = {chart_x(chart, 0), chart_y(chart, fmax(0, value))};
  double limit = chart_y(chart, chart->limit);
  double upper =
      isnan(chart->upper_s) ? CHART_WIDTH : chart_x(chart, chart->upper_s);
  char points[LABEL_BYTES];

  if (isnan(chart->eta_s))
    return;
  snprintf(points, sizeof(points), "%.1f,%.1f %.1f,%.1f %.1f,%.1f", now[0],
           now[1], chart_x(chart, chart->lower_s), limit, upper, limit);
  html_open(html, "polygon");
  html_attribute(html, "class", "band");
  html_attribute(html, "points", points);
  html_close(html);
  put_line(html, "median", now,
           (double[]){chart_x(chart, chart->eta_s), limit});
}

static void put_picture(struct html *html, const struct chart *chart,
                        const char *title) {
  char box[48];

  snprintf(box, sizeof(box), "0 0 %d %d", CHART_WIDTH, CHART_HEIGHT);
  html_open(html, "svg");
  html_attribute(html, "viewBox", box);
  html_attribute(html, "preserveAspectRatio", "none");
  html_attribute(html, "role", "img");
  html_element(html, "title", NULL, title);
  put_forecast(html, chart);
  put_wall(html, chart);
  put_values(html, chart);
  put_line(html, "now", (double[]){chart_x(chart, 0), 0},
           (double[]){chart_x(chart, 0), CHART_HEIGHT});
  html_close(html);
}

static void put_mark(struct html *html, const struct chart *chart,
                     const char *class_name, double value, const char *words) {
  char style[32];

  snprintf(style, sizeof(style), "top:%.1f%%",
           100 * chart_y(chart, value) / CHART_HEIGHT);
  html_open(html, "span");
  html_attribute(html, "class", class_name);
  html_attribute(html, "style", style);
  html_text(html, words);
  html_close(html);
}

/* That of the wall stands for the top, or for 0, where both would meet. */
static void put_scale(struct html *html, const struct chart *chart,
                      const char *unit) {
  char words[48];

  if (!(chart->limit < 0.15 * chart->top))
    put_mark(html, chart, "mark", 0, "0");
  words_of_value(unit, chart->limit, words, sizeof(words));
  if (!isnan(chart->limit))
    put_mark(html, chart, "mark wall", chart->limit, words);
  words_of_value(unit, chart->top, words, sizeof(words));
  if (!(chart->limit > 0.8 * chart->top))
    put_mark(html, chart, "mark", chart->top, words);
}

static void put_times(struct html *html, const struct chart *chart) {
  char past[32], future[32], text[LABEL_BYTES], style[48];

  duration_write(chart->past_s, past, sizeof(past));
  duration_write(chart->future_s, future, sizeof(future));
  html_open(html, "div");
  html_attribute(html, "class", "times");
  snprintf(text, sizeof(text), "%s ago", past);
  html_element(html, "span", NULL, text);
  html_open(html, "span");
  html_attribute(html, "class", "at");
  snprintf(style, sizeof(style), "left:%.1f%%",
           100 * chart_x(chart, 0) / CHART_WIDTH);
  html_attribute(html, "style", style);
  html_text(html, "now");
  html_close(html);
  snprintf(text, sizeof(text), "in %s", future);
  if (chart->future_s > chart->past_s / 6)
    html_element(html, "span", "end", text);
  html_close(html);
}

/* "363 of 1024, at most 363, met in 31 min (27 min to 36 min), 97 %" */
static void title_write(const struct chart *chart,
                        const struct json_node *window,
                        const struct json_node *wall, char *buffer,
                        size_t capacity) {
  const char *unit = json_text_of(window, "unit");
  double last = chart->count ? chart->point[chart->count - 1].value : NAN;
  char value[48], limit[48], ahead[160];

  words_of_value(unit, last, value, sizeof(value));
  words_of_value(unit, chart->limit, limit, sizeof(limit));
  words_of_forecast(wall, ahead, sizeof(ahead));
  if (isnan(chart->limit))
    snprintf(buffer, capacity, "%s", value);
  else if (isnan(chart->eta_s))
    snprintf(buffer, capacity, "%s, wall at %s", value, limit);
  else
    snprintf(buffer, capacity, "%s, wall at %s %s", value, limit, ahead);
}

static void put_figure(struct html *html, const struct chart *chart,
                       const struct json_node *window,
                       const struct json_node *wall) {
  char title[400], points[16];

  title_write(chart, window, wall, title, sizeof(title));
  snprintf(points, sizeof(points), "%d", chart_known(chart));
  html_open(html, "figure");
  html_attribute(html, "data-metric", json_text_of(window, "metric"));
  html_attribute(html, "data-points", points);
  html_open(html, "figcaption");
  html_element(html, "b", NULL, json_text_of(window, "metric"));
  html_text(html, " ");
  html_element(html, "span", NULL, title);
  html_close(html);
  html_open(html, "div");
  html_attribute(html, "class", "plot");
  put_picture(html, chart, title);
  put_scale(html, chart, json_text_of(window, "unit"));
  html_close(html);
  put_times(html, chart);
  html_close(html);
}

void html_chart(struct html *html, const struct json_node *window,
                const struct json_node *wall) {
  struct chart chart;
  double most = 0;

  chart_make(&chart, window, wall);
  for (int i = 0; i < chart.count; i++)
    most = fmax(most, chart.point[i].value);
  if (chart_known(&chart) >= 2 && most > 0)
    put_figure(html, &chart, window, wall);
}
