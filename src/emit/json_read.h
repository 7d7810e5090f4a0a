/*
 * json_read.h - a JSON text, number by number and string by string.
 *
 * Nothing of it is kept: what is read is told with the way to it. The text may
 * come from anybody. The only file that knows libyajl's parser.
 */
#ifndef JSON_READ_H
#define JSON_READ_H

#include <stdbool.h>
#include <stddef.h>

enum {
  JSON_DEPTH = 6,
  JSON_NAME_BYTES = 64,
  JSON_STRING_BYTES = 256,
  JSON_WIDE_DEPTH = 12,
  JSON_WIDE_STRING_BYTES = 4096
};

/* One number or string. {"a":[{"b":1}]} has 1 at depth 3, by the steps "a",
 * 0 and "b". */
struct json_step {
  char name[JSON_NAME_BYTES]; /* in an object; "" in an array */
  size_t index;               /* in an array */
};

struct json_value {
  int depth;
  struct json_step step[JSON_WIDE_DEPTH];
  double number;    /* finite; NaN for a string, and for null */
  const char *text; /* NULL for what is no string */
};

/* Whether the value is `a` of the object that is read. */
bool json_is(const struct json_value *value, const char *a);

/* Reads one object and calls `take` for each number and string in it; not 0
 * ends the reading, and is returned. -EBADMSG for what is no JSON object, true,
 * false, null, numbers that are not finite or longer than 63 characters,
 * strings with NUL, and more than the bounds above. -ENOMEM. */
int json_read(const char *text, size_t length,
              int (*take)(void *context, const struct json_value *value),
              void *context);

/* The same, where null is a number that is absent. */
int json_read_null(const char *text, size_t length,
                   int (*take)(void *context, const struct json_value *value),
                   void *context);

/* The same, but for what is told in words: null is a number that is absent,
 * true is 1 and false 0. And by the wider bounds. *ret_at is the byte behind
 * which the reading ended, and written on failure too. */
int json_read_wide(const char *text, size_t length,
                   int (*take)(void *context, const struct json_value *value),
                   void *context, size_t *ret_at);

#endif
