/*
 * invariants_words.h - what an identifier, a line and a number may be that
 * leave us: see invariants.h.
 */
#ifndef INVARIANTS_WORDS_H
#define INVARIANTS_WORDS_H

#include <math.h>
#include <stdbool.h>
#include <string.h>

/* collectd's own rule: no slash, nothing empty but a type_instance, below 128
 * bytes; and of us, what every writer takes. */
static inline bool is_identifier(const char *name, bool may_be_empty) {
  static const char plain[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
                              "abcdefghijklmnopqrstuvwxyz0123456789_.-";
  size_t length = strlen(name);

  return length < 128 && (length > 0 || may_be_empty) &&
         strspn(name, plain) == length;
}

/* One line of text, ended below `most` bytes. */
static inline bool is_line(const char *line, size_t most) {
  size_t length = strnlen(line, most);

  for (size_t i = 0; i < length; i++)
    if ((unsigned char)line[i] < ' ' || line[i] == 127)
      return false;
  return length < most;
}

static inline bool is_time(double s) {
  return isnan(s) || (s >= 0 && isfinite(s));
}

static inline bool ends_with(const char *name, const char *suffix) {
  size_t length = strlen(name), end = strlen(suffix);

  return length >= end && strcmp(name + length - end, suffix) == 0;
}

/* Whether it may have such a value. What was read goes out as it is, be it
 * absurd; what we have made of it is within bounds. */
static inline bool is_in_range(const char *type, const char *type_instance,
                               double value) {
  if (isnan(value))
    return true;
  if (ends_with(type_instance, "_probability") ||
      ends_with(type_instance, "_used"))
    return value >= 0 && value <= 100;
  if (strcmp(type, "bool") == 0)
    return value == 0 || value == 1;
  if (ends_with(type_instance, "_state"))
    return value == 0 || value == 1 || value == 2;
  return isfinite(value) && !(strcmp(type, "duration") == 0 && value < 0);
}

#endif
