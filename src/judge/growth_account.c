/* growth_account.c - what the marks of a member come to; see growth.h */
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
  [GROWTH_BACK]      = { "back",      "what had grown was given back" },
};
/* clang-format on */

/* A growth is no less. The kernel counts resident pages in batches of a thread
 * (64 pages) or a CPU: what it tells may be off by as much. Of a large process
 * it is a share. */
static const double LEAST_BYTES = 512 * 1024;
static const double LEAST_SHARE = 1.0 / 256;

/* With fewer points too much noise goes up all the way. */
enum { POINTS_LEAST = 6, POINTS_MOST = GROWTH_MARKS + 1 };

/* Of all ups and downs, so much leads to where it is: of values without an
 * order a tenth. And so much up to one height and down again, which they do
 * more often. */
static const double STRAIGHT = 0.6, STRAIGHT_BACK = 0.85;

/* What is given back is at least that share of what had grown. */
static const double BACK_SHARE = 0.5;

/* A kind of memory with a smaller share of the growth is not named. */
static const double NAMED_SHARE = 0.2;

/* A growth has begun, and is over, at these shares of it. */
static const double BEGUN = 0.1, OVER = 0.9;

/* The sum of some parts, where all of these are known. */
struct course {
  int count;
  double at_s[POINTS_MOST];
  double bytes[POINTS_MOST];
  double up, down; /* of all its steps */
};

static void add(struct course *course, const struct growth_mark *mark,
                unsigned parts) {
  double bytes = 0;
  double step;

  for (int part = 0; part < GROWTH_PARTS; part++)
    if (parts & 1u << part)
      bytes += mark->part[part];
  if (isnan(bytes))
    return;
  step = course->count ? bytes - course->bytes[course->count - 1] : 0;
  course->up += fmax(0, step);
  course->down += fmax(0, -step);
  course->at_s[course->count] = mark->at_s;
  course->bytes[course->count++] = bytes;
}

static struct course course_of(const struct growth *growth,
                               const struct growth_mark *now, unsigned parts) {
  struct course course = {0};

  for (int i = 0; i < growth->count; i++)
    if (growth->mark[i].at_s < now->at_s)
      add(&course, &growth->mark[i], parts);
  add(&course, now, parts);
  return course;
}

static double net_of(const struct course *course) {
  return course->bytes[course->count - 1] - course->bytes[0];
}

static bool has_grown(const struct course *course, double least) {
  return net_of(course) >= least &&
         net_of(course) >= STRAIGHT * (course->up + course->down);
}

static int peak_of(const struct course *course) {
  int peak = 0;

  for (int i = 1; i < course->count; i++)
    if (course->bytes[i] >= course->bytes[peak])
      peak = i;
  return peak;
}

/* Up to one height and down again. */
static bool is_back(const struct course *course, double least) {
  double height = course->bytes[peak_of(course)];
  double rise = height - course->bytes[0];
  double fall = height - course->bytes[course->count - 1];

  return rise >= least && fall >= fmax(least, BACK_SHARE * rise) &&
         rise + fall >= STRAIGHT_BACK * (course->up + course->down);
}

/* The last point at which no more of the growth was there than it begins with.
 */
static int begun(const struct course *course) {
  double height = course->bytes[0] + BEGUN * net_of(course);
  int i = course->count - 1;

  while (i > 0 && course->bytes[i] > height)
    i--;
  return i;
}

/* It began behind that point and before the next, where a line through all that
 * comes after leaves the ground. */
static double begun_s(const struct course *course, int point) {
  int last = course->count - 1;
  double next_s = course->at_s[point + 1];
  double grown = course->bytes[point + 1] - course->bytes[point];
  double per_s = (course->bytes[last] - course->bytes[point + 1]) /
                 (course->at_s[last] - next_s);
  double from_s = next_s - grown / per_s;

  return from_s > course->at_s[point] && from_s < next_s ? from_s
                                                         : course->at_s[point];
}

