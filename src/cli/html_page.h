/*
 * html_page.h - how each of our pages begins and ends: what a browser has to
 * know, and may not do.
 */
#ifndef HTML_PAGE_H
#define HTML_PAGE_H

#include "cli/html.h"

struct html_head {
  const char *title;
  const char *style;       /* beside html_style and html_style_table; or NULL */
  const char *script;      /* a constant of ours; NULL: none is let in */
  const char *script_hash; /* "sha256-..=" of it */
  double refresh_s;        /* 0: it stays as it is */
};

/* Up to the open <main>. */
void html_begin_page(struct html *html, const struct html_head *head);

/* Closes what was opened, behind the script. 0, or as html_finish(). */
int html_end_page(struct html *html, const struct html_head *head);

#endif
