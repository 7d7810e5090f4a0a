/* reunion.c - see reunion.h */
#include "reunion.h"

#include "base/text.h"
#include "emit/words.h"
#include "sheet.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* One who is waited for, and where in the text that is. */
struct absent {
  int pid;
  struct text text; /* empty: not any more */
};

struct reunion {
  char *text;
  size_t length;
  struct recall recall;
  struct absent *absent; /* by pid */
  size_t count, waiting;
  struct text *other; /* all other lines, in their order */
  size_t others;
  int ticks;
  bool is_short; /* of memory: a line could not be read */
  struct state_line line;
};

static bool take_room(struct reunion *reunion) {
  size_t lines = sheet_count(reunion->text, reunion->length);

  reunion->absent = calloc(lines + 1, sizeof(*reunion->absent));
  reunion->other = calloc(lines + 1, sizeof(*reunion->other));
  return reunion->absent && reunion->other;
}

void reunion_free(struct reunion *reunion) {
  if (!reunion)
    return;
  free(reunion->absent);
  free(reunion->other);
  free(reunion->text);
  free(reunion);
}

static int by_pid(const void *a, const void *b) {
  const struct absent *one = a, *other = b;

  return (one->pid > other->pid) - (one->pid < other->pid);
}

/* All have been read before, so that only memory may be short. */
static bool read_line(struct reunion *reunion, struct text text) {
  bool is_read = line_read(&reunion->line, text.at, text_length(text)) == 0;

  if (!is_read)
    reunion->is_short = true;
  return is_read;
}

static void sort_lines(struct reunion *reunion) {
  struct text line;
  size_t at = 0;

  while (sheet_next(reunion->text, reunion->length, &at, &line)) {
    if (!read_line(reunion, line))
      continue;
    if (reunion->line.kind == LINE_MEMBER)
      reunion->absent[reunion->count++] =
          (struct absent){(int)reunion->line.number[NUMBER_PID], line};
    else
      reunion->other[reunion->others++] = line;
  }
  qsort(reunion->absent, reunion->count, sizeof(struct absent), by_pid);
}

struct reunion *reunion_new(char *text, size_t length) {
  struct reunion *reunion = calloc(1, sizeof(*reunion));

  if (!reunion) {
    free(text);
    return NULL;
  }
  reunion->text = text;
  reunion->length = length;
  if (take_room(reunion))
    sort_lines(reunion);
  else
    reunion->is_short = true;
  if (reunion->is_short) {
    reunion_free(reunion);
    return NULL;
  }
  return reunion;
}

/* The last of them all, into `line`. */
static bool read_end(struct reunion *reunion) {
  return reunion->others > 0 &&
         read_line(reunion, reunion->other[reunion->others - 1]) &&
         reunion->line.kind == LINE_END;
}

bool reunion_begin(struct reunion *reunion, const struct settings *settings,
                   struct pipeline *pipeline, const char *boot_id,
                   const struct archive_tick *tick) {
  reunion->recall.settings = settings;
  reunion->recall.insides = pipeline_insides(pipeline);
  if (!read_end(reunion)) {
    reunion->count = 0;
    return false;
  }
  recall_begin(&reunion->recall, &reunion->line, boot_id, tick);
  for (size_t i = 0; i < reunion->others; i++)
    if (read_line(reunion, reunion->other[i]))
      recall_line(&reunion->recall, &reunion->line);
  if (!reunion->recall.same_boot)
    reunion->count = 0;
  reunion->waiting = reunion->count;
  return !reunion->is_short;
}

void reunion_copy(const struct reunion *reunion, struct sheet *sheet,
                  size_t most) {
  if (!reunion->recall.has_windows)
    return;
  for (size_t i = 0; i < reunion->count && sheet->length < most; i++) {
    struct text text = reunion->absent[i].text;

    if (!text_is_empty(text))
      sheet_add(sheet, text.at, text_length(text));
  }
}

bool reunion_step(struct reunion *reunion) {
  return ++reunion->ticks < REUNION_TICKS && reunion->waiting > 0;
}

static bool is_same(const struct state_line *line,
                    const struct newcomer *newcomer) {
  double stack = line->number[NUMBER_STACK];
  char command[LINE_WORD_BYTES];

  if (line->number[NUMBER_START] != newcomer->start_time)
    return false;
  if (!isnan(stack) && !isnan(newcomer->start_stack))
    return stack == newcomer->start_stack;
  clean_text(newcomer->command, command, sizeof(command)); /* as JSON has it */
  return strcmp(line->word[WORD_COMMAND], command) == 0;
}

void reunion_meet(struct reunion *reunion, const struct newcomer *newcomer,
                  struct member *member) {
  struct absent key = {.pid = newcomer->pid}, *found;

  if (isnan(newcomer->start_time))
    return;
  found = bsearch(&key, reunion->absent, reunion->count, sizeof(key), by_pid);
  if (!found || text_is_empty(found->text) || !read_line(reunion, found->text))
    return;
  if (is_same(&reunion->line, newcomer))
    recall_member(&reunion->recall, &reunion->line, member);
  found->text = (struct text){0};
  reunion->waiting--;
}
