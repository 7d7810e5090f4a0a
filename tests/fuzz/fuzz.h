/*
 * fuzz.h - what the entries for libFuzzer share. Each is one family of texts
 * over the reader of src/; each says what must hold of the result, beside that
 * nothing is read or written out of bounds, which the sanitizers see.
 */
#ifndef FUZZ_H
#define FUZZ_H

#include "base/text.h"
#include "metric/metric.h"

#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerInitialize(int *argc, char ***argv);

/* A finding: the fuzzer keeps the input. */
static inline void fuzz_fail(const char *file, int line, const char *what) {
  fprintf(stderr, "%s:%d: must hold: %s\n", file, line, what);
  abort();
}

#define MUST(condition)                                                        \
  ((condition) ? (void)0 : fuzz_fail(__FILE__, __LINE__, #condition))

/* No terminator stands behind it, and none may be needed. */
static inline struct text input_of(const uint8_t *data, size_t size) {
  return text_of((const char *)data, size);
}

/* What readers need whose texts end with NUL: a copy, to be freed. */
static inline char *string_of(const uint8_t *data, size_t size) {
  char *copy = malloc(size + 1);

  MUST(copy);
  memcpy(copy, data, size);
  copy[size] = '\0';
  return copy;
}

/* A double of eight bytes, or of what is left. */
static inline double number_of(const uint8_t **at, const uint8_t *end) {
  double number = 0;
  size_t length = (size_t)(end - *at);

  if (length > sizeof(number))
    length = sizeof(number);
  memcpy(&number, *at, length);
  *at += length;
  return number;
}

static inline bool same_number(double a, double b) {
  return (isnan(a) && isnan(b)) || a == b;
}

#endif
