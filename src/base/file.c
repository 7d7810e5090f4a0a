/* file.c - see file.h */
#include "base/file.h"

#include "base/again.h"
#include "base/scoped.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { FIRST_HIGH_FD = 1024, LISTING_BYTES = 32 * 1024 };

/* Only a read(2) of nothing proves the end: a full buffer asks once more. */
static long read_to_end(int fd, char *buffer, size_t capacity) {
  size_t length = 0;
  int tries = 0;

  for (;;) {
    char beyond;
    ssize_t n = length < capacity ? read(fd, buffer + length, capacity - length)
                                  : read(fd, &beyond, 1);

    if (n == 0)
      return (long)length;
    if (is_to_be_tried_again(n, &tries))
      continue;
    if (n < 0)
      return -errno;
    if (length == capacity)
      return -E2BIG;
    length += (size_t)n;
  }
}

long file_read_at(int dirfd, const char *name, char *buffer, size_t capacity) {
  scoped_fd fd = openat(dirfd, name, O_RDONLY | O_CLOEXEC);

  if (fd < 0)
    return -errno;
  return read_to_end(fd, buffer, capacity);
}

long file_read_start_at(int dirfd, const char *name, char *buffer,
                        size_t capacity) {
  long length = file_read_at(dirfd, name, buffer, capacity);

  return length == -E2BIG ? (long)capacity : length;
}

static long lines_in(const char *at, size_t length) {
  const char *end = at + length;
  long lines = 0;

  while ((at = memchr(at, '\n', (size_t)(end - at)))) {
    lines++;
    at++;
  }
  return lines;
}

long file_count_lines_at(int dirfd, const char *name, char *buffer,
                         size_t capacity) {
  scoped_fd fd = openat(dirfd, name, O_RDONLY | O_CLOEXEC);
  long lines = 0;
  int tries = 0;

  if (fd < 0)
    return -errno;
  for (;;) {
    ssize_t n = read(fd, buffer, capacity);

    if (n == 0)
      return lines;
    if (is_to_be_tried_again(n, &tries))
      continue;
    if (n < 0)
      return -errno;
    lines += lines_in(buffer, (size_t)n);
  }
}

/* What does not end with its line may be a part of it. */
static long read_piece(int fd, char *buffer, size_t capacity) {
  size_t length = 0;
  int tries = 0;

  for (;;) {
    ssize_t n = pread(fd, buffer + length, capacity - length, (off_t)length);

    if (is_to_be_tried_again(n, &tries))
      continue;
    if (n < 0)
      return -errno;
    length += (size_t)n;
    if (length == capacity)
      return -E2BIG;
    if (n == 0 || buffer[length - 1] == '\n')
      return (long)length;
  }
}

long file_read_piece_at(int dirfd, const char *name, char *buffer,
                        size_t capacity) {
  scoped_fd fd = openat(dirfd, name, O_RDONLY | O_CLOEXEC);

  return fd < 0 ? -errno : read_piece(fd, buffer, capacity);
}

long file_read_again(int fd, char *buffer, size_t capacity) {
  return read_piece(fd, buffer, capacity);
}

long file_link_at(int dirfd, const char *name, char *buffer, size_t capacity) {
  ssize_t length = readlinkat(dirfd, name, buffer, capacity);

  return length < 0 ? -errno : (long)length;
}

bool file_is_gone_at(int dirfd, const char *name) {
  return faccessat(dirfd, name, F_OK, 0) < 0 &&
         (errno == ENOENT || errno == ESRCH);
}

static int open_high(int dirfd, const char *name, int flags) {
  int low = openat(dirfd, name, flags | O_CLOEXEC);
  int high;

  if (low < 0)
    return -errno;
  high = fcntl(low, F_DUPFD_CLOEXEC, FIRST_HIGH_FD);
  if (high < 0)
    return low; /* the soft limit ends below: low must do */
  close(low);
  return high;
}

int file_pin_at(int dirfd, const char *name) {
  return open_high(dirfd, name, O_PATH | O_DIRECTORY);
}

int file_keep_at(int dirfd, const char *name) {
  return open_high(dirfd, name, O_RDONLY);
}

/* Calls `take` for each entry but "." and ".."; stops where it says so. One
 * without even these is no listing. */
static int each_entry(int dirfd, int (*take)(void *context, const char *name),
                      void *context) {
  _Alignas(struct dirent64) char buffer[LISTING_BYTES];
  bool is_empty = true;

  for (;;) {
    ssize_t length = getdents64(dirfd, buffer, sizeof(buffer));

    if (length < 0)
      return -errno;
    if (length == 0)
      return is_empty ? -EIO : 0;
    is_empty = false;
    for (ssize_t at = 0; at < length;) {
      const struct dirent64 *entry = (const void *)(buffer + at);
      int r = entry->d_name[0] == '.' ? 0 : take(context, entry->d_name);

      if (r < 0)
        return r;
      at += entry->d_reclen;
    }
  }
}

