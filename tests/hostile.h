/*
 * hostile.h - names that nobody means well with, and what no output may hold.
 */
#ifndef HOSTILE_H
#define HOSTILE_H

#include "../contrib/dice.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
  HOSTILE_BYTES = 16,   /* as the kernel keeps of a name, with its NUL */
  HOSTILE_SINGLE = 255, /* each byte but NUL */
  HOSTILE_RANDOM = 10000,
};

/* What chance would not find. */
static const char *const hostile_chosen[] = {
    "\xe2\x80\xae"
    "gpj.exe",          /* written from right to left */
    "\xe2\x80\xa8line", /* a line separator */
    "\xe2\x80\xa9line", /* a paragraph separator */
    "\xc2\x85line",     /* next line, of C1 */
    "\xc2\x9b"
    "31m",                      /* CSI in one character */
    "\033]0;title\a",           /* names a terminal */
    "\xc0\xaf\xe0\x80\xaf",     /* '/' in more bytes than it takes */
    "\xed\xa0\x80\xed\xb0\x80", /* surrogates */
    "\xf4\x90\x80\x80\xf8\x88", /* beyond the last character */
    "\xf0\x9f\x98",             /* cut */
    "(evil) Z 1) R (",
    ") R 1 1 1 1 1\n",
    "a\nState:\tZ",
    "\\n\\\\n\\",
    "../../etc/pass",
    "%s%n%1000000d",
    "</td><script>",
    "\",\"state\":2}",
    "a,b\"c\r\nd",
    "$(touch pwned)",
    "socket:[1]",
    " (deleted)",
    " ",
    "-",
};

enum {
  HOSTILE_CHOSEN = sizeof(hostile_chosen) / sizeof(hostile_chosen[0]),
  HOSTILE_ALL = HOSTILE_SINGLE + HOSTILE_CHOSEN + HOSTILE_RANDOM
};

static const uint64_t hostile_seed = 20240229;

/* Where to begin, so that a failure comes again. */
static inline struct dice hostile_dice(void) {
  const char *wish = getenv("SEED");
  struct dice dice = {wish ? strtoull(wish, NULL, 0) : hostile_seed};

  printf("# seed %llu\n", (unsigned long long)dice.state);
  return dice;
}

/* The next: first each byte alone, then those chosen, then 15 bytes of chance.
 */
static inline void hostile_name(struct dice *dice, int number,
                                char name[HOSTILE_BYTES]) {
  memset(name, 0, HOSTILE_BYTES);
  if (number < HOSTILE_SINGLE) {
    name[0] = (char)(number + 1);
    return;
  }
  if (number < HOSTILE_SINGLE + HOSTILE_CHOSEN) {
    memcpy(name, hostile_chosen[number - HOSTILE_SINGLE],
           strnlen(hostile_chosen[number - HOSTILE_SINGLE], HOSTILE_BYTES - 1));
    return;
  }
  for (int i = 0; i < HOSTILE_BYTES - 1; i++)
    name[i] = (char)(1 + dice_next(dice) % 255);
}

/* As the kernel writes it in `status`: newline and backslash are escaped. */
static inline void hostile_escape(const char *name,
                                  char escaped[2 * HOSTILE_BYTES]) {
  for (; *name; name++) {
    if (*name == '\n' || *name == '\\')
      *escaped++ = '\\';
    *escaped++ = *name == '\n' ? 'n' : *name;
  }
  *escaped = '\0';
}

/* How many bytes the character at `at` has, or 0: by RFC 3629, section 4. */
static inline size_t hostile_character(const unsigned char *at) {
  static const struct {
    unsigned char low, high, next_low, next_high;
    size_t length;
  } rows[] = {{0x00, 0x7f, 0, 0, 1},       {0xc2, 0xdf, 0x80, 0xbf, 2},
              {0xe0, 0xe0, 0xa0, 0xbf, 3}, {0xe1, 0xec, 0x80, 0xbf, 3},
              {0xed, 0xed, 0x80, 0x9f, 3}, {0xee, 0xef, 0x80, 0xbf, 3},
              {0xf0, 0xf0, 0x90, 0xbf, 4}, {0xf1, 0xf3, 0x80, 0xbf, 4},
              {0xf4, 0xf4, 0x80, 0x8f, 4}};

  for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
    if (at[0] < rows[i].low || at[0] > rows[i].high)
      continue;
    if (rows[i].length > 1 &&
        (at[1] < rows[i].next_low || at[1] > rows[i].next_high))
      return 0;
    for (size_t k = 2; k < rows[i].length; k++)
      if ((at[k] & 0xc0) != 0x80)
        return 0;
    return rows[i].length;
  }
  return 0;
}

/* UTF-8 without controls, those of C1 too, and without what turns or ends a
 * line. */
static inline bool hostile_is_clean(const char *text) {
  static const char *const bad[] = {
      "\xd8\x9c",     "\xe2\x80\x8e", "\xe2\x80\x8f", "\xe2\x80\xa8",
      "\xe2\x80\xa9", "\xe2\x80\xaa", "\xe2\x80\xab", "\xe2\x80\xac",
      "\xe2\x80\xad", "\xe2\x80\xae", "\xe2\x81\xa6", "\xe2\x81\xa7",
      "\xe2\x81\xa8", "\xe2\x81\xa9"};
  const unsigned char *at = (const unsigned char *)text;

  for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
    if (strstr(text, bad[i]))
      return false;
  while (*at) {
    size_t length = hostile_character(at);

    if (length == 0 || *at < 0x20 || *at == 0x7f ||
        (at[0] == 0xc2 && at[1] < 0xa0))
      return false;
    at += length;
  }
  return true;
}

/* What may stand between two '/' of an identifier of collectd: printable, no
 * '/', and below DATA_MAX_NAME_LEN. */
static inline bool hostile_is_plain(const char *part, bool may_be_empty) {
  size_t length = strlen(part);

  for (const char *at = part; *at; at++)
    if (*at < 0x21 || *at > 0x7e || *at == '/')
      return false;
  return length < 128 && (length > 0 || may_be_empty);
}

#endif
