/* fail_at_plants.c - see fail_at_plants.h */
#include "expect.h"

#include "fail_at_plants.h"

#include <stdio.h>

static const struct plant *const lists[] = {plants_of_words, plants_of_values,
                                            plants_of_files, plants_of_ends};

static const struct plant *plant_of(int number) {
  for (size_t i = 0; i < COUNT_OF(lists); i++)
    for (const struct plant *plant = lists[i]; plant->name; plant++)
      if (number-- == 0)
        return plant;
  return NULL;
}

const char *plant_name(int number) {
  const struct plant *plant = plant_of(number);

  return plant ? plant->name : NULL;
}

bool plant_put(int number, struct story *story, int *status) {
  const struct plant *plant = plant_of(number);

  if (plant->signal)
    *status = plant->signal;
  if (plant->words.part)
    return plant_words(&story->told, &plant->words);
  if (plant->change.part)
    return plant_change(&story->told, &plant->change);
  if (plant->swell.part)
    return plant_swell(&story->end, &plant->swell);
  if (plant->set.kind != SET_NOTHING)
    return plant_set(&story->end, &plant->set);
  return !plant->put || plant->put(story);
}
