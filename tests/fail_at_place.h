/*
 * fail_at_place.h - where it was that a call failed.
 *
 * A place is what stands first in a path below the directory of the story: "42"
 * of a process, "fs" of the cgroups, "state"; "." for that directory itself,
 * "/" for all others. Where a file was to be written it is noted as "+state"
 * too.
 */
#ifndef FAIL_AT_PLACE_H
#define FAIL_AT_PLACE_H

#include <stdbool.h>
#include <stddef.h>

enum { PLACE_PATH = 192 };

/* The path of `name` in the directory `dirfd`, or of `dirfd` itself where there
 * is no name. */
void place_path(int dirfd, const char *name, char ret_path[PLACE_PATH]);

/* Adds the place of `path`, once, to the list `places`. */
void place_note(const char *root, const char *path, bool is_written,
                char *places, size_t capacity);

/* Whether it is in the list. */
bool place_is_among(const char *places, const char *place);

#endif
