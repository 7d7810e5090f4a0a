/* kernel-ask.c - see kernel-ask.h */
#include "kernel-ask.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

enum { TEXT_BYTES = 1 << 18, PATH_BYTES = 4096 };

/* Newer than the headers of Debian 12. */
enum { PIDFS_MAGIC = 0x50494446, MAPPING_QUERY_BYTES = 104 };
#define MAPPING_QUERY _IOWR('f', 17, char[MAPPING_QUERY_BYTES])

static char cgroup[PATH_BYTES]; /* our own of v2, or empty */

/* --- files ---------------------------------------------------------------- */

/* The length of what is in the file, -errno. */
static ssize_t file_read(const char *path, char text[TEXT_BYTES]) {
  int fd = open(path, O_RDONLY | O_CLOEXEC);
  ssize_t n = 0;
  size_t length = 0;

  if (fd < 0)
    return -errno;
  while (length < TEXT_BYTES - 1 &&
         (n = read(fd, text + length, TEXT_BYTES - 1 - length)) > 0)
    length += (size_t)n;
  n = n < 0 ? -errno : (ssize_t)length;
  close(fd);
  text[length] = '\0';
  return n;
}

/* That it can be read is all: an empty one is there too. */
long ask_file(const char *path) {
  static char text[TEXT_BYTES];

  return file_read(path, text) >= 0;
}

long ask_presence(const char *path) {
  return access(path, F_OK) == 0;
}

/* "FILE WORD": a line of the file begins with the word. */
long ask_line(const char *detail) {
  static char text[TEXT_BYTES];
  char path[PATH_BYTES], word[PATH_BYTES];
  const char *space = strchr(detail, ' ');

  snprintf(path, sizeof(path), "%.*s", (int)(space - detail), detail);
  snprintf(word, sizeof(word), "\n%s", space + 1);
  if (file_read(path, text) < 0)
    return 0;
  return strncmp(text, word + 1, strlen(word) - 1) == 0 ||
         strstr(text, word) != NULL;
}

/* The columns of its first line. */
long ask_columns(const char *path) {
  static char text[TEXT_BYTES];
  const char *at = text;
  long n = 0;

  if (file_read(path, text) <= 0)
    return 0;
  while (*(at += strspn(at, " ")) != '\0' && *at != '\n') {
    at += strcspn(at, " \n");
    n++;
  }
  return n;
}

/* --- processes ------------------------------------------------------------ */

long ask_fd_size(const char *unused) {
  struct stat status;

  (void)unused;
  return stat("/proc/self/fd", &status) == 0 && status.st_size > 0;
}

/* Of a child that sleeps. */
long ask_wchan(const char *unused) {
  static char text[TEXT_BYTES];
  char path[64];
  pid_t child = fork();
  ssize_t n;

  (void)unused;
  if (child == 0) {
    sleep(60);
    _exit(0);
  }
  usleep(100000);
  snprintf(path, sizeof(path), "/proc/%d/wchan", (int)child);
  n = file_read(path, text);
  kill(child, SIGKILL);
  waitpid(child, NULL, 0);
  return n > 0 && strstr(text, "sleep") != NULL;
}

/* Whether a filesystem can be mounted so, and has the file, if there is one. In
 * a mount namespace of its own, by a child. */
static long mounts(const char *type, const char *options, const char *file) {
  char directory[] = "/tmp/offers.XXXXXX", path[PATH_BYTES];
  int status = 0;
  pid_t child;

  if (geteuid() != 0 || mkdtemp(directory) == NULL)
    return UNASKED;
  child = fork();
  if (child == 0) {
    snprintf(path, sizeof(path), "%s/%s", directory, file);
    _exit(unshare(CLONE_NEWNS) < 0 ||
          mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL) < 0 ||
          mount("none", directory, type, 0, options) < 0 ||
          access(path, F_OK) < 0);
  }
  waitpid(child, &status, 0);
  rmdir(directory);
  return status == 0;
}

