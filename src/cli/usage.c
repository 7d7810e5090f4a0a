/* usage.c - see usage.h */
#include "cli/usage.h"

#include <stdarg.h>
#include <string.h>

enum { COMPLAINTS_MOST = 10 };

void usage_print(const char *lines, FILE *out) {
  static const char word[] = "usage:";

  fprintf(out, "%s%s", word, lines + strlen(word));
}

int complain(const char *format, ...) {
  va_list arguments;

  fputs("io-forecast: ", stderr);
  va_start(arguments, format);
  vfprintf(stderr, format, arguments);
  va_end(arguments);
  fputs(".\n", stderr);
  return USAGE_STATUS;
}

void complain_of_line(struct bad_lines *bad, unsigned long line,
                      const char *why) {
  if (++bad->count <= COMPLAINTS_MOST)
    fprintf(stderr, "io-forecast: %s:%lu: %s.\n", bad->path, line, why);
}

int complain_of_lines(const struct bad_lines *bad) {
  if (bad->count > COMPLAINTS_MOST)
    fprintf(stderr, "io-forecast: %s: %lu lines could not be understood.\n",
            bad->path, bad->count);
  return bad->count > 0 ? 1 : 0;
}

int complain_of_file(const char *path, unsigned long line, int error) {
  fprintf(stderr, "io-forecast: %s:%lu: cannot be read (%s).\n", path, line + 1,
          strerror(-error));
  return 1;
}
