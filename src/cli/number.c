/* number.c - see number.h */
#include "cli/number.h"

#include <float.h>
#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

/* Powers of ten that a double has exactly. */
static const double power_of_ten[] = {
    1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,  1e8,  1e9,  1e10, 1e11,
    1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};

enum { DIGITS_MOST = 19 }; /* that 64 bits hold for sure */

static const uint64_t EXACT_MOST = (uint64_t)1 << DBL_MANT_DIG;

static bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

/* Digits behind those in `*sum`; how many, leading zeros too. */
static int take_digits(const char **text, uint64_t *sum, int most) {
  const char *at = *text;

  while (at - *text <= most && is_digit(*at))
    *sum = *sum * 10 + (uint64_t)(*at++ - '0');
  most = (int)(at - *text);
  *text = at;
  return most;
}

/* "-12.5": two numbers that doubles have exactly, so that their quotient is
 * rounded once. False for all else, as what is longer or has an exponent. */
static bool read_plain(const char *text, double *ret_value,
                       const char **ret_end) {
  bool is_negative = *text == '-';
  uint64_t sum = 0;
  int whole, parts = 0;

  text += is_negative;
  whole = take_digits(&text, &sum, DIGITS_MOST);
  if (whole > 0 && *text == '.') {
    text++;
    parts = take_digits(&text, &sum, DIGITS_MOST);
  }
  if (whole == 0 || whole + parts > DIGITS_MOST || sum > EXACT_MOST ||
      *text == 'e' || *text == 'E' || *text == 'x' || *text == 'X')
    return false;
  *ret_value = (double)sum / power_of_ten[parts];
  *ret_value = is_negative ? -*ret_value : *ret_value;
  *ret_end = text;
  return true;
}

/* Of what strtod() knows beside: 0x1p4, nan(3). */
static bool is_foreign(const char *text, const char *end) {
  for (; text < end; text++)
    if (*text == 'x' || *text == 'X' || *text == '(')
      return true;
  return false;
}

double number_read(const char *text, const char **ret_end) {
  double value;
  char *end;

  /* wider registers would round twice */
  if (FLT_EVAL_METHOD == 0 && read_plain(text, &value, ret_end))
    return value;
  value = strtod(text, &end);
  if (is_foreign(text, end)) {
    *ret_end = text;
    return NAN;
  }
  *ret_end = end;
  return value;
}

/* --- writing -------------------------------------------------------------- */

enum { DIGITS = 6 };
static const double LEAST = 1e5, MOST = 1e6; /* numbers of six digits */
static const double SURE = 1e-6; /* more than a product is wrong by */

/* The six digits of a value, and how many of them are behind the point; false
 * where it is not sure how they are rounded, or an exponent is written. */
static bool six_digits(double value, uint32_t *ret_digits, int *ret_parts) {
  double rest;
  int parts = 0;

  if (!(value >= 1e-4 && value < MOST))
    return false;
  while (value * power_of_ten[parts] < LEAST)
    parts++;
  value *= power_of_ten[parts];
  *ret_digits = (uint32_t)value;
  rest = value - *ret_digits;
  if (fabs(rest - 0.5) < SURE || value > MOST - 1 || value < LEAST + SURE)
    return false;
  *ret_digits += rest > 0.5;
  *ret_parts = parts;
  return true;
}

/* Of digits of which `parts` are behind the point, without zeros at the end. */
static int write_digits(uint32_t digits, int parts, char *buffer) {
  char reversed[NUMBER_BYTES];
  int length = 0, count = 0;

  while (parts > 0 && digits % 10 == 0) {
    digits /= 10;
    parts--;
  }
  for (; digits > 0 || count <= parts; count++, digits /= 10) {
    if (count == parts && parts > 0)
      reversed[length++] = '.';
    reversed[length++] = (char)('0' + digits % 10);
  }
  for (int i = 0; i < length; i++)
    buffer[i] = reversed[length - 1 - i];
  return length;
}

int number_write(double value, char buffer[NUMBER_BYTES]) {
  double size = fabs(value);
  uint32_t digits;
  int parts;

  if (!six_digits(size, &digits, &parts))
    return snprintf(buffer, NUMBER_BYTES, "%.*g", DIGITS, value);
  if (value < 0)
    *buffer++ = '-';
  return (value < 0) + write_digits(digits, parts, buffer);
}
