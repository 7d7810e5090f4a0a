/* growth_account.c - what the marks of a member come to; see growth.h */
#include "judge/climb.h"
#include "judge/growth.h"

#include <math.h>
#include <stdbool.h>

/* clang-format off */
const struct growth_row growth_rows[GROWTH_PATTERNS] = {
  [GROWTH_UNKNOWN]   = { "unknown",   "it is not known yet" },
  [GROWTH_NONE]      = { "none",      "nothing that stands out of its ups and downs" },
  [GROWTH_ANONYMOUS] = { "anonymous", "a leak, or copy-on-write" },
  [GROWTH_FILE]      = { "file",      "a file is mapped and touched" },
  [GROWTH_SHARED]    = { "shared",    "shared memory is written to" },
  [GROWTH_MIXED]     = { "mixed",     "more than one kind of memory grows" },
  [GROWTH_OVER]      = { "over",      "it had grown, and has come to rest" },
  [GROWTH_BACK]      = { "back",      "what had grown was given back" },
};
/* clang-format on */

/* A growth is no less. The kernel counts resident pages in batches of a thread
 * (64 pages) or a CPU: what it tells may be off by as much. Of a large process
 * it is a share. */
static const double LEAST_PAGES = 128, LEAST_PAGE_BYTES = 4096;
static const double LEAST_SHARE = 1.0 / 256;

/* With fewer it is not told. */
enum { POINTS_LEAST = 6 };

/* A kind of memory with a smaller share of the growth is not named. */
static const double NAMED_SHARE = 0.2;

/* Of all that is known of a member. */
struct look {
  struct climb climb[GROWTH_PARTS]; /* with the same points */
  double least;
};

/* What is told of: some points of the climbs, and from when on. */
struct stretch {
  struct rise rise;
  int leader; /* the part that changed most */
  int point;  /* of the rise, from which on */
  double from_s;
  bool falls; /* from its height */
};

static void add(struct look *look, double at_s, const double part[GROWTH_PARTS],
                double anon_height) {
  if (isnan(part[0] + part[1] + part[2]))
    return;
  for (int i = 0; i < GROWTH_PARTS; i++) {
    struct climb *climb = &look->climb[i];

    climb->at_s[climb->count] = at_s;
    climb->low[climb->count] = part[i];
    climb->high[climb->count++] = i == 0 ? anon_height : part[i];
  }
}

static double least_of(const double now[GROWTH_PARTS], double page_bytes) {
  return fmax(LEAST_PAGES * fmax(page_bytes, LEAST_PAGE_BYTES),
              LEAST_SHARE * (now[0] + now[1] + now[2]));
}

static struct look look_at(const struct growth *growth, double now_s,
                           const double now[GROWTH_PARTS], double page_bytes) {
  struct look look = {.least = least_of(now, page_bytes)};

  for (int i = 0; i < growth->count; i++) {
    const float *part = growth->mark[i].part;

    if (growth_at_s(growth, i) < now_s - GROWTH_RESOLUTION_S)
      add(&look, growth_at_s(growth, i),
          (double[]){(double)part[0], (double)part[1], (double)part[2]},
          growth_height(growth, i));
  }
  add(&look, now_s, now, now[0]);
  return look;
}

static double rise_net(const struct climb *climb, const struct rise *rise) {
  return climb->low[rise->end] - climb->low[rise->from];
}

/* The parts that grow, as bits; of the one that does most in `ret_stretch`. */
static unsigned parts_that_rise(const struct look *look,
                                struct stretch *ret_stretch) {
  unsigned parts = 0;
  double most = 0;

  *ret_stretch = (struct stretch){0};
  for (int part = 0; part < GROWTH_PARTS; part++) {
    const struct climb *climb = &look->climb[part];
    struct rise rise;

    if (!climb_rises(climb, look->least, &rise))
      continue;
    parts |= 1u << part;
    if (rise_net(climb, &rise) > most) {
      most = rise_net(climb, &rise);
      *ret_stretch = (struct stretch){.rise = rise, .leader = part};
    }
  }
  return parts;
}

