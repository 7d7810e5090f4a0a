/* bundle.c - see bundle.h */
#include "emit/bundle.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVW"
                            "XYZ0123456789_-.";
static const char suffix[] = ".json";
static const time_t LAST_SECOND = 253402300799; /* of the year 9999 */

int leaf_of_group(const char *group, char ret_leaf[LEAF_BYTES]) {
  static const char digits[] = "0123456789ABCDEF";
  char leaf[LEAF_BYTES];
  size_t used = 0;

  for (const char *at = group; *at; at++) {
    bool is_plain = strchr(plain, *at) && !(*at == '.' && at == group);

    if (used + 3 >= sizeof(leaf))
      return -ENAMETOOLONG;
    if (!is_plain) {
      leaf[used++] = '%';
      leaf[used++] = digits[(unsigned char)*at >> 4];
      leaf[used++] = digits[(unsigned char)*at & 15];
    } else
      leaf[used++] = *at;
  }
  if (used == 0)
    return -EINVAL;
  memcpy(ret_leaf, leaf, used);
  ret_leaf[used] = '\0';
  return 0;
}

/* A time in UTC. gmtime_r(3) might read a file of time zones first. */
struct instant {
  int year, month, day, hour, minute, second;
};

enum { DAY_S = 86400, ERA_DAYS = 146097, DAYS_BEFORE_1970 = 719468 };

/* Years are counted from March on, so that the day that is not in each of them
 * is the last. */
static struct instant instant_of(time_t at) {
  long days = (long)(at / DAY_S) + DAYS_BEFORE_1970;
  int s = (int)(at % DAY_S);
  int day_of_era = (int)(days % ERA_DAYS);
  int year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524 -
                     day_of_era / 146096) /
                    365;
  int day =
      day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  int from_march = (5 * day + 2) / 153;
  int month = from_march < 10 ? from_march + 3 : from_march - 9;

  return (struct instant){
      .year = (int)(days / ERA_DAYS) * 400 + year_of_era + (month <= 2),
      .month = month,
      .day = day - (153 * from_march + 2) / 5 + 1,
      .hour = s / 3600,
      .minute = s / 60 % 60,
      .second = s % 60,
  };
}

/* A clock that is out of its mind is taken for one that has none. */
static struct instant instant_within(time_t at) {
  return instant_of(at >= 0 && at <= LAST_SECOND ? at : 0);
}

int bundle_name(const char *leaf, time_t at, int nth,
                char ret_name[LEAF_BYTES]) {
  struct instant t = instant_within(at);
  char number[16] = "", name[2 * LEAF_BYTES];

  if (nth > 1)
    snprintf(number, sizeof(number), "-%d", nth);
  snprintf(name, sizeof(name), "%s-%04d%02d%02dT%02d%02d%02dZ%s%s", leaf,
           t.year, t.month, t.day, t.hour, t.minute, t.second, number, suffix);
  if (strlen(name) >= LEAF_BYTES)
    return -ENAMETOOLONG;
  memcpy(ret_name, name, strlen(name) + 1);
  return 0;
}

static bool is_digit(char letter) {
  return letter >= '0' && letter <= '9';
}

/* Whether each letter is the one in `form`, in which 0 stands for a digit. */
static bool fits(const char *at, const char *form) {
  for (; *form; at++, form++)
    if (*form == '0' ? !is_digit(*at) : *at != *form)
      return false;
  return true;
}

/* Where a name is cut, from its end: the time, and which of that second. */
struct stamp {
  const char *time; /* NULL: it is no such name */
  int nth;
};

static struct stamp stamp_of(const char *name) {
  static const char form[] = "-00000000T000000Z";
  size_t length = strlen(name), tail = strlen(suffix);
  const char *end, *at;
  int nth = 1;

  if (length < tail + strlen(form) + 1 ||
      strcmp(name + length - tail, suffix) != 0)
    return (struct stamp){NULL, 0};
  end = at = name + length - tail;
  while (at > name && is_digit(at[-1]))
    at--;
  if (at > name && at < end && at[-1] == '-' && end - at <= 2) {
    nth = at + 1 < end ? 10 * (at[0] - '0') + at[1] - '0' : at[0] - '0';
    end = at - 1;
  }
  at = end - strlen(form);
  if (at <= name || !fits(at, form))
    return (struct stamp){NULL, 0};
  return (struct stamp){at + 1, nth};
}

bool bundle_is(const char *name) {
  return name[0] != '.' && stamp_of(name).time != NULL;
}

int bundle_compare(const char *one, const char *other) {
  struct stamp first = stamp_of(one), second = stamp_of(other);
  int by_time = 0;

  if (first.time && second.time)
    by_time = strncmp(first.time, second.time, strlen("00000000T000000Z"));
  if (by_time != 0)
    return by_time;
  return first.nth != second.nth ? first.nth - second.nth : strcmp(one, other);
}

void instant_write(time_t at, char *buffer, size_t capacity) {
  struct instant t = instant_within(at);

  snprintf(buffer, capacity, "%04d-%02d-%02dT%02d:%02d:%02dZ", t.year, t.month,
           t.day, t.hour, t.minute, t.second);
}
