/* folder.c - see folder.h */
#include "emit/folder.h"

#include "base/again.h"
#include "base/scoped.h"
#include "emit/bundle.h"
#include "emit/way.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <time.h>

/* Another daemon may be writing one into the same directory. */
enum { DRAFT_IS_LEFT_S = 600 };

static const char draft_prefix[] = ".io_forecast-";

static const struct fault no_fault = {FAULT_NONE, 0};

static struct fault fault(enum fault_step step) {
  return (struct fault){step, errno};
}

static struct fault distrust(int dirfd) {
  struct stat found;

  if (fstat(dirfd, &found) < 0)
    return fault(FAULT_OPEN);
  if (found.st_uid != 0 && found.st_uid != geteuid())
    return (struct fault){FAULT_OWNER, 0};
  /* where there is a list of others who may, the bits of the group say so */
  if ((found.st_mode & (S_IWGRP | S_IWOTH)) && !(found.st_mode & S_ISVTX))
    return (struct fault){FAULT_MODE, 0};
  if (faccessat(dirfd, ".", W_OK | X_OK, AT_EACCESS) < 0)
    return fault(FAULT_ACCESS);
  return no_fault;
}

struct fault folder_open(const char *path, int *ret_dirfd) {
  int dirfd = way_open(path);
  struct fault found;

  if (dirfd == -EPERM)
    return (struct fault){FAULT_WAY, 0};
  if (dirfd < 0)
    return (struct fault){FAULT_OPEN, -dirfd};
  found = distrust(dirfd);
  if (found.step != FAULT_NONE)
    close(dirfd);
  else
    *ret_dirfd = dirfd;
  return found;
}

/* A pid would not do: that of a daemon in a container is always the same. */
static void invent_name(char name[64]) {
  unsigned long long number = 0;

  if (getrandom(&number, sizeof(number), GRND_NONBLOCK) < 0)
    number = (unsigned long long)time(NULL);
  snprintf(name, 64, "%s%016llx.tmp", draft_prefix, number);
}

/* One of nothing says nothing about why. */
static int write_all(int fd, const char *text, size_t length) {
  int tries = 0;

  while (length > 0) {
    ssize_t written = write(fd, text, length);

    if (is_to_be_tried_again(written, &tries))
      continue;
    if (written == 0)
      errno = EIO;
    if (written <= 0)
      return -1;
    text += written;
    length -= (size_t)written;
  }
  return 0;
}

static struct fault fill(int fd, const struct leaf *leaf) {
  if (fchmod(fd, leaf->mode) < 0)
    return fault(FAULT_CREATE);
  if (write_all(fd, leaf->text, leaf->length) < 0)
    return fault(FAULT_WRITE);
  if (leaf->sync && fsync(fd) < 0)
    return fault(FAULT_SYNC);
  return no_fault;
}

struct fault draft_write(struct draft *draft, int dirfd,
                         const struct leaf *leaf) {
  struct fault found;
  int fd;

  draft->dirfd = dirfd;
  invent_name(draft->name);
  fd = openat(dirfd, draft->name,
              O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
  if (fd < 0)
    return fault(FAULT_CREATE);
  found = fill(fd, leaf);
  /* some filesystems tell only now that there was no space */
  if (close(fd) < 0 && found.step == FAULT_NONE)
    found = fault(FAULT_WRITE);
  if (found.step != FAULT_NONE)
    draft_drop(draft);
  return found;
}

int folder_rename(int dirfd, const char *from, const char *to, bool is_new) {
  if (is_new && renameat2(dirfd, from, dirfd, to, RENAME_NOREPLACE) == 0)
    return 0;
  if (is_new && errno != EINVAL && errno != ENOSYS)
    return -errno;
  /* not every filesystem can tell that by itself */
  if (is_new && faccessat(dirfd, to, F_OK, AT_SYMLINK_NOFOLLOW) == 0)
    return -EEXIST;
  return renameat(dirfd, from, dirfd, to) < 0 ? -errno : 0;
}

int draft_name(const struct draft *draft, const char *name, bool is_new) {
  return folder_rename(draft->dirfd, draft->name, name, is_new);
}

void draft_drop(const struct draft *draft) {
  (void)unlinkat(draft->dirfd, draft->name, 0);
}

struct fault folder_sync(int dirfd) {
  /* EINVAL: a filesystem that has no disk to write to */
  return fsync(dirfd) < 0 && errno != EINVAL ? fault(FAULT_SYNC) : no_fault;
}

struct fault folder_remove(int dirfd, const char *name) {
  return unlinkat(dirfd, name, 0) < 0 && errno != ENOENT ? fault(FAULT_REMOVE)
                                                         : no_fault;
}

bool draft_is(const char *name) {
  return strncmp(name, draft_prefix, strlen(draft_prefix)) == 0;
}

int folder_may_replace(int dirfd, const char *name) {
  struct stat found;

  if (fstatat(dirfd, name, &found, AT_SYMLINK_NOFOLLOW) < 0)
    return errno == ENOENT ? 0 : -errno;
  if (S_ISDIR(found.st_mode))
    return -EISDIR;
  return S_ISREG(found.st_mode) || S_ISLNK(found.st_mode) ||
                 S_ISFIFO(found.st_mode)
             ? 0
             : -EEXIST;
}

static int is_draft(const struct dirent *entry) {
  return draft_is(entry->d_name);
}

static int is_bundle(const struct dirent *entry) {
  return bundle_is(entry->d_name);
}

static int newest_first(const struct dirent **one,
                        const struct dirent **other) {
  return bundle_compare((*other)->d_name, (*one)->d_name);
}

/* In a directory that is sticky others may have files with such names. */
static bool is_own(int dirfd, const char *name, struct stat *ret_found) {
  return fstatat(dirfd, name, ret_found, AT_SYMLINK_NOFOLLOW) == 0 &&
         S_ISREG(ret_found->st_mode) && ret_found->st_uid == geteuid();
}

static void free_entries(struct dirent **entry, int count) {
  for (int i = 0; i < count; i++)
    free(entry[i]);
  free(entry);
}

static void sweep_drafts(int dirfd) {
  struct dirent **entry = NULL;
  int count = scandirat(dirfd, ".", &entry, is_draft, NULL);
  struct stat found;

  for (int i = 0; i < count; i++)
    if (is_own(dirfd, entry[i]->d_name, &found) &&
        time(NULL) - found.st_mtime > DRAFT_IS_LEFT_S)
      (void)unlinkat(dirfd, entry[i]->d_name, 0);
  free_entries(entry, count);
}

struct fault folder_prune(int dirfd, const char *newest,
                          const struct allowance *allowance) {
  struct dirent **entry = NULL;
  struct fault first = no_fault;
  struct allowance used = {0};
  struct stat found;
  int count;

  sweep_drafts(dirfd);
  if (is_own(dirfd, newest, &found))
    used = (struct allowance){1, (double)found.st_size};
  count = scandirat(dirfd, ".", &entry, is_bundle, newest_first);
  if (count < 0)
    return fault(FAULT_REMOVE);
  for (int i = 0; i < count; i++) {
    const char *name = entry[i]->d_name;

    if (strcmp(name, newest) == 0 || !is_own(dirfd, name, &found))
      continue;
    used.keep++;
    used.bytes += (double)found.st_size;
    if ((used.keep > allowance->keep || used.bytes > allowance->bytes) &&
        unlinkat(dirfd, name, 0) < 0 && errno != ENOENT && !first.step)
      first = fault(FAULT_REMOVE);
  }
  free_entries(entry, count);
  return first;
}
