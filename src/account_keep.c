/* account_keep.c - see account_keep.h */
#include "account_keep.h"

#include "window/keep.h"

#include <errno.h>
#include <float.h>
#include <math.h>

static void add_floats(struct kept *kept, const float *value, int count) {
  for (int i = 0; i < count; i++)
    kept_add(kept, (double)value[i]);
}

struct kept keep_baseline(const struct baseline *baseline, double now_s) {
  struct kept kept = {0};

  if (baseline->begun_s == 0)
    return kept;
  kept_add(&kept, fmax(0, now_s - baseline->begun_s));
  kept_add(&kept, baseline->flagged);
  kept_add(&kept, baseline->next);
  kept_add(&kept, baseline->has_reference);
  kept_add(&kept, (double)baseline->reference);
  add_floats(&kept, baseline->mean, BASELINE_PILES);
  add_floats(&kept, baseline->squares, BASELINE_PILES);
  for (int i = 0; i < BASELINE_PILES; i++)
    kept_add(&kept, baseline->count[i]);
  return kept;
}

int restore_baseline(struct baseline *baseline, const double *value, int count,
                     double then_s) {
  struct taking taking = {value, count};
  struct baseline found = {.begun_s =
                               then_s - taking_within(&taking, 0, KEEP_MOST)};

  found.flagged = (uint8_t)taking_whole(&taking, (1 << BASELINE_BUCKETS) - 1);
  found.next = (uint8_t)taking_whole(&taking, BASELINE_BUCKETS - 1);
  found.has_reference = taking_whole(&taking, 1);
  found.reference = taking_float(&taking);
  for (int i = 0; i < BASELINE_PILES; i++)
    found.mean[i] = taking_float(&taking);
  for (int i = 0; i < BASELINE_PILES; i++)
    found.squares[i] = (float)taking_within(&taking, 0, (double)FLT_MAX);
  for (int i = 0; i < BASELINE_PILES; i++)
    found.count[i] = (uint16_t)taking_whole(&taking, UINT16_MAX);
  if (taking_close(&taking) < 0)
    return -ERANGE;
  *baseline = found;
  return 0;
}

struct kept keep_joint(const struct joint *joint, double now_s) {
  struct kept kept = {0};

  kept_add(&kept, (double)joint->io_wait);
  kept_add(&kept, (double)joint->io_wait_told);
  kept_add(&kept, (double)joint->io_wait_threshold);
  kept_add(&kept, (double)joint->fd_growth);
  kept_add(&kept, (double)joint->fd_growth_threshold);
  kept_add(&kept, (double)joint->fd_eta_s);
  kept_add(&kept, (double)joint->fd_net);
  kept_add(&kept, now_s - joint->io_wait_since_s);
  kept_add(&kept, now_s - joint->last_s);
  kept_add(&kept, (double)joint->held_s);
  kept_add(&kept, joint->io_wait_source);
  kept_add(&kept, joint->waits);
  kept_add(&kept, joint->grows);
  return kept;
}

int restore_joint(struct joint *joint, const double *value, int count,
                  double then_s) {
  struct taking taking = {value, count};
  struct joint found = *joint;

  found.io_wait = taking_float_or_none(&taking);
  found.io_wait_told = taking_float_or_none(&taking);
  found.io_wait_threshold = taking_float_or_none(&taking);
  found.fd_growth = taking_float_or_none(&taking);
  found.fd_growth_threshold = taking_float_or_none(&taking);
  found.fd_eta_s = taking_float_or_none(&taking);
  found.fd_net = taking_float_or_none(&taking);
  found.io_wait_since_s = taking_time(&taking, then_s);
  found.last_s = taking_time(&taking, then_s);
  found.held_s = (float)taking_within(&taking, 0, KEEP_MOST);
  found.io_wait_source = (uint8_t)taking_whole(&taking, UINT8_MAX);
  found.waits = taking_whole(&taking, 1);
  found.grows = taking_whole(&taking, 1);
  if (taking_close(&taking) < 0)
    return -ERANGE;
  *joint = found;
  return 0;
}

struct kept keep_growth(const struct growth *growth, double now_s) {
  struct kept kept = {0};

  if (growth->count == 0)
    return kept;
  kept_add(&kept, fmax(0, now_s - growth->origin_s));
  kept_add(&kept, growth->gap_at);
  for (int i = 0; i < growth->count; i++) {
    kept_add(&kept, growth->mark[i].at);
    kept_add(&kept, growth->mark[i].spread);
    add_floats(&kept, growth->mark[i].part, GROWTH_PARTS);
  }
  return kept;
}

/* Of a mark; a spread is the upper half of a float that is no infinity. */
static void take_mark(struct taking *taking, struct growth_mark *mark) {
  mark->at = (uint16_t)taking_whole(taking, UINT16_MAX);
  mark->spread = (uint16_t)taking_whole(taking, 0x7f7f);
  mark->part[0] = (float)taking_within(taking, 0, (double)FLT_MAX);
  for (int i = 1; i < GROWTH_PARTS; i++)
    mark->part[i] = (float)taking_or_none(taking, 0, (double)FLT_MAX);
}

/* No mark is later than the state, by more than what it is rounded by. */
static bool is_of_the_past(const struct growth *growth, double age_s) {
  double most = age_s / GROWTH_RESOLUTION_S + 1;

  return growth->gap_at <= most && growth->mark[growth->count - 1].at <= most;
}

int restore_growth(struct growth *growth, const double *value, int count,
                   double then_s) {
  struct taking taking = {value, count};
  double age_s = taking_within(&taking, 0, KEEP_MOST);
  struct growth found = {.origin_s = then_s - age_s};

  found.gap_at = (uint16_t)taking_whole(&taking, UINT16_MAX);
  while (taking.at < count && found.count < GROWTH_MARKS) {
    struct growth_mark *mark = &found.mark[found.count++];

    take_mark(&taking, mark);
    if (found.count > 1 && mark->at < mark[-1].at)
      return -ERANGE;
  }
  if (taking_close(&taking) < 0 || found.count == 0 ||
      !is_of_the_past(&found, age_s))
    return -ERANGE;
  *growth = found;
  return 0;
}
