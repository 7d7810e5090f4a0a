/* json_read.c - see json_read.h */
#include "emit/json_read.h"

#include "emit/json_memory.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <yajl/yajl_parse.h>

enum { GO_ON = 1, STOP = 0 }; /* to libyajl */

struct bounds {
  int depth;
  size_t string_bytes;
  bool has_null; /* as a value */
  bool has_booleans;
};

static const struct bounds narrow = {JSON_DEPTH, JSON_STRING_BYTES};
static const struct bounds gappy = {JSON_DEPTH, JSON_STRING_BYTES,
                                    .has_null = true};
static const struct bounds wide = {JSON_WIDE_DEPTH, JSON_WIDE_STRING_BYTES,
                                   .has_null = true, .has_booleans = true};

struct reading {
  const struct bounds *bounds;
  int (*take)(void *context, const struct json_value *value);
  void *context;
  int r;
  bool is_array[JSON_WIDE_DEPTH];
  struct json_value value; /* its depth: of what is open */
  char string[JSON_WIDE_STRING_BYTES];
};

static int stop(struct reading *reading, int r) {
  reading->r = r;
  return STOP;
}

static struct json_step *here(struct reading *reading) {
  return &reading->value.step[reading->value.depth - 1];
}

static bool is_in_array(const struct reading *reading) {
  return reading->value.depth > 0 &&
         reading->is_array[reading->value.depth - 1];
}

static int hand_on(struct reading *reading, double number, const char *text) {
  int r;

  if (reading->value.depth == 0)
    return stop(reading, -EBADMSG);
  reading->value.number = number;
  reading->value.text = text;
  r = reading->take(reading->context, &reading->value);
  if (is_in_array(reading))
    here(reading)->index++;
  return r == 0 ? GO_ON : stop(reading, r);
}

static int take_number(void *context, const char *at, size_t length) {
  char digits[64];
  double number;

  if (length >= sizeof(digits))
    return stop(context, -EBADMSG);
  memcpy(digits, at, length);
  digits[length] = '\0';
  number = strtod(digits, NULL);
  return isfinite(number) ? hand_on(context, number, NULL)
                          : stop(context, -EBADMSG);
}

static int take_string(void *context, const unsigned char *at, size_t length) {
  struct reading *reading = context;

  if (length >= reading->bounds->string_bytes || memchr(at, '\0', length))
    return stop(reading, -EBADMSG);
  memcpy(reading->string, at, length);
  reading->string[length] = '\0';
  return hand_on(reading, (double)NAN, reading->string);
}

static int take_key(void *context, const unsigned char *at, size_t length) {
  struct json_step *step = here(context);

  if (length >= sizeof(step->name) || memchr(at, '\0', length))
    return stop(context, -EBADMSG);
  memcpy(step->name, at, length);
  step->name[length] = '\0';
  return GO_ON;
}

static int open_one(struct reading *reading, bool is_array) {
  int depth = reading->value.depth;

  if (depth == reading->bounds->depth || (depth == 0 && is_array))
    return stop(reading, -EBADMSG);
  reading->is_array[depth] = is_array;
  reading->value.step[depth] = (struct json_step){.index = 0};
  reading->value.depth++;
  return GO_ON;
}

static int close_one(void *context) {
  struct reading *reading = context;

  reading->value.depth--;
  if (is_in_array(reading))
    here(reading)->index++;
  return GO_ON;
}

static int open_object(void *context) {
  return open_one(context, false);
}

static int open_array(void *context) {
  return open_one(context, true);
}

static int take_null(void *context) {
  struct reading *reading = context;

  return reading->bounds->has_null ? hand_on(reading, (double)NAN, NULL)
                                   : stop(reading, -EBADMSG);
}

static int take_boolean(void *context, int value) {
  struct reading *reading = context;

  return reading->bounds->has_booleans ? hand_on(reading, value ? 1 : 0, NULL)
                                       : stop(reading, -EBADMSG);
}

static const yajl_callbacks callbacks = {
    .yajl_null = take_null,
    .yajl_boolean = take_boolean,
    .yajl_number = take_number,
    .yajl_string = take_string,
    .yajl_start_map = open_object,
    .yajl_map_key = take_key,
    .yajl_end_map = close_one,
    .yajl_start_array = open_array,
    .yajl_end_array = close_one,
};

bool json_is(const struct json_value *value, const char *a) {
  return value->depth == 1 && strcmp(value->step[0].name, a) == 0;
}

static int parse(struct reading *reading, const char *text, size_t length,
                 size_t *ret_at) {
  struct json_memory memory;
  yajl_alloc_funcs functions = json_memory_functions(&memory);
  yajl_handle handle;
  yajl_status status;

  *ret_at = 0;
  if (json_memory_take(&memory, json_parser_bytes(length)) < 0)
    return -ENOMEM;
  handle = yajl_alloc(&callbacks, &functions, reading);
  status = yajl_parse(handle, (const unsigned char *)text, length);
  *ret_at = yajl_get_bytes_consumed(handle);
  if (status == yajl_status_ok)
    status = yajl_complete_parse(handle);
  yajl_free(handle);
  json_memory_release(&memory);
  if (status == yajl_status_ok)
    return 0;
  return reading->r != 0 ? reading->r : -EBADMSG;
}

int json_read(const char *text, size_t length,
              int (*take)(void *context, const struct json_value *value),
              void *context) {
  struct reading reading = {
      .bounds = &narrow, .take = take, .context = context};
  size_t at;

  return parse(&reading, text, length, &at);
}

int json_read_null(const char *text, size_t length,
                   int (*take)(void *context, const struct json_value *value),
                   void *context) {
  struct reading reading = {.bounds = &gappy, .take = take, .context = context};
  size_t at;

  return parse(&reading, text, length, &at);
}

int json_read_wide(const char *text, size_t length,
                   int (*take)(void *context, const struct json_value *value),
                   void *context, size_t *ret_at) {
  struct reading reading = {.bounds = &wide, .take = take, .context = context};

  return parse(&reading, text, length, ret_at);
}
