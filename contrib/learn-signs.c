/*
 * learn-signs.c - what `best` would have seen in many series: the first half of
 * contrib/learn-best.
 *
 *     learn-signs [--rung] <LIST >SIGNS
 *
 * A line of LIST is  WALL HORIZON PATH , the path that of a csv file as
 * `io-forecast backtest` takes it. For each come, in the machine's own format,
 * the number of its values, two doubles each (epoch, value; NaN is a gap), and
 * the number of its looks, SIGN_COUNT + 1 floats each: the place of the value,
 * and its signs. It looks where a lore begins a step, a twelfth of the horizon.
 * With --rung it looks as at a rung of that horizon: without a lore, and only
 * where a drift could meet the wall.
 */
#include "cli/csv.h"
#include "course.h"
#include "forecast/reach.h"
#include "forecast/signs.h"

#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LINE_BYTES = 5000 };

struct sheet {
  size_t count, room;
  double *cell;
  size_t looks, look_room;
  float *look;
};

static void *grow(void *memory, size_t bytes) {
  void *grown = realloc(memory, bytes);

  if (grown)
    return grown;
  fputs("learn-signs: out of memory.\n", stderr);
  exit(1);
}

static void add_value(struct sheet *sheet, double at_s, double value) {
  if (sheet->count == sheet->room) {
    sheet->room = 2 * sheet->room + 1024;
    sheet->cell = grow(sheet->cell, sheet->room * 2 * sizeof(double));
  }
  sheet->cell[2 * sheet->count] = at_s;
  sheet->cell[2 * sheet->count + 1] = value;
  sheet->count++;
}

static void add_look(struct sheet *sheet, const double sign[SIGN_COUNT]) {
  float *row;

  if (sheet->looks == sheet->look_room) {
    sheet->look_room = 2 * sheet->look_room + 1024;
    sheet->look =
        grow(sheet->look, sheet->look_room * (SIGN_COUNT + 1) * sizeof(float));
  }
  row = sheet->look + sheet->looks++ * (SIGN_COUNT + 1);
  row[0] = (float)(sheet->count - 1);
  for (int id = 0; id < SIGN_COUNT; id++)
    row[id + 1] = (float)sign[id];
}

static bool is_rung;

static struct question ask(const struct course *course, double value) {
  return (struct question){.value = value,
                           .limit = course->wall.limit,
                           .direction = UPWARD,
                           .horizon_s = course->horizon_s,
                           .lore = is_rung ? NULL : &course->lore};
}

static void look(struct sheet *sheet, const struct course *course,
                 const struct question *question) {
  double sign[SIGN_COUNT];

  if (signs_take(&course->window, &course->timeline, question, sign))
    add_look(sheet, sign);
}

/* Whether it is time for a look; as in forecast/follow.c. */
static bool is_due(const struct course *course, const struct question *question,
                   double *looked_s) {
  struct sight sight = sight_of(&course->window, &course->timeline, UPWARD);
  double now_s = timeline_now_s(&course->timeline);
  double rest_s = models[MODEL_BEST].rest * question->horizon_s;

  if (now_s - *looked_s < rest_s || !reach_could_meet(&sight, question) ||
      reach_was_here(&sight, question))
    return false;
  *looked_s = now_s;
  return true;
}

/* A lore begins a step where it has just learnt. */
static void step(struct sheet *sheet, struct course *course,
                 const struct csv_row *row, double *looked_s) {
  long before = course->lore.step;
  struct question question = ask(course, row->value);
  bool due;

  (void)course_step(course, row->time_s, row->value);
  add_value(sheet, row->time_s, row->value);
  due = is_rung ? is_due(course, &question, looked_s)
                : course->lore.step != before;
  if (due && isfinite(row->value))
    look(sheet, course, &question);
}

static void print_sheet(const struct sheet *sheet) {
  uint64_t count = sheet->count, looks = sheet->looks;

  fwrite(&count, sizeof(count), 1, stdout);
  fwrite(sheet->cell, 2 * sizeof(double), sheet->count, stdout);
  fwrite(&looks, sizeof(looks), 1, stdout);
  fwrite(sheet->look, (SIGN_COUNT + 1) * sizeof(float), sheet->looks, stdout);
}

static int run(double wall, double horizon_s, const char *path) {
  static struct course course;
  struct course_question question = {.limit = wall,
                                     .model = is_rung ? MODEL_LINEAR
                                                      : MODEL_CONFORMAL,
                                     .horizon_s = horizon_s};
  struct csv_columns columns = {"epoch", "value"};
  char error[512];
  struct csv *csv = csv_open(path, &columns, error, sizeof(error));
  struct sheet sheet = {0};
  struct csv_row row;
  double looked_s = -INFINITY;

  if (!csv) {
    fprintf(stderr, "learn-signs: %s.\n", error);
    return 1;
  }
  course_init(&course, &question);
  while (csv_next(csv, &row) > 0)
    step(&sheet, &course, &row, &looked_s);
  csv_close(csv);
  print_sheet(&sheet);
  free(sheet.cell);
  free(sheet.look);
  return 0;
}

int main(int argc, char **argv) {
  char line[LINE_BYTES], *end;
  int status = 0;

  if (argc > 1 && strcmp(argv[1], "--names") == 0) {
    for (int id = 0; id < SIGN_COUNT; id++)
      puts(sign_names[id]);
    return 0;
  }
  is_rung = argc > 1 && strcmp(argv[1], "--rung") == 0;
  while (fgets(line, sizeof(line), stdin)) {
    double wall = strtod(line, &end);
    double horizon_s = strtod(end, &end);

    line[strcspn(line, "\n")] = '\0';
    status |= run(wall, horizon_s, end + strspn(end, " "));
  }
  return status;
}
