/*
 * explain_text.h - evidence for a terminal.
 */
#ifndef EXPLAIN_TEXT_H
#define EXPLAIN_TEXT_H

#include "emit/json_tree.h"

#include <stdbool.h>
#include <stdio.h>

/* How wide lines are by themselves, and the least and most that a terminal has
 * a say in. */
enum { EXPLAIN_WIDTH = 80, EXPLAIN_WIDTH_LEAST = 40, EXPLAIN_WIDTH_MOST = 100 };

struct explain_style {
  bool colour;
  bool utf8; /* blocks may be drawn */
  int width; /* of a line, where it can be broken; 0: EXPLAIN_WIDTH */
};

/* Whatever stands in the evidence, no control character and nothing that turns
 * the direction of writing gets out. */
void explain_text(const struct json_node *evidence,
                  const struct explain_style *style, FILE *out);

#endif
