/* growth.c - see growth.h */
#include "judge/growth.h"

#include <math.h>
#include <stdbool.h>
#include <string.h>

/* No mark is older than the first; two are at least a share of all that time
 * apart, so that eight of them reach over it: 1.7 times as far back each. */
static const double SPAN_S = 900;
static const double APART_SHARE = 1.0 / 64;

void growth_clear(struct growth *growth) {
  *growth = (struct growth){0};
}

struct growth_mark growth_mark_at(const struct growth *growth, double now_s,
                                  const struct rss *rss) {
  return (struct growth_mark){
      .at_s = (float)(now_s - growth->origin_s),
      .part = {(float)rss->anon, (float)rss->file, (float)rss->shared}};
}

static void drop(struct growth *growth, int index) {
  growth->count--;
  memmove(&growth->mark[index], &growth->mark[index + 1],
          (size_t)(growth->count - index) * sizeof(growth->mark[0]));
}

/* The gap that would be left in the place of the mark, as a share of how far
 * back it reaches. */
static double gap_share(const struct growth *growth, int index, double at_s) {
  double from_s = growth->mark[index - 1].at_s;

  return (growth->mark[index + 1].at_s - from_s) / (at_s - from_s);
}

/* The one that is missed least. */
static int dispensable(const struct growth *growth, double at_s) {
  int best = 1;

  for (int i = 2; i < growth->count - 1; i++)
    if (gap_share(growth, i, at_s) < gap_share(growth, best, at_s))
      best = i;
  return best;
}

/* Times stay small, so that a float tells them. */
static void move_origin(struct growth *growth) {
  float by_s = growth->mark[0].at_s;

  growth->origin_s += by_s;
  for (int i = 0; i < growth->count; i++)
    growth->mark[i].at_s -= by_s;
}

static void make_room(struct growth *growth, double now_s) {
  double at_s = now_s - growth->origin_s;

  while (growth->count && at_s - growth->mark[0].at_s > SPAN_S)
    drop(growth, 0);
  if (growth->count == GROWTH_MARKS)
    drop(growth, dispensable(growth, at_s));
  if (growth->count)
    move_origin(growth);
  else
    growth->origin_s = now_s;
}

static bool is_due(const struct growth *growth, double at_s) {
  return growth->count == 0 ||
         at_s - growth->mark[growth->count - 1].at_s > APART_SHARE * at_s;
}

void growth_push(struct growth *growth, double now_s, const struct rss *rss) {
  bool is_known = !isnan(rss->anon) || !isnan(rss->file) || !isnan(rss->shared);

  if (!is_known || !is_due(growth, now_s - growth->origin_s))
    return;
  make_room(growth, now_s);
  growth->mark[growth->count++] = growth_mark_at(growth, now_s, rss);
}
