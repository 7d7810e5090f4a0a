/* aside.c - see aside.h */
#include "emit/aside.h"

#include "emit/folder.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

int aside_put(int dirfd, const char *leaf, const char *suffix,
              char ret_name[LEAF_BYTES]) {
  char name[LEAF_BYTES], digit[2] = "";
  int r = -EEXIST;

  for (int i = 1; r == -EEXIST && i <= ASIDES; i++) {
    if (i > 1)
      digit[0] = (char)('0' + i);
    snprintf(name, sizeof(name), "%.*s%s%s", (int)(LEAF_BYTES - ASIDE_BYTES),
             leaf, suffix, digit);
    r = folder_rename(dirfd, leaf, name, true);
  }
  if (r == 0)
    memcpy(ret_name, name, LEAF_BYTES);
  return r;
}
