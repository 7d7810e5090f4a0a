/* mount.c - see mount.h */
#include "sample/mount.h"

#include <errno.h>
#include <string.h>

static bool is_octal(char c) {
  return c >= '0' && c <= '7';
}

/* Three digits behind a backslash are a byte: mangle_path() of the kernel. */
static int unescape(struct text word, char *buffer, size_t capacity) {
  size_t length = 0;

  for (; word.at < word.end; word.at++) {
    char c = *word.at;

    if (c == '\\' && word.end - word.at > 3 && is_octal(word.at[1]) &&
        is_octal(word.at[2]) && is_octal(word.at[3])) {
      c = (char)((word.at[1] - '0') << 6 | (word.at[2] - '0') << 3 |
                 (word.at[3] - '0'));
      word.at += 3;
    }
    if (length + 1 == capacity)
      return -E2BIG;
    buffer[length++] = c;
  }
  buffer[length] = '\0';
  return 0;
}

/* "36 35 98:0", and no more: all that tells one line from another. */
static int parse_numbers(struct text *line, uint64_t *ret_id,
                         uint64_t *ret_device) {
  struct text id = text_word(line);
  struct text parent = text_word(line);
  struct text minor = text_word(line);
  struct text major = text_cut(&minor, ':');
  uint64_t numbers[4];

  if (text_to_u64(id, &numbers[0]) < 0 ||
      text_to_u64(parent, &numbers[1]) < 0 ||
      text_to_u64(major, &numbers[2]) < 0 ||
      text_to_u64(minor, &numbers[3]) < 0)
    return -EBADMSG;
  *ret_id = numbers[0];
  *ret_device = numbers[2] << 32 | (numbers[3] & UINT32_MAX);
  return 0;
}

int mount_parse(struct text line, struct mount *ret_mount) {
  struct mount mount;
  struct text point, word;
  int r = parse_numbers(&line, &mount.id, &mount.device);

  if (r < 0)
    return r;
  (void)text_word(&line); /* the root of it that is mounted */
  point = text_word(&line);
  do
    word = text_word(&line); /* options, and fields that may be there */
  while (!text_is_empty(word) && !text_equals(word, "-"));
  word = text_word(&line);
  if (text_is_empty(point) || *point.at != '/' || text_is_empty(word))
    return -EBADMSG;
  r = unescape(point, mount.point, sizeof(mount.point));
  if (r < 0)
    return r;
  text_copy(word, mount.type, sizeof(mount.type));
  *ret_mount = mount;
  return 0;
}

bool mount_type_is_local(const char *type) {
  static const char *const local[] = {
      "bcachefs", "btrfs", "exfat",    "ext2",  "ext3", "ext4", "f2fs", "jfs",
      "nilfs2",   "ntfs3", "reiserfs", "tmpfs", "vfat", "xfs",  "zfs",
  };

  for (size_t i = 0; i < sizeof(local) / sizeof(local[0]); i++)
    if (strcmp(type, local[i]) == 0)
      return true;
  return false;
}

bool mount_line_has(const void *key, struct text line) {
  const struct mount_key *wanted = key;
  uint64_t id, device;

  if (parse_numbers(&line, &id, &device) < 0)
    return false;
  return wanted->id ? id == wanted->id : device == wanted->device;
}
