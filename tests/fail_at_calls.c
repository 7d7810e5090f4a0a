/* fail_at_calls.c - the calls of the system that come by here first; see
 * fail_at.h. Each is done unless it is to fail; a short one is done in half. */
#include "fail_at.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <pwd.h>
#include <regex.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <sys/utsname.h>
#include <sys/vfs.h>
#include <unistd.h>

/* One whose arguments are handed on as they are, and which fails as `how` says.
 */
#define HOW(type, call, how, failed, parameters, arguments)                    \
  type __real_##call parameters;                                               \
  type __wrap_##call parameters;                                               \
  type __wrap_##call parameters {                                              \
    int way = how;                                                             \
                                                                               \
    if (way == WAY_NONE)                                                       \
      return __real_##call arguments;                                          \
    errno = way;                                                               \
    return failed;                                                             \
  }

#define CALL(type, call, failed, parameters, arguments)                        \
  HOW(type, call, fail_at(CALL_##call), failed, parameters, arguments)

#define LOOK(type, call, failed, dirfd, name, parameters, arguments)           \
  HOW(type, call, fail_at_file(CALL_##call, dirfd, name, false), failed,       \
      parameters, arguments)

#define CHANGE(call, dirfd, name, parameters, arguments)                       \
  HOW(int, call, fail_at_file(CALL_##call, dirfd, name, true), -1, parameters, \
      arguments)

LOOK(int, fstat, -1, fd, NULL, (int fd, struct stat *found), (fd, found))
LOOK(int, fstatat, -1, dirfd, name,
     (int dirfd, const char *name, struct stat *found, int flags),
     (dirfd, name, found, flags))
LOOK(int, statx, -1, dirfd, name,
     (int dirfd, const char *name, int flags, unsigned mask,
      struct statx *found),
     (dirfd, name, flags, mask, found))
LOOK(int, faccessat, -1, dirfd, name,
     (int dirfd, const char *name, int mode, int flags),
     (dirfd, name, mode, flags))
LOOK(ssize_t, readlinkat, -1, dirfd, name,
     (int dirfd, const char *name, char *buffer, size_t capacity),
     (dirfd, name, buffer, capacity))
LOOK(off_t, lseek, -1, fd, NULL, (int fd, off_t at, int whence),
     (fd, at, whence))
LOOK(int, scandirat, -1, dirfd, name,
     (int dirfd, const char *name, struct dirent ***list,
      int (*select)(const struct dirent *),
      int (*compare)(const struct dirent **, const struct dirent **)),
     (dirfd, name, list, select, compare))
LOOK(DIR *, fdopendir, NULL, fd, NULL, (int fd), (fd))
LOOK(struct dirent *, readdir, NULL, dirfd(directory), NULL, (DIR * directory),
     (directory))
CHANGE(fsync, fd, NULL, (int fd), (fd))
CHANGE(fchmod, fd, NULL, (int fd, mode_t mode), (fd, mode))
CHANGE(renameat, to_dirfd, to,
       (int from_dirfd, const char *from, int to_dirfd, const char *to),
       (from_dirfd, from, to_dirfd, to))
CHANGE(renameat2, to_dirfd, to,
       (int from_dirfd, const char *from, int to_dirfd, const char *to,
        unsigned flags),
       (from_dirfd, from, to_dirfd, to, flags))
LOOK(int, unlinkat, -1, dirfd, name, (int dirfd, const char *name, int flags),
     (dirfd, name, flags))
CALL(ssize_t, getrandom, -1, (void *buffer, size_t length, unsigned flags),
     (buffer, length, flags))
CALL(int, getrlimit, -1, (int resource, struct rlimit *ret_limit),
     (resource, ret_limit))
CALL(int, uname, -1, (struct utsname * ret_name), (ret_name))
CALL(int, socket, -1, (int domain, int type, int protocol),
     (domain, type, protocol))
CALL(int, setns, -1, (int fd, int type), (fd, type))
CALL(ssize_t, sendto, -1,
     (int fd, const void *bytes, size_t length, int flags,
      const struct sockaddr *to, socklen_t to_length),
     (fd, bytes, length, flags, to, to_length))
CALL(ssize_t, recv, -1, (int fd, void *buffer, size_t capacity, int flags),
     (fd, buffer, capacity, flags))

int __real_getpwnam_r(const char *name, struct passwd *entry, char *buffer,
                      size_t capacity, struct passwd **ret_entry);
int __wrap_getpwnam_r(const char *name, struct passwd *entry, char *buffer,
                      size_t capacity, struct passwd **ret_entry);
int __real_open(const char *name, int flags, ...);
int __wrap_open(const char *name, int flags, ...);
int __real_openat(int dirfd, const char *name, int flags, ...);
int __wrap_openat(int dirfd, const char *name, int flags, ...);
int __real_fstatfs(int fd, struct statfs *found);
int __wrap_fstatfs(int fd, struct statfs *found);
int __real_fcntl(int fd, int command, ...);
int __wrap_fcntl(int fd, int command, ...);
int __real_close(int fd);
int __wrap_close(int fd);
long __real_syscall(long number, ...);
long __wrap_syscall(long number, ...);
int __real_regcomp(regex_t *regex, const char *pattern, int flags);
int __wrap_regcomp(regex_t *regex, const char *pattern, int flags);
ssize_t __real_read(int fd, void *buffer, size_t capacity);
ssize_t __wrap_read(int fd, void *buffer, size_t capacity);
ssize_t __real_pread(int fd, void *buffer, size_t capacity, off_t at);
ssize_t __wrap_pread(int fd, void *buffer, size_t capacity, off_t at);
ssize_t __real_getdents64(int fd, void *buffer, size_t capacity);
ssize_t __wrap_getdents64(int fd, void *buffer, size_t capacity);
ssize_t __real_write(int fd, const void *bytes, size_t length);
ssize_t __wrap_write(int fd, const void *bytes, size_t length);

static int failed(int way) {
  errno = way;
  return -1;
}

/* The filesystem under the tree is not ours, and changes. */
int __wrap_fstatfs(int fd, struct statfs *found) {
  int way = fail_at_file(CALL_fstatfs, fd, NULL, false),
      r = __real_fstatfs(fd, found);

  if (way != WAY_NONE)
    return failed(way);
  found->f_blocks = 1000000;
  found->f_bfree = found->f_bavail = 400000;
  found->f_files = 100000;
  found->f_ffree = 50000;
  return r;
}

static mode_t mode_of(int flags, va_list arguments) {
  return flags & (O_CREAT | __O_TMPFILE) ? va_arg(arguments, mode_t) : 0;
}

/* It returns its error. */
int __wrap_getpwnam_r(const char *name, struct passwd *entry, char *buffer,
                      size_t capacity, struct passwd **ret_entry) {
  int way = fail_at(CALL_getpwnam_r);

  return way == WAY_NONE
             ? __real_getpwnam_r(name, entry, buffer, capacity, ret_entry)
             : way;
}

static bool is_for_writing(int flags) {
  return (flags & O_ACCMODE) != O_RDONLY;
}

int __wrap_open(const char *name, int flags, ...) {
  int way = fail_at_file(CALL_open, AT_FDCWD, name, is_for_writing(flags));
  va_list arguments;
  mode_t mode;

  va_start(arguments, flags);
  mode = mode_of(flags, arguments);
  va_end(arguments);
  return way == WAY_NONE ? __real_open(name, flags, mode) : failed(way);
}

int __wrap_openat(int dirfd, const char *name, int flags, ...) {
  int way = fail_at_file(CALL_openat, dirfd, name, is_for_writing(flags));
  va_list arguments;
  mode_t mode;

  va_start(arguments, flags);
  mode = mode_of(flags, arguments);
  va_end(arguments);
  return way == WAY_NONE ? __real_openat(dirfd, name, flags, mode)
                         : failed(way);
}

int __wrap_fcntl(int fd, int command, ...) {
  int way = fail_at_file(CALL_fcntl, fd, NULL, false);
  va_list arguments;
  long argument;

  va_start(arguments, command);
  argument = va_arg(arguments, long);
  va_end(arguments);
  return way == WAY_NONE ? __real_fcntl(fd, command, argument) : failed(way);
}

/* Linux closes it whatever it says. */
int __wrap_close(int fd) {
  int way = fail_at_file(CALL_close, fd, NULL, false);
  int r = __real_close(fd);

  return way == WAY_NONE ? r : failed(way);
}

/* Three arguments are the most that anybody here has. */
long __wrap_syscall(long number, ...) {
  int way = fail_at(CALL_syscall);
  va_list arguments;
  long one, two, three;

  va_start(arguments, number);
  one = va_arg(arguments, long);
  two = va_arg(arguments, long);
  three = va_arg(arguments, long);
  va_end(arguments);
  return way == WAY_NONE ? __real_syscall(number, one, two, three)
                         : failed(way);
}

int __wrap_regcomp(regex_t *regex, const char *pattern, int flags) {
  return fail_at(CALL_regcomp) == WAY_NONE
             ? __real_regcomp(regex, pattern, flags)
             : REG_ESPACE;
}

static ssize_t half(ssize_t length) {
  return length > 1 ? length / 2 : length;
}

/* What was not handed over comes with the next. */
ssize_t __wrap_read(int fd, void *buffer, size_t capacity) {
  int way = fail_at_file(CALL_read, fd, NULL, false);
  ssize_t length;

  if (way > 0)
    return failed(way);
  if (way == WAY_ZERO)
    return 0;
  length = __real_read(fd, buffer, capacity);
  if (way == WAY_NONE || length < 2)
    return length;
  (void)__real_lseek(fd, half(length) - length, SEEK_CUR);
  return half(length);
}

ssize_t __wrap_pread(int fd, void *buffer, size_t capacity, off_t at) {
  int way = fail_at_file(CALL_pread, fd, NULL, false);
  ssize_t length;

  if (way > 0)
    return failed(way);
  if (way == WAY_ZERO)
    return 0;
  length = __real_pread(fd, buffer, capacity, at);
  return way == WAY_NONE ? length : half(length);
}

/* A listing is short after an entry. */
static ssize_t first_entry(int fd, const char *buffer, ssize_t length) {
  const struct dirent64 *entry = (const void *)buffer;

  if (length <= 0)
    return length;
  (void)__real_lseek(fd, (off_t)entry->d_off, SEEK_SET);
  return entry->d_reclen;
}

ssize_t __wrap_getdents64(int fd, void *buffer, size_t capacity) {
  int way = fail_at_file(CALL_getdents64, fd, NULL, false);
  ssize_t length;

  if (way > 0)
    return failed(way);
  if (way == WAY_ZERO)
    return 0;
  length = __real_getdents64(fd, buffer, capacity);
  return way == WAY_NONE ? length : first_entry(fd, buffer, length);
}

ssize_t __wrap_write(int fd, const void *bytes, size_t length) {
  int way = fail_at_file(CALL_write, fd, NULL, true);

  if (way > 0)
    return failed(way);
  if (way == WAY_ZERO)
    return 0;
  return __real_write(fd, bytes, way == WAY_NONE ? length : (length + 1) / 2);
}
