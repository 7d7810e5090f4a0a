/* text.c - see text.h */
#include "base/text.h"

#include <errno.h>
#include <string.h>

struct text text_of(const char *bytes, size_t length) {
  return (struct text){.at = bytes, .end = bytes + length};
}

struct text text_of_string(const char *string) {
  return text_of(string, strlen(string));
}

size_t text_length(struct text t) {
  return (size_t)(t.end - t.at);
}

bool text_is_empty(struct text t) {
  return t.at == t.end;
}

bool text_equals(struct text t, const char *literal) {
  size_t length = text_length(t);

  return strlen(literal) == length && memcmp(t.at, literal, length) == 0;
}

struct text text_cut(struct text *rest, char mark) {
  struct text head = *rest;
  const char *hit =
      text_is_empty(head) ? NULL : memchr(head.at, mark, text_length(head));

  head.end = hit ? hit : rest->end;
  rest->at = hit ? hit + 1 : rest->end;
  return head;
}

struct text text_after_last(struct text t, char mark) {
  const char *hit = t.end;

  while (hit > t.at && hit[-1] != mark)
    hit--;
  return (struct text){.at = hit > t.at ? hit : t.end, .end = t.end};
}

struct text text_whole_lines(struct text t) {
  while (t.end > t.at && t.end[-1] != '\n')
    t.end--;
  return t;
}

static bool is_blank(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\0';
}

static bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

struct text text_word(struct text *rest) {
  struct text word;

  while (rest->at < rest->end && is_blank(*rest->at))
    rest->at++;
  word.at = rest->at;
  while (rest->at < rest->end && !is_blank(*rest->at))
    rest->at++;
  word.end = rest->at;
  return word;
}

bool text_skip(struct text *rest, const char *literal) {
  size_t length = strlen(literal);

  if (text_length(*rest) < length || memcmp(rest->at, literal, length) != 0)
    return false;
  rest->at += length;
  return true;
}

/* Moves `t` behind the digits it took. */
static int take_u64(struct text *t, uint64_t *ret_value) {
  uint64_t value = 0;

  if (text_is_empty(*t) || !is_digit(*t->at))
    return -EBADMSG;
  for (; t->at < t->end && is_digit(*t->at); t->at++) {
    uint64_t digit = (uint64_t)(*t->at - '0');

    if (value > (UINT64_MAX - digit) / 10)
      return -ERANGE;
    value = value * 10 + digit;
  }
  *ret_value = value;
  return 0;
}

int text_to_u64(struct text t, uint64_t *ret_value) {
  return take_u64(&t, ret_value);
}

static double fraction_of(struct text t) {
  double value = 0;
  double weight = 0.1;

  for (; t.at < t.end && is_digit(*t.at); t.at++, weight /= 10)
    value += weight * (*t.at - '0');
  return value;
}

int text_to_double(struct text t, double *ret_value) {
  double sign = text_skip(&t, "-") ? -1 : 1;
  uint64_t whole;
  int r = take_u64(&t, &whole);

  if (r < 0)
    return r;
  *ret_value =
      sign * ((double)whole + (text_skip(&t, ".") ? fraction_of(t) : 0));
  return 0;
}

void text_copy(struct text t, char *buffer, size_t capacity) {
  size_t length = text_length(t);

  if (length >= capacity)
    length = capacity - 1;
  if (length > 0)
    memcpy(buffer, t.at, length);
  buffer[length] = '\0';
}
