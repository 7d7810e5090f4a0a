/* json.c - see json.h */
#include "emit/json.h"

#include "emit/digits.h"
#include "emit/words.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <yajl/yajl_gen.h>

struct json {
  yajl_gen gen;
  yajl_gen_status status; /* of the first call that failed, if any */
};

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

  if (!json)
    return NULL;
  json->gen = yajl_gen_alloc(NULL);
  if (!json->gen) {
    free(json);
    return NULL;
  }
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
  free(json);
}

void json_reset(struct json *json) {
  yajl_gen_clear(json->gen);
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
  const unsigned char *text;

  if (json->status == yajl_gen_status_ok)
    note(json, yajl_gen_get_buf(json->gen, &text, ret_length));
  if (json->status != yajl_gen_status_ok)
    return -EPROTO;
  *ret_text = (const char *)text;
  return 0;
}
