/* words.c - see words.h */
#include "emit/words.h"

#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

void duration_write(double s, char *buffer, size_t capacity) {
  double minutes = round(s / 60);

  if (!isfinite(s))
    snprintf(buffer, capacity, "-");
  else if (s < 600)
    snprintf(buffer, capacity, "%.0f s", s);
  else if (minutes < 120)
    snprintf(buffer, capacity, "%.0f min", minutes);
  else
    snprintf(buffer, capacity, "%.0f h %.0f min", floor(minutes / 60),
             fmod(minutes, 60));
}

/* More digits than a double has would tell what nobody knows. */
static const double DIGITS_TOLD_BELOW = 1e15;

void count_write(double count, char *buffer, size_t capacity) {
  if (!isfinite(count))
    snprintf(buffer, capacity, "-");
  else if (fabs(count) < DIGITS_TOLD_BELOW)
    snprintf(buffer, capacity, "%.0f", count);
  else
    snprintf(buffer, capacity, "%.3g", count);
}

/* What turns the direction of writing, so that what is read is not what is
 * there, and what ends a line or a paragraph. */
static bool turns_writing(unsigned code) {
  return code == 0x61c || code == 0x200e || code == 0x200f ||
         (code >= 0x2028 && code <= 0x202e) ||
         (code >= 0x2066 && code <= 0x2069);
}

/* How long the UTF-8 sequence at `at` is, or 0 when it is none to be shown. */
static size_t sequence_length(const unsigned char *at) {
  static const struct {
    unsigned char mask, lead;
    unsigned least;
  } forms[] = {{0x80, 0x00, 0x20},
               {0xe0, 0xc0, 0xa0}, /* below are the C1 controls */
               {0xf0, 0xe0, 0x800},
               {0xf8, 0xf0, 0x10000}};

  for (size_t length = 1; length <= 4; length++) {
    unsigned code = at[0] & (unsigned char)~forms[length - 1].mask;

    if ((at[0] & forms[length - 1].mask) != forms[length - 1].lead)
      continue;
    for (size_t i = 1; i < length; i++) {
      if ((at[i] & 0xc0) != 0x80)
        return 0;
      code = code << 6 | (at[i] & 0x3f);
    }
    return code < forms[length - 1].least || code == 0x7f || code > 0x10ffff ||
                   (code >= 0xd800 && code < 0xe000) || turns_writing(code)
               ? 0
               : length;
  }
  return 0;
}

void clean_text(const char *raw, char *buffer, size_t capacity) {
  const unsigned char *at = (const unsigned char *)raw;
  size_t used = 0;

  while (*at) {
    size_t length = sequence_length(at);
    size_t wanted = length ? length : 1;

    if (used + wanted >= capacity)
      break;
    if (length)
      memcpy(buffer + used, at, length);
    else
      buffer[used] = '?';
    used += wanted;
    at += wanted;
  }
  buffer[used] = '\0';
}

void plain_name(char *name) {
  static const char plain[] =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.-";

  for (; *name; name++)
    if (!strchr(plain, *name))
      *name = '_';
}

void cut_at_word(char *sentence, size_t capacity) {
  char *end = sentence + capacity - 1 - strlen(" ..");

  if (strlen(sentence) < capacity)
    return;
  while (end > sentence && *end != ' ')
    end--;
  memcpy(end, " ..", sizeof(" .."));
}
