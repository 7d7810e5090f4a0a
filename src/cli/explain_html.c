/* explain_html.c - see explain_html.h */
#include "cli/explain_html.h"

#include "cli/explain_words.h"
#include "cli/html_chart.h"
#include "cli/html_style.h"
#include "cli/html_table.h"
#include "emit/words.h"

#include <math.h>
#include <string.h>

static void begin_page(struct html *html, const struct json_node *evidence) {
  char title[200];

  snprintf(title, sizeof(title), "%.80s on %.80s: evidence",
           json_text_of(evidence, "group"), json_text_of(evidence, "host"));
  html_raw(html, "<!doctype html>\n");
  html_open(html, "html");
  html_attribute(html, "lang", "en");
  html_open(html, "head");
  html_void(html, "meta");
  html_attribute(html, "charset", "utf-8");
  html_void(html, "meta");
  html_attribute(html, "name", "viewport");
  html_attribute(html, "content", "width=device-width,initial-scale=1");
  html_void(html, "meta");
  html_attribute(html, "http-equiv", "Content-Security-Policy");
  html_attribute(html, "content",
                 "default-src 'none'; style-src 'unsafe-inline'");
  html_element(html, "title", NULL, title);
  html_open(html, "style");
  html_raw(html, html_style);
  html_close(html);
  html_close(html);
  html_open(html, "body");
  html_open(html, "main");
}

static void put_head(struct html *html, const struct json_node *evidence) {
  const struct json_node *verdict = json_member(evidence, "verdict");
  const struct json_node *reasons = json_member(verdict, "reasons");
  bool is_fuse = json_number_of(verdict, "fuse") > 0;
  char when[64], where[320];

  words_of_time(json_number_of(evidence, "unix_s"),
                json_number_of(evidence, "utc_offset_s"), when, sizeof(when));
  snprintf(where, sizeof(where), " %.80s on %.80s, %s",
           json_text_of(evidence, "group"), json_text_of(evidence, "host"),
           when);
  html_open(html, "header");
  html_element(html, "span", "state",
               is_fuse ? "fuse blown" : json_text_of(verdict, "state"));
  html_element(html, "span", "where", where);
  html_element(html, "h1", NULL, json_text_of(evidence, "sentence"));
  html_open(html, "ul");
  html_attribute(html, "class", "reasons");
  for (size_t i = 0; i < json_count(reasons); i++)
    html_element(html, "li", NULL, json_as_text(json_element(reasons, i)));
  html_close(html);
  html_close(html);
}

static void put_bar(struct html *html, const struct json_node *cause,
                    double all) {
  double threads = json_number_of(cause, "threads");
  char width[32], count[32];

  snprintf(width, sizeof(width), "width:%.1f%%",
           80 * fmax(0, fmin(1, threads / all)));
  snprintf(count, sizeof(count), "%.0f", threads);
  html_element(html, "span", NULL, json_text_of(cause, "words"));
  html_open(html, "span");
  html_attribute(html, "class", "bar");
  html_open(html, "i");
  html_attribute(html, "style", width);
  html_close(html);
  html_text(html, count);
  html_close(html);
}

static void put_causes(struct html *html, const struct json_node *threads) {
  const struct json_node *list = json_member(threads, "causes");
  double all = json_number_of(threads, "looked_at");
  char title[96];

  if (json_count(list) == 0)
    return;
  snprintf(title, sizeof(title), "What its %.0f threads wait for",
           json_number_of(threads, "count"));
  html_element(html, "h3", NULL, title);
  html_open(html, "div");
  html_attribute(html, "class", "bars");
  for (size_t i = 0; i < json_count(list); i++)
    put_bar(html, json_element(list, i), all);
  html_close(html);
}

/* --- charts --------------------------------------------------------------- */

