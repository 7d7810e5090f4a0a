/* number.c - see number.h */
#include "cli/number.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

/* Of what strtod() knows beside: 0x1p4, nan(3). */
static bool is_foreign(const char *text, const char *end) {
  for (; text < end; text++)
    if (*text == 'x' || *text == 'X' || *text == '(')
      return true;
  return false;
}

double number_read(const char *text, const char **ret_end) {
  char *end;
  double value = strtod(text, &end);

  *ret_end = is_foreign(text, end) ? text : end;
  return *ret_end == text ? (double)NAN : value;
}
