/* course.c - see course.h */
#include "course.h"

#include <math.h>

void course_init(struct course *course,
                 const struct course_question *question) {
  *course = (struct course){
      .wall = {.name = "wall",
               .scope = SCOPE_MEMBER,
               .metric = METRIC_COUNT,
               .limit_metric = METRIC_COUNT,
               .limit = question->limit,
               .direction = question->direction},
      .model = question->model,
      .horizon_s = question->horizon_s,
      .rule = question->rule,
      .standing = standing_unknown,
  };
  window_clear(&course->window);
  lore_init(&course->lore, question->horizon_s);
}

static struct standing stand(const struct course *course, double value) {
  struct outlook outlook = {course->model, course->horizon_s, &course->timeline,
                            &course->lore, &course->standing};

  return standing_before(&course->wall, &outlook, value, course->wall.limit,
                         &course->window);
}

static void learn(struct course *course, double value) {
  struct sight sight =
      sight_of(&course->window, &course->timeline, course->wall.direction);
  struct height height = {.value = sight.sign * value,
                          .limit = sight.sign * course->wall.limit};

  if (models[course->model].learns)
    lore_step(&course->lore, &sight, &height);
}

enum state course_step(struct course *course, double at_s, double value) {
  enum state wanted;
  bool certain;

  if (!timeline_push(&course->timeline, at_s)) {
    course->standing = standing_unknown;
    return course->alarm.shown;
  }
  window_push(&course->window, &course->timeline, value);
  learn(course, value);
  course->standing = stand(course, value);
  wanted =
      verdict_of(&course->wall, &course->standing, course->horizon_s, &certain);
  (void)alarm_step(&course->alarm, &course->rule, wanted, certain, at_s);
  return course->alarm.shown;
}
