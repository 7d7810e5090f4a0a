/* cause.c - see cause.h */
#include "judge/cause.h"

#include <string.h>

const struct cause_row causes[CAUSE_COUNT] = {
    [CAUSE_UNKNOWN] = {"unknown", "unknown"},
    [CAUSE_RUNNING] = {"running", "running"},
    [CAUSE_STORAGE_READ] = {"storage_read", "storage read"},
    [CAUSE_STORAGE_WRITE] = {"storage_write", "storage write"},
    [CAUSE_THROTTLE] = {"writeback_throttle", "writeback throttle"},
    [CAUSE_FSYNC] = {"fsync", "fsync or journal"},
    [CAUSE_PAGE_FAULT] = {"page_fault", "page fault"},
    [CAUSE_SWAP_IN] = {"swap_in", "swap-in"},
    [CAUSE_NET_RECEIVE] = {"network_receive", "network receive"},
    [CAUSE_NET_SEND] = {"network_send", "network send"},
    [CAUSE_PIPE] = {"pipe", "pipe"},
    [CAUSE_LOCK] = {"lock", "lock or futex"},
    [CAUSE_REQUEST] = {"request", "FUSE or NFS request"},
    [CAUSE_CHOICE] = {"sleep", "sleep by choice"},
};

enum cause cause_find(const char *name) {
  int cause = 0;

  while (cause < CAUSE_COUNT && strcmp(causes[cause].name, name) != 0)
    cause++;
  return (enum cause)cause;
}
