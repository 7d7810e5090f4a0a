/* scoreboard.c - see scoreboard.h */
#include "cli/scoreboard.h"

#include "score.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>

static const enum model_id rivals[RIVALS] = {MODEL_LINEAR, MODEL_SIGMA};

struct entry {
  enum model_id model;
  struct course *course; /* NULL: it is told elsewhere */
  struct score score;
};

struct scoreboard {
  struct course_question question; /* but for the model */
  unsigned long series;
  int entries;
  struct course *course; /* one an entry */
  struct entry entry[CONTENDERS_MOST];
};

int scoreboard_models(enum model_id model,
                      enum model_id ret_models[CONTENDERS_MOST]) {
  int count = 0;

  ret_models[count++] = model;
  for (int i = 0; i < RIVALS; i++)
    if (rivals[i] != model)
      ret_models[count++] = rivals[i];
  return count;
}

struct scoreboard *scoreboard_new_told(const struct course_question *question) {
  struct scoreboard *board = calloc(1, sizeof(*board));
  enum model_id model[CONTENDERS_MOST] = {MODEL_DEFAULT};

  if (!board)
    return NULL;
  board->question = *question;
  board->entries = scoreboard_models(question->model, model);
  for (int i = 0; i < board->entries; i++) {
    board->entry[i].model = model[i];
    score_init(&board->entry[i].score,
               isnan(question->limit) ? 0 : question->limit,
               question->direction, question->horizon_s);
  }
  return board;
}

struct scoreboard *scoreboard_new(const struct course_question *question) {
  struct scoreboard *board = scoreboard_new_told(question);

  if (!board)
    return NULL;
  board->course = calloc((size_t)board->entries, sizeof(struct course));
  if (!board->course) {
    free(board);
    return NULL;
  }
  for (int i = 0; i < board->entries; i++)
    board->entry[i].course = &board->course[i];
  return board;
}

void scoreboard_free(struct scoreboard *board) {
  if (board)
    free(board->course);
  free(board);
}

static void begin_course(const struct scoreboard *board,
                         const struct entry *entry) {
  struct course_question question = board->question;

  question.model = entry->model;
  course_init(entry->course, &question);
}

void scoreboard_begin(struct scoreboard *board) {
  board->series++;
  for (int i = 0; i < board->entries; i++) {
    if (board->course)
      begin_course(board, &board->entry[i]);
    score_begin(&board->entry[i].score);
  }
}

void scoreboard_end(struct scoreboard *board) {
  for (int i = 0; i < board->entries; i++)
    score_end(&board->entry[i].score);
}

void scoreboard_tell(struct scoreboard *board, int place,
                     const struct saying *saying) {
  score_step(&board->entry[place].score, saying->at_s, saying->value,
             saying->forecast, saying->state);
}

void scoreboard_step(struct scoreboard *board, double at_s, double value) {
  for (int i = 0; i < board->entries; i++) {
    struct course *course = board->entry[i].course;
    enum state state = course_step(course, at_s, value);

    score_step(&board->entry[i].score, at_s, value, &course->standing.forecast,
               state);
  }
}

void scoreboard_merge(struct scoreboard *board,
                      const struct scoreboard *other) {
  board->series += other->series;
  for (int i = 0; i < board->entries; i++)
    score_merge(&board->entry[i].score, &other->entry[i].score);
}

/* --- what comes out ------------------------------------------------------- */

static const char *direction_of(const struct scoreboard *board) {
  return board->question.direction == UPWARD ? "up" : "down";
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

/* Without a wall of its own each series has stood before another. */
static void put_title(const struct scoreboard *board, FILE *out) {
  if (isnan(board->question.limit))
    fprintf(out, "%lu series, each before its wall", board->series);
  else
    fprintf(out, "%lu series, wall %g (%s)", board->series,
            board->question.limit, direction_of(board));
  fprintf(out, ", horizon %g s\n\n%-22s", board->question.horizon_s, "");
}

void scoreboard_print(const struct scoreboard *board, FILE *out) {
  double value[CONTENDERS_MOST][SCORE_MEASURES];
  char text[32];

  put_title(board, out);
  for (int i = 0; i < board->entries; i++) {
    score_result(&board->entry[i].score, value[i]);
    fprintf(out, "%12s", models[board->entry[i].model].name);
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
  json_string(json, "model", models[entry->model].name);
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
  if (!isnan(board->question.limit)) {
    json_number(json, "wall", board->question.limit);
    json_string(json, "direction", direction_of(board));
  }
  json_number(json, "horizon_s", board->question.horizon_s);
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
