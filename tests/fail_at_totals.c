/* fail_at_totals.c - see fail_at_totals.h */
#include "expect.h"

#include "fail_at_told.h"
#include "fail_at_totals.h"
#include "metric/metric.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* Of all its lines, on the story's own clock. */
static double saved_at_s(const struct leaves *leaves) {
  for (size_t i = leaves->count; i-- > 0;)
    if (strcmp(leaves->leaf[i].path, "end/at_s") == 0)
      return leaves->leaf[i].number;
  return NAN;
}

int totals_step(const struct leaves *clean, const struct leaves *own) {
  return STORY_TICKS -
         (int)lround((saved_at_s(clean) - saved_at_s(own)) / STORY_INTERVAL_S);
}

/* "web/io_octets/", and of which metric, of "group/web/web/totals/rchar"; NULL:
 * that is no total. */
static const struct metric *metric_of(const char *path,
                                      char ret_name[TOLD_NAME]) {
  static const char group[] = "group/", totals[] = "/totals/";
  const char *at = strstr(path, totals);
  const struct metric *metric;
  enum metric_id id;

  if (!at || strncmp(path, group, sizeof(group) - 1) != 0)
    return NULL;
  id = metric_find(at + sizeof(totals) - 1);
  if (id == METRIC_COUNT)
    return NULL;
  metric = &metrics[id];
  path += sizeof(group) - 1;
  snprintf(ret_name, TOLD_NAME, "%.*s/%s/%s", (int)strcspn(path, "/"), path,
           metric->type, metric->type_instance ? metric->type_instance : "");
  return metric;
}

/* A counter is told without what is behind its point. */
static bool is_told(const struct metric *metric, double total, double told) {
  double factor = metric->factor > 0 ? metric->factor : 1;

  return fabs(factor * total - told) < 1;
}

/* The last up to `step`; NULL: it was never told. */
static const struct told_value *last_told(const struct told *told, int step,
                                          const char *name) {
  return told_last_before(told, told_first_of_step(told, step + 1), name);
}

bool totals_are_those_told(const struct leaves *clean, const struct leaves *own,
                           const struct story *story, char why[VERDICT_BYTES]) {
  int step = totals_step(clean, own);
  char name[TOLD_NAME];
  size_t from = 0;

  for (size_t i = 0; i < clean->count; i++) {
    const struct leaf_value *leaf = &clean->leaf[i], *found;
    const struct metric *metric = metric_of(leaf->path, name);
    const struct told_value *told;

    if (!metric)
      continue;
    told = last_told(&story->told, step, name);
    found = leaves_find(own, &from, leaf);
    if (!told || (!found && told->step < step) || /* nobody is left */
        (found && is_told(metric, found->number, told->value[metric->field])))
      continue;
    snprintf(why, VERDICT_BYTES, "the state has a total: %s %.9g for %.9g",
             leaf->path, found ? found->number : (double)NAN,
             told->value[metric->field]);
    return false;
  }
  return true;
}
