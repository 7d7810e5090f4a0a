/*
 * kernel-ask.h - questions to the kernel that runs us. Each returns 1 or 0,
 * whether it offers that, a number, or UNASKED where it could not be asked.
 * `detail` is what it is about; NULL where there is no more to say.
 */
#ifndef KERNEL_ASK_H
#define KERNEL_ASK_H

#include <stdbool.h>

enum { UNASKED = -1 };

/* The file can be read, be it empty; the path is there, read or not. */
long ask_file(const char *path);
long ask_presence(const char *path);

/* "PATH WORD": a line of the file begins with the word. */
long ask_line(const char *detail);

/* The columns of its first line, a number. */
long ask_columns(const char *path);

/* /proc/PID/fd has a size, which is the number of descriptors. */
long ask_fd_size(const char *unused);

/* Of a child that sleeps a symbol is told that says so. */
long ask_wchan(const char *unused);

/* procfs can be mounted with these options. */
long ask_procfs(const char *options);

/* statx(2) fills all of this mask. */
long ask_statx(const char *mask);

/* The system call with this number is known. */
long ask_call(const char *number);

long ask_pidfd(const char *unused);
long ask_pidfd_inode(const char *unused);
long ask_mapping_query(const char *unused);

/* "FAMILY PROTOCOL": their sockets are listed by sock_diag(7). */
long ask_sockets(const char *family_and_protocol);
long ask_unix_sockets(const char *unused);
long ask_taskstats(const char *unused);

/* "CONTROLLER FILE": cgroup v1 has the controller, with the file at its top. It
 * is unmounted again, which takes a moment. To be asked before version 2 has
 * the controller. */
long ask_version_1(const char *detail);

/* Makes a cgroup below `above`, a directory of version 2; `enable`: all
 * controllers, as far as there are. False with errno when it cannot be made.
 * ask_end() removes it. */
bool ask_in_new_cgroup(const char *above, bool enable);
void ask_end(void);

/* It has that file; UNASKED before there is one. */
long ask_cgroup_file(const char *file);

#endif
