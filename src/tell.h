/*
 * tell.h - what an alarm says, and the cycle in which its metric moves.
 */
#ifndef TELL_H
#define TELL_H

#include "roll.h"

/* What a notice says of whom it is about; the rest is left empty. */
struct notice notice_about(const struct roll *roll, const struct wall_roll *row,
                           const struct who *who);

/* Hands the notice of a wall whose alarm has changed to `sink`. */
void tell(const struct roll *roll, const struct wall_roll *row,
          const struct telling *telling, const struct sink *sink);

#endif
