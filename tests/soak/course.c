/* course.c - see course.h */
#include "course.h"

#include <stdlib.h>
#include <time.h>

enum { LOOKS = 30 };

static const double LOOK_EVERY_S = 1800, DAY_S = 86400, HORIZON_S = 2220;

/* Windows of ten minutes a slot, lores, heaps of libraries: all of it has been
 * touched by then, and an agent started anew for the last time. */
static double warm_s(const struct course *course) {
  return fmin(2, course->days / 2) * DAY_S;
}

static double cpu_s(void) {
  struct timespec now;

  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

void course_init(struct course *course, double days, uint64_t seed,
                 double step_s, unsigned kinds) {
  *course = (struct course){.days = days, .seed = seed, .took_s = -cpu_s()};
  world_init(&course->world, seed, step_s);
  plan_init(&course->plan, seed, 3600, kinds);
  tally_init(&course->tally, &course->world, &course->plan, HORIZON_S);
  course->tally.is_loud = getenv("SOAK_LOUD") != NULL;
  course->next_look_s = course->tally.is_loud ? 0 : warm_s(course);
  (void)burden_now(NULL); /* what looking itself takes, and malloc(3) keeps */
}

bool course_next(struct course *course) {
  if (course->world.lived_s >= course->days * DAY_S)
    return false;
  world_live(&course->world);
  plan_step(&course->plan, &course->world);
  world_settle(&course->world);
  return true;
}

/* A member has its directory and, while it runs, seven files open; each slot a
 * cgroup for memory and one for tasks. */
static void check_fds(struct course *course, double below) {
  double most = 8 * ACTORS + 2 * ACTORS + LOOKS;

  if (below > most)
    tally_break(&course->tally, "%g files of %d processes are open", below,
                ACTORS);
}

/* What is on its way to a file now and then does not count: the least of some
 * looks, a tick apart. */
static void look(struct course *course) {
  struct burden burden = burden_now(course->below);
  double day = course->world.lived_s / DAY_S;

  course->burden =
      course->looks++ ? burden_least(course->burden, burden) : burden;
  if (course->looks < LOOKS)
    return;
  check_fds(course, course->burden.fds_below);
  if (course->world.lived_s >= warm_s(course)) {
    slope_add(&course->heap, day, course->burden.heap_bytes);
    slope_add(&course->rss, day, course->burden.rss_bytes);
    slope_add(&course->fds, day, course->burden.fds);
  }
  if (course->tally.is_loud)
    fprintf(stderr,
            "soak: day %.3f: heap %.0f, resident %.0f, fds %.0f + %.0f\n", day,
            course->burden.heap_bytes, course->burden.rss_bytes,
            course->burden.fds, course->burden.fds_below);
  course->looks = 0;
  course->next_look_s += LOOK_EVERY_S;
}

void course_close(struct course *course) {
  plan_score(&course->plan, &course->world, &course->tally);
  tally_close(&course->tally);
  if (course->world.lived_s >= course->next_look_s)
    look(course);
  if (course->world.lived_s >= course->days * DAY_S)
    course->took_s += cpu_s();
}
