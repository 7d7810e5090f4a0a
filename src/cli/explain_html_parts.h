/*
 * explain_html_parts.h - the page of evidence from inside. Private to
 * explain_html*.c.
 */
#ifndef EXPLAIN_HTML_PARTS_H
#define EXPLAIN_HTML_PARTS_H

#include "cli/html.h"
#include "emit/json_tree.h"

/* A section of one member of the group. */
void explain_html_member(struct html *html, const struct json_node *member);

/* The windows of a member, or of the host (NULL): what is before a wall that it
 * heads for, or has met, comes first. */
void explain_html_charts(struct html *html, const struct json_node *windows,
                         const struct json_node *member);

/* A line of text behind a title; nothing for "". */
void explain_html_words(struct html *html, const char *title,
                        const char *words);

#endif
