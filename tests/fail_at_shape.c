/* fail_at_shape.c - see fail_at_shape.h */
#include "expect.h"

#include "fail_at_daemon.h"
#include "fail_at_shape.h"

#include <ctype.h>
#include <string.h>

static bool is_digit(char letter) {
  return isdigit((unsigned char)letter) != 0;
}

/* How much of one begins `text`. */
static size_t detail_of(const char *text) {
  static const char causes[] = "; 1 of 1 threads in storage read";

  if (strncmp(text, causes, sizeof(causes) - 1) == 0)
    return sizeof(causes) - 1;
  if (text[0] == '(' && is_digit(text[1]) && strchr(text, ')'))
    return strcspn(text, ")") + 1;
  return 0;
}

/* Of that number in the words before it. */
static bool is_a_name(const char *text, const char *at) {
  static const char *const before[] = {"pid ", " of "};

  for (size_t i = 0; i < COUNT_OF(before); i++) {
    size_t length = strlen(before[i]);

    if ((size_t)(at - text) >= length &&
        strncmp(at - length, before[i], length) == 0)
      return true;
  }
  return false;
}

/* The number that begins there. */
static size_t number_of(const char *at) {
  size_t length = 1;

  while (is_digit(at[length]) ||
         (at[length] == '.' && is_digit(at[length + 1])))
    length++;
  return length;
}

/* The text with one sign for each number that is no name. */
static void shape_of(const char *text, bool with_details,
                     char ret_shape[TOLD_BYTES]) {
  size_t length = 0;

  for (const char *at = text; *at && length + 1 < TOLD_BYTES;) {
    size_t detail = with_details ? 0 : detail_of(at);

    at += detail;
    if (detail > 0)
      continue;
    if (is_digit(*at) && !is_a_name(text, at)) {
      ret_shape[length++] = '#';
      at += number_of(at);
    } else {
      do
        ret_shape[length++] = *at++;
      while (is_digit(at[-1]) && is_digit(*at) && length + 1 < TOLD_BYTES);
    }
  }
  ret_shape[length] = '\0';
}

bool shape_is_same(const char *text, const char *other, bool with_details) {
  char own[TOLD_BYTES], shape[TOLD_BYTES];

  shape_of(text, with_details, own);
  shape_of(other, with_details, shape);
  return strcmp(own, shape) == 0;
}

static const struct shape_pair pairs[] = {
    {"fuse blown", "fuse restored"},
    {"had to wait for I/O", "io_wait is no longer in sight"},
    {"will run out", "fd_limit is no longer in sight"}};

const struct shape_pair *shape_begun_by(const char *text) {
  for (size_t i = 0; i < COUNT_OF(pairs); i++)
    if (strstr(text, pairs[i].begins))
      return &pairs[i];
  return NULL;
}

const struct shape_pair *shape_ended_by(const char *text) {
  for (size_t i = 0; i < COUNT_OF(pairs); i++)
    if (strstr(text, pairs[i].ends))
      return &pairs[i];
  return NULL;
}
