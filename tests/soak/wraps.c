/* wraps.c - see wraps.h */
#include "wraps.h"

#include "world.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sys/stat.h>
#include <sys/vfs.h>

static const double EPOCH_S = 1767225600; /* 2026-01-01 */
enum { BLOCK = 4096 };

/* Threads of the lane and of desks ask as well. */
static struct {
  pthread_mutex_t mutex;
  bool known, full;
  double asleep_s, date_s, fs_size, fs_used;
  unsigned long refused;
  int hangs;
  uint64_t hanging[ACTORS]; /* inodes; 0: none */
  pthread_cond_t let_go;
} outside = {.mutex = PTHREAD_MUTEX_INITIALIZER,
             .let_go = PTHREAD_COND_INITIALIZER};

void wraps_show(const struct world *world, bool full) {
  pthread_mutex_lock(&outside.mutex);
  outside.known = true;
  outside.full = full;
  outside.asleep_s = world->asleep_s;
  outside.date_s = world->date_s;
  outside.fs_size = world->host.fs_size;
  outside.fs_used = world->host.fs_used;
  pthread_mutex_unlock(&outside.mutex);
}

void wraps_forget(void) {
  pthread_mutex_lock(&outside.mutex);
  outside.known = outside.full = false;
  outside.refused = 0;
  pthread_mutex_unlock(&outside.mutex);
}

unsigned long wraps_refused(void) {
  unsigned long refused;

  pthread_mutex_lock(&outside.mutex);
  refused = outside.refused;
  pthread_mutex_unlock(&outside.mutex);
  return refused;
}

ssize_t __wrap_write(int fd, const void *bytes, size_t length) {
  bool full;

  pthread_mutex_lock(&outside.mutex);
  full = outside.known && outside.full;
  outside.refused += full;
  pthread_mutex_unlock(&outside.mutex);
  if (!full)
    return __real_write(fd, bytes, length);
  errno = ENOSPC;
  return -1;
}

void wraps_hang(int slot, uint64_t inode) {
  pthread_mutex_lock(&outside.mutex);
  outside.hangs += (inode != 0) - (outside.hanging[slot] != 0);
  outside.hanging[slot] = inode;
  pthread_cond_broadcast(&outside.let_go);
  pthread_mutex_unlock(&outside.mutex);
}

static bool hangs(uint64_t inode) {
  bool found = false;

  for (int i = 0; i < ACTORS; i++)
    found = found || outside.hanging[i] == inode;
  return found;
}

static void wait_in(int fd) {
  struct stat found;

  pthread_mutex_lock(&outside.mutex);
  if (outside.hangs > 0 && fstat(fd, &found) == 0)
    while (hangs(found.st_ino))
      pthread_cond_wait(&outside.let_go, &outside.mutex);
  pthread_mutex_unlock(&outside.mutex);
}

ssize_t __wrap_read(int fd, void *bytes, size_t length) {
  wait_in(fd);
  return __real_read(fd, bytes, length);
}

ssize_t __wrap_pread(int fd, void *bytes, size_t length, off_t at) {
  wait_in(fd);
  return __real_pread(fd, bytes, length, at);
}

static void set_clock(struct timespec *now, double s) {
  now->tv_sec = (time_t)floor(s);
  now->tv_nsec = (long)floor((s - floor(s)) * 1e9);
}

int __wrap_clock_gettime(clockid_t clock, struct timespec *now) {
  int r = __real_clock_gettime(clock, now);

  pthread_mutex_lock(&outside.mutex);
  if (outside.known && clock == CLOCK_REALTIME)
    set_clock(now, EPOCH_S + outside.date_s);
  if (outside.known && clock == CLOCK_BOOTTIME)
    set_clock(now, (double)now->tv_sec + 1e-9 * (double)now->tv_nsec +
                       outside.asleep_s);
  pthread_mutex_unlock(&outside.mutex);
  return r;
}

int __wrap_fstatfs(int fd, struct statfs *found) {
  int r = __real_fstatfs(fd, found);

  pthread_mutex_lock(&outside.mutex);
  if (outside.known) {
    found->f_bsize = found->f_frsize = BLOCK;
    found->f_blocks = (fsblkcnt_t)(outside.fs_size / BLOCK);
    found->f_bfree = found->f_bavail =
        (fsblkcnt_t)((outside.fs_size - outside.fs_used) / BLOCK);
    found->f_files = 1000000;
    found->f_ffree = 600000;
  }
  pthread_mutex_unlock(&outside.mutex);
  return r;
}

uint64_t wraps_mount_id(int dirfd) {
  struct statx found;

  return statx(dirfd, "", AT_EMPTY_PATH, STATX_MNT_ID, &found) == 0 &&
                 (found.stx_mask & STATX_MNT_ID)
             ? found.stx_mnt_id
             : 1;
}
