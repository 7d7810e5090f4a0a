/*
 * json_memory.h - memory for libyajl, taken before it is needed.
 *
 * libyajl does not look whether it was given any, and would write to where
 * nothing is. So all that a call can want is taken in one piece beforehand, by
 * somebody who does look.
 */
#ifndef JSON_MEMORY_H
#define JSON_MEMORY_H

#include <stddef.h>
#include <yajl/yajl_common.h>

struct json_memory {
  char *at;
  size_t capacity, used;
  size_t last; /* where the newest block begins: it can grow where it is */
};

/* What a generator takes that prints elsewhere; and what a parser does for a
 * text of `length`: a piece of it is copied twice at most, into buffers that
 * are doubled. */
enum { JSON_GENERATOR_BYTES = 4096 };
size_t json_parser_bytes(size_t length);

/* 0 or -ENOMEM. */
int json_memory_take(struct json_memory *memory, size_t bytes);
void json_memory_release(struct json_memory *memory);

/* `memory` must outlive whoever gets these. */
yajl_alloc_funcs json_memory_functions(struct json_memory *memory);

#endif
