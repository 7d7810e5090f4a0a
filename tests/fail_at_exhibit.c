/* fail_at_exhibit.c - see fail_at_exhibit.h */
#include "expect.h"

#include "fail_at_excuse.h"
#include "fail_at_exhibit.h"
#include "fail_at_told.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* By a part of the path: what nobody may have learnt otherwise. */
static const char *const fixed[] = {
    "format", "version", "host", "group", "settings/", "versions/",
    "/pid",   "/limit",  "/tid", "/unit", "/metric",   "/values/start_"};

static bool is_fixed(const char *path) {
  for (size_t i = 0; i < COUNT_OF(fixed); i++)
    if (strstr(path, fixed[i]))
      return strncmp(path, "host_", 5) != 0;
  return false;
}

static bool is_of_window(const char *path) {
  return strstr(path, "/rings/") != NULL;
}

static bool is_same(const struct leaf_value *one,
                    const struct leaf_value *other) {
  return one->words[0] || other->words[0]
             ? strcmp(one->words, other->words) == 0
             : told_is_equal(one->number, other->number);
}

static bool is_touched(const struct fail_book *book) {
  return excuse_is_anyones(book, "web/") || excuse_is_anyones(book, "host/") ||
         excuse_is_anyones(book, "/memory/max") ||
         excuse_is_anyones(book, "/threads_limit_") ||
         excuse_is_anyones(book, "device-");
}

bool exhibit_is_right(const struct leaves *clean, const struct leaves *own,
                      const struct story *story, const struct fail_point *point,
                      char why[VERDICT_BYTES]) {
  bool is_whole = !is_touched(&story->book);
  size_t from = 0;

  for (size_t i = 0; i < clean->count; i++) {
    const struct leaf_value *wanted = &clean->leaf[i], *found;

    if (is_of_window(wanted->path) || (!is_whole && !is_fixed(wanted->path)) ||
        (strstr(wanted->path, "/limit") &&
         excuse_is_denied_limit(point, &story->book, "web/threads_limit_")))
      continue;
    found = leaves_find(own, &from, wanted);
    if (found ? is_same(found, wanted) : !is_whole)
      continue;
    snprintf(why, VERDICT_BYTES, "the evidence has: %s %.9g %s for %.9g %s",
             wanted->path, found ? found->number : (double)NAN,
             found ? found->words : "", wanted->number, wanted->words);
    return false;
  }
  return true;
}
