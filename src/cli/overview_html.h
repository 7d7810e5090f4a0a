/*
 * overview_html.h - who meets which wall, and when, as one page that needs
 * nothing else, looks for its successor by itself and says when it is stale.
 */
#ifndef OVERVIEW_HTML_H
#define OVERVIEW_HTML_H

#include "cli/overview.h"
#include "cli/table.h"

#include <stdbool.h>

struct overview_page {
  struct table *table;
  const struct overview *overview;
  const char *host;  /* "": not known */
  double made_s;     /* when its values were, since 1970 */
  double utc_offset; /* seconds, of the time it is read at */
  double every_s;    /* how often it is made anew */
  bool has_ended;    /* and will be no more */
};

/* 0, or -errno when it could not be written. */
int overview_html(const struct overview_page *page, FILE *out);

#endif
