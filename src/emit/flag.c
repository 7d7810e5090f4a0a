/* flag.c - see flag.h */
#include "emit/flag.h"

#include "emit/bundle.h"

#include <stdio.h>
#include <string.h>

enum { SENTENCE_MOST = 440 };

#define MARK "This is a flag of io_forecast."

/* 0 stands for a digit. */
static const char form[] = "\n0000-00-00T00:00:00Z\n" MARK "\n";

void flag_write(const char *sentence, time_t at, char ret_text[FLAG_BYTES]) {
  char instant[32];

  instant_write(at, instant, sizeof(instant));
  snprintf(ret_text, FLAG_BYTES, "%.*s\n%s\n" MARK "\n", SENTENCE_MOST,
           sentence, instant);
}

bool flag_is(const char *text, size_t length) {
  const size_t tail = sizeof(form) - 1;

  if (length < tail || length >= FLAG_BYTES)
    return false;
  text += length - tail;
  for (size_t i = 0; i < tail; i++) {
    bool is_digit = text[i] >= '0' && text[i] <= '9';

    if (form[i] == '0' ? !is_digit : text[i] != form[i])
      return false;
  }
  return true;
}
