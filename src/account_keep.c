/* account_keep.c - see account_keep.h */
#include "account_keep.h"

#include "window/keep.h"

#include <errno.h>
#include <float.h>
#include <math.h>
#include <string.h>

static void add(struct kept *kept, double value) {
  kept->value[kept->count++] = value;
}

static void add_floats(struct kept *kept, const float *value, int count) {
  for (int i = 0; i < count; i++)
    add(kept, (double)value[i]);
}

/* An array that is taken number by number, and found wanting once. */
struct taking {
  const double *value;
  int count, at;
  bool is_bad;
};

static double next(struct taking *taking) {
  if (taking->at < taking->count)
    return taking->value[taking->at++];
  taking->is_bad = true;
  return NAN;
}

/* These take what is between two bounds (not NaN); the same, or what is not
 * known; what has no fraction; a float. */
static double next_within(struct taking *taking, double least, double most) {
  double value = next(taking);

  taking->is_bad = taking->is_bad || !(value >= least && value <= most);
  return taking->is_bad ? 0 : value;
}

static double next_or_none(struct taking *taking, double least, double most) {
  double value = next(taking);

  taking->is_bad =
      taking->is_bad || (!isnan(value) && !(value >= least && value <= most));
  return taking->is_bad ? (double)NAN : value;
}

static unsigned next_whole(struct taking *taking, unsigned most) {
  double value = next_within(taking, 0, most);

  taking->is_bad = taking->is_bad || value != floor(value);
  return (unsigned)value;
}

static float next_float(struct taking *taking) {
  return (float)next_within(taking, -(double)FLT_MAX, (double)FLT_MAX);
}

static float next_float_or_none(struct taking *taking) {
  return (float)next_or_none(taking, -(double)FLT_MAX, (double)FLT_MAX);
}

/* A time by its age; NaN: none. */
static double next_time(struct taking *taking, double then_s) {
  return then_s - next_or_none(taking, 0, KEEP_MOST);
}

static int close_taking(const struct taking *taking) {
  return taking->is_bad || taking->at != taking->count ? -ERANGE : 0;
}

struct kept keep_baseline(const struct baseline *baseline, double now_s) {
  struct kept kept = {0};

  if (baseline->begun_s == 0)
    return kept;
  add(&kept, fmax(0, now_s - baseline->begun_s));
  add(&kept, baseline->flagged);
  add(&kept, baseline->next);
  add(&kept, baseline->has_reference);
  add(&kept, (double)baseline->reference);
  add_floats(&kept, baseline->mean, BASELINE_PILES);
  add_floats(&kept, baseline->squares, BASELINE_PILES);
  for (int i = 0; i < BASELINE_PILES; i++)
    add(&kept, baseline->count[i]);
  return kept;
}

int restore_baseline(struct baseline *baseline, const double *value, int count,
                     double then_s) {
  struct taking taking = {value, count};
  struct baseline found = {.begun_s =
                               then_s - next_within(&taking, 0, KEEP_MOST)};

  found.flagged = (uint8_t)next_whole(&taking, (1 << BASELINE_BUCKETS) - 1);
  found.next = (uint8_t)next_whole(&taking, BASELINE_BUCKETS - 1);
  found.has_reference = next_whole(&taking, 1);
  found.reference = next_float(&taking);
  for (int i = 0; i < BASELINE_PILES; i++)
    found.mean[i] = next_float(&taking);
  for (int i = 0; i < BASELINE_PILES; i++)
    found.squares[i] = (float)next_within(&taking, 0, (double)FLT_MAX);
  for (int i = 0; i < BASELINE_PILES; i++)
    found.count[i] = (uint16_t)next_whole(&taking, UINT16_MAX);
  if (close_taking(&taking) < 0)
    return -ERANGE;
  *baseline = found;
  return 0;
}

struct kept keep_joint(const struct joint *joint, double now_s) {
  struct kept kept = {0};

