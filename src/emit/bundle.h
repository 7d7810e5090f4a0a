/*
 * bundle.h - what files of evidence and flags are called.
 *
 * A flag has the name of its group, evidence that and a time:
 * "nginx-20261128T101150Z.json", with "-2" behind the time for a second of the
 * same second. By its name alone it is known for one, and how old it is: the
 * times that a filesystem keeps change when a file is copied.
 */
#ifndef BUNDLE_H
#define BUNDLE_H

#include <stdbool.h>
#include <stddef.h>
#include <time.h>

enum { LEAF_BYTES = 256, BUNDLES_A_SECOND = 99 };

/* The name of a group as one of a file: what is none of A-Z a-z 0-9 _ - . is
 * written as %2F, and so is a point at the beginning, so that no two groups
 * have the same, and none names another directory. Returns 0, or -ENAMETOOLONG,
 * or -EINVAL for no name at all. */
int leaf_of_group(const char *group, char ret_leaf[LEAF_BYTES]);

/* The `nth` of that second, from 1 on, of a group by its leaf. Returns 0 or
 * -ENAMETOOLONG. */
int bundle_name(const char *leaf, time_t at, int nth,
                char ret_name[LEAF_BYTES]);

/* Whether a file bears such a name; */
bool bundle_is(const char *name);

/* and of two that do, which is older: as strcmp(3). */
int bundle_compare(const char *one, const char *other);

/* "2026-11-28T10:11:50Z", of the years 1970 to 9999. */
void instant_write(time_t at, char *buffer, size_t capacity);

#endif
