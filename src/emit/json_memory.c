/* json_memory.c - see json_memory.h */
#include "emit/json_memory.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum { ALIGNMENT = 16, PARSER_BYTES = 64 * 1024, COPIES = 8 };

size_t json_parser_bytes(size_t length) {
  return PARSER_BYTES + COPIES * length;
}

int json_memory_take(struct json_memory *memory, size_t bytes) {
  *memory = (struct json_memory){.at = malloc(bytes), .capacity = bytes};
  return memory->at ? 0 : -ENOMEM;
}

void json_memory_release(struct json_memory *memory) {
  free(memory->at);
  *memory = (struct json_memory){0};
}

static void *take(void *context, size_t bytes) {
  struct json_memory *memory = context;
  size_t room = (bytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;

  if (room > memory->capacity - memory->used)
    return NULL;
  memory->last = memory->used;
  memory->used += room;
  return memory->at + memory->last;
}

/* A block that is not the newest moves behind it; how long it was is not kept,
 * and what is copied too much is of this memory too. */
static void *take_more(void *context, void *block, size_t bytes) {
  struct json_memory *memory = context;
  char *more;

  if (block == memory->at + memory->last)
    memory->used = memory->last;
  more = take(memory, bytes);
  if (more && block && block != more)
    memmove(more, block, bytes);
  return more;
}

/* All of it is released at once. */
static void give_back(void *context, void *block) {
  (void)context;
  (void)block;
}

yajl_alloc_funcs json_memory_functions(struct json_memory *memory) {
  return (yajl_alloc_funcs){take, take_more, give_back, memory};
}
