/* explain_page.c - see explain_page.h */
#include "cli/explain_page.h"

#include "emit/words.h"

#include <math.h>
#include <string.h>

enum { SPARKS = 26, SPARKS_LEAST = 8, LABEL = 17 };

/* What stands beside the sparks of a window. */
enum { SPARK_WORDS = 54 };

static int width_of(const struct page *page) {
  return page->style.width > 0 ? page->style.width : EXPLAIN_WIDTH;
}

static size_t sparks_of(const struct page *page) {
  int room = width_of(page) - SPARK_WORDS;

  if (room > SPARKS)
    return SPARKS;
  return room < SPARKS_LEAST ? SPARKS_LEAST : (size_t)room;
}

void page_put(const struct page *page, const char *text) {
  char clean[4096];

  clean_text(text, clean, sizeof(clean));
  fputs(clean, page->out);
}

void page_paint(const struct page *page, const char *code) {
  if (page->style.colour)
    fprintf(page->out, "\033[%sm", code);
}

void page_wrap(const struct page *page, const char *text, int at) {
  char clean[4096], *word = clean, *end;
  int column = at;

  clean_text(text, clean, sizeof(clean));
  for (; *word; word = end) {
    while (*word == ' ')
      word++;
    end = word + strcspn(word, " ");
    if (column > at && column + 1 + (int)(end - word) > width_of(page)) {
      fprintf(page->out, "\n%*s", at, "");
      column = at;
    }
    fprintf(page->out, "%s%.*s", column > at ? " " : "", (int)(end - word),
            word);
    column += (int)(end - word) + (column > at);
  }
  fputc('\n', page->out);
}

void page_line(const struct page *page, const char *label, const char *text) {
  char clean[LABEL - 2];

  if (text[0] == '\0')
    return;
  page_paint(page, "2");
  clean_text(label, clean, sizeof(clean));
  fprintf(page->out, "  %-*s", LABEL - 2, clean);
  page_paint(page, "0");
  page_wrap(page, text, LABEL);
}

void page_title(const struct page *page, const char *title) {
  fputc('\n', page->out);
  page_paint(page, "1");
  page_put(page, title);
  page_paint(page, "0");
  fputc('\n', page->out);
}

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
  size_t most_sparks = sparks_of(page);
  size_t first = count > most_sparks ? count - most_sparks : 0;
  char least[48], most[48], span[32], name[18];

  if (isnan(range.most) || !(range.most > 0))
    return;
  words_of_value(unit, range.least, least, sizeof(least));
  words_of_value(unit, range.most, most, sizeof(most));
  if (strcmp(least, most) == 0) /* what differs is noise of its rounding */
    range.least = -INFINITY;
  duration_write((double)(count - first) * json_number_of(ring, "slot_s"), span,
                 sizeof(span));
  clean_text(json_text_of(window, "metric"), name, sizeof(name));
  fprintf(page->out, "  %-17s ", name);
  for (size_t i = first; i < count; i++)
    put_spark(page, json_as_number(json_element(values, i)), &range);
  fprintf(page->out, "  %s .. %s, %s\n", least, most, span);
}

void page_windows(const struct page *page, const struct json_node *windows) {
  for (size_t i = 0; i < json_count(windows); i++)
    put_window(page, json_element(windows, i));
}
