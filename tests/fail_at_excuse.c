/* fail_at_excuse.c - see fail_at_excuse.h */
#include "expect.h"

#include "fail_at_excuse.h"
#include "fail_at_leeway.h"
#include "fail_at_told.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

/* Who could not be looked at is looked at again after 1, 2, 4 and 8 ticks. */
enum { YOUNG_TICKS = 3 };

/* What is told of a place, by a part of its name. */
static const struct {
  const char *part;
  const char *place;
} concerns[] = {
    {"web", "42"},
    {"shop", "43"},
    {"api", "44"},
    {"api", "api.pid"},
    {"m-stranger", "45"},
    {"/memory/max", "."}, /* SysPath */
    {"/memory/max", "fs"},
    {"/memory/max", "meminfo"},
    {"/memory_max_", "."},
    {"/memory_max_", "fs"},
    {"/memory_max_", "meminfo"},
    {"/threads_limit_", "."},
    {"/threads_limit_", "fs"},
    {"/threads_limit_", "sys"},
    {"/threads_limit_", "loadavg"},
    {"/io_wait", "sys"},
    {"/io_wait", "vmstat"},
    {"/io_wait", "meminfo"},
    {"host/", "sys"},
    {"host/", "meminfo"},
    {"host/", "vmstat"},
    {"host/", "pressure"},
    {"device-", "diskstats"},
    {"self/", "self"},
};

bool excuse_is_concerned(const struct fail_book *book, const char *name) {
  if (!book->places[0])
    return true;
  for (size_t i = 0; i < COUNT_OF(concerns); i++)
    if (strstr(name, concerns[i].part) &&
        fail_at_has_place(book, concerns[i].place))
      return true;
  return false;
}

bool excuse_is_anyones(const struct fail_book *book, const char *name) {
  return excuse_is_concerned(book, name) || fail_at_has_place(book, ".") ||
         book->struck == STORY_START;
}

/* Which files say a limit, or lead to one. */
static bool is_of_limits(const struct fail_book *book) {
  static const char *const parts[] = {"/limits",   "/cgroup",  "/fs/",
                                      "/sys/",     "/meminfo", "/loadavg",
                                      "/mountinfo"};

  for (size_t i = 0; i < COUNT_OF(parts); i++)
    if (strstr(book->on, parts[i]))
      return true;
  return false;
}

bool excuse_is_denied_limit(const struct fail_point *point,
                            const struct fail_book *book, const char *name) {
  return (point->way == ENOENT || point->way == WAY_ZERO) &&
         (point->lasts || is_of_limits(book)) &&
         (strstr(name, "/memory/max") || strstr(name, "/memory_max_") ||
          strstr(name, "/threads_limit_")) &&
         excuse_is_concerned(book, name);
}

bool excuse_is_denied_mount(const struct fail_point *point,
                            const struct fail_book *book, const char *name) {
  return point->way == WAY_ZERO && strncmp(name, "fs/", 3) == 0 &&
         (point->lasts || strstr(book->on, "/mountinfo"));
}

int excuse_last_step(const struct fail_point *point,
                     const struct fail_book *book) {
  if (!point->lasts)
    return book->struck;
  return book->struck < STORY_HEAL ? STORY_HEAL - 1 : STORY_STOP;
}

/* That there is no such file, that it is not for us, or that one is of no
 * cgroup, or a kernel thread without a command line, is an answer, and not
 * asked for again at once. */
static bool is_answer(const struct fail_point *point,
                      const struct fail_book *book) {
  if (point->way == WAY_ZERO)
    return point->call == CALL_read &&
           (strstr(book->on, "/cmdline") || strstr(book->on, "/cgroup"));
  return book->places[0] && (point->way == ENOENT || point->way == EACCES ||
                             point->way == EPERM || point->way == ESRCH);
}

int excuse_turn(const struct fail_point *point, const struct fail_book *book) {
  return is_answer(point, book) ? TURN_TICKS : 0;
}

/* "web" of "web-42/gauge/..": by the count of its processes it is known how
 * long it has been whole. A host is so always. */
static int whole_since(const struct story *clean, const struct story *story,
                       const char *name, int step) {
  char count[TOLD_NAME];
  int length = (int)strcspn(name, "/");

  while (length > 0 && name[length - 1] >= '0' && name[length - 1] <= '9')
    length--;
  length -= length > 0 && name[length - 1] == '-';
  snprintf(count, sizeof(count), "%.*s/ps_count/", length, name);
  for (; step > 0; step--) {
    const struct told_value *wanted = told_find(
        &clean->told, told_first_of_step(&clean->told, step), step, count);
    const struct told_value *found = told_find(
        &story->told, told_first_of_step(&story->told, step), step, count);

    if (wanted && !(found && told_is_same(found, wanted)))
      return step + 1;
  }
  return 1;
}

/* Ticks behind the failure in which it may be absent. */
static int lateness(const struct fail_point *point,
                    const struct fail_book *book, const char *name) {
  if (!excuse_is_concerned(book, name))
    return 0;
  if (is_answer(point, book))
    return TURN_TICKS;
  if (leeway_of(name) != CROWD)
    return 0;
  return point->lasts ? TURN_TICKS : YOUNG_TICKS;
}

/* Where the state of before was not taken a peak, and what is foretold of it,
 * has fewer values behind it than it needs until the story is over. */
static bool begins_anew(const struct story *story, const char *name) {
  return story->end.is_spared &&
         (strstr(name, "/dirty_peak") || strstr(name, "/dirty_throttle_"));
}

bool excuse_is_good(const struct story *clean, const struct story *story,
                    const struct fail_point *point,
                    const struct told_value *wanted) {
  int grace = leeway_grace(leeway_of(wanted->name));
  int late = lateness(point, &story->book, wanted->name);

  if (excuse_is_denied_limit(point, &story->book, wanted->name) ||
      excuse_is_denied_mount(point, &story->book, wanted->name) ||
      begins_anew(story, wanted->name))
    return true;
  if (late > 0 &&
      wanted->step <= excuse_last_step(point, &story->book) + late + grace - 1)
    return true;
  return leeway_of(wanted->name) != CROWD &&
         wanted->step <
             whole_since(clean, story, wanted->name, wanted->step) + grace;
}
