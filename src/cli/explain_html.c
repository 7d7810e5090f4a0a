/* explain_html.c - see explain_html.h */
#include "cli/explain_html.h"

#include "cli/explain_text.h"
#include "cli/html_chart.h"
#include "emit/words.h"

#include <math.h>
#include <string.h>

static const char style[] =
    ":root{--paper:#fbfaf7;--ink:#1c1b19;--soft:#6b675f;--line:#ddd8cd;"
    "--card:#fff;--bad:#b3261e;--wall:#b3261e;--value:#1f5fa8;--band:#e8a33d}"
    "@media(prefers-color-scheme:dark){:root{--paper:#161514;--ink:#ece8e1;"
    "--soft:#a09a8f;--line:#3a3733;--card:#1f1d1b;--bad:#ff8a80;--wall:#ff8a80;"
    "--value:#8ab8f0;--band:#d9982f}}"
    "*{box-sizing:border-box}"
    "body{margin:0;background:var(--paper);color:var(--ink);"
    "font:16px/1.5 system-ui,-apple-system,'Segoe UI',sans-serif}"
    "main{max-width:68rem;margin:0 auto;padding:1.2rem}"
    "h1{font-size:clamp(1.3rem,4.5vw,2rem);line-height:1.25;margin:.3rem 0 "
    "1rem;"
    "font-weight:650;overflow-wrap:anywhere}"
    "h2{font-size:1.15rem;margin:2.2rem 0 .6rem;padding-top:.8rem;"
    "border-top:1px solid var(--line);overflow-wrap:anywhere}"
    "h3{font-size:.95rem;margin:1.4rem 0 .4rem;color:var(--soft);"
    "font-weight:600}"
    ".state{display:inline-block;color:var(--bad);border:1.5px solid "
    "var(--bad);"
    "border-radius:1rem;padding:.05rem .7rem;font-weight:650;font-size:.9rem}"
    ".where,small{color:var(--soft)}"
    "ul.reasons{padding-left:1.2rem;margin:.4rem 0}"
    "code{font:.88em/1.5 ui-monospace,'DejaVu Sans Mono',monospace;"
    "overflow-wrap:anywhere}"
    ".bars{display:grid;grid-template-columns:minmax(7rem,max-content) 1fr;"
    "gap:.25rem .8rem;align-items:center;max-width:40rem}"
    ".bar{display:flex;align-items:center;gap:.5rem}"
    ".bar i{display:block;height:.8rem;min-width:2px;background:var(--value);"
    "border-radius:2px}"
    ".charts{display:grid;gap:1rem;"
    "grid-template-columns:repeat(auto-fill,minmax(min(100%,20rem),1fr))}"
    "figure{margin:0;padding:.7rem;background:var(--card);"
    "border:1px solid var(--line);border-radius:.5rem}"
    "figcaption{font-size:.85rem;color:var(--soft);min-height:2.6em}"
    "figcaption b{color:var(--ink)}"
    ".plot{position:relative;border-bottom:1px solid var(--line);"
    "padding-top:1.1rem}"
    ".plot .top{position:absolute;top:0;left:0;font-size:.72rem;"
    "color:var(--soft)}"
    "svg{display:block;width:100%;height:8rem}"
    "svg *{vector-effect:non-scaling-stroke;fill:none}"
    ".values{stroke:var(--value);stroke-width:2;stroke-linejoin:round;"
    "stroke-linecap:round}"
    ".wall{stroke:var(--wall);stroke-width:1.5;stroke-dasharray:6 4}"
    "svg .band{fill:var(--band);fill-opacity:.3}"
    ".median{stroke:var(--band);stroke-width:1.5;stroke-dasharray:2 3}"
    ".now{stroke:var(--soft);stroke-width:1}"
    ".times{position:relative;display:flex;justify-content:space-between;"
    "font-size:.72rem;color:var(--soft);height:1.3em}"
    ".times .at{position:absolute;transform:translateX(-100%)}"
    ".scroll{overflow-x:auto;border:1px solid var(--line);border-radius:.5rem;"
    "background:var(--card)}"
    "table{border-collapse:collapse;width:100%;font-size:.88rem}"
    "th,td{text-align:left;padding:.35rem .6rem;vertical-align:top;"
    "border-bottom:1px solid var(--line)}"
    "tr:last-child td{border-bottom:0}th{color:var(--soft);font-weight:600}"
    "td{unicode-bidi:isolate}"
    "footer{margin-top:2rem;color:var(--soft);font-size:.85rem}"
    "@media print{:root{--paper:#fff;--card:#fff;--ink:#000}"
    "figure,tr,.bars{break-inside:avoid}main{max-width:none;padding:0}"
    ".scroll{overflow:visible}}";

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
  html_raw(html, style);
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

/* --- lists and tables ----------------------------------------------------- */

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

struct column {
  const char *title;
  void (*write)(const struct json_node *row, char *buffer, size_t capacity);
};

static void put_row(struct html *html, const struct column *columns,
                    const struct json_node *row) {
  char cell[WORDS_BYTES];

  html_open(html, "tr");
  for (const struct column *column = columns; column->title; column++) {
    column->write(row, cell, sizeof(cell));
    html_element(html, "td", NULL, cell);
  }
  html_close(html);
}

