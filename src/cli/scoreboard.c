/* scoreboard.c - see scoreboard.h */
#include "cli/scoreboard.h"

#include "score.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>

enum { RIVALS = 2, ENTRIES_MOST = 1 + RIVALS };

static const enum model_id rivals[RIVALS] = {MODEL_LINEAR, MODEL_SIGMA};

struct entry {
  struct course_question question;
  struct course course;
  struct score score;
};

struct scoreboard {
  unsigned long series;
  int entries;
  struct entry entry[ENTRIES_MOST];
};

static void add_entry(struct scoreboard *board,
                      const struct course_question *question,
                      enum model_id model) {
  struct entry *entry = &board->entry[board->entries++];

  entry->question = *question;
  entry->question.model = model;
  score_init(&entry->score, question->limit, question->direction,
             question->horizon_s);
}

struct scoreboard *scoreboard_new(const struct course_question *question) {
  struct scoreboard *board = calloc(1, sizeof(*board));

  if (!board)
    return NULL;
  add_entry(board, question, question->model);
  for (int i = 0; i < RIVALS; i++)
    if (rivals[i] != question->model)
      add_entry(board, question, rivals[i]);
  return board;
}

void scoreboard_free(struct scoreboard *board) {
  free(board);
}

void scoreboard_begin(struct scoreboard *board) {
  board->series++;
  for (int i = 0; i < board->entries; i++) {
    struct entry *entry = &board->entry[i];

    course_init(&entry->course, &entry->question);
    score_begin(&entry->score);
  }
}

void scoreboard_end(struct scoreboard *board) {
  for (int i = 0; i < board->entries; i++)
    score_end(&board->entry[i].score);
}

void scoreboard_step(struct scoreboard *board, double at_s, double value) {
  for (int i = 0; i < board->entries; i++) {
    struct entry *entry = &board->entry[i];
    enum state state = course_step(&entry->course, at_s, value);

    score_step(&entry->score, at_s, value, &entry->course.standing.forecast,
               state);
  }
}

/* --- what comes out ------------------------------------------------------- */

static const char *direction_of(const struct scoreboard *board) {
  return board->entry[0].question.direction == UPWARD ? "up" : "down";
}

static void write_time(double seconds, char *text, size_t capacity) {
  if (seconds < 120)
    snprintf(text, capacity, "%.3g s", seconds);
  else if (seconds < 2 * 3600.0)
    snprintf(text, capacity, "%.3g min", seconds / 60);
  else if (seconds < 2 * 86400.0)
    snprintf(text, capacity, "%.3g h", seconds / 3600);
  else
    snprintf(text, capacity, "%.1f d", seconds / 86400);
}

static void write_value(enum score_form form, double value, char *text,
                        size_t capacity) {
  if (isnan(value))
    snprintf(text, capacity, "-");
  else if (form == FORM_COUNT)
    snprintf(text, capacity, "%.0f", value);
  else if (form == FORM_SHARE)
    snprintf(text, capacity, "%.1f %%", 100 * value);
  else if (form == FORM_FIGURE)
    snprintf(text, capacity, "%.2f", value);
  else
    write_time(value, text, capacity);
}

void scoreboard_print(const struct scoreboard *board, FILE *out) {
  double value[ENTRIES_MOST][SCORE_MEASURES];
  char text[32];

  fprintf(out, "%lu series, wall %g (%s), horizon %g s\n\n%-22s", board->series,
          board->entry[0].question.limit, direction_of(board),
          board->entry[0].question.horizon_s, "");
  for (int i = 0; i < board->entries; i++) {
    score_result(&board->entry[i].score, value[i]);
    fprintf(out, "%12s", models[board->entry[i].question.model].name);
  }
  putc('\n', out);
  for (int measure = 0; measure < SCORE_MEASURES; measure++) {
    fprintf(out, "%-22s", score_names[measure].title);
    for (int i = 0; i < board->entries; i++) {
      write_value(score_names[measure].form, value[i][measure], text,
                  sizeof(text));
      fprintf(out, "%12s", text);
    }
    putc('\n', out);
  }
}

static void put_entry(const struct entry *entry, struct json *json) {
  double value[SCORE_MEASURES];

  score_result(&entry->score, value);
  json_object(json, NULL);
  json_string(json, "model", models[entry->question.model].name);
  for (int measure = 0; measure < SCORE_MEASURES; measure++)
    json_number(json, score_names[measure].key, value[measure]);
  json_end_object(json);
}

int scoreboard_print_json(const struct scoreboard *board, struct json *json,
                          FILE *out) {
  const char *text;
  size_t length;

  json_object(json, NULL);
  json_number(json, "series", (double)board->series);
  json_number(json, "wall", board->entry[0].question.limit);
  json_string(json, "direction", direction_of(board));
  json_number(json, "horizon_s", board->entry[0].question.horizon_s);
  json_array(json, "models");
  for (int i = 0; i < board->entries; i++)
    put_entry(&board->entry[i], json);
  json_end_array(json);
  json_end_object(json);
  if (json_finish(json, &text, &length) < 0)
    return -EPROTO;
  fwrite(text, 1, length, out);
  putc('\n', out);
  json_reset(json);
  return 0;
}
