/*
 * rolls.h - the accounts of all groups: of those that are configured, and of
 * those that captures make (see discover/title.h).
 *
 * Room for all of them is taken at the start. A group that is made comes with
 * its first member, and goes when it has had none for `ClearAfter` and none of
 * its alarms is up: then its series end and its place is free.
 *
 *            find            members, alarms: none, for clear_s
 *    free  -------->  open  -------------------------------------> free
 */
#ifndef ROLLS_H
#define ROLLS_H

#include "roll.h"
#include "settings.h"

struct window_plan;

struct rolls {
  const struct settings *settings;
  struct roll *roll; /* those of the configured groups first */
  size_t high;       /* none was ever open from here on */
  size_t most;
  struct lore *lore; /* of each its walls, `walls` apart; NULL: nobody learns */
  size_t walls;
};

/* Takes the memory, and adds the metrics of all walls to `plan`. Returns 0 or
 * -ENOMEM. `settings` must outlive it. */
int rolls_init(struct rolls *rolls, const struct settings *settings,
               struct window_plan *plan);
void rolls_release(struct rolls *rolls);

/* How many walls a member can stand before at most. */
int rolls_walls_most(const struct rolls *rolls);

/* The index of the account of group `base`, or of that which captures have
 * named `name` for it; `name` NULL is the group's own. Where there is no place,
 * or the name is another group's, it is the group's own too. */
size_t rolls_find(struct rolls *rolls, size_t base, const char *name);

/* Whether a group that is open, or a configured one, has that name. */
bool rolls_have(const struct rolls *rolls, const char *name);

/* The next that is open, from *index on, which is moved behind it; or NULL. */
struct roll *rolls_next(const struct rolls *rolls, size_t *index);

/* How many members were reported to the accounts of group `base`. */
int rolls_members(const struct rolls *rolls, size_t base);

/* The tick is over: gives up what has come to its end. */
void rolls_close(struct rolls *rolls, double now_s);

#endif
