/* walk.c - see walk.h */
#include "base/walk.h"

#include "base/again.h"
#include "base/scoped.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

/* All lines in the `length` bytes of `buffer`; what is left of one stands at
 * the beginning then. Returns its length. */
static size_t hand_over(const struct walker *walker, char *buffer,
                        size_t length) {
  struct text rest = text_of(buffer, length);

  while (memchr(rest.at, '\n', text_length(rest)))
    walker->take(walker->context, text_cut(&rest, '\n'));
  length = text_length(rest);
  memmove(buffer, rest.at, length);
  return length;
}

/* Of a line that fills the buffer the beginning is handed over, the rest is
 * passed over. */
static void end_long_line(const struct walker *walker, const char *buffer,
                          size_t capacity, bool *is_inside) {
  if (!*is_inside)
    walker->take(walker->context, text_of(buffer, capacity));
  *is_inside = true;
}

/* Takes what is left of a long line off the front. Returns the new length. */
static size_t leave_long_line(char *buffer, size_t length, bool *is_inside) {
  const char *end = memchr(buffer, '\n', length);

  if (!end)
    return 0;
  *is_inside = false;
  length -= (size_t)(end + 1 - buffer);
  memmove(buffer, end + 1, length);
  return length;
}

int walk_lines_at(int dirfd, const char *name, const struct walker *walker,
                  char *buffer, size_t capacity) {
  scoped_fd fd = openat(dirfd, name, O_RDONLY | O_CLOEXEC);
  bool is_inside = false; /* of a line that is too long */
  size_t left = 0;
  int tries = 0;

  if (fd < 0)
    return -errno;
  for (;;) {
    ssize_t n = read(fd, buffer + left, capacity - left);

    if (is_to_be_tried_again(n, &tries))
      continue;
    if (n <= 0)
      return n < 0 ? -errno : 0;
    left += (size_t)n;
    if (is_inside)
      left = leave_long_line(buffer, left, &is_inside);
    left = hand_over(walker, buffer, left);
    if (left == capacity) {
      end_long_line(walker, buffer, capacity, &is_inside);
      left = 0;
    }
  }
}