static void put_table(struct html *html, const char *title,
                      const struct column *columns,
                      const struct json_node *rows) {
  if (json_count(rows) == 0)
    return;
  html_element(html, "h3", NULL, title);
  html_open(html, "div");
  html_attribute(html, "class", "scroll");
  html_open(html, "table");
  html_open(html, "tr");
  for (const struct column *column = columns; column->title; column++)
    html_element(html, "th", NULL, column->title);
  html_close(html);
  for (size_t i = 0; i < json_count(rows); i++)
    put_row(html, columns, json_element(rows, i));
  html_close(html);
  html_close(html);
}

static void write_number(const struct json_node *row, const char *key,
                         char *buffer, size_t capacity) {
  double number = json_number_of(row, key);

  snprintf(buffer, capacity, "%.0f", number);
  if (isnan(number) || number < 0)
    snprintf(buffer, capacity, "-");
}

static void write_text(const struct json_node *row, const char *key,
                       char *buffer, size_t capacity) {
  snprintf(buffer, capacity, "%s", json_text_of(row, key));
}

#define NUMBER_COLUMN(key)                                                     \
  static void column_##key(const struct json_node *row, char *buffer,          \
                           size_t capacity) {                                  \
    write_number(row, #key, buffer, capacity);                                 \
  }
#define TEXT_COLUMN(key)                                                       \
  static void column_##key(const struct json_node *row, char *buffer,          \
                           size_t capacity) {                                  \
    write_text(row, #key, buffer, capacity);                                   \
  }

NUMBER_COLUMN(tid)
NUMBER_COLUMN(fd)
TEXT_COLUMN(comm)
TEXT_COLUMN(state)
TEXT_COLUMN(cause)
TEXT_COLUMN(wchan)
TEXT_COLUMN(path)
TEXT_COLUMN(protocol)
TEXT_COLUMN(local)
TEXT_COLUMN(remote)
TEXT_COLUMN(words)
TEXT_COLUMN(wall)
TEXT_COLUMN(what)
TEXT_COLUMN(why)

static void column_for(const struct json_node *row, char *buffer,
                       size_t capacity) {
  duration_write(json_number_of(row, "for_s"), buffer, capacity);
}

static void column_stack(const struct json_node *row, char *buffer,
                         size_t capacity) {
  const struct json_node *stack = json_member(row, "stack");

  buffer[0] = '\0';
  for (size_t i = 0; i < json_count(stack); i++) {
    size_t used = strlen(buffer);

    snprintf(buffer + used, capacity - used, "%s%s", i ? " < " : "",
             json_as_text(json_element(stack, i)));
  }
}

static void column_value(const struct json_node *row, char *buffer,
                         size_t capacity) {
  words_of_value(json_text_of(row, "unit"), json_number_of(row, "value"),
                 buffer, capacity);
}

static void column_limit(const struct json_node *row, char *buffer,
                         size_t capacity) {
  words_of_value(json_text_of(row, "unit"), json_number_of(row, "limit"),
                 buffer, capacity);
}

static const struct column wall_columns[] = {
    {"wall", column_wall},   {"now", column_value},
    {"limit", column_limit}, {"ahead", words_of_forecast},
    {"state", column_state}, {NULL, NULL}};
static const struct column thread_columns[] = {{"thread", column_tid},
                                               {"name", column_comm},
                                               {"state", column_state},
                                               {"waits for", column_cause},
                                               {"in", column_wchan},
                                               {"for", column_for},
                                               {"fd", column_fd},
                                               {"stack", column_stack},
                                               {NULL, NULL}};
static const struct column file_columns[] = {{"fd", column_fd},
                                             {"path", column_path},
                                             {"progress", words_of_file},
                                             {NULL, NULL}};
static const struct column socket_columns[] = {{"fd", column_fd},
                                               {"protocol", column_protocol},
                                               {"local", column_local},
                                               {"remote", column_remote},
                                               {"state", column_state},
                                               {"queues", column_words},
                                               {NULL, NULL}};
static const struct column lack_columns[] = {
    {"what", column_what}, {"why", column_why}, {NULL, NULL}};

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
  put_table(html, "Walls", wall_columns, json_member(member, "walls"));
  put_table(html, "Threads that are held up", thread_columns,
            json_member(threads, "list"));
  put_table(html, "Files", file_columns, json_member(member, "files"));
  put_table(html, "Sockets", socket_columns, json_member(member, "sockets"));
  put_lines(html, "Cgroups", json_member(member, "cgroups"));
  put_table(html, "Not read", lack_columns, json_member(member, "not_read"));
  html_close(html);
}

static void put_host(struct html *html, const struct json_node *evidence) {
  const struct json_node *versions = json_member(evidence, "versions");
  char line[320];

  html_open(html, "section");
  html_element(html, "h2", NULL, "The host");
  put_charts(html, json_member(evidence, "host_windows"), NULL);
  put_table(html, "Not read", lack_columns, json_member(evidence, "not_read"));
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
