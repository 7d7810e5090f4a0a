/* test_mount.c - lines of mountinfo. */
#include "expect.h"

#include "sample/mount.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#define DEVICE(major, minor) ((uint64_t)(major) << 32 | (minor))

static void a_line_tells_id_device_point_and_type(void **state) {
  static const struct {
    const char *line;
    struct mount mount;
  } rows[] = {
      {"36 35 98:7 /mnt1 /mnt2 rw,noatime master:1 - ext3 /dev/root rw",
       {36, DEVICE(98, 7), "/mnt2", "ext3"}},
      {"25 1 8:1 / / rw - xfs /dev/sda1 rw,attr2",
       {25, DEVICE(8, 1), "/", "xfs"}},
      {"9 8 0:31 / /run rw shared:5 master:1 propagate_from:2 - tmpfs tmpfs rw",
       {9, DEVICE(0, 31), "/run", "tmpfs"}},
      {"9 8 0:31 / /a\\040b\\011c\\012d\\134e rw - btrfs /dev/x rw",
       {9, DEVICE(0, 31), "/a b\tc\nd\\e", "btrfs"}},
      {"9 8 0:31 / /not\\04octal\\08\\ rw - ext4 /dev/x rw",
       {9, DEVICE(0, 31), "/not\\04octal\\08\\", "ext4"}},
      {"9 8 0:31 / /\\08/\\0/0\\/00\\040\\177 rw - ext4 /dev/x rw",
       {9, DEVICE(0, 31), "/\\08/\\0/0\\/00 \177", "ext4"}},
      {"9 8 0:31 / /\\0409\\0408\\0400:5 rw - ext4 /dev/x rw",
       {9, DEVICE(0, 31), "/ 9 8 0:5", "ext4"}},
      {"9 8 0:31 / /- rw - fuse.- /dev/x rw",
       {9, DEVICE(0, 31), "/-", "fuse.-"}},
      {"18446744073709551615 1 4294967295:4294967295 / /x rw - ext4 a rw",
       {UINT64_MAX, UINT64_MAX, "/x", "ext4"}},
  };

  (void)state;
  for (size_t i = 0; i < COUNT_OF(rows); i++) {
    struct mount mount;

    assert_int_equal(mount_parse(text_of_string(rows[i].line), &mount), 0);
    assert_true(mount.id == rows[i].mount.id);
    assert_true(mount.device == rows[i].mount.device);
    assert_string_equal(mount.point, rows[i].mount.point);
    assert_string_equal(mount.type, rows[i].mount.type);
  }
}

static void what_is_no_such_line_leaves_the_mount_alone(void **state) {
  static const char *const lines[] = {
      "",
      " ",
      "36",
      "x 35 98:0 / /mnt2 rw - ext3 /dev/root rw",
      "36 y 98:0 / /mnt2 rw - ext3 /dev/root rw",
      "36 35 98 / /mnt2 rw - ext3 /dev/root rw",
      "36 35 :0 / /mnt2 rw - ext3 /dev/root rw",
      "36 35 98:0 / mnt2 rw - ext3 /dev/root rw",
      "36 35 98:0 / /mnt2 rw -",
      "36 35 98:0 / /mnt2 rw ext3 /dev/root rw",
      "99999999999999999999 35 98:0 / /mnt2 rw - ext3 /dev/root rw",
  };

  (void)state;
  for (size_t i = 0; i < COUNT_OF(lines); i++) {
    struct mount mount = {.id = 5, .point = "/as/before"};

    assert_int_equal(mount_parse(text_of_string(lines[i]), &mount), -EBADMSG);
    assert_int_equal(mount.id, 5);
    assert_string_equal(mount.point, "/as/before");
  }
}

static void each_prefix_of_a_line_is_taken_or_refused(void **state) {
  static const char line[] =
      "36 35 98:7 /mnt1 /mn\\040t rw,noatime master:1 - ext3 /dev/root rw";

  (void)state;
  for (size_t length = 0; length < sizeof(line); length++) {
    char copy[sizeof(line)];
    struct mount mount;
    int r;

    memcpy(copy, line, length); /* nothing lies behind the text */
    r = mount_parse(text_of(copy, length), &mount);
    assert_true(r == 0 || r == -EBADMSG);
    assert_int_equal(r == 0, length > strlen("36 35 98:7 /mnt1 /mn\\040t "
                                             "rw,noatime master:1 - "));
    if (r == 0)
      assert_string_equal(mount.point, "/mn t");
  }
}

static void a_mount_point_that_is_too_long_is_refused(void **state) {
  char line[400], point[300];
  struct mount mount;

  (void)state;
  memset(point, 'x', sizeof(point));
  point[0] = '/';
  for (int length = 254; length <= 256; length++) {
    snprintf(line, sizeof(line), "1 1 8:1 / %.*s rw - ext4 a rw", length,
             point);
    assert_int_equal(mount_parse(text_of_string(line), &mount),
                     length < MOUNT_POINT_BYTES ? 0 : -E2BIG);
  }
}

static void types_on_this_machine_are_local_and_no_others(void **state) {
  static const struct {
    const char *type;
    bool is_local;
  } rows[] = {
      {"ext2", true},        {"ext3", true},      {"ext4", true},
      {"xfs", true},         {"btrfs", true},     {"f2fs", true},
      {"vfat", true},        {"jfs", true},       {"ntfs3", true},
      {"bcachefs", true},    {"exfat", true},     {"nilfs2", true},
      {"reiserfs", true},    {"zfs", true},       {"tmpfs", true},
      {"nfs", false},        {"nfs4", false},     {"cifs", false},
      {"smb3", false},       {"fuse", false},     {"fuseblk", false},
      {"fuse.sshfs", false}, {"9p", false},       {"autofs", false},
      {"ceph", false},       {"overlay", false},  {"proc", false},
      {"sysfs", false},      {"devtmpfs", false}, {"devpts", false},
      {"cgroup2", false},    {"ext", false},      {"ext44", false},
      {"", false},           {"afs", false},      {"lustre", false},
      {"ocfs2", false},
  };

  (void)state;
  for (size_t i = 0; i < COUNT_OF(rows); i++)
    if (mount_type_is_local(rows[i].type) != rows[i].is_local)
      fail_msg("%s is taken for what it is not", rows[i].type);
}

static void a_line_has_the_id_or_the_device_asked_for(void **state) {
  static const char line[] = "36 35 98:7 / /mnt2 rw - ext3 /dev/root rw";
  static const struct {
    struct mount_key key;
    bool has;
  } rows[] = {
      {{.id = 36}, true},
      {{.id = 35}, false},
      {{.id = 3}, false},
      {{.device = DEVICE(98, 7)}, true},
      {{.device = DEVICE(7, 98)}, false},
      {{.device = 36}, false},
  };

  (void)state;
  for (size_t i = 0; i < COUNT_OF(rows); i++)
    assert_int_equal(mount_line_has(&rows[i].key, text_of_string(line)),
                     rows[i].has);
  assert_false(mount_line_has(&rows[0].key, text_of_string("36")));
}

int main(void) {
  static const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_line_tells_id_device_point_and_type),
      cmocka_unit_test(what_is_no_such_line_leaves_the_mount_alone),
      cmocka_unit_test(each_prefix_of_a_line_is_taken_or_refused),
      cmocka_unit_test(a_mount_point_that_is_too_long_is_refused),
      cmocka_unit_test(types_on_this_machine_are_local_and_no_others),
      cmocka_unit_test(a_line_has_the_id_or_the_device_asked_for),
  };

  return cmocka_run_group_tests_name("mount", tests, NULL, NULL);
}
