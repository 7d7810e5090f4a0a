/* title.c - see title.h */
#include "discover/title.h"

#include "base/hash.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* Of a longer name the rest is not looked at. */
enum { CAPTURES = 9, WHOLE_BYTES = 1024 };

/* A name in the making; what does not fit is dropped. */
struct writer {
  char *at;
  char *end; /* where the NUL must be at the latest */
};

static struct writer writer_on(char *buffer, size_t capacity) {
  *buffer = '\0';
  return (struct writer){buffer, buffer + capacity - 1};
}

static void put(struct writer *writer, char c) {
  if (writer->at == writer->end)
    return;
  *writer->at++ = c;
  *writer->at = '\0';
}

/* The n of "$n" at `at`, or 0. */
static int capture_at(const char *at) {
  return at[0] == '$' && at[1] >= '1' && at[1] <= '0' + CAPTURES ? at[1] - '0'
                                                                 : 0;
}

int title_captures(const char *title) {
  int most = 0;

  for (; *title; title++)
    if (capture_at(title) > most)
      most = capture_at(title);
  return most;
}

void title_fill(const char *title, const char *word, char *buffer,
                size_t capacity) {
  struct writer writer = writer_on(buffer, capacity);

  for (; *title; title++) {
    if (!capture_at(title)) {
      put(&writer, *title);
      continue;
    }
    for (const char *c = word; *c; c++)
      put(&writer, *c);
    title++;
  }
}

static bool is_allowed(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
         (c >= '0' && c <= '9') || c == '-';
}

static void put_match(struct writer *writer, const char *line,
                      const regmatch_t *match) {
  if (match->rm_so < 0 || match->rm_so == match->rm_eo)
    put(writer, '_');
  else
    for (regoff_t i = match->rm_so; i < match->rm_eo; i++)
      if (is_allowed(line[i]))
        put(writer, line[i]);
      else
        put(writer, '_');
}

/* `whole` as it is, or its beginning and a hash of it. */
static void fit(const char *whole, char *buffer, size_t capacity) {
  size_t kept = capacity - sizeof("-01234567");

  text_copy(text_of_string(whole), buffer, capacity);
  if (strlen(whole) >= capacity)
    snprintf(buffer + kept, capacity - kept, "-%08" PRIx32,
             (uint32_t)hash_of(text_of_string(whole)));
}

int title_capture(const char *title, const regex_t *regex, const char *line,
                  char *buffer, size_t capacity) {
  regmatch_t match[CAPTURES + 1];
  char whole[WHOLE_BYTES];
  struct writer writer = writer_on(whole, sizeof(whole));

  if (regexec(regex, line, CAPTURES + 1, match, 0) != 0)
    return -ENOENT;
  for (; *title; title++) {
    int n = capture_at(title);

    if (n == 0) {
      put(&writer, *title);
      continue;
    }
    put_match(&writer, line, &match[n]);
    title++;
  }
  fit(whole, buffer, capacity);
  return 0;
}
