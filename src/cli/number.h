/*
 * number.h - numbers and their texts, by the way most of them need.
 *
 * What strtod(3) and printf(3) would give, bit by bit and byte by byte, at a
 * tenth of their cost for numbers of everyday; others are left to them. But no
 * number is hexadecimal: who writes 0x10 has not written 16 seconds.
 */
#ifndef NUMBER_H
#define NUMBER_H

/* The number that a text begins with, decimal, "nan" or "inf", as strtod()
 * reads it, and where it ends: `text` itself when there is none. */
double number_read(const char *text, const char **ret_end);

/* As "%.6g" in the C locale; NaN and what is infinite too. Returns the length;
 * no NUL is behind it. */
enum { NUMBER_BYTES = 32 };
int number_write(double value, char buffer[NUMBER_BYTES]);

#endif
