/* inquest_files.c - see inquest_files.h */
#include "inquest_files.h"

#include "base/file.h"
#include "inquest_fds.h"
#include "sample/open_file.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

enum { SECTOR_BYTES = 512, LOOKS_OF_NEW = 3 };

/* The higher, the sooner it is told. One that is new may turn out to move. */
enum rank {
  RANK_STILL,
  RANK_READ,
  RANK_WRITTEN,
  RANK_NEW,
  RANK_MOVING,
  RANK_WAITED_FOR
};

static bool is_waited_for(const struct files_inquest *files, int fd) {
  for (int i = 0; i < files->waited_count; i++)
    if (files->waited_for[i] == fd)
      return true;
  return false;
}

static enum rank rank_of(const struct files_inquest *files,
                         const struct dossier_file *file,
                         const struct file_mark *mark) {
  bool was_used = file->writing || file->position > 0;

  if (is_waited_for(files, file->fd))
    return RANK_WAITED_FOR;
  if (file->moved_per_s > 0 || file->moved_per_s < 0)
    return RANK_MOVING;
  if (was_used && mark->looks < LOOKS_OF_NEW)
    return RANK_NEW;
  if (file->writing)
    return RANK_WRITTEN;
  return was_used ? RANK_READ : RANK_STILL;
}

static enum rank rank_at(const struct files_inquest *files,
                         const struct dossier *dossier, int index) {
  return rank_of(files, &dossier->file[index], &files->mark[index]);
}

static void drop(struct files_inquest *files, struct dossier *dossier,
                 int index) {
  int last = --dossier->file_count;

  dossier->file[index] = dossier->file[last];
  files->mark[index] = files->mark[last];
}

static void swap(struct files_inquest *files, struct dossier *dossier,
                 int index, int other) {
  struct dossier_file file = dossier->file[index];
  struct file_mark mark = files->mark[index];

  dossier->file[index] = dossier->file[other];
  files->mark[index] = files->mark[other];
  dossier->file[other] = file;
  files->mark[other] = mark;
}

/* They hardly change their order from tick to tick. */
static void sort(struct files_inquest *files, struct dossier *dossier) {
  for (int i = 1; i < dossier->file_count; i++)
    for (int k = i;
         k > 0 && rank_at(files, dossier, k - 1) < rank_at(files, dossier, k);
         k--)
      swap(files, dossier, k - 1, k);
}

static void move_to(struct dossier_file *file, struct file_mark *mark,
                    const struct open_file *now, double now_s) {
  double passed_s = now_s - mark->at_s;

  file->moved_per_s = mark->looks > 0 && passed_s > 0
                          ? (now->position - file->position) / passed_s
                          : (double)NAN;
  file->position = now->position;
  file->writing = now->is_writable;
  mark->mount = now->mount;
  mark->at_s = now_s;
  mark->looks++;
}

static void note_waited_for(struct files_inquest *files,
                            const struct dossier *dossier) {
  files->waited_count = 0;
  for (int i = 0; i < dossier->thread_count; i++) {
    int fd = dossier->thread[i].fd;

    if (fd < 0 || is_waited_for(files, fd))
      continue;
    if (files->waited_count == FILES_WAITED_FOR)
      return;
    files->waited_for[files->waited_count++] = fd;
  }
}

void files_look(struct files_inquest *files, const struct fds_means *means) {
  struct dossier *dossier = means->dossier;

  files->new_left = FILES_NEW_A_TICK;
  files->ticks++;
  note_waited_for(files, dossier);
  for (int i = dossier->file_count - 1; i >= 0; i--) {
    struct open_file now;

    if (open_file_read(means->reader, means->dirfd, dossier->file[i].fd, &now) <
        0)
      drop(files, dossier, i);
    else
      move_to(&dossier->file[i], &files->mark[i], &now, means->now_s);
  }
  sort(files, dossier);
}

/* In the place of the least, if that is less. -1: nobody gives way. */
static int place_for(const struct files_inquest *files, struct dossier *dossier,
                     enum rank rank) {
  int least = 0;

  if (dossier->file_count < DOSSIER_FILES)
    return dossier->file_count++;
  for (int i = 1; i < DOSSIER_FILES; i++)
    if (rank_at(files, dossier, i) <= rank_at(files, dossier, least))
      least = i;
  return rank_at(files, dossier, least) < rank ? least : -1;
}

/* The kernel tells it without the device: "mapper/x" is no name of one. */
static double size_of_disk(const struct fds_means *means, struct text path) {
  char name[DOSSIER_PATH_BYTES], file[DOSSIER_PATH_BYTES + 32], buffer[32];
  uint64_t sectors;
  long length;

  if (means->sysfd < 0 || !text_skip(&path, "/dev/"))
    return NAN;
  text_copy(path, name, sizeof(name));
  if (strchr(name, '/') || name[0] == '.')
    return NAN;
  snprintf(file, sizeof(file), "class/block/%s/size", name);
  length = file_read_at(means->sysfd, file, buffer, sizeof(buffer));
  if (length < 0 || text_to_u64(text_of(buffer, (size_t)length), &sectors) < 0)
    return NAN;
  return (double)sectors * SECTOR_BYTES;
}

