/* explain_text.c - see explain_text.h */
#include "cli/explain_page.h"

#include <math.h>

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

static void put_disk(const struct page *page, const struct json_node *disk) {
  const struct json_node *values = json_member(disk, "values");
  double busy = json_number_of(values, "disk_utilisation");
  char line[WORDS_BYTES];

  if (!(busy >= 1))
    return;
  snprintf(line, sizeof(line),
           "%.60s in use %.0f %%, reads take %.0f ms, writes %.0f ms",
           json_text_of(disk, "name"), busy,
           1000 * fmax(0, json_number_of(values, "disk_read_await")),
           1000 * fmax(0, json_number_of(values, "disk_write_await")));
  page_line(page, "disk", line);
}

static void put_pressure(const struct page *page,
                         const struct json_node *values) {
  char line[WORDS_BYTES];

  snprintf(line, sizeof(line),
           "some task waits for I/O %.0f %% of the time, all of them %.0f %%; "
           "for memory %.0f %%",
           fmax(0, json_number_of(values, "psi_io_some_avg10")),
           fmax(0, json_number_of(values, "psi_io_full_avg10")),
           fmax(0, json_number_of(values, "psi_memory_some_avg10")));
  if (!isnan(json_number_of(values, "psi_io_some_avg10")))
    page_line(page, "pressure", line);
}

static void put_host(const struct page *page,
                     const struct json_node *evidence) {
  const struct json_node *disks = json_member(evidence, "disks");
  const struct json_node *versions = json_member(evidence, "versions");
  char line[WORDS_BYTES];

  page_title(page, "the host");
  put_pressure(page, json_member(evidence, "host_values"));
  for (size_t i = 0; i < json_count(disks); i++)
    put_disk(page, json_element(disks, i));
  page_lacks(page, json_member(evidence, "not_read"));
  page_windows(page, json_member(evidence, "host_windows"));
  snprintf(line, sizeof(line), "io_forecast %.60s, Linux %.60s",
           json_text_of(versions, "io_forecast"),
           json_text_of(versions, "kernel"));
  page_line(page, "versions", line);
}

void explain_text(const struct json_node *evidence,
                  const struct explain_style *style, FILE *out) {
  const struct json_node *members = json_member(evidence, "members");
  struct page page = {out, *style};
  size_t told = json_count(members);
  char line[80];

  put_head(&page, evidence);
  for (size_t i = 0; i < told; i++)
    page_member(&page, json_element(members, i));
  snprintf(line, sizeof(line), "%zu of %.0f processes are told", told,
           json_number_of(evidence, "member_count"));
  if (json_number_of(evidence, "member_count") > (double)told)
    page_title(&page, line);
  put_host(&page, evidence);
}
