/*
 * scoreboard.h - how good a model would have been on some histories, beside two
 * that anybody has.
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

/* Of the model of `question`, of linear and of sigma, each once. NULL when out
 * of memory. */
struct scoreboard *scoreboard_new(const struct course_question *question);
void scoreboard_free(struct scoreboard *board);

/* Around the samples of each series. */
void scoreboard_begin(struct scoreboard *board);
void scoreboard_end(struct scoreboard *board);

void scoreboard_step(struct scoreboard *board, double at_s, double value);

/* A line for each measure of score.h, a column for each model. */
void scoreboard_print(const struct scoreboard *board, FILE *out);

/* One object; what cannot be told is left out. Returns 0, or -EPROTO. */
int scoreboard_print_json(const struct scoreboard *board, struct json *json,
                          FILE *out);

#endif
