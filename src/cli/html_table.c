/* html_table.c - see html_table.h */
#include "cli/html_table.h"

#include "cli/explain_words.h"
#include "emit/words.h"

#include <math.h>
#include <string.h>

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

void html_table(struct html *html, const char *title,
                const struct column *columns, const struct json_node *rows) {
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

const struct column wall_columns[] = {
    {"wall", column_wall},   {"now", column_value},
    {"limit", column_limit}, {"ahead", words_of_forecast},
    {"state", column_state}, {NULL, NULL}};
const struct column thread_columns[] = {{"thread", column_tid},
                                        {"name", column_comm},
                                        {"state", column_state},
                                        {"waits for", column_cause},
                                        {"in", column_wchan},
                                        {"for", column_for},
                                        {"fd", column_fd},
                                        {"stack", column_stack},
                                        {NULL, NULL}};
const struct column file_columns[] = {{"fd", column_fd},
                                      {"path", column_path},
                                      {"progress", words_of_file},
                                      {NULL, NULL}};
const struct column socket_columns[] = {{"fd", column_fd},
                                        {"protocol", column_protocol},
                                        {"local", column_local},
                                        {"remote", column_remote},
                                        {"state", column_state},
                                        {"queues", column_words},
                                        {NULL, NULL}};
const struct column lack_columns[] = {
    {"what", column_what}, {"why", column_why}, {NULL, NULL}};
