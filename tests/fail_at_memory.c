/* fail_at_memory.c - memory that the plugin takes and must give back; see
 * fail_at.h. */
#include "fail_at.h"

#include <errno.h>
#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { PLACES = 1 << 15 };

void *__real_malloc(size_t bytes);
void *__wrap_malloc(size_t bytes);
void *__real_calloc(size_t count, size_t bytes);
void *__wrap_calloc(size_t count, size_t bytes);
void *__real_realloc(void *at, size_t bytes);
void *__wrap_realloc(void *at, size_t bytes);
char *__real_strdup(const char *string);
char *__wrap_strdup(const char *string);
char *__real_strndup(const char *string, size_t most);
char *__wrap_strndup(const char *string, size_t most);
void __real_free(void *at);
void __wrap_free(void *at);

/* A hash of what is taken; `gone` keeps a place that others were put behind. */
static struct {
  pthread_mutex_t mutex;
  size_t blocks;
  void *place[PLACES];
} taken = {.mutex = PTHREAD_MUTEX_INITIALIZER};

static char gone;

static size_t place_of(const void *at) {
  return (size_t)(((uintptr_t)at >> 4) * 2654435761U) % PLACES;
}

static void *out_of_memory(void) {
  errno = ENOMEM;
  return NULL;
}

static void *keep(void *at) {
  size_t i = place_of(at);

  if (!at)
    return NULL;
  pthread_mutex_lock(&taken.mutex);
  while (taken.place[i] && taken.place[i] != &gone)
    i = (i + 1) % PLACES;
  taken.place[i] = at;
  if (++taken.blocks > PLACES / 2)
    abort();
  pthread_mutex_unlock(&taken.mutex);
  return at;
}

/* What libc has taken for us is not among them. */
static void forget(const void *at) {
  size_t i = place_of(at);

  if (!at)
    return;
  pthread_mutex_lock(&taken.mutex);
  while (taken.place[i] && taken.place[i] != at)
    i = (i + 1) % PLACES;
  if (taken.place[i]) {
    taken.place[i] = &gone;
    taken.blocks--;
  }
  pthread_mutex_unlock(&taken.mutex);
}

size_t fail_at_blocks(void) {
  return taken.blocks;
}

void *__wrap_malloc(size_t bytes) {
  return fail_at(CALL_malloc) == WAY_NONE ? keep(__real_malloc(bytes))
                                          : out_of_memory();
}

void *__wrap_calloc(size_t count, size_t bytes) {
  return fail_at(CALL_calloc) == WAY_NONE ? keep(__real_calloc(count, bytes))
                                          : out_of_memory();
}

void *__wrap_realloc(void *at, size_t bytes) {
  if (fail_at(CALL_realloc) != WAY_NONE)
    return out_of_memory();
  forget(at);
  return keep(__real_realloc(at, bytes));
}

char *__wrap_strdup(const char *string) {
  return fail_at(CALL_strdup) == WAY_NONE ? keep(__real_strdup(string))
                                          : out_of_memory();
}

char *__wrap_strndup(const char *string, size_t most) {
  return fail_at(CALL_strndup) == WAY_NONE ? keep(__real_strndup(string, most))
                                           : out_of_memory();
}

void __wrap_free(void *at) {
  forget(at);
  __real_free(at);
}
