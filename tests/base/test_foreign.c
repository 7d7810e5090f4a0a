/* test_foreign.c - of what others have put where we look only a regular file is
 * read, and nothing else is so much as opened. open(2) comes by here, and what
 * has been held can be replaced behind it; so do read(2) and fstatfs(2). */
#include "expect.h"

#include "base/foreign.h"
#include "base/scoped.h"
#include "place.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <stdbool.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/vfs.h>
#include <unistd.h>

int __wrap_open(const char *name, int flags, ...);
int __real_open(const char *name, int flags, ...);

ssize_t __wrap_read(int fd, void *buffer, size_t capacity);
ssize_t __real_read(int fd, void *buffer, size_t capacity);

static struct {
  int interruptions; /* so many calls of read(2) fail with EINTR */
  int error;         /* and all from the second on with this one; 0 */
  size_t most;       /* bytes a call; 0: as many as are asked for */
  int calls;
} reading;

ssize_t __wrap_read(int fd, void *buffer, size_t capacity) {
  bool fails = reading.calls++ > 0 && reading.error;

  if (reading.interruptions > 0 || fails) {
    errno = fails ? reading.error : EINTR;
    reading.interruptions--;
    return -1;
  }
  return __real_read(fd, buffer,
                     reading.most && reading.most < capacity ? reading.most
                                                             : capacity);
}

int __wrap_fstatfs(int fd, struct statfs *found);
int __real_fstatfs(int fd, struct statfs *found);

static struct {
  unsigned type; /* what it is told to be; 0: ours */
  int error;     /* or that; 0 */
} filesystem;

int __wrap_fstatfs(int fd, struct statfs *found) {
  int r = __real_fstatfs(fd, found);

  if (filesystem.type)
    found->f_type = (__typeof__(found->f_type))filesystem.type;
  if (filesystem.error)
    errno = filesystem.error;
  return filesystem.error ? -1 : r;
}

static int opened;       /* otherwise than by O_PATH */
static int swap_fd = -1; /* where "other" takes the place of "file" then; -1 */
static bool denies;      /* to read what may be looked at */

int __wrap_open(const char *name, int flags, ...) {
  va_list arguments;
  int fd;

  va_start(arguments, flags);
  fd =
      __real_open(name, flags, flags & O_CREAT ? va_arg(arguments, mode_t) : 0);
  va_end(arguments);
  opened += !(flags & O_PATH);
  if (fd >= 0 && !(flags & O_PATH) && denies) {
    close(fd);
    errno = EACCES;
    return -1;
  }
  if (swap_fd >= 0) {
    assert_int_equal(renameat(swap_fd, "other", swap_fd, "file"), 0);
    swap_fd = -1;
  }
  return fd;
}

static void forget(void) {
  memset(&reading, 0, sizeof(reading));
  memset(&filesystem, 0, sizeof(filesystem));
  opened = 0;
  denies = false;
  swap_fd = -1;
}

static int set_up(void **state) {
  int r = make_place(state);

  forget();
  return r;
}

static int tear_down(void **state) {
  forget();
  return remove_place(state);
}

static void put(const struct place *place, const char *name, const char *text) {
  scoped_fd fd = openat(place->fd, name, O_WRONLY | O_CREAT | O_EXCL, 0600);

  assert_true(fd >= 0);
  assert_int_equal(write(fd, text, strlen(text)), (ssize_t)strlen(text));
}

static long read_of(const struct place *place, const char *name,
                    char buffer[8]) {
  char path[128];

  memset(buffer, 0, 8);
  snprintf(path, sizeof(path), "%s/%s", place->path, name);
  return foreign_read_start(path, buffer, 7);
}

static void the_start_of_a_file_is_read(void **state) {
  const struct place *place = *state;
  char buffer[8];

  put(place, "short", "42\n");
  put(place, "long", "1234567890");
  put(place, "empty", "");
  assert_int_equal(read_of(place, "short", buffer), 3);
  assert_string_equal(buffer, "42\n");
  assert_int_equal(read_of(place, "long", buffer), 7);
  assert_string_equal(buffer, "1234567");
  assert_int_equal(read_of(place, "empty", buffer), 0);
  assert_int_equal(read_of(place, "none", buffer), -ENOENT);
}

static void a_link_to_a_file_is_read(void **state) {
  const struct place *place = *state;
  char buffer[8];

  put(place, "file", "42\n");
  assert_int_equal(symlinkat("file", place->fd, "link"), 0);
  assert_int_equal(read_of(place, "link", buffer), 3);
}

/* A FIFO nobody writes to would be waited for until this test is killed. */
static void what_is_no_file_is_not_opened(void **state) {
  const struct place *place = *state;
  static const char *const names[] = {"fifo", "socket", "folder", "device"};
  struct sockaddr_un address = {.sun_family = AF_UNIX};
  scoped_fd fd = socket(AF_UNIX, SOCK_STREAM, 0);
  char buffer[8];

  snprintf(address.sun_path, sizeof(address.sun_path), "%s/socket",
           place->path);
  assert_int_equal(bind(fd, (const struct sockaddr *)&address, sizeof(address)),
                   0);
  assert_int_equal(mkfifoat(place->fd, "fifo", 0600), 0);
  assert_int_equal(mkdirat(place->fd, "folder", 0700), 0);
  assert_int_equal(symlinkat("/dev/null", place->fd, "device"), 0);
  for (size_t i = 0; i < COUNT_OF(names); i++)
    assert_int_equal(read_of(place, names[i], buffer), -ENXIO);
  assert_int_equal(opened, 0);
}

