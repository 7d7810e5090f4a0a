/* fail_at_values.c - see fail_at_values.h */
#include "expect.h"

#include "fail_at_excuse.h"
#include "fail_at_leeway.h"
#include "fail_at_told.h"
#include "fail_at_values.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool is_percent(const char *name) {
  return strstr(name, "/percent/") != NULL;
}

/* How many steps it may be late, or early. */
static int slack_of(const struct fail_point *point,
                    const struct fail_book *book) {
  return point->lasts ? STORY_STEPS
                      : EXCUSE_LATE_STEPS + excuse_turn(point, book);
}

/* A field that differs from `wanted`, which is NaN where it was not sent; in
 * about these steps it was from `least` to `most`. */
static bool may_be(const struct told *told, size_t at, size_t field,
                   double wanted, double least, double most) {
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
    return number >= 0.5 * least && number <= 1.5 * most;
  case VERDICT:
    return number >= least && number <= most;
  default:
    return false;
  }
}

/* By a limit that is wider, but for what cannot be reclaimed below it: it is
 * the limit, or a share of it. */
static bool may_be_denied(const struct told_value *value, double wanted,
                          double most) {
  double number = value->value[0];

  if (strstr(value->name, "/memory/max") || strstr(value->name, "_limit_limit"))
    return isfinite(number) && !(number < 0.99 * wanted);
  if (strstr(value->name, "_now"))
    return false;
  return number >= 0 && number <= 1.01 * most;
}

/* The first field of the value at `at` that is none of what it may be, or the
 * number of fields; `right` is what it is when nothing fails. */
static size_t lie_of(const struct story *clean, const struct story *story,
                     const struct fail_point *point, size_t at,
                     const struct told_value *right) {
  const struct fail_book *book = &story->book;
  const struct told_value *value = &story->told.value[at];
  bool may_differ =
      leeway_of(value->name) == OWN ||
      (value->step >= book->struck && excuse_is_anyones(book, value->name));
  bool is_denied = excuse_is_denied_limit(point, book, value->name);
  size_t field = 0;

  for (; field < value->count; field++) {
    double number = value->value[field];
    double wanted = right ? right->value[field] : (double)NAN;
    double least, most;

    if (isnan(number) || told_is_equal(number, wanted) ||
        (isnan(wanted) &&
         told_is_nearby(&clean->told, value->step, value, field)))
      continue;
    told_range(&clean->told, value, field, slack_of(point, book), &least,
               &most);
    if (excuse_turn(point, book) > 0)
      least = 0; /* who was said to be gone begins anew */
    if (!may_differ || !(may_be(&story->told, at, field, wanted, least, most) ||
                         (is_denied && may_be_denied(value, wanted, most))))
      break;
  }
  return field;
}

static int compare_sent(const void *left, const void *right) {
  const struct told_value *one = *(const struct told_value *const *)left;
  const struct told_value *other = *(const struct told_value *const *)right;

  return one->step != other->step ? one->step - other->step
                                  : strcmp(one->name, other->name);
}

bool values_are_sent_once(const struct story *story, char why[VERDICT_BYTES]) {
  static const struct told_value *sent[TOLD_VALUES];
  const struct told *told = &story->told;

  for (size_t i = 0; i < told->values; i++)
    sent[i] = &told->value[i];
  qsort(sent, told->values, sizeof(sent[0]), compare_sent);
  for (size_t i = 1; i < told->values; i++) {
    if (compare_sent(&sent[i - 1], &sent[i]) != 0)
      continue;
    snprintf(why, VERDICT_BYTES, "it is sent twice: step %d %s", sent[i]->step,
             sent[i]->name);
    return false;
  }
  return true;
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

/* A verdict is as it is when nothing fails, in the end. */
static bool is_settled(const struct told_value *found,
                       const struct told_value *wanted) {
  return leeway_of(wanted->name) != VERDICT || told_is_same(found, wanted);
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
    const struct told_value *found =
        told_find_next(&story->told, &at, STORY_TICKS, wanted->name);

    if ((found && is_settled(found, wanted)) ||
        STORY_TICKS < again + leeway_absence(leeway_of(wanted->name)) ||
        excuse_is_denied_limit(point, &story->book, wanted->name) ||
        excuse_is_denied_mount(point, &story->book, wanted->name))
      continue;
    snprintf(why, VERDICT_BYTES, "it is %s: step %d (%d) %s",
             found ? "not what it was" : "silent", STORY_TICKS, over,
             wanted->name);
    return false;
  }
  return true;
}
