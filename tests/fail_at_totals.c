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

/* "web/io_octets/", and which of its fields, of "group/web/web/totals/rchar";
 * false: that is no total. */
static bool name_of(const char *path, char ret_name[TOLD_NAME],
                    size_t *ret_field) {
  static const char group[] = "group/", totals[] = "/totals/";
  const char *at = strstr(path, totals);
  const struct metric *metric;
  enum metric_id id;

  if (!at || strncmp(path, group, sizeof(group) - 1) != 0)
    return false;
  id = metric_find(at + sizeof(totals) - 1);
  if (id == METRIC_COUNT)
    return false;
  metric = &metrics[id];
  path += sizeof(group) - 1;
  snprintf(ret_name, TOLD_NAME, "%.*s/%s/%s", (int)strcspn(path, "/"), path,
           metric->type, metric->type_instance ? metric->type_instance : "");
  *ret_field = (size_t)metric->field;
  return true;
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
  size_t from = 0, field;

  for (size_t i = 0; i < clean->count; i++) {
    const struct leaf_value *leaf = &clean->leaf[i], *found;
    const struct told_value *told;

    if (!name_of(leaf->path, name, &field))
      continue;
    told = last_told(&story->told, step, name);
    found = leaves_find(own, &from, leaf);
    if (!told || (!found && told->step < step) || /* nobody is left */
        (found && told_is_equal(found->number, told->value[field])))
      continue;
    snprintf(why, VERDICT_BYTES, "the state has a total: %s %.9g for %.9g",
             leaf->path, found ? found->number : (double)NAN,
             told->value[field]);
    return false;
  }
  return true;
}
