/* lines.c - see lines.h */
#include "cli/lines.h"

#include "cli/progress.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { BUFFER_BYTES = LINE_BYTES_MOST };

struct lines {
  int fd;
  struct progress *progress; /* NULL: nobody waits */
  unsigned long number;
  bool ended;        /* the file has no more than is in the buffer */
  size_t start, end; /* of what was not looked at yet */
  char buffer[BUFFER_BYTES + 1];
};

/* Moves what is left to the front and reads behind it. */
static int refill(struct lines *lines) {
  ssize_t length;

  memmove(lines->buffer, lines->buffer + lines->start,
          lines->end - lines->start);
  lines->end -= lines->start;
  lines->start = 0;
  if (lines->end == BUFFER_BYTES)
    return -E2BIG;
  do
    length =
        read(lines->fd, lines->buffer + lines->end, BUFFER_BYTES - lines->end);
  while (length < 0 && errno == EINTR);
  if (length < 0)
    return -errno;
  lines->ended = length == 0;
  lines->end += (size_t)length;
  if (lines->progress)
    progress_add(lines->progress, (size_t)length);
  return 0;
}

static int open_path(const char *path) {
  int fd = strcmp(path, "-") == 0
               ? fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, STDERR_FILENO + 1)
               : open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);

  return fd < 0 ? -errno : fd;
}

struct lines *lines_open(const char *path, struct progress *progress,
                         int *ret_error) {
  struct lines *lines = malloc(sizeof(*lines));

  *ret_error = -ENOMEM;
  if (!lines)
    return NULL;
  lines->progress = progress;
  lines->number = 0;
  lines->ended = false;
  lines->start = lines->end = 0;
  lines->fd = open_path(path);
  if (lines->fd >= 0)
    return lines;
  *ret_error = lines->fd;
  free(lines);
  return NULL;
}

void lines_close(struct lines *lines) {
  if (!lines)
    return;
  close(lines->fd);
  free(lines);
}

unsigned long lines_number(const struct lines *lines) {
  return lines->number;
}

void lines_pass_mark(struct lines *lines) {
  static const char mark[] = "\xef\xbb\xbf";
  size_t length = sizeof(mark) - 1;

  while (lines->end - lines->start < length && !lines->ended)
    if (refill(lines) < 0)
      return; /* whoever reads is told */
  if (lines->end - lines->start >= length &&
      memcmp(lines->buffer + lines->start, mark, length) == 0)
    lines->start += length;
}

int lines_peek(struct lines *lines) {
  while (lines->start == lines->end && !lines->ended) {
    int r = refill(lines);

    if (r < 0)
      return r;
  }
  return lines->start == lines->end
             ? -1
             : (unsigned char)lines->buffer[lines->start];
}

/* Up to the end of a line that does not fit, or of the file. */
static int pass_over(struct lines *lines) {
  char *end;

  do {
    int r;

    lines->start = lines->end;
    r = refill(lines);
    if (r < 0)
      return r;
    end = memchr(lines->buffer, '\n', lines->end);
  } while (!end && !lines->ended);
  lines->start = end ? (size_t)(end - lines->buffer) + 1 : lines->end;
  lines->number++;
  return -E2BIG;
}

/* Where the next line ends, with its end in the buffer; NULL: with the file. */
static int find_end(struct lines *lines, char **ret_end) {
  size_t searched = 0;

  while (!(*ret_end = memchr(lines->buffer + lines->start + searched, '\n',
                             lines->end - lines->start - searched)) &&
         !lines->ended) {
    int r;

    searched = lines->end - lines->start;
    r = refill(lines);
    if (r < 0)
      return r == -E2BIG ? pass_over(lines) : r;
  }
  return 0;
}

int lines_next(struct lines *lines, struct line *ret_line) {
  char *end;
  int r = find_end(lines, &end);

  if (r < 0)
    return r;
  if (!end && lines->start == lines->end)
    return 0;
  ret_line->whole = end;
  ret_line->text = lines->buffer + lines->start;
  end = end ? end : lines->buffer + lines->end;
  lines->start = (size_t)(end - lines->buffer) + (ret_line->whole ? 1 : 0);
  if (end > ret_line->text && end[-1] == '\r')
    end--;
  *end = '\0';
  ret_line->length = (size_t)(end - ret_line->text);
  lines->number++;
  return 1;
}
