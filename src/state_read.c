/* state_read.c - see state_read.h */
#include "state_read.h"

#include "account_keep.h"
#include "base/text.h"
#include "emit/state_file.h"
#include "forecast/lore_keep.h"
#include "settings.h"
#include "sheet.h"
#include "window/keep.h"

#include <errno.h>
#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* clang-format off */
static const struct { double least, most; bool is_whole; } ranges[NUMBERS] = {
  [NUMBER_VERSION] = { 0, 1e6, true },
  [NUMBER_LINES] = { 1, 1e6, true },
  [NUMBER_AT] = { -KEEP_MOST, KEEP_MOST, false },
  [NUMBER_TICK] = { 1, KEEP_MOST, true },
  [NUMBER_WALL_CLOCK] = { 0, 1e11, false },
  [NUMBER_INTERVAL] = { 1e-3, KEEP_MOST, false },
  [NUMBER_PID] = { 1, 1 << 22, true },
  [NUMBER_START] = { 0, 1e18, true },
  [NUMBER_STACK] = { 0, 2e19, true },
};

/* What a line must have, a bit each. */
#define BIT(id) (1U << (id))
static const struct { unsigned numbers, words; } needs[LINE_KINDS] = {
  [LINE_STATE] = { BIT(NUMBER_VERSION), BIT(WORD_PROGRAM) },
  [LINE_HOST] = { BIT(NUMBER_AT) | BIT(NUMBER_TICK), 0 },
  [LINE_GROUP] = { BIT(NUMBER_AT) | BIT(NUMBER_TICK), BIT(WORD_NAME) | BIT(WORD_BASE) },
  [LINE_DEVICE] = { BIT(NUMBER_AT) | BIT(NUMBER_TICK), BIT(WORD_NAME) },
  [LINE_FILESYSTEM] = { BIT(NUMBER_AT) | BIT(NUMBER_TICK), BIT(WORD_NAME) },
  [LINE_LORE] = { BIT(NUMBER_AT) | BIT(NUMBER_TICK), BIT(WORD_OF) | BIT(WORD_NAME) | BIT(WORD_WALL) },
  [LINE_MEMBER] = { BIT(NUMBER_AT) | BIT(NUMBER_TICK) | BIT(NUMBER_PID) | BIT(NUMBER_START), BIT(WORD_NAME) },
  [LINE_END] = { BIT(NUMBER_AT) | BIT(NUMBER_TICK) | BIT(NUMBER_LINES) | BIT(NUMBER_WALL_CLOCK) | BIT(NUMBER_INTERVAL), 0 },
};
/* clang-format on */

/* What all is tried on, and how far the lines have come. */
struct checker {
  struct state_line line;
  struct lore lore;
  double lore_horizon_s; /* it knows nothing of another; 0: it is not begun */
  struct timeline timeline;
  double lines, at_s, tick; /* the latest of each */
};

static bool has_its_numbers(const struct state_line *line) {
  for (int id = 0; id < NUMBERS; id++) {
    double number = line->number[id];

    if (isnan(number) && !(needs[line->kind].numbers & BIT(id)))
      continue;
    if (!(number >= ranges[id].least && number <= ranges[id].most) ||
        (ranges[id].is_whole && number != floor(number)))
      return false;
  }
  for (int word = 0; word < WORDS; word++)
    if ((needs[line->kind].words & BIT(word)) && !line->word[word][0])
      return false;
  return true;
}

static int slots_of(double tick, int scale) {
  return (int)fmin(TIMELINE_SLOTS, floor(tick / timeline_ticks(scale)));
}

int state_past(const struct state_line *line, const struct line_array *array,
               struct past *ret_past) {
  double tick = line->number[NUMBER_TICK];
  const double *value = array->value;
  int slots = 0;

  for (int scale = 0; scale < TIMELINE_SCALES; scale++)
    slots += slots_of(tick, scale);
  if (slots != array->count)
    return -EBADMSG;
  for (int i = 0; i < slots; i++)
    if (fabs(value[i]) > (double)FLT_MAX) /* a slot is a float, or NaN */
      return -ERANGE;
  *ret_past = (struct past){.tick = tick};
  for (int scale = 0; scale < TIMELINE_SCALES; scale++) {
    slots = slots_of(tick, scale);
    memcpy(ret_past->value[scale], value, (size_t)slots * sizeof(*value));
    ret_past->count[scale] = (unsigned)slots;
    value += slots;
  }
  return 0;
}

/* On another clock, so that the first ages are times, too. */
static int check_ages(struct checker *checker, const struct line_array *array) {
  double interval_s = checker->line.number[NUMBER_INTERVAL];
  struct past ages;
  int r = state_past(&checker->line, array, &ages);

  if (r == 0)
    r = keep_restore_timeline(
        &checker->timeline, &ages,
        &(struct interruption){KEEP_MOST, interval_s, interval_s, interval_s});
  return r == -ESTALE ? 0 : r;
}

