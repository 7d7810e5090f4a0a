/* membership.c - see membership.h */
#include "discover/membership.h"

#include "base/text.h"

#include <fnmatch.h>
#include <stdio.h>
#include <string.h>

enum { PATH_BYTES = 4096, UNIT_BYTES = 256 };

/* The path in the next line of `rest`, without what leads out of a namespace;
 * false behind the last line. */
static bool next_path(struct text *rest, char path[PATH_BYTES]) {
  struct text line;

  if (text_is_empty(*rest))
    return false;
  line = text_cut(rest, '\n');
  (void)text_cut(&line, ':');
  (void)text_cut(&line, ':');
  while (text_skip(&line, "/../"))
    line.at--;
  text_copy(line, path, PATH_BYTES);
  return true;
}

/* What systemd makes a cgroup of, and a pattern that leaves that open. */
static bool has_suffix(const char *unit) {
  static const char *const suffixes[] = {".service", ".scope", ".slice",
                                         ".socket",  ".mount", ".swap"};
  const char *dot = strrchr(unit, '.');

  if (!dot)
    return false;
  for (size_t i = 0; i < sizeof(suffixes) / sizeof(suffixes[0]); i++)
    if (strcmp(dot, suffixes[i]) == 0)
      return true;
  return strpbrk(dot, "*?[") != NULL;
}

static bool path_has(const char *path, const char *unit) {
  struct text rest = text_of_string(path);

  while (!text_is_empty(rest)) {
    char component[UNIT_BYTES];

    text_copy(text_cut(&rest, '/'), component, sizeof(component));
    if (component[0] && fnmatch(unit, component, FNM_NOESCAPE) == 0)
      return true;
  }
  return false;
}

bool membership_in_unit(const char *membership, const char *unit) {
  struct text rest = text_of_string(membership);
  char path[PATH_BYTES], whole[UNIT_BYTES];

  snprintf(whole, sizeof(whole), "%s%s", unit,
           has_suffix(unit) ? "" : ".service");
  while (next_path(&rest, path))
    if (path_has(path, whole))
      return true;
  return false;
}

/* Shortens `path` from component to component. */
static bool fits_above(char path[PATH_BYTES], const char *pattern) {
  char *end;

  while (fnmatch(pattern, path, FNM_PATHNAME | FNM_NOESCAPE) != 0) {
    end = strrchr(path, '/');
    if (!end)
      return false;
    *end = '\0';
  }
  return true;
}

bool membership_below(const char *membership, const char *pattern) {
  struct text rest = text_of_string(membership);
  char path[PATH_BYTES];

  while (next_path(&rest, path))
    if (fits_above(path, pattern))
      return true;
  return false;
}