struct tally {
  long count;
  long most;
};

static int count_one(void *context, const char *name) {
  struct tally *tally = context;

  (void)name;
  return ++tally->count > tally->most ? -E2BIG : 0;
}

static long count_by_listing(int dirfd, const char *name, long most) {
  struct tally tally = {.most = most};
  scoped_fd fd = openat(dirfd, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  int r;

  if (fd < 0)
    return -errno;
  r = each_entry(fd, count_one, &tally);
  return r < 0 ? r : tally.count;
}

long file_count_at(int dirfd, const char *name, int use_size, long most) {
  struct stat found;

  if (!use_size)
    return count_by_listing(dirfd, name, most);
  if (fstatat(dirfd, name, &found, AT_SYMLINK_NOFOLLOW | AT_EMPTY_PATH) < 0)
    return -errno;
  return (long)found.st_size;
}

static int number_of(const char *name, int *ret_number) {
  uint64_t number;

  if (name[strspn(name, "0123456789")] != '\0' ||
      text_to_u64(text_of_string(name), &number) < 0 || number > INT_MAX)
    return -EBADMSG;
  *ret_number = (int)number;
  return 0;
}

struct numbers {
  void (*take)(void *context, int number);
  void *context;
};

static int take_number(void *context, const char *name) {
  const struct numbers *numbers = context;
  int number;

  if (number_of(name, &number) == 0)
    numbers->take(numbers->context, number);
  return 0;
}

int file_each_number(int dirfd, void (*take)(void *context, int number),
                     void *context) {
  scoped_fd fd = openat(dirfd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);

  if (fd < 0)
    return -errno;
  return each_entry(fd, take_number,
                    &(struct numbers){.take = take, .context = context});
}

/* One call of the kernel with no more room than that for entries of the least
 * length: of a directory with a hundred thousand no more is listed. */
int file_numbers_at(int dirfd, const char *name, long *at, int *ret_number,
                    int most) {
  enum { ENTRY_BYTES = 24, ENTRIES_MOST = 64 };
  _Alignas(struct dirent64) char buffer[ENTRY_BYTES * ENTRIES_MOST];
  scoped_fd fd = openat(dirfd, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  ssize_t length = 1;
  int count = 0;

  if (fd < 0 || lseek(fd, *at, SEEK_SET) < 0)
    return -errno;
  while (count == 0 && length > 0) {
    size_t room = (size_t)(most < ENTRIES_MOST ? most + 2 : ENTRIES_MOST);

    length = getdents64(fd, buffer, ENTRY_BYTES * room);
    for (ssize_t i = 0; i < length && count < most;) {
      const struct dirent64 *entry = (const void *)(buffer + i);

      count += number_of(entry->d_name, &ret_number[count]) == 0;
      *at = (long)entry->d_off;
      i += entry->d_reclen;
    }
  }
  if (length == 0)
    *at = 0;
  return length < 0 ? -errno : count;
}

/* The next line in the `length` bytes of `buffer` that has it; what has been
 * looked at is dropped, so that the rest of a line stands at the beginning. */
static long take_line(const struct line_test *test, char *buffer,
                      size_t *length) {
  struct text rest = text_of(buffer, *length);

  while (memchr(rest.at, '\n', text_length(rest))) {
    struct text line = text_cut(&rest, '\n');

    if (test->has(test->key, line)) {
      memmove(buffer, line.at, text_length(line));
      return (long)text_length(line);
    }
  }
  *length = text_length(rest);
  memmove(buffer, rest.at, *length);
  return -ENODATA;
}

/* Drops what is left of a line that was longer than the buffer. */
static bool end_long_line(char *buffer, size_t *length) {
  const char *end = memchr(buffer, '\n', *length);

  *length = end ? *length - (size_t)(end + 1 - buffer) : 0;
  if (end)
    memmove(buffer, end + 1, *length);
  return end != NULL;
}

long file_line_at(int dirfd, const char *name, const struct line_test *test,
                  char *buffer, size_t capacity) {
  scoped_fd fd = openat(dirfd, name, O_RDONLY | O_CLOEXEC);
  bool is_inside = false; /* of a line that is too long */
  size_t length = 0;
  int tries = 0;

  if (fd < 0)
    return -errno;
  for (;;) {
    ssize_t n = read(fd, buffer + length, capacity - length);
    long found;

    if (n == 0)
      return -ENODATA;
    if (is_to_be_tried_again(n, &tries))
      continue;
    if (n < 0)
      return -errno;
    length += (size_t)n;
    if (is_inside)
      is_inside = !end_long_line(buffer, &length);
    found = take_line(test, buffer, &length);
    if (found >= 0)
      return found;
    if (length == capacity) { /* what follows may look like a line */
      is_inside = true;
      length = 0;
    }
  }
}
