/*
 * number.h - a number that somebody wrote.
 */
#ifndef NUMBER_H
#define NUMBER_H

/* The number that a text begins with, decimal, "nan" or "inf", as strtod(3)
 * reads it, and where it ends: `text` itself, and NaN, when there is none. No
 * number is hexadecimal: who writes 0x10 has not written 16 seconds. */
double number_read(const char *text, const char **ret_end);

#endif
