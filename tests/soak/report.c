/* report.c - a course in tables; see course.h */
#include "course.h"
#include "stale.h"

static const double LATE_ANYHOW = 1, LATE_SHARE = 0.03;

static void tell_outcomes(FILE *out, const struct course *course) {
  fprintf(
      out,
      "| planted | times | told before | told at it | missed | mean lead |\n"
      "|---|---|---|---|---|---|\n");
  for (int id = 0; id < TROUBLES; id++) {
    const struct outcome *outcome = &course->plan.outcome[id];

    if (!outcome->planted)
      continue;
    if (!troubles[id].wall)
      fprintf(out, "| %s | %lu | - | - | - | - |\n", troubles[id].name,
              outcome->planted);
    else if (outcome->before)
      fprintf(out, "| %s | %lu | %lu | %lu | %lu | %.0f s |\n",
              troubles[id].name, outcome->planted, outcome->before, outcome->at,
              outcome->missed, outcome->lead_sum_s / (double)outcome->before);
    else
      fprintf(out, "| %s | %lu | 0 | %lu | %lu | - |\n", troubles[id].name,
              outcome->planted, outcome->at, outcome->missed);
  }
  for (unsigned long i = 0; i < course->plan.missed && i < MISSES; i++)
    fprintf(out, "missed: %s\n", course->plan.miss[i]);
  for (unsigned long i = 0; i < course->plan.late && i < MISSES; i++)
    fprintf(out, "told at the wall only: %s\n", course->plan.lag[i]);
}

static void tell_falses(FILE *out, const struct course *course) {
  const struct tally *tally = &course->tally;
  unsigned long cured = 0;

  for (int wall = 0; wall < WALL_NAMES; wall++)
    cured += tally->falses[wall][BLAME_CURED];
  fprintf(out,
          "%lu alarms: %lu true (the wall was met within %.0f s), %lu said "
          "rightly that little is left, %lu were of leaks that a restart "
          "cured, %lu false (%.2f a day of %d processes; at most %.2f), "
          "%d not known yet.\n",
          tally->raised, tally->true_ones, tally->horizon_s, tally->near_ones,
          cured, tally_falses(tally),
          (double)tally_falses(tally) / course->days, ACTORS,
          tally_falses_most(course->days) / course->days, tally->pending_count);
  fprintf(out,
          "Where the wall was far an alarm was up for %.0f s at most, of waits "
          "and dirty pages %.0f s; at most %.0f s and %.0f s.\n",
          tally->stale_s[0], tally->stale_s[1], stale_most_s("fd_limit"),
          stale_most_s("io_wait"));
  for (int wall = 0; wall < WALL_NAMES; wall++)
    for (int blame = BLAME_EARLY; blame < BLAMES; blame++)
      if (tally->falses[wall][blame])
        fprintf(out, "false: %-17s %-30s %5lu\n", wall_names_told[wall],
                blame_names[blame], tally->falses[wall][blame]);
}

static bool tell_slope(FILE *out, const char *what, const struct slope *slope,
                       double unit, double grown, bool is_still) {
  bool flat =
      slope_is_flat(slope, grown) && !(is_still && slope_keeps_rising(slope));

  fprintf(out,
          "| %s | %.1f | %.1f | %.1f | %.1f | %+.4f | %.4f | %.0f | %lu of %lu "
          "| %s |\n",
          what, slope->first / unit, slope->last / unit, slope->least / unit,
          slope->most / unit, slope_of(slope) / unit,
          slope_bound(slope, grown) / unit, grown / unit, slope->rises,
          slope->count - 1, flat ? "flat" : "GROWS");
  return flat;
}

/* Pages are touched for the first time by and by. */
static bool tell_burden(FILE *out, const struct course *course,
                        const struct bounds *bounds) {
  bool heap, rss, fds;

  fprintf(out, "| behind the warm-up | first | last | least | most | a day | "
               "bound | growth allowed | rose in looks | |\n"
               "|---|---|---|---|---|---|---|---|---|---|\n");
  heap = tell_slope(out, "heap, KiB", &course->heap, 1024, bounds->heap_bytes,
                    true);
  rss = tell_slope(out, "anonymous, KiB", &course->rss, 1024, bounds->rss_bytes,
                   false);
  fds = tell_slope(out, "descriptors", &course->fds, 1, bounds->fds, true);
  return heap && rss && fds;
}

static unsigned long false_fuses(const struct tally *tally) {
  unsigned long sum = 0;

  for (int blame = 0; blame < BLAMES; blame++)
    sum += tally->falses[WALL_NAMES - 1][blame];
  return sum;
}

/* Of what gives notice all is told ahead, but for a few in a hundred. */
static bool is_told_ahead(const struct course *course) {
  unsigned long given = 0;

  for (int id = 0; id < TROUBLES; id++) {
    const struct outcome *outcome = &course->plan.outcome[id];

    if (troubles[id].wall && !troubles[id].leaps)
      given += outcome->before + outcome->at + outcome->missed;
  }
  return (double)course->plan.late <= LATE_ANYHOW + LATE_SHARE * (double)given;
}

bool report(FILE *out, const struct course *course, const char *title,
            const struct bounds *bounds) {
  const struct tally *tally = &course->tally;
  bool flat, holds;

  fprintf(out,
          "## %s: %g days, seed %llu\n\n%lu ticks, %lu records, %lu births "
          "(%lu with a pid of before), %.0f s of CPU.\n\n",
          title, course->days, (unsigned long long)course->seed, tally->ticks,
          tally->records, course->world.births, course->world.reuses,
          course->took_s);
  tell_outcomes(out, course);
  if (course->refused)
    fprintf(out, "%lu writes of state or evidence found no space.\n",
            course->refused);
  fputc('\n', out);
  tell_falses(out, course);
  fputc('\n', out);
  flat = tell_burden(out, course, bounds);
  holds = flat && is_told_ahead(course) && course->plan.missed == 0 &&
          tally->broken == 0 && false_fuses(tally) == 0 &&
          (double)tally_falses(tally) <= tally_falses_most(course->days);
  for (unsigned long i = 0; i < tally->broken && i < WORDS_MOST; i++)
    fprintf(out, "broken: %s\n", tally->words[i]);
  fprintf(out,
          "\n%lu planted were missed, %lu that give notice were told at the "
          "wall only, %lu promises were broken, %lu fuses blew without "
          "cause: %s.\n\n",
          course->plan.missed, course->plan.late, tally->broken,
          false_fuses(tally), holds ? "all is well" : "NOT WELL");
  return holds;
}
