/*
 * fail_at_leaves.h - a document of JSON as a list of its numbers and words,
 * each with the path to it.
 *
 * A path is of keys: "walls/fd_limit/limit". An object in an array goes by the
 * words it begins with, up to its first member that is none, or by its place.
 * In an array of arrays [3, 0] is three times 0, as in a saved state; of many
 * only the first are listed.
 */
#ifndef FAIL_AT_LEAVES_H
#define FAIL_AT_LEAVES_H

#include <stdbool.h>
#include <stddef.h>

enum { LEAVES_MOST = 16384, LEAF_PATH = 160, LEAF_WORDS = 160 };

struct leaf_value {
  char path[LEAF_PATH];
  int at;                 /* in its array; 0 outside of one */
  unsigned long path_key; /* the same for the same path */
  double number;          /* NaN for words */
  char words[LEAF_WORDS]; /* "" for a number */
};

struct leaves {
  size_t count;
  struct leaf_value leaf[LEAVES_MOST];
};

unsigned long leaves_path_key(const char *path);

/* false: it is no document, or more than we have room for. What stands for
 * `root` in the document, whose name is another each time, is left out; so are
 * the leaves of "arrays", which hold what was learnt. */
bool leaves_read(const char *text, const char *root, struct leaves *ret_leaves);

/* The one of that path and place; `from`, 0 to begin with, is where to look
 * first. NULL: there is none. */
const struct leaf_value *leaves_find(const struct leaves *leaves, size_t *from,
                                     const struct leaf_value *like);

#endif
