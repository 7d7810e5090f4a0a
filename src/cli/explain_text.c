/* explain_text.c - see explain_text.h */
#include "cli/explain_text.h"

#include "emit/words.h"
#include "metric/unit.h"

#include <math.h>
#include <string.h>

enum { SPARKS = 40, WIDTH = 80, LABEL = 17 };

struct page {
  FILE *out;
  struct explain_style style;
};

/* Strings are a stranger's: this is the only way that they get out. */
static void put(const struct page *page, const char *text) {
  char clean[4096];

  clean_text(text, clean, sizeof(clean));
  fputs(clean, page->out);
}

static void paint(const struct page *page, const char *code) {
  if (page->style.colour)
    fprintf(page->out, "\033[%sm", code);
}

/* Words, broken where a line of the terminal ends; `at` is the column that they
 * begin at. */
static void put_wrapped(const struct page *page, const char *text, int at) {
  char clean[4096], *word = clean, *end;
  int column = at;

  clean_text(text, clean, sizeof(clean));
  for (; *word; word = end) {
    while (*word == ' ')
      word++;
    end = word + strcspn(word, " ");
    if (column > at && column + 1 + (int)(end - word) > WIDTH) {
      fprintf(page->out, "\n%*s", at, "");
      column = at;
    }
    fprintf(page->out, "%s%.*s", column > at ? " " : "", (int)(end - word),
            word);
    column += (int)(end - word) + (column > at);
  }
  fputc('\n', page->out);
}

static void put_line(const struct page *page, const char *label,
                     const char *text) {
  if (text[0] == '\0')
    return;
  paint(page, "2");
  fprintf(page->out, "  %-*.*s", LABEL - 2, LABEL - 2, label);
  paint(page, "0");
  put_wrapped(page, text, LABEL);
}

static void put_title(const struct page *page, const char *title) {
  fputc('\n', page->out);
  paint(page, "1");
  put(page, title);
  paint(page, "0");
  fputc('\n', page->out);
}

/* --- windows -------------------------------------------------------------- */

/* The ring that reaches furthest back and has some values. */
static const struct json_node *ring_of(const struct json_node *window) {
  const struct json_node *rings = json_member(window, "rings");
  const struct json_node *best = json_element(rings, 0);

  for (size_t i = 1; i < json_count(rings); i++) {
    const struct json_node *ring = json_element(rings, i);

    if (json_count(json_member(ring, "values")) >= SPARKS / 2)
      best = ring;
  }
  return best;
}

struct range {
  double least, most;
};

static struct range range_of(const struct json_node *values) {
  struct range range = {NAN, NAN};

  for (size_t i = 0; i < json_count(values); i++) {
    double value = json_as_number(json_element(values, i));

    range.least = fmin(range.least, value);
    range.most = fmax(range.most, value);
  }
  return range;
}

static void put_spark(const struct page *page, double value,
                      const struct range *range) {
  static const char *const blocks[] = {"▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
  static const char ascii[] = "_.-=+*%#";
  double share = (value - range->least) / (range->most - range->least);
  int level = share > 0 && share <= 1 ? (int)(7.99 * share) : 0;

  if (isnan(value))
    fputc(' ', page->out);
  else if (page->style.utf8)
    fputs(blocks[level], page->out);
  else
    fputc(ascii[level], page->out);
}

static void put_window(const struct page *page,
                       const struct json_node *window) {
  const struct json_node *ring = ring_of(window);
  const struct json_node *values = json_member(ring, "values");
  struct range range = range_of(values);
  const char *unit = json_text_of(window, "unit");
  size_t count = json_count(values);
  size_t first = count > SPARKS ? count - SPARKS : 0;
  char least[48], most[48], span[32];

  if (isnan(range.most) || !(range.most > 0))
    return;
  words_of_value(unit, range.least, least, sizeof(least));
  words_of_value(unit, range.most, most, sizeof(most));
  duration_write((double)(count - first) * json_number_of(ring, "slot_s"), span,
                 sizeof(span));
  fprintf(page->out, "  %-20.20s ", json_text_of(window, "metric"));
  for (size_t i = first; i < count; i++)
    put_spark(page, json_as_number(json_element(values, i)), &range);
  fprintf(page->out, "  %s .. %s, %s\n", least, most, span);
}

static void put_windows(const struct page *page,
                        const struct json_node *windows) {
  for (size_t i = 0; i < json_count(windows); i++)
    put_window(page, json_element(windows, i));
}

/* --- a member ------------------------------------------------------------- */

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
  put_line(page, json_text_of(wall, "wall"), line);
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
  char time[32], line[WORDS_BYTES], on[400] = "";

  duration_write(json_number_of(thread, "for_s"), time, sizeof(time));
  if (path[0] != '\0')
    snprintf(on, sizeof(on), ", on fd %.0f %.300s", fd, path);
  snprintf(line, sizeof(line), "%.0f %.40s: %.60s for %s, in %.60s%s",
           json_number_of(thread, "tid"), json_text_of(thread, "comm"),
           json_text_of(thread, "cause"), time, json_text_of(thread, "wchan"),
           on);
  put_line(page, "  thread", line);
}

