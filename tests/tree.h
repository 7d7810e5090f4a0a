/*
 * tree.h - a /proc of the test's own, in a temporary directory.
 *
 * Files are written as the kernel would print them; a process is a directory
 * that can be changed, replaced and taken away between two ticks.
 */
#ifndef TREE_H
#define TREE_H

#include "place.h"

#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

struct tree {
  char root[64];
};

struct process {
  int pid;
  const char *name;    /* as in status: "\n" is backslash and n */
  const char *cmdline; /* its arguments joined by blanks */
  char state;
  int threads;
  int fds;
  long grown_kib; /* of anonymous memory */
  long rss_pages;
  unsigned long read_bytes;
  unsigned long start_time;
  unsigned long start_stack;
  bool asleep; /* it has not run since it was last written */
  int ns_pid;  /* 0: as `pid` */
};

static inline void tree_open(struct tree *tree) {
  int fd = place_make(tree->root);

  assert_true(fd >= 0);
  close(fd);
}

static inline void tree_remove(const struct tree *tree, const char *name) {
  char path[256];

  snprintf(path, sizeof(path), "%s/%s", tree->root, name);
  (void)place_remove(path);
}

static inline void tree_close(const struct tree *tree) {
  (void)place_remove(tree->root);
}

static inline void tree_mkdir(const struct tree *tree, const char *name) {
  char path[256];

  snprintf(path, sizeof(path), "%s/%s", tree->root, name);
  (void)mkdir(path, 0700);
}

__attribute__((format(printf, 3, 4))) static inline void
tree_write(const struct tree *tree, const char *name, const char *format, ...) {
  char path[256];
  va_list arguments;
  FILE *file;

  snprintf(path, sizeof(path), "%s/%s", tree->root, name);
  file = fopen(path, "w");
  assert_non_null(file);
  va_start(arguments, format);
  vfprintf(file, format, arguments);
  va_end(arguments);
  assert_int_equal(fclose(file), 0);
}

static inline void tree_link(const struct tree *tree, const char *name,
                             const char *target) {
  char path[256];

  snprintf(path, sizeof(path), "%s/%s", tree->root, name);
  (void)unlink(path);
  assert_int_equal(symlink(target, path), 0);
}

/* A thread of `pid`; its leader among them has the number of the process. */
static inline void tree_thread(const struct tree *tree, int pid, int tid,
                               char letter) {
  char name[64];

  snprintf(name, sizeof(name), "%d/task", pid);
  tree_mkdir(tree, name);
  snprintf(name, sizeof(name), "%d/task/%d", pid, tid);
  tree_mkdir(tree, name);
  snprintf(name, sizeof(name), "%d/task/%d/status", pid, tid);
  tree_write(tree, name,
             "Name:\tthread\nState:\t%c (x)\nThreads:\t3\nRssAnon:\t12 kB\n"
             "voluntary_ctxt_switches:\t7\nnonvoluntary_ctxt_switches:\t3\n",
             letter);
  snprintf(name, sizeof(name), "%d/task/%d/statm", pid, tid);
  tree_write(tree, name, "1000 77 10 1 0 50 0\n");
  snprintf(name, sizeof(name), "%d/task/%d/fd", pid, tid);
  tree_mkdir(tree, name);
  snprintf(name, sizeof(name), "%d/task/%d/fd/0", pid, tid);
  tree_write(tree, name, "%s", "");
}

/* An open file of `pid`, as fdinfo tells of it; flags in octal. */
static inline void tree_open_file(const struct tree *tree, int pid, int fd,
                                  const char *flags, unsigned long mount) {
  char name[64];

  snprintf(name, sizeof(name), "%d/fdinfo", pid);
  tree_mkdir(tree, name);
  snprintf(name, sizeof(name), "%d/fdinfo/%d", pid, fd);
  tree_write(tree, name, "pos:\t0\nflags:\t%s\nmnt_id:\t%lu\nino:\t5\n", flags,
             mount);
}

