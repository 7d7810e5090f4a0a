/* fail_at_standing.c - see fail_at_standing.h */
#include "expect.h"

#include "fail_at_excuse.h"
#include "fail_at_standing.h"
#include "fail_at_told.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* The first of a standing: usage, limit, and percent. */
enum { SIZES = 3 };

/* The name of the filesystem is another in each story; a peak is of the tips of
 * a sawtooth, which are few where the state of before was not taken. */
static bool is_standing(const char *path) {
  return strstr(path, "/standings/") && strncmp(path, "filesystem", 10) != 0 &&
         !strstr(path, "/dirty_throttle");
}

/* One on a mean of ten ticks may have to wait for them again. */
static bool is_of_mean(const char *path) {
  return strstr(path, "/io_wait") || strstr(path, "/device_saturation");
}

/* As values of it are named: "device-sda/..", "../memory_max_now". */
static void name_of(const char *path, char ret_name[LEAF_PATH + 8]) {
  static const char device[] = "device/";
  bool is_device = strncmp(path, device, sizeof(device) - 1) == 0;

  snprintf(ret_name, LEAF_PATH + 8, "%s%s_", is_device ? "device-" : "",
           path + (is_device ? sizeof(device) - 1 : 0));
}

static bool may_differ(const struct story *story,
                       const struct fail_point *point, int quiet,
                       const char *path) {
  char name[LEAF_PATH + 8];

  name_of(path, name);
  return excuse_is_denied_limit(point, &story->book, name) ||
         (excuse_is_anyones(&story->book, name) &&
          (quiet <= 0 || is_of_mean(path)));
}

bool standings_are_right(const struct leaves *clean, const struct leaves *own,
                         const struct story *story,
                         const struct fail_point *point, int quiet,
                         char why[VERDICT_BYTES]) {
  size_t from = 0;

  for (size_t i = 0; i < clean->count; i++) {
    const struct leaf_value *wanted = &clean->leaf[i], *found;

    if (!is_standing(wanted->path) || wanted->at >= SIZES ||
        may_differ(story, point, quiet, wanted->path))
      continue;
    found = leaves_find(own, &from, wanted);
    if (found && told_is_equal(found->number, wanted->number))
      continue;
    snprintf(why, VERDICT_BYTES, "the state stands: %s [%d] %.9g for %.9g",
             wanted->path, wanted->at, found ? found->number : (double)NAN,
             wanted->number);
    return false;
  }
  return true;
}