static void put_threads(const struct page *page,
                        const struct json_node *member) {
  const struct json_node *threads = json_member(member, "threads");
  const struct json_node *list = json_member(threads, "list");
  size_t count = json_count(list);
  char line[WORDS_BYTES];

  words_of_causes(threads, line, sizeof(line));
  put_line(page, "threads", line);
  for (size_t i = 0; i < count && i < THREADS_TOLD; i++)
    put_thread(page, member, json_element(list, i));
  snprintf(line, sizeof(line), "and %zu more", count - THREADS_TOLD);
  if (count > THREADS_TOLD)
    put_line(page, "", line);
}

static void put_files(const struct page *page, const struct json_node *files) {
  char words[WORDS_BYTES], line[2 * WORDS_BYTES];

  for (size_t i = 0; i < json_count(files) && i < FILES_TOLD; i++) {
    const struct json_node *file = json_element(files, i);

    words_of_file(file, words, sizeof(words));
    snprintf(line, sizeof(line), "fd %.0f %.300s %s",
             json_number_of(file, "fd"), json_text_of(file, "path"), words);
    put_line(page, "file", line);
  }
}

static void put_sockets(const struct page *page,
                        const struct json_node *sockets) {
  char line[WORDS_BYTES];

  for (size_t i = 0; i < json_count(sockets) && i < FILES_TOLD; i++) {
    const struct json_node *socket = json_element(sockets, i);

    snprintf(line, sizeof(line), "fd %.0f %.10s %.70s to %.70s: %.300s",
             json_number_of(socket, "fd"), json_text_of(socket, "protocol"),
             json_text_of(socket, "local"), json_text_of(socket, "remote"),
             json_text_of(socket, "words"));
    if (json_text_of(socket, "words")[0] != '\0')
      put_line(page, "socket", line);
  }
}

static void put_lacks(const struct page *page, const struct json_node *lacks) {
  char line[WORDS_BYTES];

  for (size_t i = 0; i < json_count(lacks); i++) {
    const struct json_node *lack = json_element(lacks, i);

    snprintf(line, sizeof(line), "%.100s: %.300s", json_text_of(lack, "what"),
             json_text_of(lack, "why"));
    put_line(page, "not read", line);
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
      put_line(page, "  mapping", line);
  }
}

static void put_memory(const struct page *page,
                       const struct json_node *memory) {
  char line[WORDS_BYTES];

  words_of_memory(memory, line, sizeof(line));
  put_line(page, "memory", line);
  put_mappings(page, json_member(memory, "mappings"));
}

static void put_cgroups(const struct page *page,
                        const struct json_node *cgroups) {
  for (size_t i = 0; i < json_count(cgroups); i++) {
    const char *line = json_as_text(json_element(cgroups, i));
    const char *path = strrchr(line, ':');

    if (path && strcmp(path, ":/") != 0)
      put_line(page, "cgroup", line);
  }
}

