/* explain_html.c - see explain_html.h */
#include "cli/explain_html.h"

#include "cli/explain_html_parts.h"
#include "cli/explain_words.h"
#include "cli/html_page.h"
#include "cli/html_table.h"

#include "emit/words.h"

#include <math.h>

static void put_head(struct html *html, const struct json_node *evidence) {
  const struct json_node *verdict = json_member(evidence, "verdict");
  const struct json_node *reasons = json_member(verdict, "reasons");
  bool is_fuse = json_number_of(verdict, "fuse") > 0;
  char when[64], where[320];

  words_of_time(json_number_of(evidence, "unix_s"),
                json_number_of(evidence, "utc_offset_s"), when, sizeof(when));
  snprintf(where, sizeof(where), " %.80s on %.80s, %s",
           json_text_of(evidence, "group"), json_text_of(evidence, "host"),
           when);
  html_open(html, "header");
  html_element(html, "span", "state",
               is_fuse ? "fuse blown" : json_text_of(verdict, "state"));
  html_element(html, "span", "where", where);
  html_element(html, "h1", NULL, json_text_of(evidence, "sentence"));
  html_open(html, "ul");
  html_attribute(html, "class", "reasons");
  for (size_t i = 0; i < json_count(reasons); i++)
    html_element(html, "li", NULL, json_as_text(json_element(reasons, i)));
  html_close(html);
  html_close(html);
}

static void put_disks(struct html *html, const struct json_node *disks) {
  char words[WORDS_BYTES];

  for (size_t i = 0; i < json_count(disks); i++) {
    words_of_disk(json_element(disks, i), words, sizeof(words));
    explain_html_words(html, "Disk:", words);
  }
}

static void put_host(struct html *html, const struct json_node *evidence) {
  char words[WORDS_BYTES];

  html_open(html, "section");
  html_element(html, "h2", NULL, "The host");
  words_of_pressure(json_member(evidence, "host_values"), words, sizeof(words));
  explain_html_words(html, "Pressure:", words);
  put_disks(html, json_member(evidence, "disks"));
  explain_html_charts(html, json_member(evidence, "host_windows"), NULL);
  html_table(html, "Not read", lack_columns, json_member(evidence, "not_read"));
  html_close(html);
}

static void put_foot(struct html *html, const struct json_node *evidence) {
  bool is_counted = !isnan(json_number_of(evidence, "member_count"));
  char words[WORDS_BYTES], count[96], of[32];
  double all;
  size_t told = members_told(evidence, &all);

  words_of_versions(json_member(evidence, "versions"), words, sizeof(words));
  count_write(all, of, sizeof(of));
  snprintf(count, sizeof(count), "%zu of %s processes of the group are told.",
           told, of);
  html_open(html, "footer");
  html_text(html, words);
  html_void(html, "br");
  if (is_counted || all > (double)told)
    html_text(html, count);
  html_close(html);
}

int explain_html(const struct json_node *evidence, FILE *out) {
  const struct json_node *members = json_member(evidence, "members");
  char title[200];
  struct html_head head = {.title = title};
  struct html html;

  html_begin(&html, out);
  snprintf(title, sizeof(title), "%.80s on %.80s: evidence",
           json_text_of(evidence, "group"), json_text_of(evidence, "host"));
  html_begin_page(&html, &head);
  put_head(&html, evidence);
  for (size_t i = 0; i < json_count(members); i++)
    if (member_is_told(json_element(members, i)))
      explain_html_member(&html, json_element(members, i));
  put_host(&html, evidence);
  put_foot(&html, evidence);
  return html_end_page(&html, &head);
}