/* The first point from which on all of it was there. */
static double over_s(const struct course *course) {
  double height = course->bytes[0] + OVER * net_of(course);
  int i = course->count - 1;

  while (i > 0 && course->bytes[i - 1] >= height)
    i--;
  return course->at_s[i];
}

static double least_of(const struct growth_mark *now) {
  double bytes = 0;

  for (int part = 0; part < GROWTH_PARTS; part++)
    bytes += now->part[part];
  return fmax(LEAST_BYTES, LEAST_SHARE * bytes);
}

/* The parts that have done so, as bits; of what has grown those that matter. */
static unsigned parts_back(const struct course course[GROWTH_PARTS],
                           double least) {
  unsigned parts = 0;

  for (unsigned part = 0; part < GROWTH_PARTS; part++)
    if (is_back(&course[part], least))
      parts |= 1u << part;
  return parts;
}

static unsigned parts_grown(const struct course course[GROWTH_PARTS],
                            double least) {
  double bytes[GROWTH_PARTS], sum = 0;
  unsigned parts = 0;

  for (int part = 0; part < GROWTH_PARTS; part++) {
    bytes[part] = has_grown(&course[part], least) ? net_of(&course[part]) : 0;
    sum += bytes[part];
  }
  for (unsigned part = 0; part < GROWTH_PARTS; part++)
    if (bytes[part] > 0 && bytes[part] >= NAMED_SHARE * sum)
      parts |= 1u << part;
  return parts;
}

static enum growth_pattern pattern_of(unsigned grown) {
  switch (grown) {
  case 0:
    return GROWTH_NONE;
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

/* What is told of: from a point, or some time behind it, until now. */
struct stretch {
  double point_s;
  double from_s;
};

static struct stretch stretch_of(const struct course *course,
                                 enum growth_pattern pattern) {
  int point = pattern == GROWTH_NONE   ? 0
              : pattern == GROWTH_BACK ? peak_of(course)
                                       : begun(course);
  double point_s = course->at_s[point];
  bool grows = pattern != GROWTH_NONE && pattern != GROWTH_BACK;

  return (struct stretch){point_s, grows ? begun_s(course, point) : point_s};
}

static double rate(const struct growth *growth, const struct growth_mark *now,
                   int part, const struct stretch *stretch) {
  for (int i = 0; i < growth->count; i++)
    if (growth->mark[i].at_s == (float)stretch->point_s)
      return (now->part[part] - growth->mark[i].part[part]) /
             (now->at_s - stretch->from_s);
  return NAN;
}

static struct growth_account judge(const struct growth *growth,
                                   const struct growth_mark *now,
                                   const struct course course[GROWTH_PARTS]) {
  unsigned grown = parts_grown(course, least_of(now));
  unsigned back = grown ? 0 : parts_back(course, least_of(now));
  struct course all = course_of(growth, now, grown | back);
  enum growth_pattern pattern = back ? GROWTH_BACK : pattern_of(grown);
  struct stretch stretch = stretch_of(&all, pattern);

  return (struct growth_account){
      .pattern = pattern,
      .over_s = now->at_s - stretch.from_s,
      .quiet_s = grown ? now->at_s - over_s(&all) : NAN,
      .anon_per_s = rate(growth, now, 0, &stretch),
      .file_per_s = rate(growth, now, 1, &stretch),
      .shared_per_s = rate(growth, now, 2, &stretch)};
}

struct growth_account growth_of(const struct growth *growth, double now_s,
                                const struct rss *rss) {
  struct growth_mark now = growth_mark_at(growth, now_s, rss);
  struct course course[GROWTH_PARTS];
  bool is_known = true;

  for (unsigned part = 0; part < GROWTH_PARTS; part++) {
    course[part] = course_of(growth, &now, 1u << part);
    is_known = is_known && course[part].count >= POINTS_LEAST &&
               !isnan(now.part[part]);
  }
  if (is_known)
    return judge(growth, &now, course);
  return (struct growth_account){.pattern = GROWTH_UNKNOWN,
                                 .over_s = NAN,
                                 .quiet_s = NAN,
                                 .anon_per_s = NAN,
                                 .file_per_s = NAN,
                                 .shared_per_s = NAN};
}
