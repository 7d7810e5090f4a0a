/* fail_at_values.c - see fail_at_values.h */
#include "expect.h"

#include "fail_at_excuse.h"
#include "fail_at_leeway.h"
#include "fail_at_told.h"
#include "fail_at_values.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static bool is_percent(const char *name) {
  return strstr(name, "/percent/") != NULL;
}

/* A field that differs from `wanted`, which is NaN where it was not sent. */
static bool may_be(const struct told *clean, const struct told *told, size_t at,
                   size_t field, double wanted) {
  const struct told_value *value = &told->value[at], *last;
  double number = value->value[field];

  switch (leeway_of(value->name)) {
  case OWN:
    return number >= 0 && isfinite(number);
  case COUNTER:
    last = told_last_before(told, at, value->name);
    return number >= 0 && !(number > wanted) &&
           !(last && number < last->value[field]);
  case FORECAST:
    return number >= 0 && number <= (is_percent(value->name) ? 100 : 2220);
  case CROWD:
    return number >= 0 && number < wanted;
  case MEAN:
    return number >= 0 && number <= 1.5 * told_most(clean, value->name, field);
  case VERDICT:
    return number >= 0 && number <= told_most(clean, value->name, field);
  default:
    return false;
  }
}

/* The first field of the value at `at` that is none of what it may be, or the
 * number of fields; `right` is what it is when nothing fails. */
static size_t lie_of(const struct story *clean, const struct story *story,
                     const struct fail_point *point, size_t at,
                     const struct told_value *right) {
  const struct told_value *value = &story->told.value[at];
  size_t field = 0;

  if ((right && told_is_same(value, right)) ||
      excuse_is_denied_limit(point, &story->book, value->name))
    return value->count;
  for (; field < value->count; field++) {
    double number = value->value[field];
    double wanted = right ? right->value[field] : (double)NAN;

    if (isnan(number) || told_is_equal(number, wanted) ||
        (isnan(wanted) &&
         told_is_nearby(&clean->told, value->step, value, field)))
      continue;
    if (!may_be(&clean->told, &story->told, at, field, wanted))
      break;
  }
  return field;
}

bool values_tell_no_lies(const struct story *clean, const struct story *story,
                         const struct fail_point *point,
                         char why[VERDICT_BYTES]) {
  size_t at = 0;

  for (size_t i = 0; i < story->told.values; i++) {
    const struct told_value *value = &story->told.value[i];
    const struct told_value *right =
        told_find_next(&clean->told, &at, value->step, value->name);
    size_t field = lie_of(clean, story, point, i, right);

    if (field == value->count)
      continue;
    snprintf(why, VERDICT_BYTES, "it lies: step %d %s [%zu] %.9g for %.9g",
             value->step, value->name, field, value->value[field],
             right ? right->value[field] : (double)NAN);
    return false;
  }
  return true;
}

bool values_are_right_again(const struct story *clean,
                            const struct story *story,
                            const struct fail_point *point,
                            char why[VERDICT_BYTES]) {
  int over = excuse_last_step(point, &story->book);
  size_t at = 0;

  for (size_t i = told_first_of_step(&clean->told, over + 1);
       i < clean->told.values; i++) {
    const struct told_value *wanted = &clean->told.value[i];
    const struct told_value *found =
        told_find_next(&story->told, &at, wanted->step, wanted->name);

    if ((found && told_is_same(found, wanted)) ||
        wanted->step <= over + leeway_grace(leeway_of(wanted->name)) - 1 ||
        excuse_is_good(clean, story, point, wanted))
      continue;
    snprintf(why, VERDICT_BYTES, "it is not right again: step %d (%d) %s %s",
             wanted->step, over, wanted->name, found ? "differs" : "is absent");
    return false;
  }
  return true;
}

bool values_are_there_again(const struct story *clean,
                            const struct story *story,
                            const struct fail_point *point,
                            char why[VERDICT_BYTES]) {
  int over = excuse_last_step(point, &story->book);
  int again = over + excuse_turn(point, &story->book);
  size_t at = 0;

  for (size_t i = told_first_of_step(&clean->told, STORY_TICKS);
       i < clean->told.values && clean->told.value[i].step == STORY_TICKS;
       i++) {
    const struct told_value *wanted = &clean->told.value[i];

    if (told_find_next(&story->told, &at, STORY_TICKS, wanted->name) ||
        STORY_TICKS < again + leeway_absence(leeway_of(wanted->name)) ||
        excuse_is_denied_limit(point, &story->book, wanted->name))
      continue;
    snprintf(why, VERDICT_BYTES, "it is silent: step %d (%d) %s", STORY_TICKS,
             over, wanted->name);
    return false;
  }
  return true;
}
