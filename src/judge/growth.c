/* growth.c - see growth.h */
#include "judge/growth.h"

#include <math.h>
#include <stdbool.h>
#include <string.h>

/* No mark is older than the first; a gap is at least a share of all that time,
 * so that eight of them reach over it: 1.7 times as far back each. */
static const double SPAN_S = 900;
static const double GAP_SHARE = 1.0 / 64;

/* Of times, so that 16 bits hold more than the span. */
static const double UNITS_PER_S = 64;
const double GROWTH_RESOLUTION_S = 1.0 / 64;

void growth_clear(struct growth *growth) {
  *growth = (struct growth){0};
}

/* The upper half of a float: seven binary digits, and never less. */
static uint16_t pack(float bytes) {
  uint32_t bits;

  memcpy(&bits, &bytes, sizeof(bits));
  return (uint16_t)((bits + 0xffff) >> 16);
}

static float unpack(uint16_t packed) {
  uint32_t bits = (uint32_t)packed << 16;
  float bytes;

  memcpy(&bytes, &bits, sizeof(bytes));
  return bytes;
}

double growth_at_s(const struct growth *growth, int index) {
  return growth->origin_s + growth->mark[index].at / UNITS_PER_S;
}

double growth_height(const struct growth *growth, int index) {
  const struct growth_mark *mark = &growth->mark[index];

  return (double)mark->part[0] + (double)unpack(mark->spread);
}

static double units_since(const struct growth *growth, double now_s) {
  return (now_s - growth->origin_s) * UNITS_PER_S;
}

/* Of two gaps side by side: the lower mark, and the height of both. */
static struct growth_mark merged(const struct growth_mark *a,
                                 const struct growth_mark *b) {
  float height =
      fmaxf(a->part[0] + unpack(a->spread), b->part[0] + unpack(b->spread));
  struct growth_mark mark = a->part[0] <= b->part[0] ? *a : *b;

  mark.spread = pack(height - mark.part[0]);
  return mark;
}

static void drop(struct growth *growth, int index) {
  growth->count--;
  memmove(&growth->mark[index], &growth->mark[index + 1],
          (size_t)(growth->count - index) * sizeof(growth->mark[0]));
}

/* The gap that would be left around the mark, as a share of how far back it
 * reaches. */
static double gap_share(const struct growth *growth, int index, double at) {
  double from = growth->mark[index - 1].at;

  return (growth->mark[index + 1].at - from) / (at - from);
}

/* The one that is missed least. */
static int dispensable(const struct growth *growth, double at) {
  int best = 1;

  for (int i = 2; i < growth->count - 1; i++)
    if (gap_share(growth, i, at) < gap_share(growth, best, at))
      best = i;
  return best;
}

static void merge(struct growth *growth, int index) {
  growth->mark[index - 1] =
      merged(&growth->mark[index - 1], &growth->mark[index]);
  drop(growth, index);
}

/* Times stay small, so that they are told by few bits. */
static void move_origin(struct growth *growth) {
  uint16_t by = growth->mark[0].at;

  growth->origin_s += by / UNITS_PER_S;
  for (int i = 0; i < growth->count; i++)
    growth->mark[i].at = (uint16_t)(growth->mark[i].at - by);
}

static void make_room(struct growth *growth, double now_s) {
  double at = units_since(growth, now_s);

  while (growth->count && at - growth->mark[0].at > SPAN_S * UNITS_PER_S)
    drop(growth, 0);
  if (growth->count == GROWTH_MARKS)
    merge(growth, dispensable(growth, at));
  if (growth->count)
    move_origin(growth);
  else
    growth->origin_s = now_s;
}

static bool is_due(const struct growth *growth, double now_s) {
  double at = units_since(growth, now_s);

  return growth->count == 0 || at - growth->gap_at > GAP_SHARE * at;
}

void growth_push(struct growth *growth, double now_s, const struct rss *rss) {
  struct growth_mark mark = {
      .part = {(float)rss->anon, (float)rss->file, (float)rss->shared}};
  struct growth_mark *newest;

  if (isnan(rss->anon))
    return;
  if (is_due(growth, now_s)) {
    make_room(growth, now_s);
    mark.at = (uint16_t)lrint(units_since(growth, now_s));
    growth->gap_at = mark.at;
    growth->mark[growth->count++] = mark;
    return;
  }
  newest = &growth->mark[growth->count - 1];
  mark.at = (uint16_t)lrint(units_since(growth, now_s));
  *newest = merged(newest, &mark);
}
