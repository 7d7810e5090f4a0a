/* state_line.c - see state_line.h */
#include "state_line.h"

#include <errno.h>
#include <math.h>
#include <string.h>

const char *const line_kinds[LINE_KINDS] = {
    [LINE_STATE] = "state",           [LINE_HOST] = "host",
    [LINE_GROUP] = "group",           [LINE_DEVICE] = "device",
    [LINE_FILESYSTEM] = "filesystem", [LINE_LORE] = "lore",
    [LINE_MEMBER] = "member",         [LINE_END] = "end",
};

const char *const line_words[WORDS] = {
    [WORD_KIND] = "kind",       [WORD_PROGRAM] = "program",
    [WORD_OF] = "of",           [WORD_NAME] = "name",
    [WORD_BASE] = "base",       [WORD_WALL] = "wall",
    [WORD_COMMAND] = "command", [WORD_BOOT] = "boot_id",
    [WORD_MODEL] = "model",
};

const char *const line_numbers[NUMBERS] = {
    [NUMBER_VERSION] = "version",   [NUMBER_LINES] = "lines",
    [NUMBER_AT] = "at_s",           [NUMBER_TICK] = "tick",
    [NUMBER_WALL_CLOCK] = "wall_s", [NUMBER_INTERVAL] = "interval_s",
    [NUMBER_PID] = "pid",           [NUMBER_START] = "start_time",
    [NUMBER_STACK] = "start_stack",
};

const char *const line_sections[SECTIONS] = {
    [SECTION_WINDOWS] = "windows", [SECTION_TOTALS] = "totals",
    [SECTION_ALARMS] = "alarms",   [SECTION_STANDINGS] = "standings",
    [SECTION_ARRAYS] = "arrays",
};

/* Its place among `count` of them, or `count`. */
static int place_of(const char *const *names, int count, const char *name) {
  int i = 0;

  while (i < count && strcmp(names[i], name) != 0)
    i++;
  return i;
}

/* What is read on the way. */
struct pen {
  struct state_line *line;
  size_t elements; /* of the last array, a run as one */
  double run;      /* its length, while its value is to come; 0: none is */
};

static int take_word(struct state_line *line, const char *name,
                     const char *text) {
  int word = place_of(line_words, WORDS, name);

  if (word == WORDS || line->word[word][0] || !text[0])
    return -EBADMSG;
  memcpy(line->word[word], text, strlen(text) + 1); /* LINE_WORD_BYTES do */
  return 0;
}

static int take_number(struct state_line *line, const char *name,
                       double number) {
  int id = place_of(line_numbers, NUMBERS, name);

  if (id == NUMBERS || !isnan(line->number[id]) || isnan(number))
    return -EBADMSG;
  line->number[id] = number;
  return 0;
}

static struct line_array *last_of(struct state_line *line) {
  return line->arrays > 0 ? &line->array[line->arrays - 1] : NULL;
}

static bool is_named(const struct line_array *array, enum line_section section,
                     const char *name) {
  return array && array->section == section && strcmp(array->name, name) == 0;
}

static int begin_array(struct pen *pen, enum line_section section,
                       const char *name) {
  struct state_line *line = pen->line;
  struct line_array *array = &line->array[line->arrays];

  if (line->arrays == LINE_ARRAYS || line_find(line, section, name))
    return -EBADMSG;
  line->arrays++;
  *array = (struct line_array){section, .value = &line->value[line->values]};
  memcpy(array->name, name, strlen(name) + 1);
  pen->elements = 0;
  return 0;
}

/* `times` is at least 1. */
static int append(struct state_line *line, double value, double times) {
  if (times > LINE_VALUES - line->values || times != floor(times))
    return -EBADMSG;
  last_of(line)->count += (int)times;
  while (times-- > 0)
    line->value[line->values++] = value;
  return 0;
}

/* Of a run first how often, then what. */
static int take_run(struct pen *pen, const struct json_value *value) {
  double run = pen->run;

  if (value->step[3].index == 0) {
    pen->run = value->number;
    return pen->run >= 1 ? 0 : -EBADMSG;
  }
  pen->run = 0;
  pen->elements++;
  return value->step[3].index == 1 ? append(pen->line, value->number, run)
                                   : -EBADMSG;
}

static int take_element(struct pen *pen, const struct json_value *value) {
  const struct json_step *step = value->step;
  int section = place_of(line_sections, SECTIONS, step[0].name);
  int r = 0;

  if (section == SECTIONS || !step[1].name[0] || step[2].name[0] ||
      value->text || (pen->run > 0 && value->depth == 3))
    return -EBADMSG;
  if (!is_named(last_of(pen->line), (enum line_section)section, step[1].name))
    r = begin_array(pen, (enum line_section)section, step[1].name);
  if (r < 0 || step[2].index != pen->elements)
    return -EBADMSG;
  if (value->depth == 4)
    return take_run(pen, value);
  pen->elements++;
  return append(pen->line, value->number, 1);
}

static int take(void *context, const struct json_value *value) {
  struct pen *pen = context;

  if (value->depth == 1)
    return value->text
               ? take_word(pen->line, value->step[0].name, value->text)
               : take_number(pen->line, value->step[0].name, value->number);
  if (value->depth == 3 || value->depth == 4)
    return take_element(pen, value);
  return -EBADMSG;
}

int line_read(struct state_line *line, const char *text, size_t length) {
  struct pen pen = {.line = line};
  int r;

  memset(line->word, 0, sizeof(line->word));
  for (int i = 0; i < NUMBERS; i++)
    line->number[i] = NAN;
  line->arrays = line->values = 0;
  r = json_read_null(text, length, take, &pen);
  if (r < 0)
    return r;
  line->kind =
      (enum line_kind)place_of(line_kinds, LINE_KINDS, line->word[WORD_KIND]);
  return pen.run > 0 || line->kind == LINE_KINDS ? -EBADMSG : 0;
}

const struct line_array *line_find(const struct state_line *line,
                                   enum line_section section,
                                   const char *name) {
  for (int i = 0; i < line->arrays; i++)
    if (is_named(&line->array[i], section, name))
      return &line->array[i];
  return NULL;
}
