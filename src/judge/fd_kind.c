/* fd_kind.c - see fd_kind.h */
#include "judge/fd_kind.h"

const char *const fd_kind_names[FD_KIND_COUNT] = {
    [FD_FILE] = "file",     [FD_SOCKET] = "socket", [FD_PIPE] = "pipe",
    [FD_DEVICE] = "device", [FD_EVENT] = "event",   [FD_OTHER] = "other",
};

const char *const fd_kind_plurals[FD_KIND_COUNT] = {
    [FD_FILE] = "files",     [FD_SOCKET] = "sockets", [FD_PIPE] = "pipes",
    [FD_DEVICE] = "devices", [FD_EVENT] = "events",   [FD_OTHER] = "others",
};

/* The first that fits. Of what the kernel calls anonymous inodes those wait for
 * events; the others are programs and rings of their own (bpf, io_uring,
 * pidfd). "inotify" stands without brackets: fs/notify/inotify. */
static const struct {
  const char *start;
  enum fd_kind kind;
} starts[] = {
    {"socket:[", FD_SOCKET},
    {"pipe:[", FD_PIPE},
    {"anon_inode:[event", FD_EVENT}, /* eventfd, eventpoll */
    {"anon_inode:[timerfd]", FD_EVENT},
    {"anon_inode:[signalfd]", FD_EVENT},
    {"anon_inode:inotify", FD_EVENT},
    {"anon_inode:[fanotify]", FD_EVENT},
    {"/memfd:", FD_OTHER},
    {"/dev/shm/", FD_FILE},
    {"/dev/mqueue/", FD_OTHER},
    {"/dev/", FD_DEVICE},
    {"/", FD_FILE},
};

enum fd_kind fd_kind_of(struct text link) {
  for (size_t i = 0; i < sizeof(starts) / sizeof(starts[0]); i++) {
    struct text rest = link;

    if (text_skip(&rest, starts[i].start))
      return starts[i].kind;
  }
  return FD_OTHER;
}

uint64_t fd_socket_inode(struct text link) {
  uint64_t inode;

  return text_skip(&link, "socket:[") && text_to_u64(link, &inode) == 0 ? inode
                                                                        : 0;
}
