/* html_table.c - see html_table.h */
#include "cli/html_table.h"

#include "cli/explain_words.h"
#include "emit/words.h"

#include <math.h>
#include <string.h>

static void put_bar(struct html *html, double percent) {
  char value[32];

  if (isnan(percent))
    return;
  snprintf(value, sizeof(value), "%.1f", fmax(0, fmin(100, percent)));
  html_open(html, "progress");
  html_attribute(html, "max", "100");
  html_attribute(html, "value", value);
  html_close(html);
}

static void put_cell(struct html *html, const struct column *column,
                     const struct json_node *row) {
  char cell[WORDS_BYTES];

  column->write(row, cell, sizeof(cell));
  html_open(html, "td");
  if (column->wide)
    html_attribute(html, "class", "w");
  if (column->share)
    put_bar(html, json_number_of(row, column->share));
  html_text(html, cell);
  html_close(html);
}

static void put_row(struct html *html, const struct column *columns,
                    const struct json_node *row) {
  html_open(html, "tr");
  for (const struct column *column = columns; column->title; column++)
    put_cell(html, column, row);
  html_close(html);
}

void html_table_begin(struct html *html, const char *title) {
  html_element(html, "h3", NULL, title);
  html_open(html, "div");
  html_attribute(html, "class", "scroll");
  html_attribute(html, "tabindex", "0"); /* for who has but a keyboard */
  html_attribute(html, "role", "region");
  html_attribute(html, "aria-label", title);
  html_open(html, "table");
  html_open(html, "thead");
  html_open(html, "tr");
}

void html_table_body(struct html *html) {
  html_close(html);
  html_close(html);
  html_open(html, "tbody");
}

void html_table_end(struct html *html) {
  html_close(html);
  html_close(html);
  html_close(html);
}

void html_table(struct html *html, const char *title,
                const struct column *columns, const struct json_node *rows) {
  if (json_count(rows) == 0)
    return;
  html_table_begin(html, title);
  for (const struct column *column = columns; column->title; column++)
    html_element(html, "th", NULL, column->title);
  html_table_body(html);
  for (size_t i = 0; i < json_count(rows); i++)
    put_row(html, columns, json_element(rows, i));
  html_table_end(html);
}

static void write_number(const struct json_node *row, const char *key,
                         char *buffer, size_t capacity) {
  double number = json_number_of(row, key);

  count_write(number < 0 ? (double)NAN : number, buffer, capacity);
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

static void column_cause(const struct json_node *row, char *buffer,
                         size_t capacity) {
  snprintf(buffer, capacity, "%s", words_of_cause(json_text_of(row, "cause")));
}

static void column_bytes(const struct json_node *row, char *buffer,
                         size_t capacity) {
  words_of_value("bytes", json_number_of(row, "bytes"), buffer, capacity);
}

static void column_grew(const struct json_node *row, char *buffer,
                        size_t capacity) {
  words_of_value("bytes", json_number_of(row, "grew_bytes"), buffer, capacity);
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

/* clang-format off */
const struct column wall_columns[] = {
    {.title = "wall", .write = column_wall},
    {.title = "state", .write = column_state},
    {.title = "now", .write = column_value},
    {.title = "limit", .write = column_limit},
    {.title = "ahead", .write = words_of_forecast},
    {0}};
const struct column thread_columns[] = {
    {.title = "thread", .write = column_tid},
    {.title = "name", .write = column_comm},
    {.title = "waits for", .write = column_cause},
    {.title = "for", .write = column_for},
    {.title = "state", .write = column_state},
    {.title = "in", .write = column_wchan},
    {.title = "fd", .write = column_fd},
    {.title = "stack", .write = column_stack, .wide = true},
    {0}};
const struct column file_columns[] = {
    {.title = "fd", .write = column_fd},
    {.title = "path", .write = column_path, .wide = true},
    {.title = "progress", .write = words_of_file, .wide = true, .share = "progress_percent"},
    {0}};
const struct column socket_columns[] = {
    {.title = "fd", .write = column_fd},
    {.title = "protocol", .write = column_protocol},
    {.title = "local", .write = column_local},
    {.title = "remote", .write = column_remote},
    {.title = "state", .write = column_state},
    {.title = "queues", .write = column_words, .wide = true},
    {0}};
const struct column mapping_columns[] = {
    {.title = "grew by", .write = column_grew},
    {.title = "to", .write = column_bytes},
    {.title = "what", .write = column_what, .wide = true},
    {0}};
const struct column lack_columns[] = {
    {.title = "what", .write = column_what, .wide = true},
    {.title = "why", .write = column_why, .wide = true},
    {0}};
/* clang-format on */
