/*
 * fail_at_told.h - values that were sent, found and compared.
 */
#ifndef FAIL_AT_TOLD_H
#define FAIL_AT_TOLD_H

#include "fail_at_daemon.h"

/* The first value of `step`, or of a later one. */
size_t told_first_of_step(const struct told *told, int step);

/* By its name among those of `step`, from `from` on; NULL: it was not sent. */
const struct told_value *told_find(const struct told *told, size_t from,
                                   int step, const char *name);

/* The same in a walk in which names mostly come in the same order: `at`, 0 to
 * begin with, is where the last was. */
const struct told_value *told_find_next(const struct told *told, size_t *at,
                                        int step, const char *name);

/* The last of that name before the one at `at`; NULL: it is the first. */
const struct told_value *told_last_before(const struct told *told, size_t at,
                                          const char *name);

/* The same, but for a sum that was taken in another order. */
bool told_is_equal(double one, double other);
bool told_is_same(const struct told_value *one, const struct told_value *other);

/* How many sentences before the one at `end` have `part` in them; whether any
 * has. */
int told_count_said(const struct told *told, size_t end, const char *part);
bool told_says(const struct told *told, const char *part);

/* Sentences of the same severity, about the same, and as good in time. */
bool told_is_alike(const struct told_sentence *one,
                   const struct told_sentence *other);

/* From what to what a value of that name was, at most so many steps before or
 * behind; infinite, and so none, where it was not sent then. */
void told_range(const struct told *told, const struct told_value *value,
                size_t field, int steps, double *ret_least, double *ret_most);

/* Whether a number that was sent in `step` is what was sent under that name
 * before, or will be next: what is not sent in each step, as that of a member
 * at risk, may come in another. */
bool told_is_nearby(const struct told *told, int step,
                    const struct told_value *value, size_t field);

#endif
