/*
 * state_line.h - one line of a saved state: of whom it is, and what of it, as
 * arrays of numbers with names.
 *
 * A line is one JSON object: words and numbers that every line may have, and
 * sections, each with arrays. In an array [3,7] stands for 7 three times, and
 * null for what is not known. It may come from anybody: what is no line of a
 * state, down to a name that occurs twice, is refused as a whole.
 */
#ifndef STATE_LINE_H
#define STATE_LINE_H

#include "emit/json_read.h"

enum {
  STATE_VERSION = 1,
  LINE_WORD_BYTES = 256,
  LINE_ARRAYS = 192,
  LINE_VALUES = 16384
};

enum line_kind {
  LINE_STATE, /* the first */
  LINE_HOST,  /* what of it outlives a restart; as the next three */
  LINE_GROUP,
  LINE_DEVICE,
  LINE_FILESYSTEM,
  LINE_LORE, /* what was learnt of a wall of one of these four */
  LINE_MEMBER,
  LINE_END, /* the last: when all of that was, and on which machine */
  LINE_KINDS
};

extern const char *const line_kinds[LINE_KINDS];

enum line_word {
  WORD_KIND,
  WORD_PROGRAM,
  WORD_OF, /* the kind of whom a lore is */
  WORD_NAME,
  WORD_BASE, /* of a group that captures made: the title it came of */
  WORD_WALL,
  WORD_COMMAND,
  WORD_BOOT,
  WORD_MODEL,
  WORDS
};

extern const char *const line_words[WORDS];

enum line_number {
  NUMBER_VERSION,
  NUMBER_LINES,      /* how many there are before the last */
  NUMBER_AT,         /* when: seconds on the clock of ticks */
  NUMBER_TICK,       /* that of the timeline */
  NUMBER_WALL_CLOCK, /* seconds since 1970 */
  NUMBER_INTERVAL,
  NUMBER_PID,
  NUMBER_START,
  NUMBER_STACK,
  NUMBERS
};

extern const char *const line_numbers[NUMBERS];

enum line_section {
  SECTION_WINDOWS,   /* by metric: the slots of all rings, newest first */
  SECTION_TOTALS,    /* by metric */
  SECTION_ALARMS,    /* by wall */
  SECTION_STANDINGS, /* by wall */
  SECTION_ARRAYS,    /* all else; of a lore, and of the last line, the ages */
  SECTIONS
};

extern const char *const line_sections[SECTIONS];

struct line_array {
  enum line_section section;
  char name[JSON_NAME_BYTES];
  int count;
  const double *value; /* NaN where it was null */
};

/* What a line comes to; large. */
struct state_line {
  enum line_kind kind;
  char word[WORDS][LINE_WORD_BYTES]; /* "" where there is none */
  double number[NUMBERS];            /* NaN where there is none */
  int arrays;
  struct line_array array[LINE_ARRAYS];
  int values;
  double value[LINE_VALUES];
};

/* -EBADMSG for what is no line, -ENOMEM. */
int line_read(struct state_line *line, const char *text, size_t length);

/* Or NULL. */
const struct line_array *line_find(const struct state_line *line,
                                   enum line_section section, const char *name);

#endif
