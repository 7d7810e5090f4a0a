/* user.c - see user.h */
#include "discover/user.h"

#include <errno.h>
#include <pwd.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

int user_find(const char *name, double *ret_uid) {
  char buffer[4096];
  struct passwd entry, *found = NULL;

  if (*name && strspn(name, "0123456789") == strlen(name)) {
    *ret_uid = strtod(name, NULL);
    return 0;
  }
  if (getpwnam_r(name, &entry, buffer, sizeof(buffer), &found) != 0 || !found)
    return -ENOENT;
  *ret_uid = (double)entry.pw_uid;
  return 0;
}
