/*
 * explain_text.h - evidence for a terminal of 80 columns.
 */
#ifndef EXPLAIN_TEXT_H
#define EXPLAIN_TEXT_H

#include "emit/json_tree.h"

#include <stdbool.h>
#include <stdio.h>

struct explain_style {
  bool colour;
  bool utf8; /* blocks may be drawn */
};

/* Whatever stands in the evidence, no control character and nothing that turns
 * the direction of writing gets out. */
void explain_text(const struct json_node *evidence,
                  const struct explain_style *style, FILE *out);

#endif
