/*
 * html_table.h - a list of evidence as a table, which scrolls in a box of its
 * own where it is wider than the page.
 */
#ifndef HTML_TABLE_H
#define HTML_TABLE_H

#include "cli/html.h"
#include "emit/json_tree.h"

#include <stdbool.h>

struct column {
  const char *title; /* NULL behind the last */
  void (*write)(const struct json_node *row, char *buffer, size_t capacity);
  bool wide;         /* its cells are broken into lines */
  const char *share; /* a percentage of the row, as a bar beside it; or NULL */
};

/* Those of the lists of a member, and of what could not be read. */
extern const struct column wall_columns[], thread_columns[], file_columns[],
    socket_columns[], mapping_columns[], lack_columns[];

/* A heading and a <table>, with its first row open: for a <th> each. */
void html_table_begin(struct html *html, const char *title);

/* Ends that row; now come the others. */
void html_table_body(struct html *html);
void html_table_end(struct html *html);

/* Nothing without rows. */
void html_table(struct html *html, const char *title,
                const struct column *columns, const struct json_node *rows);

#endif
