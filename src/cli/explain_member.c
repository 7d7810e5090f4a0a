/* explain_member.c - one process of evidence; see explain_page.h */
#include "cli/explain_page.h"

#include "emit/words.h"
#include "metric/unit.h"

#include <math.h>
#include <string.h>

static void put_wall(const struct page *page, const struct json_node *wall) {
  const char *unit = json_text_of(wall, "unit");
  char value[48], limit[48], ahead[160], line[WORDS_BYTES];

  if (isnan(json_number_of(wall, "value")))
    return;
  words_of_value(unit, json_number_of(wall, "value"), value, sizeof(value));
  words_of_value(unit, json_number_of(wall, "limit"), limit, sizeof(limit));
  words_of_forecast(wall, ahead, sizeof(ahead));
  snprintf(line, sizeof(line), "%s of %s, %s%s%s", value, limit,
           json_text_of(wall, "state"), strcmp(ahead, "-") == 0 ? "" : ", ",
           strcmp(ahead, "-") == 0 ? "" : ahead);
  page_line(page, json_text_of(wall, "wall"), line);
}

/* The file that a thread waits for. */
static const char *path_of(const struct json_node *member, double fd) {
  const struct json_node *files = json_member(member, "files");

  for (size_t i = 0; fd >= 0 && i < json_count(files); i++)
    if (json_number_of(json_element(files, i), "fd") == fd)
      return json_text_of(json_element(files, i), "path");
  return "";
}

enum { THREADS_TOLD = 8, FILES_TOLD = 12 };

static void put_thread(const struct page *page, const struct json_node *member,
                       const struct json_node *thread) {
  double fd = json_number_of(thread, "fd");
  const char *path = path_of(member, fd);
  char tid[32], number[32], time[32], line[WORDS_BYTES], on[400] = "";

  if (json_count(thread) == 0)
    return;
  count_write(json_number_of(thread, "tid"), tid, sizeof(tid));
  count_write(fd, number, sizeof(number));
  duration_write(json_number_of(thread, "for_s"), time, sizeof(time));
  if (path[0] != '\0')
    snprintf(on, sizeof(on), ", on fd %s %.300s", number, path);
  snprintf(line, sizeof(line), "%s %.40s: %.60s for %s, in %.60s%s", tid,
           json_text_of(thread, "comm"),
           words_of_cause(json_text_of(thread, "cause")), time,
           json_text_of(thread, "wchan"), on);
  page_line(page, "  thread", line);
}

static void put_threads(const struct page *page,
                        const struct json_node *member) {
  const struct json_node *threads = json_member(member, "threads");
  const struct json_node *list = json_member(threads, "list");
  size_t count = json_count(list);
  char line[WORDS_BYTES];

  words_of_causes(threads, line, sizeof(line));
  page_line(page, "threads", line);
  for (size_t i = 0; i < count && i < THREADS_TOLD; i++)
    put_thread(page, member, json_element(list, i));
  snprintf(line, sizeof(line), "and %zu more", count - THREADS_TOLD);
  if (count > THREADS_TOLD)
    page_line(page, "", line);
}

static void put_files(const struct page *page, const struct json_node *files) {
  char fd[32], words[WORDS_BYTES], line[2 * WORDS_BYTES];

  for (size_t i = 0; i < json_count(files) && i < FILES_TOLD; i++) {
    const struct json_node *file = json_element(files, i);

    if (json_count(file) == 0)
      continue;
    count_write(json_number_of(file, "fd"), fd, sizeof(fd));
    words_of_file(file, words, sizeof(words));
    snprintf(line, sizeof(line), "fd %s %.300s %s", fd,
             json_text_of(file, "path"), words);
    page_line(page, "file", line);
  }
}

static void put_sockets(const struct page *page,
                        const struct json_node *sockets) {
  char fd[32], line[WORDS_BYTES];

  for (size_t i = 0; i < json_count(sockets) && i < FILES_TOLD; i++) {
    const struct json_node *socket = json_element(sockets, i);

    count_write(json_number_of(socket, "fd"), fd, sizeof(fd));
    snprintf(line, sizeof(line), "fd %s %.10s %.70s to %.70s: %.300s", fd,
             json_text_of(socket, "protocol"), json_text_of(socket, "local"),
             json_text_of(socket, "remote"), json_text_of(socket, "words"));
    if (json_text_of(socket, "words")[0] != '\0')
      page_line(page, "socket", line);
  }
}

void page_lacks(const struct page *page, const struct json_node *lacks) {
  char line[WORDS_BYTES];

  for (size_t i = 0; i < json_count(lacks); i++) {
    const struct json_node *lack = json_element(lacks, i);

    snprintf(line, sizeof(line), "%.100s: %.300s", json_text_of(lack, "what"),
             json_text_of(lack, "why"));
    page_line(page, "not read", line);
  }
}

static void put_mappings(const struct page *page,
                         const struct json_node *mappings) {
  char line[WORDS_BYTES], grew[32];

  for (size_t i = 0; i < json_count(mappings); i++) {
    const struct json_node *mapping = json_element(mappings, i);
    double bytes = json_number_of(mapping, "grew_bytes");

    unit_write(UNIT_BYTE, bytes, grew, sizeof(grew));
    snprintf(line, sizeof(line), "%.300s grew by %s",
             json_text_of(mapping, "what"), grew);
    if (bytes > 0)
      page_line(page, "  mapping", line);
  }
}

static void put_memory(const struct page *page,
                       const struct json_node *memory) {
  char line[WORDS_BYTES];

  words_of_memory(memory, line, sizeof(line));
  page_line(page, "memory", line);
  put_mappings(page, json_member(memory, "mappings"));
}

static void put_cgroups(const struct page *page,
                        const struct json_node *cgroups) {
  for (size_t i = 0; i < json_count(cgroups); i++) {
    const char *line = json_as_text(json_element(cgroups, i));
    const char *path = strrchr(line, ':');

    if (path && strcmp(path, ":/") != 0)
      page_line(page, "cgroup", line);
  }
}

void page_member(const struct page *page, const struct json_node *member) {
  const struct json_node *before = json_member(member, "walls");
  const struct json_node *fds = json_member(member, "fds");
  char pid[32], line[WORDS_BYTES];

  count_write(json_number_of(member, "pid"), pid, sizeof(pid));
  snprintf(line, sizeof(line), "pid %s  %.60s", pid,
           json_text_of(member, "command"));
  page_title(page, line);
  page_line(page, "runs", json_text_of(member, "command_line"));
  put_threads(page, member);
  words_of_fds(fds, line, sizeof(line));
  if (json_count(fds) > 0)
    page_line(page, "descriptors", line);
  put_files(page, json_member(member, "files"));
  put_sockets(page, json_member(member, "sockets"));
  put_memory(page, json_member(member, "memory"));
  for (size_t i = 0; i < json_count(before); i++)
    put_wall(page, json_element(before, i));
  put_cgroups(page, json_member(member, "cgroups"));
  page_lacks(page, json_member(member, "not_read"));
  page_windows(page, json_member(member, "windows"));
}
