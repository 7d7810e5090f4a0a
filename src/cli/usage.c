/* usage.c - see usage.h */
#include "cli/usage.h"

#include "emit/words.h"

#include <stdarg.h>
#include <string.h>

/* A path may be named twice. */
enum { COMPLAINTS_MOST = 10, SENTENCE_BYTES = 3 * 4096 };

void usage_print(const char *lines, FILE *out) {
  static const char word[] = "usage:";

  fprintf(out, "%s%s", word, lines + strlen(word));
}

int complain(const char *format, ...) {
  char raw[SENTENCE_BYTES], clean[SENTENCE_BYTES];
  va_list arguments;

  va_start(arguments, format);
  vsnprintf(raw, sizeof(raw), format, arguments);
  va_end(arguments);
  clean_text(raw, clean, sizeof(clean));
  fprintf(stderr, "io-forecast: %s.\n", clean);
  return USAGE_STATUS;
}

void complain_of_line(struct bad_lines *bad, unsigned long line,
                      const char *why) {
  if (++bad->count <= COMPLAINTS_MOST)
    complain("%s:%lu: %s", bad->path, line, why);
}

int complain_of_lines(const struct bad_lines *bad) {
  if (bad->count > COMPLAINTS_MOST)
    complain("%s: %lu lines could not be understood", bad->path, bad->count);
  return bad->count > 0 ? 1 : 0;
}

int complain_of_file(const char *path, unsigned long line, int error) {
  complain("%s:%lu: cannot be read (%s)", path, line + 1, strerror(-error));
  return 1;
}
