/* fail_at_course.c - see fail_at_course.h */
#include "expect.h"

#include "fail_at_course.h"
#include "fail_at_excuse.h"
#include "fail_at_leeway.h"
#include "fail_at_told.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LAST_TICKS = 3 };

/* Of seconds, as a share; of percents, which hang on how long there was
 * trouble, in percents: 1 was told for 21 where that was not seen at first. */
static const double near_share = 0.25, near_percent = 25;

static const struct told_value *at_step(const struct told *told, int step,
                                        const char *name) {
  return told_find(told, told_first_of_step(told, step), step, name);
}

/* How much of it came in the last ticks; NaN where it was not told. */
static double growth_of(const struct told *told, const char *name,
                        size_t field) {
  const struct told_value *now = at_step(told, STORY_TICKS, name);
  const struct told_value *then = at_step(told, STORY_TICKS - LAST_TICKS, name);

  return now && then ? now->value[field] - then->value[field] : (double)NAN;
}

/* Who was said to be gone is another when he is there again. */
static bool is_of_another(const struct fail_point *point,
                          const struct fail_book *book, const char *name) {
  return excuse_turn(point, book) > 0 && excuse_is_concerned(book, name);
}

bool course_of_counters_is_right(const struct story *clean,
                                 const struct story *story,
                                 const struct fail_point *point,
                                 char why[VERDICT_BYTES]) {
  int again = excuse_last_step(point, &story->book) + leeway_absence(COUNTER);

  if (again > STORY_TICKS - LAST_TICKS)
    return true;
  for (size_t i = told_first_of_step(&clean->told, STORY_TICKS);
       i < clean->told.values && clean->told.value[i].step == STORY_TICKS;
       i++) {
    const char *name = clean->told.value[i].name;

    for (size_t field = 0; field < clean->told.value[i].count; field++) {
      double wanted = growth_of(&clean->told, name, field);
      double found = growth_of(&story->told, name, field);

      if (leeway_of(name) != COUNTER || isnan(wanted) ||
          told_is_equal(found, wanted) ||
          (is_of_another(point, &story->book, name) &&
           again + excuse_turn(point, &story->book) > STORY_TICKS - LAST_TICKS))
        continue;
      snprintf(why, VERDICT_BYTES, "it counts: %s [%zu] %.9g more for %.9g",
               name, field, found, wanted);
      return false;
    }
  }
  return true;
}

static bool is_near(const char *name, double found, double wanted) {
  double most = strstr(name, "/percent/") ? near_percent : near_share * wanted;

  return isnan(wanted) ? isnan(found) : fabs(found - wanted) <= most;
}

/* From which step on it must be told again; right, where it is told, at once if
 * what failed is not its matter. */
static int told_from(const struct fail_point *point,
                     const struct fail_book *book) {
  return excuse_last_step(point, book) + excuse_turn(point, book) +
         leeway_absence(FORECAST) + (point->lasts ? TURN_TICKS : 0);
}

static int right_from(const struct fail_point *point,
                      const struct fail_book *book, const char *name) {
  int over = excuse_last_step(point, book);

  return excuse_is_anyones(book, name)
             ? over + excuse_turn(point, book) + leeway_absence(FORECAST)
             : over + 1;
}

static bool is_foretold(const struct story *story,
                        const struct fail_point *point,
                        const struct told_value *wanted,
                        const struct told_value *found) {
  const struct fail_book *book = &story->book;

  if (is_of_another(point, book, wanted->name))
    return true;
  if (!found)
    return wanted->step <= told_from(point, book);
  return wanted->step < right_from(point, book, wanted->name) ||
         is_near(wanted->name, found->value[0], wanted->value[0]);
}

bool course_of_forecasts_is_right(const struct story *clean,
                                  const struct story *story,
                                  const struct fail_point *point,
                                  char why[VERDICT_BYTES]) {
  size_t at = 0;

  for (size_t i = 0; i < clean->told.values; i++) {
    const struct told_value *wanted = &clean->told.value[i];
    const struct told_value *found;

    if (leeway_of(wanted->name) != FORECAST || wanted->step > STORY_TICKS ||
        wanted->step <= excuse_last_step(point, &story->book))
      continue;
    found = told_find_next(&story->told, &at, wanted->step, wanted->name);
    if (is_foretold(story, point, wanted, found))
      continue;
    snprintf(why, VERDICT_BYTES, "it foretells: step %d %s %.9g for %.9g",
             wanted->step, wanted->name, found ? found->value[0] : (double)NAN,
             wanted->value[0]);
    return false;
  }
  return true;
}
