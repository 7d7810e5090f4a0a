/* overview_html.c - see overview_html.h */
#include "cli/overview_html.h"

#include "cli/explain_words.h"
#include "cli/html_page.h"
#include "cli/overview_parts.h"
#include "emit/words.h"

#include <math.h>
#include <string.h>

/* It stands on its own where no script is let in: then the time tells. */
static const char script[] =
    "(function(){var m=document.getElementById('made'),"
    "at=m.dataset.at*1000,limit=m.dataset.limit*1000;"
    "function look(){var age=Date.now()-at;"
    "document.body.classList.toggle('stale',age>limit||age<-limit)}"
    "look();setInterval(look,1000)})()";
static const char script_hash[] =
    "sha256-KcVcYsNcqEvUrcL/+dBtzSLFyB6LQH4Cex4QsKxzBEg=";

static const char style[] =
    ".chip{display:inline-block;border:1.5px solid var(--soft);"
    "border-radius:1rem;padding:.05rem .7rem;margin:0 .4rem .3rem 0;"
    "font-weight:650;font-size:.9rem}"
    ".bad{color:var(--bad)}.warn{color:var(--band)}"
    ".chip.bad,.chip.warn{border-color:currentColor}"
    ".bad,.warn{font-weight:650}"
    "#old{display:none;border:2px solid var(--bad);color:var(--bad);"
    "border-radius:.5rem;padding:.5rem .8rem;font-weight:650}"
    ".stale #old,.ended #old{display:block}"
    ".stale .scroll,.ended .scroll{opacity:.55}"
    ".scroll{max-height:44rem}"
    "td.t{min-width:14rem;width:40%}"
    "td.u progress{display:inline-block;width:6rem;margin:0 .6rem 0 0;"
    "vertical-align:middle}"
    ".span{display:block;width:100%;height:.8rem;margin:.25rem 0 .1rem}"
    ".span rect{fill:var(--band);fill-opacity:.4}"
    ".span .axis{stroke:var(--line);stroke-width:1}"
    ".span .at{stroke:var(--bad);stroke-width:2.5}"
    ".met progress{accent-color:var(--bad)}"
    "ul.alarms{padding-left:1.2rem;margin:.4rem 0}"
    "@media(max-width:30rem){td.t{min-width:8rem;white-space:normal}"
    "td.u progress{display:block;width:100%;min-width:5rem}}";

static double limit_of(const struct overview_page *page) {
  return fmax(15, 3 * page->every_s);
}

static size_t count_state(const struct table_row *rows, size_t count,
                          double state) {
  size_t found = 0;

  for (size_t i = 0; i < count; i++)
    found += rows[i].cell[CELL_STATE] == state;
  return found;
}

/* "3 failures"; nothing for none of them. */
static void put_chip(struct html *html, const char *class_name, size_t count,
                     const char *one, const char *many) {
  char text[64];

  if (count == 0)
    return;
  snprintf(text, sizeof(text), "%zu %s", count, count == 1 ? one : many);
  html_element(html, "span", class_name, text);
}

static size_t count_fuses(const struct overview *overview) {
  size_t found = 0;

  for (size_t i = 0; i < overview->groups; i++)
    found += overview->group[i].fuse > 0;
  return found;
}

static size_t count_stuck(const struct overview *overview) {
  size_t found = 0;

  for (size_t i = 0; i < overview->groups; i++)
    found += overview->group[i].stuck_s > 0;
  return found;
}

static void put_chips(struct html *html, const struct overview_page *page,
                      const struct table_row *rows, size_t count) {
  size_t failures = count_state(rows, count, 2);
  size_t warnings = count_state(rows, count, 1);
  size_t fuses = count_fuses(page->overview);
  size_t stuck = count_stuck(page->overview);

  html_open(html, "p");
  put_chip(html, "chip bad", fuses, "fuse blown", "fuses blown");
  put_chip(html, "chip bad", failures, "failure", "failures");
  put_chip(html, "chip warn", warnings, "warning", "warnings");
  put_chip(html, "chip bad", stuck, "group is stuck", "groups are stuck");
  if (fuses + failures + warnings + stuck == 0)
    html_element(html, "span", "chip", "no alarm");
  html_close(html);
}

