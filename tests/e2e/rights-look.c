/*
 * rights-look.c - what of another process may be read with the rights that this
 * program is started with, by the functions of the plugin.
 *
 *   rights-look PID FD INODE ABROAD INODE
 *
 * FD is a regular file that PID has open, and INODE that of a TCP socket of it;
 * ABROAD is a process in another network namespace, with such a socket. A line
 * for each row of the table in SECURITY.md: its name, a tab, and "yes", "no",
 * or the error where it is another one than that of a right that is missing.
 */
#include "base/file.h"
#include "base/scoped.h"
#include "sample/errand.h"
#include "sample/netlink.h"
#include "sample/sockets.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { USAGE_STATUS = 2, TEXT_BYTES = 4096, START_STACK = 28 };

struct look {
  int pid, fd;
  unsigned long inode;
  int abroad;
  unsigned long abroad_inode;
  int dirfd, abroad_dirfd;
  struct netlink netlink;
  struct errand errand;
};

/* What one reading comes to; its length or -errno. */
static long read_errand(struct look *look) {
  errand_read(&look->errand, 0, &look->netlink);
  return look->errand.reading[0].length;
}

static void begin_errand(struct look *look, int dirfd) {
  errand_clear(&look->errand);
  look->errand.dirfd = dirfd;
  look->errand.pid = look->pid;
}

static long read_source(struct look *look, enum source_id source,
                        const char *path) {
  begin_errand(look, look->dirfd);
  if (!errand_add_at(&look->errand, source, path))
    return -E2BIG;
  return read_errand(look);
}

static long read_whole(struct look *look, enum source_id source) {
  return read_source(look, source, sources[source].path);
}

/* A file of its leading thread; what is only a 0 is not told. */
static long read_of_thread(struct look *look, const char *name) {
  char path[64], text[TEXT_BYTES];
  long length;

  snprintf(path, sizeof(path), "task/%d/%s", look->pid, name);
  length = file_read_start_at(look->dirfd, path, text, sizeof(text));
  return length == 1 && text[0] == '0' ? -EACCES : length;
}

static long look_at_mounts(struct look *look) {
  char text[TEXT_BYTES];

  return file_read_start_at(look->dirfd, "mountinfo", text, sizeof(text));
}

/* Before Linux 6.2 it tells none. */
static long look_at_fds(struct look *look) {
  long count = file_count_at(look->dirfd, "fd", 1, 1000);

  return count == 0 ? -ENODATA : count;
}

/* Who may not see where its stack begins is told 0. */
static long look_at_addresses(struct look *look) {
  char text[TEXT_BYTES];
  long length = file_read_at(look->dirfd, "stat", text, sizeof(text));
  struct text rest, word = {0};
  uint64_t address = 0;

  if (length < 0)
    return length;
  rest = text_after_last(text_of(text, (size_t)length), ')');
  for (int column = 3; column <= START_STACK; column++)
    word = text_word(&rest);
  if (text_to_u64(word, &address) < 0)
    return -EBADMSG;
  return address > 1 ? 0 : -EACCES;
}

static long look_at_fdinfo(struct look *look) {
  char path[32];

  snprintf(path, sizeof(path), "fdinfo/%d", look->fd);
  return read_source(look, SOURCE_FDINFO, path);
}

static long look_at_links(struct look *look) {
  struct fds_range range = {.most = 64, .text_most = 64};

  begin_errand(look, look->dirfd);
  if (!errand_add_links(&look->errand, &range))
    return -E2BIG;
  return read_errand(look);
}

static long look_at_sizes(struct look *look) {
  struct fd_size size;
  long length;

  begin_errand(look, look->dirfd);
  if (!errand_add_sizes(&look->errand, &look->fd, 1))
    return -E2BIG;
  length = read_errand(look);
  memcpy(&size, look->errand.reading[0].bytes, sizeof(size));
  return length < 0 ? length : size.bytes;
}

