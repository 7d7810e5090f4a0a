/* open_file.c - see open_file.h */
#include "sample/open_file.h"

#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <stdio.h>

/* "0100002": octal digits of open(2)'s flags. */
static int octal(struct text word, unsigned long *ret_value) {
  unsigned long value = 0;

  if (text_is_empty(word))
    return -EBADMSG;
  for (; word.at < word.end; word.at++) {
    if (*word.at < '0' || *word.at > '7')
      return -EBADMSG;
    value = value << 3 | (unsigned long)(*word.at - '0');
  }
  *ret_value = value;
  return 0;
}

static double position(struct text word) {
  uint64_t bytes;

  return text_to_u64(word, &bytes) < 0 ? (double)NAN : (double)bytes;
}

int open_file_parse(struct text text, struct open_file *ret_file) {
  bool has_flags = false, has_mount = false;
  struct open_file file = {.position = NAN};
  unsigned long flags = 0;

  text = text_whole_lines(text);
  while (!text_is_empty(text) && !(has_flags && has_mount)) {
    struct text line = text_cut(&text, '\n');

    if (text_skip(&line, "pos:"))
      file.position = position(text_word(&line));
    else if (text_skip(&line, "flags:"))
      has_flags = octal(text_word(&line), &flags) == 0;
    else if (text_skip(&line, "mnt_id:"))
      has_mount = text_to_u64(text_word(&line), &file.mount) == 0;
  }
  if (!has_flags || !has_mount)
    return -EBADMSG;
  file.is_writable = !(flags & O_PATH) && ((flags & O_ACCMODE) == O_WRONLY ||
                                           (flags & O_ACCMODE) == O_RDWR);
  *ret_file = file;
  return 0;
}

/* What the beginning tells is enough: of an epoll a line for each file comes
 * behind it. One that was closed meanwhile is none. */
int open_file_read(struct reader *reader, int dirfd, int number,
                   struct open_file *ret_file) {
  char path[32], buffer[256];
  long length;
  int r;

  snprintf(path, sizeof(path), "fdinfo/%d", number);
  length = file_read_start_at(dirfd, path, buffer, sizeof(buffer));
  if (length < 0)
    return (int)length;
  r = open_file_parse(text_of(buffer, (size_t)length), ret_file);
  return r < 0 ? read_complain(reader, SOURCE_FDINFO, r) : 0;
}

int open_files_read(struct reader *reader, int dirfd, long *at, int most,
                    struct open_mounts *ret_mounts) {
  int number[OPEN_FILES_MOST];
  int listed = file_numbers_at(dirfd, "fdinfo", at, number,
                               most < OPEN_FILES_MOST ? most : OPEN_FILES_MOST);

  if (listed < 0)
    return read_complain(reader, SOURCE_FDINFO, listed);
  *ret_mounts = (struct open_mounts){.count = 0};
  for (int i = 0; i < listed; i++) {
    struct open_file file = {0};
    int r = open_file_read(reader, dirfd, number[i], &file);

    if (r < 0 && r != -ENOENT && r != -ESRCH)
      ret_mounts->missed = true;
    if (r == 0 && file.is_writable)
      ret_mounts->mount[ret_mounts->count++] = file.mount;
  }
  return listed;
}
