/* rolls.c - see rolls.h */
#include "rolls.h"

#include "discover/title.h"
#include "wall_plan.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static size_t configured(const struct rolls *rolls) {
  return rolls->settings->group_count;
}

static bool makes_groups(const struct rolls *rolls, size_t base) {
  return title_captures(rolls->settings->groups[base].title) > 0;
}

static bool has_makers(const struct rolls *rolls) {
  for (size_t i = 0; i < configured(rolls); i++)
    if (makes_groups(rolls, i))
      return true;
  return false;
}

static void learn_anew(struct rolls *rolls, size_t place) {
  if (rolls->lore)
    roll_learn(&rolls->roll[place], &rolls->lore[place * rolls->walls],
               rolls->settings->horizon_s);
}

/* Of what nobody learns nothing is touched. */
static int take_lores(struct rolls *rolls) {
  rolls->walls = (size_t)rolls_walls_most(rolls);
  rolls->lore = calloc(rolls->most * rolls->walls + 1, sizeof(struct lore));
  if (!rolls->lore)
    return -ENOMEM;
  for (size_t i = 0; i < configured(rolls); i++)
    learn_anew(rolls, i);
  return 0;
}

int rolls_init(struct rolls *rolls, const struct settings *settings,
               struct window_plan *plan) {
  *rolls = (struct rolls){.settings = settings, .high = settings->group_count};
  rolls->most = settings->group_count +
                (has_makers(rolls) ? (size_t)settings->max_groups : 0);
  rolls->roll = calloc(rolls->most + 1, sizeof(struct roll));
  if (!rolls->roll)
    return -ENOMEM;
  for (size_t i = 0; i < configured(rolls); i++) {
    const struct group *group = &settings->groups[i];
    struct roll *roll = &rolls->roll[i];

    roll_init(roll, group->name, SCOPE_MEMBER);
    roll->base = i;
    roll->open = !makes_groups(rolls, i);
    roll->comes_and_goes = makes_groups(rolls, i);
    wall_plan(roll, plan, &group->thresholds, settings);
  }
  return models[settings->model].learns ? take_lores(rolls) : 0;
}

void rolls_release(struct rolls *rolls) {
  free(rolls->roll);
  free(rolls->lore);
  *rolls = (struct rolls){0};
}

int rolls_walls_most(const struct rolls *rolls) {
  int most = 0;

  for (size_t i = 0; i < configured(rolls); i++)
    if (rolls->roll[i].wall_count > most)
      most = rolls->roll[i].wall_count;
  return most;
}

/* Whose name it is: its index, or `most`. A closed one has none but its own
 * that is configured. */
static size_t owner_of(const struct rolls *rolls, const char *name) {
  for (size_t i = 0; i < rolls->high; i++)
    if ((rolls->roll[i].open || i < configured(rolls)) &&
        strcmp(rolls->roll[i].target, name) == 0)
      return i;
  return rolls->most;
}

bool rolls_have(const struct rolls *rolls, const char *name) {
  return owner_of(rolls, name) < rolls->most;
}

static size_t vacant(const struct rolls *rolls) {
  size_t i = configured(rolls);

  while (i < rolls->most && rolls->roll[i].open)
    i++;
  return i;
}

/* Before the walls of its base, and as if nothing had been. */
static void open_roll(struct rolls *rolls, size_t place, size_t base,
                      const char *name) {
  const struct roll *model = &rolls->roll[base];
  struct roll *roll = &rolls->roll[place];

  if (place == base) {
    roll_reset(roll);
  } else {
    roll_init(roll, name, SCOPE_MEMBER);
    for (int i = 0; i < model->wall_count; i++)
      roll_add_wall(roll, &model->wall[i].wall);
    roll->base = base;
    roll->comes_and_goes = true;
    learn_anew(rolls, place);
  }
  roll_begin(roll);
  roll->open = true;
  roll->empty_since_s = NAN;
  if (place >= rolls->high)
    rolls->high = place + 1;
}

size_t rolls_find(struct rolls *rolls, size_t base, const char *name) {
  size_t place = base;

  if (name && !settings_name_is_reserved(name)) {
    place = owner_of(rolls, name);
    if (place == rolls->most)
      place = vacant(rolls);
    else if (rolls->roll[place].base != base)
      place = base;
  }
  if (place == rolls->most)
    place = base;
  if (!rolls->roll[place].open)
    open_roll(rolls, place, base, name);
  return place;
}

struct roll *rolls_next(const struct rolls *rolls, size_t *index) {
  while (*index < rolls->high) {
    struct roll *roll = &rolls->roll[(*index)++];

    if (roll->open)
      return roll;
  }
  return NULL;
}

int rolls_members(const struct rolls *rolls, size_t base) {
  struct roll *roll;
  size_t index = 0;
  int members = 0;

  while ((roll = rolls_next(rolls, &index)))
    members += roll->base == base ? roll->members : 0;
  return members;
}

static bool is_over(struct roll *roll, double now_s, double clear_s) {
  if (roll->followed > 0 || roll_is_alarmed(roll))
    roll->empty_since_s = NAN;
  else if (isnan(roll->empty_since_s))
    roll->empty_since_s = now_s;
  return now_s - roll->empty_since_s >= clear_s;
}

void rolls_close(struct rolls *rolls, double now_s) {
  struct roll *roll;
  size_t index = 0;

  while ((roll = rolls_next(rolls, &index)))
    if (roll->comes_and_goes && is_over(roll, now_s, rolls->settings->clear_s))
      roll->open = false;
}
