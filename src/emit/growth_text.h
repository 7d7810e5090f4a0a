/*
 * growth_text.h - how resident memory grows, in words.
 */
#ifndef GROWTH_TEXT_H
#define GROWTH_TEXT_H

#include "judge/growth.h"

/* Room for each of these sentences. */
enum { GROWTH_TEXT_BYTES = 192 };

/* "resident memory grows by 4.2 MiB a minute for 9 min, all of it anonymous: a
 * leak, or copy-on-write": half a sentence, without a full stop. Always
 * terminated, and cut where `buffer` is full. */
void growth_write(const struct growth_account *account, char *buffer,
                  size_t capacity);

#endif
