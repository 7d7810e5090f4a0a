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

int walk_lines_at(int dirfd, const char *name, const struct walker *walker,
                  char *buffer, size_t capacity) {
  scoped_fd fd = openat(dirfd, name, O_RDONLY | O_CLOEXEC);
  size_t left = 0;
  int tries = 0;

  if (fd < 0)
    return -errno;
  for (;;) {
    ssize_t n = read(fd, buffer + left, capacity - left);

    if (is_to_be_tried_again(n, &tries))
      continue;
    if (n < 0)
      return -errno;
    left = hand_over(walker, buffer, left + (size_t)n);
    if (left > 0 && (n == 0 || left == capacity)) {
      walker->take(walker->context, text_of(buffer, left));
      left = 0;
    }
    if (n == 0)
      return 0;
  }
}
