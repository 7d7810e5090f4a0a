/*
 * account_keep.h - what is kept of a member or a group beside its windows, as
 * arrays of numbers, and back.
 *
 * Times are ages before a moment, so that the clock of another boot can go on
 * from them. What an array holds may be anything: it is taken as a whole, or
 * not at all (-ERANGE).
 */
#ifndef ACCOUNT_KEEP_H
#define ACCOUNT_KEEP_H

#include "herd.h"
#include "taking.h"

/* As of `now_s`. Of what knows nothing there is nothing: the count is 0. */
struct kept keep_baseline(const struct baseline *baseline, double now_s);
struct kept keep_joint(const struct joint *joint, double now_s);
struct kept keep_growth(const struct growth *growth, double now_s);
struct kept keep_standing(const struct standing *standing, double now_s);
struct kept keep_alarms(const struct wall_roll *row);
struct kept keep_fuse(const struct fuse *fuse, double now_s);

/* `then_s` is the moment at which it was kept, on the present clock. */
int restore_baseline(struct baseline *baseline, const double *value, int count,
                     double then_s);

/* All but its baselines. */
int restore_joint(struct joint *joint, const double *value, int count,
                  double then_s);
int restore_growth(struct growth *growth, const double *value, int count,
                   double then_s);
int restore_standing(struct standing *standing, const double *value, int count,
                     double then_s);

/* What is shown; what was about to change it begins anew. */
int restore_alarms(struct wall_roll *row, const double *value, int count);
int restore_fuse(struct fuse *fuse, const double *value, int count,
                 double then_s);

#endif
