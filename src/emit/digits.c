/* digits.c - see digits.h */
#include "emit/digits.h"

#include <math.h>
#include <stdbool.h>
#include <stdio.h>

enum { PLACES_MOST = 13, DIGITS_FEW = 6, DIGITS_ALL = 9 };

static const double power[PLACES_MOST + 1] = {
    1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13};

/* Before the point; below 1 what there is of zeros behind it, as less than 0.
 */
static int whole_digits(double value) {
  int digits = 1;

  if (value == 0)
    return digits;
  while (digits < DIGITS_ALL && value >= power[digits])
    digits++;
  for (; digits > DIGITS_ALL - PLACES_MOST && value < 1; value *= 10)
    digits = digits == 1 ? 0 : digits - 1;
  return digits;
}

static char *put_whole(unsigned long long value, int least, char *at) {
  char reversed[24];
  int count = 0;

  while (value > 0 || count < least) {
    reversed[count++] = (char)('0' + value % 10);
    value /= 10;
  }
  while (count > 0)
    *at++ = reversed[--count];
  return at;
}

static char *put_fraction(unsigned long long value, int places, char *at) {
  while (places > 0 && value % 10 == 0) {
    value /= 10;
    places--;
  }
  if (places == 0)
    return at;
  *at++ = '.';
  return put_whole(value, places, at);
}

/* With so many digits, if these make it again. */
static bool try_digits(double value, int digits, char *at) {
  int places = digits - whole_digits(value);
  unsigned long long all, unit;

  if (places < 0 || places > PLACES_MOST)
    return false;
  unit = (unsigned long long)power[places];
  all = (unsigned long long)llrint(value * power[places]);
  if ((float)((double)all / power[places]) != (float)value)
    return false;
  at = put_whole(all / unit, 1, at);
  at = put_fraction(all % unit, places, at);
  *at = '\0';
  return true;
}

void digits_write(float value, char ret_digits[DIGITS_BYTES]) {
  double size = fabs((double)value);
  char *at = ret_digits;

  if (value < 0)
    *at++ = '-';
  if (!(size == 0 || size >= 1e-4) || size >= power[DIGITS_ALL] ||
      !(try_digits(size, DIGITS_FEW, at) || try_digits(size, DIGITS_ALL, at)))
    snprintf(ret_digits, DIGITS_BYTES, "%.9g", (double)value);
}
