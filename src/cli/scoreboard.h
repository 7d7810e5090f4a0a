/*
 * scoreboard.h - how good a model would have been on some histories, beside two
 * that anybody has.
 *
 * A NaN for the wall: each series has one of its own, which may move, and is
 * told by how far it is above that.
 *
 * Each series is read once: the models go through it side by side, each with
 * windows and alarms of its own. The memory does not depend on the length.
 */
#ifndef SCOREBOARD_H
#define SCOREBOARD_H

#include "course.h"
#include "emit/json.h"

#include <stdio.h>

struct scoreboard;

enum { RIVALS = 2, CONTENDERS_MOST = 1 + RIVALS };

/* The model asked for, and those it is compared with, each once; how many. */
int scoreboard_models(enum model_id model,
                      enum model_id ret_models[CONTENDERS_MOST]);

/* Of the model of `question`, of linear and of sigma, each once. NULL when out
 * of memory. */
struct scoreboard *scoreboard_new(const struct course_question *question);

/* The same for what was foretold elsewhere: it takes scoreboard_tell(), and not
 * scoreboard_step(). */
struct scoreboard *scoreboard_new_told(const struct course_question *question);
void scoreboard_free(struct scoreboard *board);

/* Around the samples of each series. */
void scoreboard_begin(struct scoreboard *board);
void scoreboard_end(struct scoreboard *board);

void scoreboard_step(struct scoreboard *board, double at_s, double value);

/* A value, and what was told behind it. */
struct saying {
  double at_s;
  double value;
  const struct forecast *forecast;
  enum state state;
};

/* By a model, by its place in scoreboard_models(). */
void scoreboard_tell(struct scoreboard *board, int place,
                     const struct saying *saying);

/* Adds the series of another with the same models and horizon, all ended. */
void scoreboard_merge(struct scoreboard *board, const struct scoreboard *other);

/* A line for each measure of score.h, a column for each model. */
void scoreboard_print(const struct scoreboard *board, FILE *out);

/* One object; what cannot be told is left out. Returns 0, or -EPROTO. */
int scoreboard_print_json(const struct scoreboard *board, struct json *json,
                          FILE *out);

#endif
