/* reunion.c - see reunion.h */
#include "reunion.h"

#include "base/text.h"
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
  int ticks;
  struct state_line line;
};

static size_t count_lines(const char *text, size_t length) {
  struct text line;
  size_t at = 0, count = 0;

  while (sheet_next(text, length, &at, &line))
    count++;
  return count;
}

struct reunion *reunion_new(char *text, size_t length) {
  struct reunion *reunion = calloc(1, sizeof(*reunion));

  if (reunion) {
    reunion->text = text;
    reunion->length = length;
    reunion->absent =
        calloc(count_lines(text, length) + 1, sizeof(struct absent));
    if (reunion->absent)
      return reunion;
  }
  free(reunion);
  free(text);
  return NULL;
}

void reunion_free(struct reunion *reunion) {
  if (!reunion)
    return;
  free(reunion->absent);
  free(reunion->text);
  free(reunion);
}

static int by_pid(const void *a, const void *b) {
  const struct absent *one = a, *other = b;

  return (one->pid > other->pid) - (one->pid < other->pid);
}

static bool read_line(struct reunion *reunion, struct text text) {
  return line_read(&reunion->line, text.at, text_length(text)) == 0;
}

static void read_last_line(struct reunion *reunion) {
  struct text line = {0};
  size_t at = 0;

  while (sheet_next(reunion->text, reunion->length, &at, &line))
    continue;
  (void)read_line(reunion, line);
}

static void take_line(struct reunion *reunion, struct text line) {
  if (!read_line(reunion, line))
    return;
  if (reunion->line.kind != LINE_MEMBER)
    recall_line(&reunion->recall, &reunion->line);
  else if (reunion->recall.same_boot)
    reunion->absent[reunion->count++] =
        (struct absent){(int)reunion->line.number[NUMBER_PID], line};
}

void reunion_begin(struct reunion *reunion, const struct settings *settings,
                   struct pipeline *pipeline, const char *boot_id,
                   const struct archive_tick *tick) {
  struct text line;
  size_t at = 0;

  reunion->recall.settings = settings;
  reunion->recall.insides = pipeline_insides(pipeline);
  read_last_line(reunion);
  recall_begin(&reunion->recall, &reunion->line, boot_id, tick);
  while (sheet_next(reunion->text, reunion->length, &at, &line))
    take_line(reunion, line);
  qsort(reunion->absent, reunion->count, sizeof(struct absent), by_pid);
  reunion->waiting = reunion->count;
}

bool reunion_step(struct reunion *reunion) {
  return ++reunion->ticks < REUNION_TICKS && reunion->waiting > 0;
}

static bool is_same(const struct state_line *line,
                    const struct newcomer *newcomer) {
  double stack = line->number[NUMBER_STACK];

  if (line->number[NUMBER_START] != newcomer->start_time)
    return false;
  if (!isnan(stack) && !isnan(newcomer->start_stack))
    return stack == newcomer->start_stack;
  return strcmp(line->word[WORD_COMMAND], newcomer->command) == 0;
}

void reunion_meet(struct reunion *reunion, const struct newcomer *newcomer,
                  struct member *member) {
  struct absent key = {.pid = newcomer->pid}, *found;

  if (isnan(newcomer->start_time))
    return;
  found = bsearch(&key, reunion->absent, reunion->count, sizeof(key), by_pid);
  if (!found || !found->text.at)
    return;
  if (read_line(reunion, found->text) && is_same(&reunion->line, newcomer))
    recall_member(&reunion->recall, &reunion->line, member);
  found->text = (struct text){0};
  reunion->waiting--;
}
