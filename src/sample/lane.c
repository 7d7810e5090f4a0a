/* lane.c - see lane.h */
#include "sample/lane.h"

#include "sample/crew.h"

#include <math.h>
#include <stdlib.h>

struct lane {
  struct crew *crew;
  struct batch *batch; /* the crew's */
  unsigned max_stuck;
  double deadline_s;
  double patience_s; /* left of lane_be_patient() */
};

double lane_now_s(void) {
  return crew_now_s();
}

struct lane *lane_new(size_t batch, unsigned max_stuck, double deadline_s) {
  struct lane *lane = calloc(1, sizeof(*lane));

  if (!lane)
    return NULL;
  lane->max_stuck = max_stuck;
  lane->patience_s = INFINITY;
  lane->deadline_s = deadline_s;
  lane->crew = crew_new(batch, max_stuck);
  if (!lane->crew) {
    free(lane);
    return NULL;
  }
  lane->batch = crew_batch(lane->crew);
  return lane;
}

void lane_free(struct lane *lane) {
  if (!lane)
    return;
  crew_free(lane->crew);
  free(lane);
}

void lane_be_patient(struct lane *lane, double patience_s) {
  lane->patience_s = patience_s;
}

struct errand *lane_take(struct lane *lane) {
  struct errand *errand;

  crew_lock(lane->crew);
  errand = batch_take(lane->batch);
  crew_unlock(lane->crew);
  return errand;
}

/* Called locked. */
static bool may_read(const struct lane *lane, unsigned most) {
  return crew_is_manned(lane->crew) && crew_tally(lane->crew).lost < most &&
         lane->patience_s > 0;
}

/* When a reading is overdue. */
static double due_s(const struct lane *lane, const struct stint *stint,
                    double end_s) {
  double deadline_s =
      fmin(stint->deadlines * lane->deadline_s, lane->patience_s);

  return fmin(end_s, stint->since_s + deadline_s);
}

/* Called locked: waits until something is to be decided. Nobody tells when a
 * reading begins: to look again after a deadline is early enough. */
static void wait_until_due(struct lane *lane, double end_s) {
  struct stint stint = crew_stint(lane->crew);

  crew_wait(lane->crew, due_s(lane, &stint, end_s));
}

/* Called locked: gives up the present errand if it is overdue. */
static void lose_if_overdue(struct lane *lane, double now_s, double end_s) {
  struct stint stint = crew_stint(lane->crew);

  if (!stint.is_reading || !(now_s >= due_s(lane, &stint, end_s)))
    return;
  if (!isnan(stint.since_s))
    lane->patience_s -= now_s - stint.since_s;
  crew_lose(lane->crew);
}

/* With `most` threads lost nothing more is read. */
static void run(struct lane *lane, double end_s, unsigned most) {
  struct batch *batch = lane->batch;
  struct crew *crew = lane->crew;

  if (batch->taken == 0)
    return;
  crew_lock(crew);
  batch_begin(batch);
  if (!crew_is_manned(crew) && crew_tally(crew).lost < most)
    crew_hire(crew);
  if (!may_read(lane, most) || lane_now_s() >= end_s)
    batch_skip_the_rest(batch);
  crew_wake(crew);
  while (batch->pending > 0) {
    double now_s;

    wait_until_due(lane, end_s);
    now_s = lane_now_s();
    if (!(now_s < end_s)) /* or nobody can tell */
      batch_skip_the_rest(batch);
    if (batch->pending > 0)
      lose_if_overdue(lane, now_s, end_s);
    if (!may_read(lane, most))
      batch_skip_the_rest(batch);
    if (batch->pending > 0)
      crew_wake(crew);
  }
  crew_unlock(crew);
}

void lane_run(struct lane *lane, double end_s) {
  run(lane, end_s, lane->max_stuck);
}

static unsigned modest_share(const struct lane *lane) {
  return (lane->max_stuck + 1) / 2;
}

void lane_run_modestly(struct lane *lane, double end_s) {
  run(lane, end_s, modest_share(lane));
}

bool lane_is_spent(struct lane *lane) {
  return lane_stuck(lane) >= modest_share(lane);
}

struct errand *lane_look(struct lane *lane, size_t index) {
  return index < lane->batch->taken ? lane->batch->errand[index] : NULL;
}

void lane_clear(struct lane *lane) {
  crew_lock(lane->crew);
  batch_clear(lane->batch);
  crew_unlock(lane->crew);
}

bool lane_is_out(struct lane *lane, unsigned long ticket) {
  bool out;

  crew_lock(lane->crew);
  out = batch_is_out(lane->batch, ticket);
  crew_unlock(lane->crew);
  return out;
}

static struct tally tally_of(struct lane *lane) {
  struct tally tally;

  crew_lock(lane->crew);
  tally = crew_tally(lane->crew);
  crew_unlock(lane->crew);
  return tally;
}

bool lane_may_account(struct lane *lane) {
  return !tally_of(lane).refused;
}

double lane_cpu_s(struct lane *lane) {
  return tally_of(lane).cpu_s;
}

unsigned lane_stuck(struct lane *lane) {
  return tally_of(lane).lost;
}