static long look_at_sockets(struct look *look, int dirfd, unsigned long inode,
                            bool is_abroad) {
  struct socket_search search = {.protocol = SOCKET_TCP,
                                 .is_abroad = is_abroad,
                                 .asked_count = 1,
                                 .asked = {(uint32_t)inode}};
  long length;

  begin_errand(look, dirfd);
  if (!errand_add_sockets(&look->errand, &search))
    return -E2BIG;
  length = read_errand(look);
  memcpy(&search, look->errand.reading[0].bytes, sizeof(search));
  if (length >= 0 && search.found_count != 1)
    return -ENOENT;
  return length;
}

/* Where neither is given there is no function. */
struct row {
  const char *name;
  long (*look)(struct look *look);
  const char *of_thread;
  enum source_id source;
};

static long look_here(struct look *look) {
  return look_at_sockets(look, look->dirfd, look->inode, false);
}

static long look_abroad(struct look *look) {
  return look_at_sockets(look, look->abroad_dirfd, look->abroad_inode, true);
}

static const struct row rows[] = {
    {.name = "status", .source = SOURCE_STATUS},
    {.name = "statm", .source = SOURCE_STATM},
    {.name = "schedstat", .source = SOURCE_SCHEDSTAT},
    {.name = "limits", .source = SOURCE_LIMITS},
    {.name = "cgroup", .source = SOURCE_CGROUP},
    {.name = "cmdline", .source = SOURCE_CMDLINE},
    {.name = "mountinfo", .look = look_at_mounts},
    {.name = "fd, how many", .look = look_at_fds},
    {.name = "stat", .source = SOURCE_STAT},
    {.name = "stat, addresses", .look = look_at_addresses},
    {.name = "io", .source = SOURCE_IO},
    {.name = "exe", .source = SOURCE_EXE},
    {.name = "ns/pid", .source = SOURCE_NS_PID},
    {.name = "ns/net", .source = SOURCE_NS_NET},
    {.name = "fdinfo/N", .look = look_at_fdinfo},
    {.name = "maps", .source = SOURCE_MAPS},
    {.name = "fd/N", .look = look_at_links},
    {.name = "fd/N, size", .look = look_at_sizes},
    {.name = "task/N/wchan", .of_thread = "wchan"},
    {.name = "task/N/syscall", .of_thread = "syscall"},
    {.name = "task/N/stack", .of_thread = "stack"},
    {.name = "sockets, our network namespace", .look = look_here},
    {.name = "sockets, another", .look = look_abroad},
    {.name = "taskstats", .source = SOURCE_TASKSTATS},
};

static long look_at(struct look *look, const struct row *row) {
  if (row->look)
    return row->look(look);
  if (row->of_thread)
    return read_of_thread(look, row->of_thread);
  return read_whole(look, row->source);
}

static const char *word_of(long result) {
  if (result >= 0)
    return "yes";
  return result == -EACCES || result == -EPERM ? "no"
                                               : strerrorname_np((int)-result);
}

static int pin(int pid) {
  char path[32];

  snprintf(path, sizeof(path), "/proc/%d", pid);
  return file_pin_at(AT_FDCWD, path);
}

int main(int argc, char **argv) {
  static struct look look = {.netlink = {.fd = -1}};

  if (argc != 6) {
    fputs("usage: rights-look PID FD INODE ABROAD INODE\n", stderr);
    return USAGE_STATUS;
  }
  look.pid = (int)strtol(argv[1], NULL, 10);
  look.fd = (int)strtol(argv[2], NULL, 10);
  look.inode = strtoul(argv[3], NULL, 10);
  look.abroad = (int)strtol(argv[4], NULL, 10);
  look.abroad_inode = strtoul(argv[5], NULL, 10);
  look.dirfd = pin(look.pid);
  look.abroad_dirfd = pin(look.abroad);
  if (look.dirfd < 0 || look.abroad_dirfd < 0) {
    fputs("rights-look: there is no such process.\n", stderr);
    return 1;
  }
  for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
    printf("%s\t%s\n", rows[i].name, word_of(look_at(&look, &rows[i])));
  return 0;
}