  add(&kept, (double)joint->io_wait);
  add(&kept, (double)joint->io_wait_told);
  add(&kept, (double)joint->io_wait_threshold);
  add(&kept, (double)joint->fd_growth);
  add(&kept, (double)joint->fd_growth_threshold);
  add(&kept, (double)joint->fd_eta_s);
  add(&kept, (double)joint->fd_net);
  add(&kept, now_s - joint->io_wait_since_s);
  add(&kept, now_s - joint->last_s);
  add(&kept, (double)joint->held_s);
  add(&kept, joint->io_wait_source);
  add(&kept, joint->waits);
  add(&kept, joint->grows);
  return kept;
}

int restore_joint(struct joint *joint, const double *value, int count,
                  double then_s) {
  struct taking taking = {value, count};
  struct joint found = *joint;

  found.io_wait = next_float_or_none(&taking);
  found.io_wait_told = next_float_or_none(&taking);
  found.io_wait_threshold = next_float_or_none(&taking);
  found.fd_growth = next_float_or_none(&taking);
  found.fd_growth_threshold = next_float_or_none(&taking);
  found.fd_eta_s = next_float_or_none(&taking);
  found.fd_net = next_float_or_none(&taking);
  found.io_wait_since_s = next_time(&taking, then_s);
  found.last_s = next_time(&taking, then_s);
  found.held_s = (float)next_within(&taking, 0, KEEP_MOST);
  found.io_wait_source = (uint8_t)next_whole(&taking, UINT8_MAX);
  found.waits = next_whole(&taking, 1);
  found.grows = next_whole(&taking, 1);
  if (close_taking(&taking) < 0)
    return -ERANGE;
  *joint = found;
  return 0;
}

struct kept keep_growth(const struct growth *growth, double now_s) {
  struct kept kept = {0};

  if (growth->count == 0)
    return kept;
  add(&kept, fmax(0, now_s - growth->origin_s));
  add(&kept, growth->gap_at);
  for (int i = 0; i < growth->count; i++) {
    add(&kept, growth->mark[i].at);
    add(&kept, growth->mark[i].spread);
    add_floats(&kept, growth->mark[i].part, GROWTH_PARTS);
  }
  return kept;
}

/* Of a mark; a spread is the upper half of a float that is no infinity. */
static void take_mark(struct taking *taking, struct growth_mark *mark) {
  mark->at = (uint16_t)next_whole(taking, UINT16_MAX);
  mark->spread = (uint16_t)next_whole(taking, 0x7f7f);
  mark->part[0] = (float)next_within(taking, 0, (double)FLT_MAX);
  for (int i = 1; i < GROWTH_PARTS; i++)
    mark->part[i] = (float)next_or_none(taking, 0, (double)FLT_MAX);
}

int restore_growth(struct growth *growth, const double *value, int count,
                   double then_s) {
  struct taking taking = {value, count};
  struct growth found = {.origin_s =
                             then_s - next_within(&taking, 0, KEEP_MOST)};

  found.gap_at = (uint16_t)next_whole(&taking, UINT16_MAX);
  while (taking.at < count && found.count < GROWTH_MARKS) {
    struct growth_mark *mark = &found.mark[found.count++];

    take_mark(&taking, mark);
    if (found.count > 1 && mark->at < mark[-1].at)
      return -ERANGE;
  }
  if (close_taking(&taking) < 0 || found.count == 0)
    return -ERANGE;
  *growth = found;
  return 0;
}

/* The largest time that a forecast can tell of. */
static const double TOLD_MOST_S = 1e12;

struct kept keep_standing(const struct standing *standing, double now_s) {
  const struct forecast *forecast = &standing->forecast;
  const struct memo *memo = &standing->memo;
  struct kept kept = {0};

  if (isnan(standing->value) && isnan(memo->asked_s) && isnan(memo->told_s))
    return kept;
  add(&kept, standing->value);
  add(&kept, standing->limit);
  add(&kept, standing->used_percent);
  add(&kept, forecast->eta_s);
  add(&kept, forecast->lower_s);
  add(&kept, forecast->upper_s);
  add(&kept, forecast->probability);
  add(&kept, forecast->per_s);
  add(&kept, forecast->seen_s);
  add(&kept, now_s - memo->asked_s);
  add(&kept, now_s - memo->told_s);
  add(&kept, memo->value);
  add(&kept, memo->limit);
  add(&kept, memo->rest_s);
  for (int i = 0; i < RUNGS; i++)
    add(&kept, now_s - memo->rushed_s[i]);
  /* one that is beyond all numbers is looked up anew */
  add(&kept, memo->turned_at);
  add(&kept, isfinite(memo->turned_at) ? now_s - memo->turned_s : (double)NAN);
  return kept;
}

