/*
 * explain_html.h - evidence as one page that needs nothing else: no network, no
 * script. Readable on a phone, printable, light and dark.
 */
#ifndef EXPLAIN_HTML_H
#define EXPLAIN_HTML_H

#include "emit/json_tree.h"

#include <stdio.h>

/* 0, or -errno when it could not be written. */
int explain_html(const struct json_node *evidence, FILE *out);

#endif