static void put_member(const struct page *page,
                       const struct json_node *member) {
  const struct json_node *before = json_member(member, "walls");
  const struct json_node *fds = json_member(member, "fds");
  char line[WORDS_BYTES];

  snprintf(line, sizeof(line), "pid %.0f  %.60s", json_number_of(member, "pid"),
           json_text_of(member, "command"));
  put_title(page, line);
  put_line(page, "runs", json_text_of(member, "command_line"));
  put_threads(page, member);
  words_of_fds(fds, line, sizeof(line));
  if (json_count(fds) > 0)
    put_line(page, "descriptors", line);
  put_files(page, json_member(member, "files"));
  put_sockets(page, json_member(member, "sockets"));
  put_memory(page, json_member(member, "memory"));
  for (size_t i = 0; i < json_count(before); i++)
    put_wall(page, json_element(before, i));
  put_cgroups(page, json_member(member, "cgroups"));
  put_lacks(page, json_member(member, "not_read"));
  put_windows(page, json_member(member, "windows"));
}

/* --- the whole ------------------------------------------------------------ */

static void put_head(const struct page *page,
                     const struct json_node *evidence) {
  const struct json_node *verdict = json_member(evidence, "verdict");
  const struct json_node *reasons = json_member(verdict, "reasons");
  double offset_s = json_number_of(evidence, "utc_offset_s");
  char line[WORDS_BYTES];

  paint(page, "1;31");
  put_wrapped(page, json_text_of(evidence, "sentence"), 0);
  paint(page, "0");
  fputc('\n', page->out);
  words_of_time(json_number_of(evidence, "unix_s"), offset_s, line,
                sizeof(line));
  put_line(page, "written", line);
  words_of_time(json_number_of(verdict, "since_unix_s"), offset_s, line,
                sizeof(line));
  put_line(page, "since", line);
  put_line(page, "host", json_text_of(evidence, "host"));
  for (size_t i = 0; i < json_count(reasons); i++)
    put_line(page, i == 0 ? "because" : "",
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
  put_line(page, "disk", line);
}

static void put_pressure(const struct page *page,
                         const struct json_node *values) {
  char line[WORDS_BYTES];

  snprintf(line, sizeof(line),
           "some task waits for I/O %.0f %% of the time, all of them %.0f %%; "
           "for memory %.0f %%",
           fmax(0, json_number_of(values, "psi_io_some")),
           fmax(0, json_number_of(values, "psi_io_full")),
           fmax(0, json_number_of(values, "psi_memory_some")));
  if (!isnan(json_number_of(values, "psi_io_some")))
    put_line(page, "pressure", line);
}

static void put_host(const struct page *page,
                     const struct json_node *evidence) {
  const struct json_node *disks = json_member(evidence, "disks");
  const struct json_node *versions = json_member(evidence, "versions");
  char line[WORDS_BYTES];

  put_title(page, "the host");
  put_pressure(page, json_member(evidence, "host_values"));
  for (size_t i = 0; i < json_count(disks); i++)
    put_disk(page, json_element(disks, i));
  put_lacks(page, json_member(evidence, "not_read"));
  put_windows(page, json_member(evidence, "host_windows"));
  snprintf(line, sizeof(line), "io_forecast %.60s, Linux %.60s",
           json_text_of(versions, "io_forecast"),
           json_text_of(versions, "kernel"));
  put_line(page, "versions", line);
}

void explain_text(const struct json_node *evidence,
                  const struct explain_style *style, FILE *out) {
  const struct json_node *members = json_member(evidence, "members");
  struct page page = {out, *style};
  size_t told = json_count(members);
  char line[80];

  put_head(&page, evidence);
  for (size_t i = 0; i < told; i++)
    put_member(&page, json_element(members, i));
  snprintf(line, sizeof(line), "%zu of %.0f processes are told", told,
           json_number_of(evidence, "member_count"));
  if (json_number_of(evidence, "member_count") > (double)told)
    put_title(&page, line);
  put_host(&page, evidence);
}