static const struct json_node *wall_of(const struct json_node *member,
                                       const char *metric) {
  const struct json_node *list = json_member(member, "walls");

  for (size_t i = 0; i < json_count(list); i++)
    if (strcmp(json_text_of(json_element(list, i), "metric"), metric) == 0)
      return json_element(list, i);
  return NULL;
}

static void put_charts(struct html *html, const struct json_node *windows,
                       const struct json_node *member) {
  html_open(html, "div");
  html_attribute(html, "class", "charts");
  for (size_t i = 0; i < json_count(windows); i++) {
    const struct json_node *window = json_element(windows, i);

    html_chart(html, window, wall_of(member, json_text_of(window, "metric")));
  }
  html_close(html);
}

/* --- the whole ------------------------------------------------------------ */

static void put_words(struct html *html, const char *title, const char *words) {
  if (words[0] == '\0')
    return;
  html_open(html, "p");
  html_element(html, "small", NULL, title);
  html_text(html, " ");
  html_text(html, words);
  html_close(html);
}

static void put_lines(struct html *html, const char *title,
                      const struct json_node *lines) {
  if (json_count(lines) == 0)
    return;
  html_element(html, "h3", NULL, title);
  for (size_t i = 0; i < json_count(lines); i++) {
    html_element(html, "code", NULL, json_as_text(json_element(lines, i)));
    html_void(html, "br");
  }
}

static void put_member(struct html *html, const struct json_node *member) {
  const struct json_node *fds = json_member(member, "fds");
  const struct json_node *threads = json_member(member, "threads");
  char line[WORDS_BYTES];

  html_open(html, "section");
  snprintf(line, sizeof(line), "pid %.0f, %.60s", json_number_of(member, "pid"),
           json_text_of(member, "command"));
  html_element(html, "h2", NULL, line);
  html_element(html, "code", NULL, json_text_of(member, "command_line"));
  put_causes(html, threads);
  html_element(html, "h3", NULL, "What it came to");
  put_charts(html, json_member(member, "windows"), member);
  words_of_memory(json_member(member, "memory"), line, sizeof(line));
  put_words(html, "Memory:", line);
  words_of_fds(fds, line, sizeof(line));
  put_words(html, "File descriptors:", json_count(fds) ? line : "");
  html_table(html, "Walls", wall_columns, json_member(member, "walls"));
  html_table(html, "Threads that are held up", thread_columns,
             json_member(threads, "list"));
  html_table(html, "Files", file_columns, json_member(member, "files"));
  html_table(html, "Sockets", socket_columns, json_member(member, "sockets"));
  put_lines(html, "Cgroups", json_member(member, "cgroups"));
  html_table(html, "Not read", lack_columns, json_member(member, "not_read"));
  html_close(html);
}

static void put_host(struct html *html, const struct json_node *evidence) {
  const struct json_node *versions = json_member(evidence, "versions");
  char line[320];

  html_open(html, "section");
  html_element(html, "h2", NULL, "The host");
  put_charts(html, json_member(evidence, "host_windows"), NULL);
  html_table(html, "Not read", lack_columns, json_member(evidence, "not_read"));
  html_close(html);
  snprintf(line, sizeof(line),
           "io_forecast %.60s, Linux %.80s; %.0f processes "
           "in the group, %zu told.",
           json_text_of(versions, "io_forecast"),
           json_text_of(versions, "kernel"),
           json_number_of(evidence, "member_count"),
           json_count(json_member(evidence, "members")));
  html_element(html, "footer", NULL, line);
}

int explain_html(const struct json_node *evidence, FILE *out) {
  const struct json_node *members = json_member(evidence, "members");
  struct html html;

  html_begin(&html, out);
  begin_page(&html, evidence);
  put_head(&html, evidence);
  for (size_t i = 0; i < json_count(members); i++)
    put_member(&html, json_element(members, i));
  put_host(&html, evidence);
  html_close(&html);
  html_close(&html);
  html_close(&html);
  return html_finish(&html);
}