/* All of one line are of one horizon, which is any that can be set. */
static int check_lore(struct checker *checker, const struct line_array *array) {
  double horizon_s = array->value[0];
  int r;

  if (!(horizon_s >= 10 && horizon_s <= 86400) ||
      (checker->lore_horizon_s > 0 && checker->lore_horizon_s != horizon_s))
    return -ERANGE;
  if (checker->lore_horizon_s <= 0)
    lore_init(&checker->lore, horizon_s);
  checker->lore_horizon_s = horizon_s;
  r = lore_restore(&checker->lore, array->name, array->value, array->count);
  return r == -ENOENT ? 0 : r;
}

static int check_account(const struct line_array *array) {
  const double *value = array->value;
  struct baseline baseline;
  struct joint joint;
  struct growth growth;
  struct fuse fuse;

  joint_clear(&joint);
  if (strcmp(array->name, "io_wait_usual") == 0 ||
      strcmp(array->name, "fd_growth_usual") == 0)
    return restore_baseline(&baseline, value, array->count, 0);
  if (strcmp(array->name, "joint") == 0 || strcmp(array->name, "told") == 0)
    return restore_joint(&joint, value, array->count, 0);
  if (strcmp(array->name, "growth") == 0)
    return restore_growth(&growth, value, array->count, 0);
  if (strcmp(array->name, "fuse") == 0)
    return restore_fuse(&fuse, value, array->count, 0);
  return 0;
}

static int check_array(struct checker *checker,
                       const struct line_array *array) {
  struct standing standing;
  struct wall_roll row;
  struct past past;

  switch (array->section) {
  case SECTION_WINDOWS:
    return state_past(&checker->line, array, &past);
  case SECTION_TOTALS:
    return array->count == 1 && array->value[0] >= 0 ? 0 : -ERANGE;
  case SECTION_ALARMS:
    return restore_alarms(&row, array->value, array->count);
  case SECTION_STANDINGS:
    return restore_standing(&standing, array->value, array->count, 0);
  default:
    break;
  }
  if (checker->line.kind == LINE_LORE)
    return check_lore(checker, array);
  return checker->line.kind == LINE_END ? check_ages(checker, array)
                                        : check_account(array);
}

static const char *const is_changed =
    "it is torn, or holds what no state holds";

static const char *check_first(const struct state_line *line) {
  if (line->kind != LINE_STATE ||
      strcmp(line->word[WORD_PROGRAM], "io_forecast") != 0)
    return "it is no state of io_forecast";
  return line->number[NUMBER_VERSION] == STATE_VERSION
             ? NULL
             : "it is a state of another version of io_forecast";
}

/* The last line is of the latest tick, and knows how many there are. */
static bool is_end(const struct checker *checker) {
  const double *number = checker->line.number;

  return number[NUMBER_LINES] == checker->lines &&
         number[NUMBER_AT] >= checker->at_s &&
         number[NUMBER_TICK] >= checker->tick &&
         line_find(&checker->line, SECTION_ARRAYS, "ages");
}

/* What a group is called goes into the log and into names of series. */
static bool is_known_by_name(const struct state_line *line) {
  const char *name = line->word[WORD_NAME];

  return line->kind != LINE_GROUP ||
         (settings_name_is_plain(name) && !settings_name_is_reserved(name));
}

static const char *check_line(struct checker *checker, struct text text) {
  struct state_line *line = &checker->line;
  int r = line_read(line, text.at, text_length(text));

  if (r == -ENOMEM)
    return STATE_CANNOT_TELL;
  if (r < 0 || !has_its_numbers(line) || !is_known_by_name(line))
    return checker->lines > 0 ? is_changed : "it is no state of io_forecast";
  if (checker->lines == 0)
    return check_first(line);
  checker->lore_horizon_s = 0;
  for (int i = 0; i < line->arrays; i++)
    if (check_array(checker, &line->array[i]) < 0)
      return is_changed;
  if (line->kind == LINE_STATE || (line->kind == LINE_END && !is_end(checker)))
    return is_changed;
  checker->at_s = fmax(checker->at_s, line->number[NUMBER_AT]);
  checker->tick = fmax(checker->tick, line->number[NUMBER_TICK]);
  return NULL;
}

static const char *check_text(struct checker *checker, const char *text,
                              size_t length) {
  const char *why = NULL;
  struct text line;
  size_t at = 0;

  for (; !why && sheet_next(text, length, &at, &line); checker->lines++) {
    if (checker->line.kind == LINE_END)
      return is_changed;
    why = check_line(checker, line);
  }
  if (why)
    return why;
  if (checker->lines == 0)
    return "it is no state of io_forecast";
  return at == length && checker->line.kind == LINE_END ? NULL : is_changed;
}

const char *state_check(const char *text, size_t length) {
  struct checker *checker = calloc(1, sizeof(*checker));
  const char *why;

  if (!checker)
    return STATE_CANNOT_TELL;
  checker->at_s = -INFINITY;
  checker->line.kind = LINE_STATE;
  why = check_text(checker, text, length);
  free(checker);
  return why;
}
