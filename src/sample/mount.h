/*
 * mount.h - one line of mountinfo: proc_pid_mountinfo(5). Pure.
 */
#ifndef MOUNT_H
#define MOUNT_H

#include "base/text.h"

enum { MOUNT_POINT_BYTES = 256, MOUNT_TYPE_BYTES = 32 };

struct mount {
  uint64_t id;
  uint64_t device; /* of the filesystem: major << 32 | minor */
  char point[MOUNT_POINT_BYTES];
  char type[MOUNT_TYPE_BYTES];
};

/* Returns 0; -EBADMSG for a line that is none; -E2BIG when the mount point has
 * more bytes than there is room for. `\040` and its like are undone. */
int mount_parse(struct text line, struct mount *ret_mount);

/* Whether what is in such a filesystem lies on this machine, by a table of
 * types: what is not in it is never touched. No network filesystem, nothing in
 * user space, and none of those without files of somebody's. */
bool mount_type_is_local(const char *type);

/* What is looked for in a list of mounts, by whichever is not 0. */
struct mount_key {
  uint64_t id;
  uint64_t device;
};

/* Whether `line` has it; `key` is a struct mount_key. */
bool mount_line_has(const void *key, struct text line);

#endif