/* Of these, those that matter beside the one that leads. */
static unsigned named(const struct look *look, const struct stretch *stretch,
                      unsigned parts) {
  double sum = 0;
  unsigned kept = 0;

  for (int part = 0; part < GROWTH_PARTS; part++)
    if (parts & 1u << part)
      sum += fmax(0, rise_net(&look->climb[part], &stretch->rise));
  for (int part = 0; part < GROWTH_PARTS; part++)
    if (parts & 1u << part &&
        rise_net(&look->climb[part], &stretch->rise) >= NAMED_SHARE * sum)
      kept |= 1u << part;
  return kept;
}

/* The part with the largest change that does so; -1: none. */
static int part_that(bool (*does)(const struct climb *, double),
                     const struct look *look) {
  int found = -1;

  for (int part = 0; part < GROWTH_PARTS; part++)
    if (does(&look->climb[part], look->least) &&
        (found < 0 || fabs(climb_net(&look->climb[part])) >
                          fabs(climb_net(&look->climb[found]))))
      found = part;
  return found;
}

static enum growth_pattern pattern_of(unsigned grown) {
  switch (grown) {
  case 1u << 0:
    return GROWTH_ANONYMOUS;
  case 1u << 1:
    return GROWTH_FILE;
  case 1u << 2:
    return GROWTH_SHARED;
  default:
    return GROWTH_MIXED;
  }
}

static struct stretch whole(const struct look *look, int leader) {
  int last = look->climb[0].count - 1;

  return (struct stretch){.rise = {0, last, last},
                          .leader = leader,
                          .from_s = look->climb[0].at_s[0]};
}

/* It may have begun before its first point: behind the one before. */
static void begin_where_it_grew(const struct look *look,
                                struct stretch *stretch) {
  struct climb cut;

  stretch->rise.from -= stretch->rise.from > 0;
  cut = climb_cut(&look->climb[stretch->leader], &stretch->rise);
  stretch->point = climb_begun(&cut);
  stretch->from_s = climb_begun_s(&cut);
}

static enum growth_pattern judge(const struct look *look,
                                 struct stretch *ret_stretch) {
  unsigned parts = parts_that_rise(look, ret_stretch);
  int part;

  if (parts) {
    begin_where_it_grew(look, ret_stretch);
    return pattern_of(named(look, ret_stretch, parts));
  }
  part = part_that(climb_rests, look);
  *ret_stretch = whole(look, part);
  if (part >= 0) {
    begin_where_it_grew(look, ret_stretch);
    return GROWTH_OVER;
  }
  part = part_that(climb_is_back, look);
  if (part < 0)
    return GROWTH_NONE;
  ret_stretch->point = climb_peak(&look->climb[part]);
  ret_stretch->from_s = look->climb[part].at_s[ret_stretch->point];
  ret_stretch->falls = true;
  return GROWTH_BACK;
}

static double rate(const struct look *look, int part,
                   const struct stretch *stretch) {
  struct climb cut = climb_cut(&look->climb[part], &stretch->rise);
  double from = stretch->falls ? climb_height(&cut, stretch->point)
                               : cut.low[stretch->point];

  return (cut.low[cut.count - 1] - from) /
         (cut.at_s[cut.count - 1] - stretch->from_s);
}

static struct growth_account account_of(const struct look *look, double now_s) {
  struct stretch stretch;
  enum growth_pattern pattern = judge(look, &stretch);
  bool has_grown = pattern != GROWTH_NONE && pattern != GROWTH_BACK;
  struct climb led = look->climb[has_grown ? stretch.leader : 0];

  led = climb_cut(&led, &stretch.rise);
  return (struct growth_account){
      .pattern = pattern,
      .over_s = now_s - stretch.from_s,
      .quiet_s = has_grown ? now_s - climb_over_s(&led) : NAN,
      .anon_per_s = rate(look, 0, &stretch),
      .file_per_s = rate(look, 1, &stretch),
      .shared_per_s = rate(look, 2, &stretch)};
}

struct growth_account growth_of(const struct growth *growth, double now_s,
                                const struct rss *rss, double page_bytes) {
  struct look look = look_at(
      growth, now_s, (double[]){rss->anon, rss->file, rss->shared}, page_bytes);
  bool is_known = !isnan(rss->anon + rss->file + rss->shared);

  if (is_known && look.climb[0].count >= POINTS_LEAST)
    return account_of(&look, now_s);
  return (struct growth_account){.pattern = GROWTH_UNKNOWN,
                                 .over_s = NAN,
                                 .quiet_s = NAN,
                                 .anon_per_s = NAN,
                                 .file_per_s = NAN,
                                 .shared_per_s = NAN};
}
