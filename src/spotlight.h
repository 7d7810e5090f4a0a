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

/* Chooses among the members of `group` and sends the walls of the chosen as
 * NAME-PID. */
void spotlight_emit(const struct herd *herd, size_t group,
                    const struct roll *roll, const struct settings *settings,
                    const struct sink *sink);

#endif
