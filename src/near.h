/*
 * near.h - the warning that little is left before a wall, beside its forecast.
 *
 * A value can stand just below a limit and not move: no forecast says anything
 * then, and the next burst meets it. Of the member that has used most of what
 * the kernel allows it, or of a filesystem, the share is compared with
 * NearWall, by an alarm of its own that leaves the state of the forecast alone.
 * It rises when the share has been that large for TripAfter, and is cleared
 * when it has been smaller by NEAR_REST points for ClearAfter.
 *
 * While the alarm of the wall itself is up nobody is told: its sentence names
 * value and limit. If that is cleared first, what is still near is told then.
 */
#ifndef NEAR_H
#define NEAR_H

#include "judge/alarm.h"
#include "roll.h"

enum { NEAR_REST = 5 };

/* A tick begins. */
void near_begin(struct near_roll *near);

/* A member's standing before the wall. */
void near_report(struct wall_roll *row, const struct report *report,
                 const struct standing *standing);

/* Steps the alarm, behind that of the wall, and tells. */
void near_judge(const struct roll *roll, struct wall_roll *row,
                const struct alarm_rule *rule, double now_s,
                const struct sink *sink);

/* For bool/T_near: 1 or 0; NaN when nothing is known, or nobody wants to. Of a
 * group by its alarm, of one member by its present standing. */
double near_of_group(const struct wall_roll *row);
double near_of_member(const struct wall_roll *row,
                      const struct standing *standing);

#endif
