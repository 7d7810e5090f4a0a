/*
 * explain_page.h - evidence on a terminal, from inside: private to
 * explain_*.c.
 */
#ifndef EXPLAIN_PAGE_H
#define EXPLAIN_PAGE_H

#include "cli/explain_text.h"
#include "cli/explain_words.h"

struct page {
  FILE *out;
  struct explain_style style;
};

/* Strings are a stranger's: these are the only ways that they get out. As it
 * is; broken where a line of the terminal ends, from column `at` on; with a
 * label before it, nothing for ""; and as a heading. */
void page_put(const struct page *page, const char *text);
void page_wrap(const struct page *page, const char *text, int at);
void page_line(const struct page *page, const char *label, const char *text);
void page_title(const struct page *page, const char *title);

/* A colour of ECMA-48, where there are colours. */
void page_paint(const struct page *page, const char *code);

/* Parts of evidence. */
void page_windows(const struct page *page, const struct json_node *windows);
void page_lacks(const struct page *page, const struct json_node *lacks);
void page_member(const struct page *page, const struct json_node *member);

#endif
