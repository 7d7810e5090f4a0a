/* explain_text.c - see explain_text.h */
#include "cli/explain_page.h"

#include "emit/words.h"

static void put_head(const struct page *page,
                     const struct json_node *evidence) {
  const struct json_node *verdict = json_member(evidence, "verdict");
  const struct json_node *reasons = json_member(verdict, "reasons");
  double offset_s = json_number_of(evidence, "utc_offset_s");
  char line[WORDS_BYTES];

  page_paint(page, "1;31");
  page_wrap(page, json_text_of(evidence, "sentence"), 0);
  page_paint(page, "0");
  fputc('\n', page->out);
  words_of_time(json_number_of(evidence, "unix_s"), offset_s, line,
                sizeof(line));
  page_line(page, "written", line);
  words_of_time(json_number_of(verdict, "since_unix_s"), offset_s, line,
                sizeof(line));
  page_line(page, "since", line);
  page_line(page, "host", json_text_of(evidence, "host"));
  for (size_t i = 0; i < json_count(reasons); i++)
    page_line(page, i == 0 ? "because" : "",
              json_as_text(json_element(reasons, i)));
}

static void put_host(const struct page *page,
                     const struct json_node *evidence) {
  const struct json_node *disks = json_member(evidence, "disks");
  char line[WORDS_BYTES];

  page_title(page, "the host");
  words_of_pressure(json_member(evidence, "host_values"), line, sizeof(line));
  page_line(page, "pressure", line);
  for (size_t i = 0; i < json_count(disks); i++) {
    words_of_disk(json_element(disks, i), line, sizeof(line));
    page_line(page, "disk", line);
  }
  page_lacks(page, json_member(evidence, "not_read"));
  page_windows(page, json_member(evidence, "host_windows"));
  words_of_versions(json_member(evidence, "versions"), line, sizeof(line));
  page_line(page, "versions", line);
}

void explain_text(const struct json_node *evidence,
                  const struct explain_style *style, FILE *out) {
  const struct json_node *members = json_member(evidence, "members");
  struct page page = {out, *style};
  double all;
  size_t told = members_told(evidence, &all);
  char line[80], of[32];

  put_head(&page, evidence);
  for (size_t i = 0; i < json_count(members); i++)
    if (member_is_told(json_element(members, i)))
      page_member(&page, json_element(members, i));
  count_write(all, of, sizeof(of));
  snprintf(line, sizeof(line), "%zu of %s processes are told", told, of);
  if (all > (double)told)
    page_title(&page, line);
  put_host(&page, evidence);
}
