/* wall_keep.c - where one stands before walls, and what was told of them; see
 * account_keep.h */
#include "account_keep.h"

#include "window/keep.h"

#include <errno.h>
#include <float.h>
#include <math.h>

/* The largest time that a forecast can tell of. */
static const double TOLD_MOST_S = 1e12;

struct kept keep_standing(const struct standing *standing, double now_s) {
  const struct forecast *forecast = &standing->forecast;
  const struct memo *memo = &standing->memo;
  struct kept kept = {0};

  if (isnan(standing->value) && isnan(memo->asked_s) && isnan(memo->told_s))
    return kept;
  kept_add(&kept, standing->value);
  kept_add(&kept, standing->limit);
  kept_add(&kept, standing->used_percent);
  kept_add(&kept, forecast->eta_s);
  kept_add(&kept, forecast->lower_s);
  kept_add(&kept, forecast->upper_s);
  kept_add(&kept, forecast->probability);
  kept_add(&kept, forecast->per_s);
  kept_add(&kept, forecast->seen_s);
  kept_add(&kept, now_s - memo->asked_s);
  kept_add(&kept, now_s - memo->told_s);
  kept_add(&kept, memo->value);
  kept_add(&kept, memo->limit);
  kept_add(&kept, memo->rest_s);
  for (int i = 0; i < RUNGS; i++)
    kept_add(&kept, now_s - memo->rushed_s[i]);
  /* one that is beyond all numbers is looked up anew */
  kept_add(&kept, memo->turned_at);
  kept_add(&kept,
           isfinite(memo->turned_at) ? now_s - memo->turned_s : (double)NAN);
  return kept;
}

static void take_forecast(struct taking *taking, struct forecast *forecast) {
  forecast->eta_s = taking_or_none(taking, 0, TOLD_MOST_S);
  forecast->lower_s = taking_or_none(taking, 0, TOLD_MOST_S);
  forecast->upper_s = taking_or_none(taking, 0, TOLD_MOST_S);
  forecast->probability = taking_or_none(taking, 0, 100);
  forecast->per_s = taking_or_none(taking, -DBL_MAX, DBL_MAX);
  forecast->seen_s = taking_or_none(taking, 0, TOLD_MOST_S);
  taking->is_bad = taking->is_bad || forecast->lower_s > forecast->eta_s ||
                   forecast->eta_s > forecast->upper_s;
}

static void take_memo(struct taking *taking, double then_s, struct memo *memo) {
  memo->asked_s = taking_time(taking, then_s);
  memo->told_s = taking_time(taking, then_s);
  memo->value = taking_or_none(taking, -DBL_MAX, DBL_MAX);
  memo->limit = taking_or_none(taking, -DBL_MAX, DBL_MAX);
  memo->rest_s = taking_or_none(taking, 0, KEEP_MOST);
  for (int i = 0; i < RUNGS; i++)
    memo->rushed_s[i] = taking_time(taking, then_s);
  memo->turned_at = taking_or_none(taking, -DBL_MAX, DBL_MAX);
  memo->turned_s = taking_time(taking, then_s);
}

int restore_standing(struct standing *standing, const double *value, int count,
                     double then_s) {
  struct taking taking = {value, count};
  struct standing found;

  found.value = taking_or_none(&taking, -DBL_MAX, DBL_MAX);
  found.limit = taking_or_none(&taking, -DBL_MAX, DBL_MAX);
  found.used_percent = taking_or_none(&taking, 0, 100);
  take_forecast(&taking, &found.forecast);
  take_memo(&taking, then_s, &found.memo);
  if (taking_close(&taking) < 0)
    return -ERANGE;
  *standing = found;
  return 0;
}

struct kept keep_alarms(const struct wall_roll *row) {
  struct kept kept = {0};

  if (row->alarm.shown == STATE_OK && row->near.alarm.shown == STATE_OK)
    return kept;
  kept_add(&kept, row->alarm.shown);
  kept_add(&kept, row->near.alarm.shown);
  kept_add(&kept, row->near.told);
  return kept;
}

int restore_alarms(struct wall_roll *row, const double *value, int count) {
  struct taking taking = {value, count};
  unsigned shown = taking_whole(&taking, STATE_FAILURE);
  unsigned near = taking_whole(&taking, STATE_WARNING);
  unsigned told = taking_whole(&taking, 1);

  if (taking_close(&taking) < 0)
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
  kept_add(&kept, 1);
  kept_add(&kept, now_s - fuse->since_s);
  return kept;
}

int restore_fuse(struct fuse *fuse, const double *value, int count,
                 double then_s) {
  struct taking taking = {value, count};
  bool blown = taking_whole(&taking, 1);
  double since_s = taking_time(&taking, then_s);

  if (taking_close(&taking) < 0)
    return -ERANGE;
  fuse_init(fuse);
  fuse->since_s = since_s;
  atomic_store(&fuse->blown, blown);
  return 0;
}