long ask_procfs(const char *options) {
  return mounts("proc", options, "self");
}

/* --- system calls --------------------------------------------------------- */

long ask_pidfd(const char *unused) {
  int fd = (int)syscall(SYS_pidfd_open, getpid(), 0);

  (void)unused;
  return fd >= 0 && close(fd) == 0;
}

long ask_pidfd_inode(const char *unused) {
  struct statfs fs = {0};
  int fd = (int)syscall(SYS_pidfd_open, getpid(), 0);

  (void)unused;
  if (fd < 0)
    return 0;
  fstatfs(fd, &fs);
  close(fd);
  return fs.f_type == PIDFS_MAGIC;
}

long ask_statx(const char *mask) {
  unsigned wanted = (unsigned)strtoul(mask, NULL, 0);
  struct statx status = {0};

  return statx(AT_FDCWD, "/proc/self/exe", AT_STATX_DONT_SYNC, wanted,
               &status) == 0 &&
         (status.stx_mask & wanted) == wanted;
}

/* A call that is there complains of something else. */
long ask_call(const char *number) {
  return syscall(strtol(number, NULL, 0), -1, 0, 0, -1) >= 0 || errno != ENOSYS;
}

/* The first word of a query is its size. */
long ask_mapping_query(const char *unused) {
  char query[MAPPING_QUERY_BYTES] = {MAPPING_QUERY_BYTES};
  int fd = open("/proc/self/maps", O_RDONLY | O_CLOEXEC);
  long there = ioctl(fd, MAPPING_QUERY, query) >= 0 || errno != ENOTTY;

  (void)unused;
  close(fd);
  return there;
}

/* --- cgroups -------------------------------------------------------------- */

bool ask_in_new_cgroup(const char *above, bool enable) {
  static const char *const controllers[] = {"+cpu", "+io", "+memory", "+pids"};
  char path[PATH_BYTES];
  FILE *control;

  snprintf(path, sizeof(path), "%s/cgroup.subtree_control", above);
  for (size_t i = 0; enable && i < 4; i++) {
    control = fopen(path, "w"); /* what it lacks the rows tell */
    if (control != NULL && fputs(controllers[i], control) >= 0)
      fclose(control);
  }
  snprintf(cgroup, sizeof(cgroup), "%s/kernel-offers.%d", above, (int)getpid());
  return mkdir(cgroup, 0700) == 0;
}

void ask_end(void) {
  if (cgroup[0] != '\0')
    rmdir(cgroup);
}

/* That is there; some can only be written. */
long ask_cgroup_file(const char *file) {
  char path[2 * PATH_BYTES];

  if (cgroup[0] == '\0')
    return UNASKED;
  snprintf(path, sizeof(path), "%s/%s", cgroup, file);
  return ask_file(path) || access(path, F_OK) == 0;
}

/* The number of the hierarchy that has the controller, 0 being version 2. */
static long hierarchy(const char *controller) {
  static char text[TEXT_BYTES];
  char line[PATH_BYTES];
  const char *at;

  snprintf(line, sizeof(line), "\n%s\t", controller);
  if (file_read("/proc/cgroups", text) < 0 || (at = strstr(text, line)) == NULL)
    return UNASKED;
  return strtol(at + strlen(line), NULL, 10);
}

/* "CONTROLLER FILE": which its hierarchy has at its top. When that is unmounted
 * it takes the kernel a while to give the controller back. */
long ask_version_1(const char *detail) {
  char name[32];
  const char *space = strchr(detail, ' ');
  long before, there;

  snprintf(name, sizeof(name), "%.*s", (int)(space - detail), detail);
  before = hierarchy(name);
  there = mounts("cgroup", name, space + 1);
  for (int i = 0; i < 100 && hierarchy(name) != before; i++)
    usleep(100000);
  return there;
}
