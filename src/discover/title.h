/*
 * title.h - names of groups that are made of what a regular expression
 * captures. Pure.
 *
 * A title is the name of a group as it is configured. "$1" to "$9" in it stand
 * for what the first to ninth pair of brackets of the group's expression
 * matched in a command line, so that one line of configuration makes a group of
 * each queue, site or tenant.
 */
#ifndef TITLE_H
#define TITLE_H

#include <regex.h>
#include <stddef.h>

/* The highest n of a "$n" in it; 0: it is a name as it stands. */
int title_captures(const char *title);

/* Writes `title` with `word` for each "$n"; cut where `capacity` ends. */
void title_fill(const char *title, const char *word, char *buffer,
                size_t capacity);

/* Writes `title` with what `regex` captures in `line`. What is not of A-Z a-z
 * 0-9 _ - becomes "_", and a capture that is empty or took no part becomes "_"
 * too. A name that is too long is cut and ends in a hash of all of it, so that
 * two of them stay two. Returns 0, or -ENOENT when `line` does not match. */
int title_capture(const char *title, const regex_t *regex, const char *line,
                  char *buffer, size_t capacity);

#endif
