/*
 * space.h - how much room there is in a filesystem: the only function that goes
 * where a watched process writes.
 */
#ifndef SPACE_H
#define SPACE_H

#include <stddef.h>
#include <stdint.h>

/* "size used free inodes used": bytes that users other than root can have, in
 * use, and left for them; `max` stands for what the filesystem does not tell.
 * `path` must be of the mount `mount_id`, and is looked at no closer than an
 * O_PATH handle does: no file is opened, nothing is mounted. Returns the length
 * or -errno: -ESTALE when another mount hides it (told since Linux 5.8). It may
 * never return. */
long space_at(const char *path, uint64_t mount_id, char *buffer,
              size_t capacity);

#endif
