/* fuzz_page.c - a page of write_prometheus. What is read of it is no number
 * that cannot be, and is shown as a table, as JSON and as a page, out of which
 * nothing gets that steers a terminal, is a tag of its own, or is no number. */
#include "fuzz.h"

#include "cli/overview_html.h"
#include "cli/page.h"
#include "cli/table.h"
#include "emit/json_tree.h"

enum { OUTPUT_BYTES = 1 << 20, LABEL_BYTES = 128 };

struct scene {
  struct table *table;
  struct overview *overview;
  size_t taken;
};

static void check_value(const struct record *record) {
  double value = record->value[0];

  MUST(record->count == 1 && isnan(record->value[1]));
  MUST(isfinite(value)); /* what is absent does not come here */
  if (strcmp(record->type, "duration") == 0)
    MUST(value >= 0 && !signbit(value));
  if (strcmp(record->type, "percent") == 0)
    MUST(value >= 0 && value <= 100 && !signbit(value));
}

static void take(void *context, const struct record *record) {
  struct scene *scene = context;

  MUST(strlen(record->target) < LABEL_BYTES);
  MUST(strlen(record->type) < LABEL_BYTES);
  MUST(strlen(record->type_instance) < LABEL_BYTES);
  MUST(!strpbrk(record->type, "{\n"));
  check_value(record);
  table_take(scene->table, record);
  overview_take(scene->overview, record);
  scene->taken++;
}

/* Nothing stands in it yet: of "w" alone fmemopen(3) leaves what was there. */
static FILE *open_output(char *output) {
  FILE *out;

  output[0] = '\0';
  out = fmemopen(output, OUTPUT_BYTES, "w");
  MUST(out);
  return out;
}

static size_t count_of(const char *text, const char *word) {
  size_t count = 0;

  for (; (text = strstr(text, word)); text++)
    count++;
  return count;
}

/* No time left is below 0. */
static void check_row(const struct table_row *row) {
  char left[128];

  table_write_left(row, left, sizeof(left));
  for (const char *at = left; (at = strchr(at, '-')); at++)
    MUST(at[1] < '0' || at[1] > '9');
  MUST(!strstr(left, "nan") && !strstr(left, "inf"));
}

static void check_table(struct table *table, char *output) {
  const struct table_row *rows;
  size_t count = table_sort(table, &rows);
  FILE *out = open_output(output);

  for (size_t i = 0; i < count; i++)
    check_row(&rows[i]);
  table_print(table, out, false);
  fclose(out);
  for (const char *at = output; *at; at++)
    MUST((unsigned char)*at >= ' ' || *at == '\n');
}

static void check_json_lines(struct text lines) {
  while (!text_is_empty(lines)) {
    struct text line = text_cut(&lines, '\n');
    struct json_node *row = NULL;
    size_t at;

    MUST(json_tree_new(line.at, text_length(line), &row, &at) == 0);
    json_tree_free(row);
  }
}

static void check_json(struct table *table, char *output) {
  FILE *out = open_output(output);
  struct json *json = json_new();

  MUST(json);
  MUST(table_print_json(table, json, 1, out) == 0);
  fclose(out);
  json_free(json);
  check_json_lines(text_of_string(output));
}

static void check_html(const struct scene *scene, double made_s, char *output) {
  struct overview_page page = {.table = scene->table,
                               .overview = scene->overview,
                               .host = "",
                               .made_s = isnan(made_s) ? 0 : made_s,
                               .every_s = 10};
  FILE *out = open_output(output);
  int r;

  r = overview_html(&page, out);
  MUST(r == 0);
  fclose(out);
  MUST(count_of(output, "<script") == 1); /* its own */
  MUST(count_of(output, "<html") == 1 && count_of(output, "</html>") == 1);
  MUST(count_of(output, "<table") == count_of(output, "</table>"));
  MUST(count_of(output, "<svg") == count_of(output, "</svg>"));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  static char output[OUTPUT_BYTES];
  static struct scene scene;
  struct sink sink = {.context = &scene, .take = take};
  struct text text = input_of(data, size);
  double sent_s = page_time_s(text);
  size_t count;

  if (!scene.table) {
    scene.table = table_new();
    scene.overview = calloc(1, sizeof(*scene.overview));
  }
  MUST(scene.table && scene.overview);
  table_clear(scene.table);
  overview_clear(scene.overview);
  scene.taken = 0;
  MUST(isnan(sent_s) || (sent_s >= 0 && sent_s <= 1.9e16));
  count = page_read(text, &sink);
  MUST(scene.taken <= count && count <= size);
  check_table(scene.table, output);
  check_json(scene.table, output);
  check_html(&scene, sent_s, output);
  return 0;
}
