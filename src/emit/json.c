/* json.c - see json.h */
#include "emit/json.h"

#include "emit/digits.h"
#include "emit/json_memory.h"
#include "emit/words.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <yajl/yajl_gen.h>

enum { FIRST_BYTES = 4096 };

struct json {
  yajl_gen gen;
  struct json_memory memory; /* of the generator */
  yajl_gen_status status;    /* of the first call that failed, if any */
  bool lacks_memory;
  char *text;
  size_t length, capacity;
};

/* For what comes, and its end. */
static bool make_room(struct json *json, size_t more) {
  size_t wanted = json->length + more + 1;
  size_t capacity = json->capacity ? json->capacity : FIRST_BYTES;
  char *text;

  if (wanted <= json->capacity)
    return true;
  while (capacity < wanted)
    capacity *= 2;
  text = realloc(json->text, capacity);
  if (!text)
    return false;
  json->text = text;
  json->capacity = capacity;
  return true;
}

static void print(void *context, const char *bytes, size_t length) {
  struct json *json = context;

  json->lacks_memory = json->lacks_memory || !make_room(json, length);
  if (json->lacks_memory)
    return;
  memcpy(json->text + json->length, bytes, length);
  json->length += length;
  json->text[json->length] = '\0';
}

static void note(struct json *json, yajl_gen_status status) {
  if (json->status == yajl_gen_status_ok)
    json->status = status;
}

static void put_string(struct json *json, const char *value) {
  if (json->status == yajl_gen_status_ok)
    note(json, yajl_gen_string(json->gen, (const unsigned char *)value,
                               strlen(value)));
}

static void put_key(struct json *json, const char *key) {
  if (key)
    put_string(json, key);
}

struct json *json_new(void) {
  struct json *json = calloc(1, sizeof(*json));
  yajl_alloc_funcs functions;

  if (!json)
    return NULL;
  if (json_memory_take(&json->memory, JSON_GENERATOR_BYTES) < 0) {
    free(json);
    return NULL;
  }
  functions = json_memory_functions(&json->memory);
  json->gen = yajl_gen_alloc(&functions);
  yajl_gen_config(json->gen, yajl_gen_print_callback, print, json);
  yajl_gen_config(json->gen, yajl_gen_validate_utf8, 1);
  return json;
}

void json_indent(struct json *json) {
  yajl_gen_config(json->gen, yajl_gen_beautify, 1);
  yajl_gen_config(json->gen, yajl_gen_indent_string, " ");
}

void json_free(struct json *json) {
  if (!json)
    return;
  yajl_gen_free(json->gen);
  json_memory_release(&json->memory);
  free(json->text);
  free(json);
}

void json_reset(struct json *json) {
  json->length = 0;
  json->lacks_memory = false;
  yajl_gen_reset(json->gen, NULL);
  json->status = yajl_gen_status_ok;
}

void json_object(struct json *json, const char *key) {
  put_key(json, key);
  if (json->status == yajl_gen_status_ok)
    note(json, yajl_gen_map_open(json->gen));
}

void json_end_object(struct json *json) {
  if (json->status == yajl_gen_status_ok)
    note(json, yajl_gen_map_close(json->gen));
}

void json_array(struct json *json, const char *key) {
  put_key(json, key);
  if (json->status == yajl_gen_status_ok)
    note(json, yajl_gen_array_open(json->gen));
}

void json_end_array(struct json *json) {
  if (json->status == yajl_gen_status_ok)
    note(json, yajl_gen_array_close(json->gen));
}

static void put_number(struct json *json, const char *key, const char *digits) {
  put_key(json, key);
  if (json->status == yajl_gen_status_ok)
    note(json, yajl_gen_number(json->gen, digits, strlen(digits)));
}

void json_number(struct json *json, const char *key, double value) {
  char digits[32];

  if (!isfinite(value))
    return;
  snprintf(digits, sizeof(digits), "%.15g", value);
  put_number(json, key, digits);
}

void json_exact(struct json *json, const char *key, double value) {
  char digits[32];

  if (!isfinite(value))
    return;
  snprintf(digits, sizeof(digits), "%.15g", value);
  if (strtod(digits, NULL) != value)
    snprintf(digits, sizeof(digits), "%.17g", value);
  put_number(json, key, digits);
}

void json_exact_or_null(struct json *json, const char *key, double value) {
  if (isfinite(value))
    json_exact(json, key, value);
  else
    json_null(json, key);
}

void json_float_or_null(struct json *json, const char *key, float value) {
  char digits[32];

  if (!isfinite(value)) {
    json_null(json, key);
    return;
  }
  snprintf(digits, sizeof(digits), "%.6g", (double)value);
  if (strtof(digits, NULL) != value)
    snprintf(digits, sizeof(digits), "%.9g", (double)value);
  put_number(json, key, digits);
}

void json_float(struct json *json, float value) {
  char digits[DIGITS_BYTES];

  if (!isfinite(value)) {
    json_null(json, NULL);
    return;
  }
  digits_write(value, digits);
  put_number(json, NULL, digits);
}

void json_null(struct json *json, const char *key) {
  put_key(json, key);
  if (json->status == yajl_gen_status_ok)
    note(json, yajl_gen_null(json->gen));
}

void json_boolean(struct json *json, const char *key, bool value) {
  put_key(json, key);
  if (json->status == yajl_gen_status_ok)
    note(json, yajl_gen_bool(json->gen, value));
}

void json_string(struct json *json, const char *key, const char *value) {
  char clean[JSON_TEXT_BYTES];

  clean_text(value, clean, sizeof(clean));
  put_key(json, key);
  put_string(json, clean);
}

void json_string_or_null(struct json *json, const char *key,
                         const char *value) {
  if (value && value[0])
    json_string(json, key, value);
  else
    json_null(json, key);
}

int json_finish(struct json *json, const char **ret_text, size_t *ret_length) {
  if (json->lacks_memory || !make_room(json, 0))
    return -ENOMEM;
  if (json->status != yajl_gen_status_ok)
    return -EPROTO;
  json->text[json->length] = '\0';
  *ret_text = json->text;
  *ret_length = json->length;
  return 0;
}
