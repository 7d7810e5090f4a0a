/*
 * errand.h - what a thread of the lane is sent for: some guarded files of one
 * process, in their order.
 */
#ifndef ERRAND_H
#define ERRAND_H

#include "base/fds.h"
#include "metric/source.h"
#include "sample/mount.h"
#include "sample/sight.h"

#include <stdbool.h>
#include <stddef.h>

struct netlink;
struct socket_search;

/* A text has as much room as the row of its source says, READING_BYTES where it
 * says nothing; all texts of an errand share its ERRAND_BYTES. */
enum {
  ERRAND_READINGS = 5,
  READING_BYTES = 4096,
  ERRAND_BYTES = COMMAND_LINE_BYTES + READING_BYTES
};

enum errand_outcome {
  ERRAND_WAITING,
  ERRAND_DONE,    /* every reading has its length or -errno */
  ERRAND_LOST,    /* the deadline passed; do not look at the readings */
  ERRAND_SKIPPED, /* no time or no thread was left; nothing was read */
};

struct reading {
  const char *path; /* relative to `dirfd`; must outlive the run */
  bool is_count;    /* the number of its lines is wanted, as a text */
  bool is_sum;      /* a struct mappings is wanted; nothing of it is aligned */
  bool is_link;     /* the text of a symbolic link is wanted */
  bool is_piece;    /* the kernel prints it in one piece */
  bool may_cut;     /* the first `capacity` bytes will do */
  bool is_foreign;  /* others may have put anything there: base/foreign.h */
  bool keep;        /* leave it open: `fd` is the caller's once it is done */
  bool opened;      /* by the lane, in this run */
  int fd;           /* of the file where it is open already; -1 */
  enum source_id source;    /* SOURCE_COUNT for a path of no source */
  struct mount_key key;     /* for lists of mounts, and for statfs(2) */
  struct fds_range range;   /* for links of fd/ */
  long length;              /* or -errno; -ESRCH for a link of who is gone */
  struct sight_order order; /* for SOURCE_THREADS */
  size_t capacity;
  char *bytes; /* a slice of the errand's */
};

/* One trip to the guarded files of one process. */
struct errand {
  int dirfd; /* the caller's; not used once the errand is lost */
  int pid;   /* for SOURCE_TASKSTATS */
  void *owner;
  unsigned long ticket; /* unique; for lane_is_out() */
  enum errand_outcome outcome;
  double read_s; /* when its last reading began, on the lane's clock */
  int count;
  struct reading reading[ERRAND_READINGS];
  size_t used; /* of `bytes` */
  char bytes[ERRAND_BYTES];
};

/* Nothing is to be read yet. */
void errand_clear(struct errand *errand);

/* Adds a reading of `source`, of `source` at another path, or of a file
 * anywhere. False, and nothing added, when the errand is full. */
bool errand_add(struct errand *errand, enum source_id source);
bool errand_add_at(struct errand *errand, enum source_id source,
                   const char *path);
bool errand_add_path(struct errand *errand, const char *path);

/* The same of a file that belongs to somebody else, wherever it is: `path` is
 * absolute, and what is no regular file is -ENXIO. */
bool errand_add_foreign(struct errand *errand, const char *path);

/* Adds a look at threads. */
bool errand_add_sights(struct errand *errand, struct sight_order order);

/* Adds a search for the mount with that key, in a list of them; its line is the
 * text. And the room in a filesystem, as space_at() tells it; `path` is
 * copied. */
bool errand_add_mount(struct errand *errand, enum source_id source,
                      struct mount_key key);
bool errand_add_filesystem(struct errand *errand, const char *path,
                           uint64_t mount_id);

/* The size of an open file, as fds_size_at() tells it. */
struct fd_size {
  int fd;
  int64_t bytes;
};

/* Add readings of the links of fd/, in a `range` of it; of the sizes of some
 * open files, whose texts are as many struct fd_size, if `count` is not more
 * than FD_SIZES_MOST; and of sockets, whose text is the search when it is over.
 * All they need is copied: of what is in `bytes` nothing is aligned. */
enum { FD_SIZES_MOST = 64 };
bool errand_add_links(struct errand *errand, const struct fds_range *range);
bool errand_add_sizes(struct errand *errand, const int *fd, int count);
bool errand_add_sockets(struct errand *errand,
                        const struct socket_search *search);

/* Adds a sum of the memory mappings. */
bool errand_add_mappings(struct errand *errand);

/* Reads the one with that index, which may never return; `netlink` is the
 * thread's own. */
void errand_read(struct errand *errand, int index, struct netlink *netlink);

/* Closes what was opened to be kept, when nobody is left to keep it. */
void errand_close_opened(struct errand *errand);

#endif