/* What presses first; NULL: nothing is foretold. */
static const struct table_row *first_ahead(const struct table_row *rows,
                                           size_t count) {
  for (size_t i = 0; i < count; i++)
    if (table_row_is_told(&rows[i]))
      return isnan(rows[i].cell[CELL_ETA]) ? NULL : &rows[i];
  return NULL;
}

static void put_headline(struct html *html, const struct table_row *first) {
  char text[400], left[104];

  if (!first) {
    html_element(html, "h1", NULL, "Nobody is known to head for a wall.");
    return;
  }
  table_write_left(first, left, sizeof(left));
  if (first->cell[CELL_ETA] > 0)
    snprintf(text, sizeof(text), "%s meets %s in %s", first->target,
             first->wall, left);
  else
    snprintf(text, sizeof(text), "%s has met %s", first->target, first->wall);
  html_element(html, "h1", NULL, text);
}

static void put_made(struct html *html, const struct overview_page *page) {
  char number[32], when[64];

  words_of_time(page->made_s, page->utc_offset, when, sizeof(when));
  html_open(html, "p");
  html_attribute(html, "id", "made");
  html_attribute(html, "class", "where");
  snprintf(number, sizeof(number), "%.0f", page->made_s);
  html_attribute(html, "data-at", number);
  snprintf(number, sizeof(number), "%.0f", limit_of(page));
  html_attribute(html, "data-limit", number);
  html_text(html, page->host);
  html_text(html, page->host[0] ? ", " : "");
  html_text(html, when);
  html_close(html);
  html_open(html, "p");
  html_attribute(html, "id", "old");
  html_attribute(html, "role", "alert");
  html_text(html, page->has_ended
                      ? "Watching has ended: this page will not change any "
                        "more."
                      : "This page is old: whoever writes it has ended or is "
                        "held up, or the clocks differ.");
  html_close(html);
}

static void put_alarm(struct html *html, const struct alarm_told *alarm) {
  bool is_bad = alarm->state == STATE_FAILURE;

  html_open(html, "li");
  html_element(html, "span", is_bad ? "bad" : "warn",
               is_bad ? "failure" : "warning");
  html_text(html, " ");
  html_text(html, alarm->sentence);
  html_close(html);
}

static void put_alarms(struct html *html, const struct overview *overview) {
  if (overview->alarms == 0)
    return;
  html_element(html, "h3", NULL, "What was told");
  html_open(html, "ul");
  html_attribute(html, "class", "alarms");
  for (size_t i = overview->alarms; i-- > 0;)
    put_alarm(html, &overview->alarm[i]);
  html_close(html);
}

static void put_foot(struct html *html, const struct overview_page *page) {
  char text[160], every[32];

  duration_write(page->every_s, every, sizeof(every));
  snprintf(text, sizeof(text), "io_forecast %s%s%s", PACKAGE_VERSION,
           page->has_ended ? "" : "; made anew every ",
           page->has_ended ? "" : every);
  html_element(html, "footer", NULL, text);
}

int overview_html(const struct overview_page *page, FILE *out) {
  struct html_head head = {.title = "io_forecast",
                           .style = style,
                           .script = page->has_ended ? NULL : script,
                           .script_hash = script_hash,
                           .refresh_s =
                               page->has_ended ? 0 : fmax(5, page->every_s)};
  const struct table_row *rows;
  size_t count = table_sort(page->table, &rows);
  struct html html;

  html_begin(&html, out);
  html_begin_page(&html, &head);
  html_open(&html, "div");
  html_attribute(&html, "class", page->has_ended ? "ended" : "live");
  put_chips(&html, page, rows, count);
  put_headline(&html, first_ahead(rows, count));
  put_made(&html, page);
  put_alarms(&html, page->overview);
  overview_put_ahead(&html, rows, count);
  overview_put_groups(&html, page->overview);
  overview_put_others(&html, rows, count);
  put_foot(&html, page);
  html_close(&html);
  return html_end_page(&html, &head);
}
