/* overview_groups.c - fuse, stuck members and what they wait for; see
 * overview_parts.h */
#include "cli/overview_parts.h"

#include "emit/words.h"
#include "metric/unit.h"
#include "window/io_wait.h"

#include <math.h>

static void put_count(struct html *html, double value) {
  char text[32];

  unit_write(UNIT_COUNT_OF, value, text, sizeof(text));
  html_element(html, "td", NULL, text);
}

static void put_fuse(struct html *html, double fuse) {
  html_element(html, "td", fuse > 0 ? "bad" : NULL,
               isnan(fuse) ? "-"
               : fuse > 0  ? "blown"
                           : "whole");
}

static void put_stuck(struct html *html, double stuck_s) {
  char span[32], text[48] = "-";

  duration_write(stuck_s, span, sizeof(span));
  if (stuck_s > 0)
    snprintf(text, sizeof(text), "for %s", span);
  html_element(html, "td", stuck_s > 0 ? "bad" : NULL, text);
}

/* "240 ms/s (thread states)" */
static void put_wait(struct html *html, const struct group_told *group) {
  const char *source = io_wait_source_name(group->io_wait_source);
  char wait[32], text[96];

  unit_write(UNIT_RATE_MS, group->io_wait_ms, wait, sizeof(wait));
  snprintf(text, sizeof(text), "%s%s%s%s", wait, source ? " (" : "",
           source ? source : "", source ? ")" : "");
  html_element(html, "td", NULL, text);
}

static void put_group(struct html *html, const struct group_told *group) {
  html_open(html, "tr");
  html_element(html, "td", NULL, group->target);
  put_count(html, group->processes);
  put_fuse(html, group->fuse);
  put_stuck(html, group->stuck_s);
  put_count(html, group->blocked);
  put_wait(html, group);
  html_element(html, "td", NULL, group->cause ? group->cause : "-");
  html_close(html);
}

static void put_groups(struct html *html, const struct overview *overview,
                       bool in_trouble) {
  for (size_t i = 0; i < overview->groups; i++) {
    const struct group_told *group = &overview->group[i];

    if ((group->fuse > 0 || group->stuck_s > 0) == in_trouble)
      put_group(html, group);
  }
}

void overview_put_groups(struct html *html, const struct overview *overview) {
  static const char *const titles[] = {
      "group",           "processes",     "fuse",       "stuck",
      "blocked threads", "waits for I/O", "held up by", NULL};

  if (overview->groups == 0)
    return;
  overview_begin_table(html, "Groups", titles);
  put_groups(html, overview, true);
  put_groups(html, overview, false);
  html_table_end(html);
}
