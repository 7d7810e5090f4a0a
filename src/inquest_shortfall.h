/*
 * inquest_shortfall.h - what could not be read of threads, and why: for want of
 * a capability, or because it would hang. What the kernel keeps to itself, it
 * keeps of all threads of a process. Private to inquest*.c.
 */
#ifndef INQUEST_SHORTFALL_H
#define INQUEST_SHORTFALL_H

#include "sample/sight.h"

struct inquiry;

/* Of one reading. Zeroed: of no thread yet. */
struct shortfall {
  int sleepers, without_wchan, without_syscall, unoffered_syscall;
  bool denied, has_stack;
};

void shortfall_count(struct shortfall *shortfall,
                     const struct thread_sight *sight);

/* Notes in the dossier what was missing in a reading with that order, and drops
 * what was not. */
void shortfall_tell(const struct shortfall *shortfall, struct inquiry *inquiry,
                    const struct sight_order *order);

#endif
