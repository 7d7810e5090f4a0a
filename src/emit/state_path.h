/*
 * state_path.h - the two parts of the path of StateFile, which is absolute, and
 * the mode of the file.
 */
#ifndef STATE_PATH_H
#define STATE_PATH_H

#include "emit/bundle.h"

#include <limits.h>
#include <stdbool.h>
#include <string.h>

enum { STATE_MODE = 0600 };

/* The last name in a path. */
static inline const char *leaf_of(const char *path) {
  return strrchr(path, '/') + 1;
}

/* What comes before it; false where there is no room. */
static inline bool folder_of(const char *path, char ret_folder[PATH_MAX]) {
  size_t length = (size_t)(leaf_of(path) - path);

  if (length >= PATH_MAX || strlen(path) - length >= LEAF_BYTES)
    return false;
  memcpy(ret_folder, path, length);
  ret_folder[length] = '\0';
  return true;
}

#endif