/* They are regular, and a link of a stranger leads there. */
static void a_file_of_the_kernel_is_not_opened(void **state) {
  static const unsigned types[] = {
      PROC_SUPER_MAGIC, SYSFS_MAGIC,        TRACEFS_MAGIC,
      DEBUGFS_MAGIC,    SECURITYFS_MAGIC,   SELINUX_MAGIC,
      BPF_FS_MAGIC,     CGROUP_SUPER_MAGIC, CGROUP2_SUPER_MAGIC};
  const struct place *place = *state;
  char buffer[8];

  put(place, "file", "42\n");
  assert_int_equal(symlinkat("file", place->fd, "link"), 0);
  for (size_t i = 0; i < COUNT_OF(types); i++) {
    filesystem.type = types[i];
    assert_int_equal(read_of(place, "link", buffer), -EPERM);
    assert_int_equal(read_of(place, "file", buffer), -EPERM);
  }
  assert_int_equal(opened, 0);
}

static void any_other_filesystem_will_do(void **state) {
  static const unsigned types[] = {TMPFS_MAGIC,     EXT4_SUPER_MAGIC,
                                   XFS_SUPER_MAGIC, OVERLAYFS_SUPER_MAGIC,
                                   NFS_SUPER_MAGIC, FUSE_SUPER_MAGIC};
  const struct place *place = *state;
  char buffer[8];

  put(place, "file", "42\n");
  for (size_t i = 0; i < COUNT_OF(types); i++) {
    filesystem.type = types[i];
    assert_int_equal(read_of(place, "file", buffer), 3);
  }
}

static void on_a_filesystem_that_is_not_known_nothing_is_opened(void **state) {
  const struct place *place = *state;
  char buffer[8];

  put(place, "file", "42\n");
  filesystem.error = EIO;
  assert_int_equal(read_of(place, "file", buffer), -EIO);
  assert_int_equal(opened, 0);
}

static void what_was_judged_is_what_is_read(void **state) {
  const struct place *place = *state;
  char buffer[8];

  put(place, "file", "42\n");
  assert_int_equal(mkfifoat(place->fd, "other", 0600), 0);
  swap_fd = place->fd;
  assert_int_equal(read_of(place, "file", buffer), 3);
  assert_string_equal(buffer, "42\n");
  assert_int_equal(read_of(place, "file", buffer), -ENXIO);
}

static void a_file_may_come_in_pieces(void **state) {
  const struct place *place = *state;
  char buffer[8];

  put(place, "file", "1234567890");
  reading.most = 2;
  assert_int_equal(read_of(place, "file", buffer), 7);
  assert_string_equal(buffer, "1234567");
}

static void who_is_interrupted_reads_on_but_not_for_ever(void **state) {
  const struct place *place = *state;
  char buffer[8];

  put(place, "file", "42\n");
  reading.interruptions = 3;
  assert_int_equal(read_of(place, "file", buffer), 3);
  assert_string_equal(buffer, "42\n");
  reading.interruptions = 1000000;
  assert_int_equal(read_of(place, "file", buffer), -EINTR);
}

/* Half a number is another number. */
static void what_cannot_be_read_to_its_end_is_an_error(void **state) {
  const struct place *place = *state;
  char buffer[8];

  put(place, "file", "1234567890");
  reading.most = 2;
  reading.error = EIO;
  assert_int_equal(read_of(place, "file", buffer), -EIO);
}

static void what_may_not_be_read_is_told(void **state) {
  const struct place *place = *state;
  char buffer[8];

  put(place, "file", "42\n");
  denies = true;
  assert_int_equal(read_of(place, "file", buffer), -EACCES);
}

#define IN_A_PLACE(test)                                                       \
  cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void) {
  const struct CMUnitTest tests[] = {
      IN_A_PLACE(the_start_of_a_file_is_read),
      IN_A_PLACE(a_link_to_a_file_is_read),
      IN_A_PLACE(what_is_no_file_is_not_opened),
      IN_A_PLACE(a_file_of_the_kernel_is_not_opened),
      IN_A_PLACE(any_other_filesystem_will_do),
      IN_A_PLACE(on_a_filesystem_that_is_not_known_nothing_is_opened),
      IN_A_PLACE(what_was_judged_is_what_is_read),
      IN_A_PLACE(a_file_may_come_in_pieces),
      IN_A_PLACE(who_is_interrupted_reads_on_but_not_for_ever),
      IN_A_PLACE(what_cannot_be_read_to_its_end_is_an_error),
      IN_A_PLACE(what_may_not_be_read_is_told),
  };

  return cmocka_run_group_tests(tests, NULL, NULL);
}