/* A device that nobody has moved in, and no thread waits for, is none with an
 * end: a terminal. */
static void see_new(struct files_inquest *files, const struct fds_means *means,
                    struct dossier_file file, struct text path) {
  struct file_mark mark = {0};
  struct open_file now;
  int place;

  if (open_file_read(means->reader, means->dirfd, file.fd, &now) < 0 ||
      (file.kind == FD_DEVICE && !(now.position > 0) &&
       !is_waited_for(files, file.fd)))
    return;
  move_to(&file, &mark, &now, means->now_s);
  place = place_for(files, means->dossier, rank_of(files, &file, &mark));
  if (place < 0)
    return;
  text_copy(path, file.path, sizeof(file.path));
  file.size = file.kind == FD_DEVICE ? size_of_disk(means, path) : (double)NAN;
  means->dossier->file[place] = file;
  files->mark[place] = mark;
}

/* Of more than there is time for, each round has others. */
static bool has_its_turn(struct files_inquest *files, int fd) {
  files->seen++;
  return files->new_left > 0 &&
         (files->stride < 2 || fd % files->stride == files->phase);
}

void files_end_round(struct files_inquest *files) {
  int most = FILES_NEW_A_TICK * (files->ticks > 0 ? files->ticks : 1);

  files->stride = 1 + files->seen / most;
  files->phase = (files->phase + 1) % files->stride;
  files->seen = 0;
  files->ticks = 0;
}

void files_see(struct files_inquest *files, const struct fds_means *means,
               int fd, enum fd_kind kind, struct text path) {
  struct dossier *dossier = means->dossier;

  for (int i = 0; i < dossier->file_count; i++) {
    if (dossier->file[i].fd != fd)
      continue;
    if (text_equals(path, dossier->file[i].path))
      return;
    drop(files, dossier, i); /* it was closed, and its number given away */
    break;
  }
  if (!has_its_turn(files, fd) && !is_waited_for(files, fd))
    return;
  files->new_left--;
  see_new(files, means, (struct dossier_file){.fd = fd, .kind = kind}, path);
}

static bool is_lost(const struct files_inquest *files, uint64_t mount) {
  for (int i = 0; i < files->lost_count; i++)
    if (files->lost[i] == mount)
      return true;
  return false;
}

/* The next mount behind the one that was asked last, or the first; 0: none. */
static uint64_t next_mount(const struct files_inquest *files,
                           const struct dossier *dossier) {
  uint64_t next = 0, first = 0;

  if (files->lost_count == FILES_LOST)
    return 0;
  for (int i = 0; i < dossier->file_count; i++) {
    uint64_t mount = files->mark[i].mount;

    if (dossier->file[i].kind != FD_FILE || is_lost(files, mount))
      continue;
    if (first == 0 || mount < first)
      first = mount;
    if (mount > files->asked && (next == 0 || mount < next))
      next = mount;
  }
  return next ? next : first;
}

bool files_want_sizes(const struct files_inquest *files,
                      const struct dossier *dossier) {
  return next_mount(files, dossier) != 0;
}

void files_fill_sizes(struct files_inquest *files,
                      const struct dossier *dossier, struct errand *errand) {
  int fd[DOSSIER_FILES], count = 0;

  _Static_assert((int)DOSSIER_FILES <= (int)FD_SIZES_MOST, "on one errand");
  files->asked = next_mount(files, dossier);
  for (int i = 0; i < dossier->file_count; i++)
    if (dossier->file[i].kind == FD_FILE &&
        files->mark[i].mount == files->asked)
      fd[count++] = dossier->file[i].fd;
  (void)errand_add_sizes(errand, fd, count);
}

static void take_size(struct dossier *dossier, const struct fd_size *size) {
  for (int i = 0; i < dossier->file_count; i++)
    if (dossier->file[i].fd == size->fd && dossier->file[i].kind == FD_FILE)
      dossier->file[i].size =
          size->bytes < 0 ? (double)NAN : (double)size->bytes;
}

void files_take_sizes(struct files_inquest *files, struct dossier *dossier,
                      const struct errand *errand) {
  const struct reading *reading = &errand->reading[0];

  (void)files;
  for (long at = 0; at < reading->length; at += (long)sizeof(struct fd_size)) {
    struct fd_size size;

    memcpy(&size, reading->bytes + at, sizeof(size));
    take_size(dossier, &size);
  }
}

void files_lose_sizes(struct files_inquest *files) {
  if (files->lost_count < FILES_LOST)
    files->lost[files->lost_count++] = files->asked;
}
