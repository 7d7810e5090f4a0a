/*
 * join.h - what a sample of a member tells the joint criterion.
 */
#ifndef JOIN_H
#define JOIN_H

#include "lookout.h"

struct ago;
struct member;

/* With the values of this tick, which were pushed, and its standings. `fd_ago`:
 * FdWindow before now. */
void join(const struct lookout *lookout, const struct ago *fd_ago,
          const struct roll *roll, struct member *member, const double *now);

/* Whether it waited in this tick and is too young for a mean: nobody can say
 * that it rests. */
bool join_waits_anew(const struct settings *settings, const struct roll *roll,
                     const struct member *member, const double *now);

/* Whether it is to be looked at in each tick for that. */
bool join_sees_risk(const struct lookout *lookout, const struct member *member,
                    const double *now);

#endif
