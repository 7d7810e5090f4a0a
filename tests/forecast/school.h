/*
 * school.h - a made-up series, and a lore that learns from it.
 */
#ifndef SCHOOL_H
#define SCHOOL_H

#include "forecast/lore.h"
#include "walk.h"

struct school {
  struct walk walk;
  struct lore lore;
  double limit;
  enum direction direction;
  double horizon_s;
  unsigned smooth; /* the mean of so many ticks is compared; 0 is 1 */
};

static inline void open_school(struct school *school, double step_s,
                               double horizon_s, double limit) {
  begin(&school->walk, step_s);
  lore_init(&school->lore, horizon_s);
  school->limit = limit;
  school->direction = UPWARD;
  school->horizon_s = horizon_s;
  school->smooth = 0;
}

static inline struct sight sight_in(const struct school *school) {
  return sight_of(&school->walk.window, &school->walk.timeline,
                  school->direction);
}

static inline void teach(struct school *school, double value) {
  struct sight sight;

  step(&school->walk, value);
  sight = sight_in(school);
  lore_step(&school->lore, &sight,
            &(struct height){.value = school->smooth ? NAN : sight.sign * value,
                             .limit = sight.sign * school->limit,
                             .smooth = school->smooth});
}

static inline struct question question_in(const struct school *school) {
  return (struct question){.value = school->walk.value,
                           .limit = school->limit,
                           .direction = school->direction,
                           .horizon_s = school->horizon_s,
                           .lore = &school->lore};
}

#endif
