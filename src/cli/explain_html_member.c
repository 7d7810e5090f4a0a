/* explain_html_member.c - one process of evidence; see explain_html_parts.h */
#include "cli/explain_html_parts.h"

#include "cli/explain_words.h"
#include "cli/html_chart.h"
#include "cli/html_table.h"
#include "emit/words.h"

#include <math.h>
#include <string.h>

/* --- threads -------------------------------------------------------------- */

static void put_bar(struct html *html, const struct json_node *cause,
                    double all) {
  double threads = json_number_of(cause, "threads");
  double share = threads / all;
  char width[32], count[32];

  snprintf(width, sizeof(width), "width:%.1f%%",
           isnan(share) ? 0 : 80 * fmax(0, fmin(1, share)));
  count_write(threads, count, sizeof(count));
  html_element(html, "span", NULL, json_text_of(cause, "words"));
  html_open(html, "span");
  html_attribute(html, "class", "bar");
  html_open(html, "i");
  html_attribute(html, "style", width);
  html_close(html);
  html_text(html, count);
  html_close(html);
}

static void put_count(struct html *html, double all, double count) {
  char title[96], some[32], every[32];

  count_write(all, some, sizeof(some));
  count_write(count, every, sizeof(every));
  if (isnan(count))
    snprintf(title, sizeof(title), "What its threads wait for");
  else if (all < count)
    snprintf(title, sizeof(title), "What %s of its %s threads wait for", some,
             every);
  else if (count == 1)
    snprintf(title, sizeof(title), "What its only thread waits for");
  else
    snprintf(title, sizeof(title), "What its %s threads wait for", every);
  html_element(html, "h3", NULL, title);
}

static void put_causes(struct html *html, const struct json_node *threads) {
  const struct json_node *list = json_member(threads, "causes");
  double all = json_number_of(threads, "looked_at");

  if (json_count(list) == 0)
    return;
  put_count(html, all, json_number_of(threads, "count"));
  html_open(html, "div");
  html_attribute(html, "class", "bars");
  for (size_t i = 0; i < json_count(list); i++)
    put_bar(html, json_element(list, i), all);
  html_close(html);
}

/* --- charts --------------------------------------------------------------- */

static const struct json_node *wall_of(const struct json_node *member,
                                       const char *metric) {
  const struct json_node *list = json_member(member, "walls");

  for (size_t i = 0; i < json_count(list); i++)
    if (strcmp(json_text_of(json_element(list, i), "metric"), metric) == 0)
      return json_element(list, i);
  return NULL;
}

static bool is_pressing(const struct json_node *wall) {
  return json_number_of(wall, "eta_s") >= 0 ||
         (wall && strcmp(json_text_of(wall, "state"), "ok") != 0);
}

/* Descriptors that pile up are half of a fuse's verdict, however far their wall
 * is. */
static bool comes_first(const struct json_node *member,
                        const struct json_node *window) {
  const struct json_node *joint = json_member(member, "joint");
  const char *metric = json_text_of(window, "metric");

  if (strcmp(metric, "fd_count") == 0 &&
      json_number_of(joint, "fd_growth") >=
          json_number_of(joint, "fd_growth_threshold"))
    return true;
  return is_pressing(wall_of(member, metric));
}

void explain_html_charts(struct html *html, const struct json_node *windows,
                         const struct json_node *member) {
  html_open(html, "div");
  html_attribute(html, "class", "charts");
  for (size_t i = 0; i < 2 * json_count(windows); i++) {
    const struct json_node *window =
        json_element(windows, i % json_count(windows));

    if (comes_first(member, window) == (i < json_count(windows)))
      html_chart(html, window, wall_of(member, json_text_of(window, "metric")));
  }
  html_close(html);
}

/* --- the whole ------------------------------------------------------------ */

void explain_html_words(struct html *html, const char *title,
                        const char *words) {
  if (words[0] == '\0')
    return;
  html_open(html, "p");
  html_element(html, "small", NULL, title);
  html_text(html, " ");
  html_text(html, words);
  html_close(html);
}

static void put_lines(struct html *html, const char *title,
                      const struct json_node *lines) {
  if (json_count(lines) == 0)
    return;
  html_element(html, "h3", NULL, title);
  for (size_t i = 0; i < json_count(lines); i++) {
    html_element(html, "code", NULL, json_as_text(json_element(lines, i)));
    html_void(html, "br");
  }
}

static void put_title(struct html *html, const struct json_node *member) {
  char title[128], pid[32];

  count_write(json_number_of(member, "pid"), pid, sizeof(pid));
  snprintf(title, sizeof(title), "pid %s, %.60s", pid,
           json_text_of(member, "command"));
  html_element(html, "h2", NULL, title);
  html_element(html, "code", NULL, json_text_of(member, "command_line"));
}

static void put_memory(struct html *html, const struct json_node *memory) {
  char words[WORDS_BYTES];

  words_of_memory(memory, words, sizeof(words));
  explain_html_words(html, "Memory:", words);
  html_table(html, "Mappings, by what they grew", mapping_columns,
             json_member(memory, "mappings"));
}

/* What is short and tells most comes first: threads are many. */
void explain_html_member(struct html *html, const struct json_node *member) {
  const struct json_node *fds = json_member(member, "fds");
  const struct json_node *threads = json_member(member, "threads");
  char words[WORDS_BYTES];

  html_open(html, "section");
  put_title(html, member);
  put_causes(html, threads);
  html_element(html, "h3", NULL, "What it came to");
  explain_html_charts(html, json_member(member, "windows"), member);
  html_table(html, "Walls", wall_columns, json_member(member, "walls"));
  words_of_fds(fds, words, sizeof(words));
  explain_html_words(html,
                     "File descriptors:", json_count(fds) > 0 ? words : "");
  html_table(html, "Files", file_columns, json_member(member, "files"));
  html_table(html, "Sockets", socket_columns, json_member(member, "sockets"));
  put_memory(html, json_member(member, "memory"));
  html_table(html, "Threads that are held up", thread_columns,
             json_member(threads, "list"));
  put_lines(html, "Cgroups", json_member(member, "cgroups"));
  html_table(html, "Not read", lack_columns, json_member(member, "not_read"));
  html_close(html);
}
