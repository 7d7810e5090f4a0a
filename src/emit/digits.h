/*
 * digits.h - a float in so many digits as make it again, and soon.
 *
 * A state has a million of them, and printf(3) with a look whether that was
 * enough takes a microsecond each.
 */
#ifndef DIGITS_H
#define DIGITS_H

enum { DIGITS_BYTES = 32 };

/* `value` is finite. */
void digits_write(float value, char ret_digits[DIGITS_BYTES]);

#endif
