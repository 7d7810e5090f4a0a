/*
 * json.h - write JSON without asking after every word whether it worked.
 *
 * The first failure sticks: later calls do nothing, json_finish() tells it.
 * The only file that knows libyajl's generator.
 */
#ifndef JSON_H
#define JSON_H

#include <stdbool.h>
#include <stddef.h>

struct json;

struct json *json_new(void); /* NULL when out of memory */
void json_free(struct json *json);

/* What follows is written with line breaks, for people. */
void json_indent(struct json *json);

/* `key` is NULL inside arrays and at the top. */
void json_object(struct json *json, const char *key);
void json_end_object(struct json *json);
void json_array(struct json *json, const char *key);
void json_end_array(struct json *json);

/* What is not finite is left out inside objects: absent is absent. */
void json_number(struct json *json, const char *key, double value);

/* The same with as many digits as it takes to be read back bit by bit. */
void json_exact(struct json *json, const char *key, double value);

/* The same, and null for what is not finite; as few digits as make that float
 * again. */
void json_exact_or_null(struct json *json, const char *key, double value);
void json_float_or_null(struct json *json, const char *key, float value);

/* The same in an array, of many: written sooner, if not always in as few. */
void json_float(struct json *json, float value);

void json_null(struct json *json, const char *key);
void json_boolean(struct json *json, const char *key, bool value);

/* Bytes that are no UTF-8, and control characters, become '?'; it ends before
 * the character that JSON_TEXT_BYTES have no room for. */
enum { JSON_TEXT_BYTES = 1024 };
void json_string(struct json *json, const char *key, const char *value);

/* Null for NULL and for "". */
void json_string_or_null(struct json *json, const char *key, const char *value);

/* The text stays `json`'s, until json_free() or json_reset(). Returns 0, or
 * -EPROTO if any call before failed, -ENOMEM if memory was short. */
int json_finish(struct json *json, const char **ret_text, size_t *ret_length);

/* Ready for another document. */
void json_reset(struct json *json);

#endif
