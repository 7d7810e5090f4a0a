/* fail_at_told.c - see fail_at_told.h */
#include "fail_at_told.h"

#include <math.h>
#include <string.h>

const struct told_value *told_find(const struct told *told, size_t from,
                                   int step, const char *name) {
  for (size_t i = from; i < told->values && told->value[i].step <= step; i++)
    if (told->value[i].step == step && strcmp(told->value[i].name, name) == 0)
      return &told->value[i];
  return NULL;
}

size_t told_first_of_step(const struct told *told, int step) {
  size_t i = 0;

  while (i < told->values && told->value[i].step < step)
    i++;
  return i;
}

const struct told_value *told_find_next(const struct told *told, size_t *at,
                                        int step, const char *name) {
  const struct told_value *found;
  size_t from = *at;

  while (from > 0 && (from >= told->values || told->value[from].step > step))
    from--;
  while (from < told->values && told->value[from].step < step)
    from++;
  found = told_find(told, from, step, name);
  if (!found)
    found = told_find(told, told_first_of_step(told, step), step, name);
  if (found)
    *at = (size_t)(found - told->value) + 1;
  return found;
}

bool told_is_equal(double one, double other) {
  return fabs(one - other) <= 1e-9 * fabs(other);
}

bool told_is_same(const struct told_value *one,
                  const struct told_value *other) {
  for (size_t i = 0; i < one->count; i++)
    if (!told_is_equal(one->value[i], other->value[i]))
      return false;
  return true;
}

int told_count_said(const struct told *told, size_t end, const char *part) {
  int count = 0;

  for (size_t i = 0; i < end; i++)
    count += strstr(told->sentence[i].text, part) != NULL;
  return count;
}

bool told_says(const struct told *told, const char *part) {
  return told_count_said(told, told->sentences, part) > 0;
}

bool told_is_alike(const struct told_sentence *one,
                   const struct told_sentence *other) {
  return one->severity == other->severity &&
         one->is_of_now == other->is_of_now &&
         strcmp(one->about, other->about) == 0;
}

void told_range(const struct told *told, const struct told_value *value,
                size_t field, int steps, double *ret_least, double *ret_most) {
  size_t i = told_first_of_step(told, value->step - steps);

  *ret_least = INFINITY;
  *ret_most = -INFINITY;
  for (; i < told->values && told->value[i].step <= value->step + steps; i++) {
    if (strcmp(told->value[i].name, value->name) != 0)
      continue;
    *ret_least = fmin(*ret_least, told->value[i].value[field]);
    *ret_most = fmax(*ret_most, told->value[i].value[field]);
  }
}

const struct told_value *told_last_before(const struct told *told, size_t at,
                                          const char *name) {
  while (at-- > 0)
    if (strcmp(told->value[at].name, name) == 0)
      return &told->value[at];
  return NULL;
}

bool told_is_nearby(const struct told *clean, int step,
                    const struct told_value *value, size_t field) {
  double before = NAN;

  for (size_t i = 0; i < clean->values; i++) {
    const struct told_value *other = &clean->value[i];

    if (strcmp(other->name, value->name) != 0)
      continue;
    if (other->step > step)
      return told_is_equal(value->value[field], before) ||
             told_is_equal(value->value[field], other->value[field]);
    before = other->value[field];
  }
  return told_is_equal(value->value[field], before);
}
