/*
 * rights.h - what we may not read, in one sentence, before anybody misses it.
 */
#ifndef RIGHTS_H
#define RIGHTS_H

#include "metric/source.h"

#include <stdbool.h>
#include <stddef.h>

/* Which of enum source_right this process holds in its effective set. */
unsigned rights_held(void);

/* Writes what is lost for processes of other users when only `held` is there;
 * false, and nothing written, when nothing is. `fd_by_size` as in base/file.h:
 * without it the listing of fd/ needs rights as well. */
bool rights_write(unsigned held, bool fd_by_size, char *buffer,
                  size_t capacity);

#endif