static void take_forecast(struct taking *taking, struct forecast *forecast) {
  forecast->eta_s = next_or_none(taking, 0, TOLD_MOST_S);
  forecast->lower_s = next_or_none(taking, 0, TOLD_MOST_S);
  forecast->upper_s = next_or_none(taking, 0, TOLD_MOST_S);
  forecast->probability = next_or_none(taking, 0, 100);
  forecast->per_s = next_or_none(taking, -DBL_MAX, DBL_MAX);
  forecast->seen_s = next_or_none(taking, 0, TOLD_MOST_S);
  taking->is_bad = taking->is_bad || forecast->lower_s > forecast->eta_s ||
                   forecast->eta_s > forecast->upper_s;
}

static void take_memo(struct taking *taking, double then_s, struct memo *memo) {
  memo->asked_s = next_time(taking, then_s);
  memo->told_s = next_time(taking, then_s);
  memo->value = next_or_none(taking, -DBL_MAX, DBL_MAX);
  memo->limit = next_or_none(taking, -DBL_MAX, DBL_MAX);
  memo->rest_s = next_or_none(taking, 0, KEEP_MOST);
  for (int i = 0; i < RUNGS; i++)
    memo->rushed_s[i] = next_time(taking, then_s);
  memo->turned_at = next_or_none(taking, -DBL_MAX, DBL_MAX);
  memo->turned_s = next_time(taking, then_s);
}

int restore_standing(struct standing *standing, const double *value, int count,
                     double then_s) {
  struct taking taking = {value, count};
  struct standing found;

  found.value = next_or_none(&taking, -DBL_MAX, DBL_MAX);
  found.limit = next_or_none(&taking, -DBL_MAX, DBL_MAX);
  found.used_percent = next_or_none(&taking, 0, 100);
  take_forecast(&taking, &found.forecast);
  take_memo(&taking, then_s, &found.memo);
  if (close_taking(&taking) < 0)
    return -ERANGE;
  *standing = found;
  return 0;
}

struct kept keep_alarms(const struct wall_roll *row) {
  struct kept kept = {0};

  if (row->alarm.shown == STATE_OK && row->near.alarm.shown == STATE_OK)
    return kept;
  add(&kept, row->alarm.shown);
  add(&kept, row->near.alarm.shown);
  add(&kept, row->near.told);
  return kept;
}

int restore_alarms(struct wall_roll *row, const double *value, int count) {
  struct taking taking = {value, count};
  unsigned shown = next_whole(&taking, STATE_FAILURE);
  unsigned near = next_whole(&taking, STATE_WARNING);
  unsigned told = next_whole(&taking, 1);

  if (close_taking(&taking) < 0)
    return -ERANGE;
  row->alarm = (struct alarm){.shown = (enum state)shown};
  row->near.alarm = (struct alarm){.shown = (enum state)near};
  row->near.told = told && near > STATE_OK;
  return 0;
}

struct kept keep_fuse(const struct fuse *fuse, double now_s) {
  struct kept kept = {0};

  if (!fuse_is_blown(fuse))
    return kept;
  add(&kept, 1);
  add(&kept, now_s - fuse->since_s);
  return kept;
}

int restore_fuse(struct fuse *fuse, const double *value, int count,
                 double then_s) {
  struct taking taking = {value, count};
  bool blown = next_whole(&taking, 1);
  double since_s = next_time(&taking, then_s);

  if (close_taking(&taking) < 0)
    return -ERANGE;
  fuse_init(fuse);
  fuse->since_s = since_s;
  atomic_store(&fuse->blown, blown);
  return 0;
}
