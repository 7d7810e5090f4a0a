/* usage.c - see usage.h */
#include "cli/usage.h"

#include <stdarg.h>
#include <stdio.h>

int complain(const char *format, ...) {
  va_list arguments;

  fputs("io-forecast: ", stderr);
  va_start(arguments, format);
  vfprintf(stderr, format, arguments);
  va_end(arguments);
  fputs(".\n", stderr);
  return USAGE_STATUS;
}
