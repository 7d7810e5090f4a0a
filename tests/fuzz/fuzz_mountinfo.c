/* fuzz_mountinfo.c - /proc/PID/mountinfo, line by line. What was read of one is
 * written as the kernel does, and read to be the same. */
#include "fuzz.h"

#include "sample/mount.h"

#include <errno.h>
#include <inttypes.h>

/* Blanks and backslashes as mangle_path() of the kernel has them. */
static size_t mangle(const char *point, char *buffer) {
  size_t length = 0;

  for (; *point; point++)
    if (strchr(" \t\n\\#", *point) || *point < ' ')
      length += (size_t)sprintf(buffer + length, "\\%03o",
                                (unsigned)(unsigned char)*point);
    else
      buffer[length++] = *point;
  buffer[length] = '\0';
  return length;
}

static void write_again(const struct mount *mount) {
  char point[4 * MOUNT_POINT_BYTES], line[4 * MOUNT_POINT_BYTES + 256];
  struct mount again;
  int length;

  mangle(mount->point, point);
  length = snprintf(
      line, sizeof(line),
      "%" PRIu64 " 1 %" PRIu64 ":%" PRIu64 " / %s rw - %s none rw", mount->id,
      mount->device >> 32, mount->device & UINT32_MAX, point, mount->type);
  MUST(mount_parse(text_of(line, (size_t)length), &again) == 0);
  MUST(again.id == mount->id && again.device == mount->device);
  MUST(strcmp(again.point, mount->point) == 0);
  MUST(strcmp(again.type, mount->type) == 0);
}

static void check_line(struct text line) {
  struct mount mount;
  int r = mount_parse(line, &mount);

  MUST(r == 0 || r == -EBADMSG || r == -E2BIG);
  if (r < 0)
    return;
  MUST(mount.point[0] == '/');
  MUST(strlen(mount.point) < MOUNT_POINT_BYTES);
  MUST(strlen(mount.type) < MOUNT_TYPE_BYTES);
  (void)mount_type_is_local(mount.type);
  if (mount.id)
    MUST(mount_line_has(&(struct mount_key){.id = mount.id}, line));
  if (mount.device >> 32 < UINT32_MAX && !memchr(mount.type, '-', 1))
    write_again(&mount);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  struct text text = input_of(data, size);

  while (!text_is_empty(text))
    check_line(text_cut(&text, '\n'));
  return 0;
}
