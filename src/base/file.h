/*
 * file.h - the only functions in the program that touch a kernel file.
 *
 * Everything is relative to a directory fd. A process pinned by an O_PATH
 * directory fd of /proc/PID answers -ESRCH for ever once it is gone, also when
 * its pid was given to another process; (pid, start time) would not tell: of
 * 300 forced reuses 294 had the same pid in the same start-time tick.
 *
 * All return a value >= 0, or -errno: -ENOENT or -ESRCH when the process is
 * gone, -EACCES when we may not look, or what the system call says.
 */
#ifndef FILE_H
#define FILE_H

#include "base/text.h"

/* Read `name` into `buffer`; returns the length. -E2BIG when the file has more
 * than `capacity` bytes. */
long file_read_at(int dirfd, const char *name, char *buffer, size_t capacity);

/* The first `capacity` bytes of `name`, however long it is. */
long file_read_start_at(int dirfd, const char *name, char *buffer,
                        size_t capacity);

/* The same for a file that the kernel prints in one piece, as it does the small
 * files of a process: one read(2) shorter than `capacity` is all of it if its
 * last line has an end. */
long file_read_piece_at(int dirfd, const char *name, char *buffer,
                        size_t capacity);

/* How many lines `name` has, read through `buffer` piece by piece. */
long file_count_lines_at(int dirfd, const char *name, char *buffer,
                         size_t capacity);

/* An fd of `name` that stays open for file_read_again(); close-on-exec and high
 * like that of file_pin_at(). A file of a process answers -ESRCH on it once the
 * process is gone. The kernel keeps a page for each that was read. */
int file_keep_at(int dirfd, const char *name);
long file_read_again(int fd, char *buffer, size_t capacity);

/* The text of the symbolic link `name`, cut at `capacity`. */
long file_link_at(int dirfd, const char *name, char *buffer, size_t capacity);

/* Whether there is no `name`, or not any more; an error tells nothing. */
bool file_is_gone_at(int dirfd, const char *name);

/* An O_PATH fd of the directory `name`, close-on-exec, and above 1023 where the
 * soft limit allows it: plugins beside us may call select(2) on low fds. */
int file_pin_at(int dirfd, const char *name);

/* How many open files a directory like /proc/PID/fd has. st_size tells it since
 * Linux 6.2 (commit f1f1f2569901), in a microsecond and without any right;
 * `use_size` says that it does here, and `name` may be "" then for `dirfd`
 * itself. Otherwise the directory is listed, and
 * -E2BIG is told for more than `most` entries. */
long file_count_at(int dirfd, const char *name, int use_size, long most);

/* The numbers among the next entries of the directory `name`, `most` at most,
 * from *at on, where 0 is the beginning; *at is moved behind them, or to 0 at
 * the end. Returns how many there were: none only at the end. */
int file_numbers_at(int dirfd, const char *name, long *at, int *ret_number,
                    int most);

/* What is looked for in a line. */
struct line_test {
  bool (*has)(const void *key, struct text line);
  const void *key;
};

/* The first line of `name` that stands the test, without its end; however
 * long the file is, but for lines that are longer than `capacity`. -ENODATA
 * when there is none. */
long file_line_at(int dirfd, const char *name, const struct line_test *test,
                  char *buffer, size_t capacity);

/* Calls `take` for each entry of the directory whose name is a number. */
int file_each_number(int dirfd, void (*take)(void *context, int number),
                     void *context);

#endif
