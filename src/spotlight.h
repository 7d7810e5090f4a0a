/*
 * spotlight.h - the few members of a group that get values of their own.
 *
 * `PerProcess N` names the N that are worst off. Who is named stays named while
 * he lives, so that series do not churn, unless another is heading for a wall
 * and he is not.
 */
#ifndef SPOTLIGHT_H
#define SPOTLIGHT_H

#include "herd.h"
#include "rolls.h"

/* Chooses among the members of `group` and sends the walls of the chosen as
 * NAME-PID. Not of one whose series a group is called like: collectd would mix
 * the two, and a process may call itself anything that captures make a group
 * of. */
void spotlight_emit(const struct herd *herd, const struct rolls *rolls,
                    size_t group, const struct sink *sink);

#endif