/* The id of the mount that the tree is in. */
static inline unsigned long tree_mount_id(const struct tree *tree) {
  struct statx found;

  return statx(AT_FDCWD, tree->root, 0, STATX_MNT_ID, &found) == 0 &&
                 (found.stx_mask & STATX_MNT_ID)
             ? (unsigned long)found.stx_mnt_id
             : 1;
}

static inline void tree_fds(const struct tree *tree, int pid, int count) {
  char name[64];

  snprintf(name, sizeof(name), "%d/fd", pid);
  tree_remove(tree, name);
  tree_mkdir(tree, name);
  for (int i = 0; i < count; i++) {
    snprintf(name, sizeof(name), "%d/fd/%d", pid, i);
    tree_write(tree, name, "%s", "");
  }
}

#define TREE_FILE(file)                                                        \
  (snprintf(name, sizeof(name), "%d/" file, process->pid), name)

/* These two of its files. */
static inline void tree_io_and_stat(const struct tree *tree,
                                    const struct process *process) {
  char name[64];

  tree_write(tree, TREE_FILE("io"),
             "rchar: 1\nwchar: 2\nsyscr: 3\nsyscw: 4\nread_bytes: %lu\n"
             "write_bytes: 6\ncancelled_write_bytes: 0\n",
             process->read_bytes);
  tree_write(tree, TREE_FILE("stat"),
             "%d (%s) %c 1 1 1 0 -1 0 10 0 2 0 5 6 0 0 20 0 %d 0 %lu 0 0 0 "
             "1 1 %lu 0 0 0 0 0 0 0 0 0 17 0 0 0 0 0 0 0 0 0 0 0 0 0 0\n",
             process->pid, process->name, process->state, process->threads,
             process->start_time, process->start_stack);
}

/* Writes all files of the process anew. */
static inline void tree_process(const struct tree *tree,
                                const struct process *process) {
  static unsigned long ran;
  char name[64];

  snprintf(name, sizeof(name), "%d", process->pid);
  tree_mkdir(tree, name);
  tree_write(tree, TREE_FILE("status"),
             "Name:\t%s\nState:\t%c (x)\nUid:\t1000\t1000\t1000\t1000\n"
             "NSpid:\t%d\t%d\n"
             "VmData:\t100 kB\nRssAnon:\t%ld kB\nRssFile:\t8 kB\n"
             "RssShmem:\t0 kB\nThreads:\t%d\n"
             "voluntary_ctxt_switches:\t7\nnonvoluntary_ctxt_switches:\t3\n",
             process->name, process->state, process->pid,
             process->ns_pid ? process->ns_pid : process->pid,
             4 + process->grown_kib, process->threads);
  tree_write(tree, TREE_FILE("statm"), "1000 %ld 10 1 0 50 0\n",
             process->rss_pages);
  tree_write(tree, TREE_FILE("schedstat"), "%lu 2000 3\n",
             process->asleep ? 1000 : 1000 + ++ran);
  tree_write(tree, TREE_FILE("limits"),
             "Limit                     Soft Limit           Hard Limit\n"
             "Max data size             unlimited            unlimited\n"
             "Max open files            200                  4096\n"
             "Max address space         unlimited            unlimited\n");
  tree_write(tree, TREE_FILE("cgroup"), "0::/\n");
  tree_io_and_stat(tree, process);
  tree_write(tree, TREE_FILE("cmdline"), "%s", process->cmdline);
  tree_fds(tree, process->pid, process->fds);
}

/* A FIFO that nobody writes to hangs whoever opens it. */
static inline void tree_hang(const struct tree *tree, int pid,
                             const char *file) {
  char path[128];

  snprintf(path, sizeof(path), "%s/%d/%s", tree->root, pid, file);
  (void)unlink(path);
  assert_int_equal(mkfifo(path, 0600), 0);
}

static inline void tree_let_go(const struct tree *tree, int pid,
                               const char *file) {
  char path[128];
  int fd;

  snprintf(path, sizeof(path), "%s/%d/%s", tree->root, pid, file);
  fd = open(path, O_WRONLY | O_NONBLOCK | O_CLOEXEC);
  if (fd >= 0) /* else nobody waits for it */
    close(fd);
}

#endif
