/* state_file.c - see state_file.h */
#include "emit/state_file.h"

#include "base/scoped.h"
#include "base/thread.h"
#include "emit/words.h"

#include <errno.h>
#include <limits.h>
#include <math.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { STATE_MODE = 0600, STATES_WAITING = 1, PATH_SHOWN = 200 };

static const double retry_s = 10, hang_s = 60;

/* The last name in a path. */
static const char *leaf_of(const char *path) {
  return strrchr(path, '/') + 1;
}

/* What comes before it; false where there is no room. */
static bool folder_of(const char *path, char ret_folder[PATH_MAX]) {
  size_t length = (size_t)(leaf_of(path) - path);

  if (length >= PATH_MAX || strlen(path) - length >= LEAF_BYTES)
    return false;
  memcpy(ret_folder, path, length);
  ret_folder[length] = '\0';
  return true;
}

/* --- writing -------------------------------------------------------------- */

static struct fault name_it(int dirfd, const struct draft *draft,
                            const char *leaf) {
  int r = folder_may_replace(dirfd, leaf);

  if (r == 0)
    r = draft_name(draft, leaf, false);
  if (r == 0)
    return folder_sync(dirfd);
  draft_drop(draft);
  return (struct fault){FAULT_RENAME, -r};
}

/* Drafts that a crash has left go with the first that is written. */
static struct fault act(const struct office *office, const struct deed *deed) {
  scoped_fd dirfd = -1;
  struct fault fault = folder_open(office->path, &dirfd);
  struct draft draft;

  if (fault.step != FAULT_NONE || !deed)
    return fault;
  fault = draft_write(&draft, dirfd,
                      &(struct leaf){deed->text, deed->length,
                                     .mode = STATE_MODE, .sync = true});
  if (fault.step == FAULT_NONE)
    fault = name_it(dirfd, &draft, deed->leaf);
  if (fault.step == FAULT_NONE)
    (void)folder_prune(dirfd, deed->leaf, &office->allowance);
  return fault;
}

static const struct trade state_trade = {
    .wording = {"StateFile", "no state is kept", "the state is kept",
                .again = "it is tried again"},
    .most = STATES_WAITING,
    .last_counts = true,
    .act = act,
};

struct desk *state_desk_new(const char *path) {
  char folder[PATH_MAX];
  struct office office = {.path = folder,
                          .allowance = {SIZE_MAX, INFINITY},
                          .retry_s = retry_s,
                          .hang_s = hang_s,
                          .stale_s = INFINITY,
                          .kept_bytes = INFINITY};
  struct desk *desk =
      folder_of(path, folder) ? desk_new(&state_trade, &office) : NULL;

  if (desk)
    (void)desk_take(desk, NULL);
  return desk;
}

int state_desk_put(struct desk *desk, const char *path, const char *text,
                   size_t length) {
  struct deed *deed;
  int r = deed_about(0, leaf_of(path), text, length, &deed);

  if (r == 0)
    return desk_take(desk, deed);
  desk_note(desk, (struct fault){FAULT_THREAD, 0});
  return r;
}

/* --- reading -------------------------------------------------------------- */

struct reading {
  pthread_mutex_t mutex; /* guards the two below */
  pthread_cond_t over;
  bool is_over;
  bool is_left; /* to its fate: the thread frees it */
  state_judge judge;
  struct state_found found;
  char path[];
};

static const char *why_not(ssize_t length) {
  switch (length) {
  case -ELOOP:
    return "it is a symbolic link";
  case -EPERM:
    return "it is no file of our own with mode 0600 and one name";
  case -E2BIG:
    return "it is larger than any state";
  case -ENOMEM:
    return "memory is short";
  default:
    return strerrordesc_np((int)-length);
  }
}

__attribute__((format(printf, 3, 4))) static void
tell(struct state_found *found, const char *path, const char *format, ...) {
  char raw[SENTENCE_BYTES], what[SENTENCE_BYTES - PATH_SHOWN - 64];
  va_list arguments;

  va_start(arguments, format);
  vsnprintf(what, sizeof(what), format, arguments);
  va_end(arguments);
  snprintf(raw, sizeof(raw), "StateFile \"%.*s\": %s.", PATH_SHOWN, path, what);
  clean_text(raw, found->sentence, SENTENCE_BYTES);
}

static void set_aside(struct reading *reading, int dirfd, const char *why) {
  const char *leaf = leaf_of(reading->path);
  char aside[LEAF_BYTES + sizeof(STATE_BAD_SUFFIX)];

  if (folder_may_replace(dirfd, leaf) < 0) {
    tell(&reading->found, reading->path, "%s; it stays, and no state is kept",
         why);
    return;
  }
  snprintf(aside, sizeof(aside), "%s" STATE_BAD_SUFFIX, leaf);
  if (renameat(dirfd, leaf, dirfd, aside) == 0)
    tell(&reading->found, reading->path,
         "%s; nothing of it is taken, and it is set aside as %.80s", why,
         aside);
  else
    tell(&reading->found, reading->path,
         "%s; nothing of it is taken, and it cannot be renamed to %.80s (%s)",
         why, aside, strerrordesc_np(errno));
}

static ssize_t read_text(struct reading *reading, int dirfd) {
  struct state_found *found = &reading->found;
  ssize_t length;

  found->text = malloc(STATE_BYTES_MOST);
  if (!found->text)
    return -ENOMEM;
  length = folder_read_own(dirfd, leaf_of(reading->path), STATE_MODE,
                           found->text, STATE_BYTES_MOST);
  found->length = length < 0 ? 0 : (size_t)length;
  return length;
}

static void give_up(struct state_found *found) {
  free(found->text);
  found->text = NULL;
  found->length = 0;
}

static void read_and_judge(struct reading *reading) {
  struct state_found *found = &reading->found;
  char folder[PATH_MAX];
  scoped_fd dirfd = -1;
  const char *why;
  ssize_t length;

  if (!folder_of(reading->path, folder) ||
      folder_open(folder, &dirfd).step != FAULT_NONE)
    return;
  length = read_text(reading, dirfd);
  if (length != -ENOENT) {
    why = length < 0 ? why_not(length)
                     : reading->judge(found->text, (size_t)length);
    if (!why)
      return;
    set_aside(reading, dirfd, why);
  }
  give_up(found);
}

static void release(struct reading *reading) {
  pthread_cond_destroy(&reading->over);
  pthread_mutex_destroy(&reading->mutex);
  give_up(&reading->found);
  free(reading);
}

static void *run(void *argument) {
  struct reading *reading = argument;
  bool is_left;

  read_and_judge(reading);
  pthread_mutex_lock(&reading->mutex);
  reading->is_over = true;
  is_left = reading->is_left;
  pthread_cond_signal(&reading->over);
  pthread_mutex_unlock(&reading->mutex);
  if (is_left)
    release(reading);
  return NULL;
}

static struct reading *reading_new(const char *path, state_judge judge) {
  size_t bytes = strlen(path) + 1;
  struct reading *reading = calloc(1, sizeof(*reading) + bytes);

  if (!reading)
    return NULL;
  reading->judge = judge;
  memcpy(reading->path, path, bytes);
  pthread_mutex_init(&reading->mutex, NULL);
  thread_condition_init(&reading->over);
  return reading;
}

/* Whether it was over; else it is left. */
static bool wait_for(struct reading *reading, double patience_s) {
  double until_s = desk_now_s() + patience_s;
  bool is_over;
  int r = 0;

  pthread_mutex_lock(&reading->mutex);
  while (!reading->is_over && r == 0)
    r = thread_wait_until(&reading->over, &reading->mutex, until_s);
  is_over = reading->is_over;
  reading->is_left = !is_over;
  pthread_mutex_unlock(&reading->mutex);
  return is_over;
}

struct state_found state_file_read(const char *path, state_judge judge,
                                   double patience_s) {
  struct state_found found = {0};
  struct reading *reading = reading_new(path, judge);
  pthread_t thread;

  if (!reading || thread_start(&thread, run, reading) < 0) {
    if (reading)
      release(reading);
    tell(&found, path,
         "no thread can be started, or memory is short; nothing "
         "of it is taken");
    return found;
  }
  if (!wait_for(reading, patience_s)) {
    pthread_detach(thread);
    tell(&found, path, "it has not answered for %.0f s; nothing of it is taken",
         patience_s);
    return found;
  }
  pthread_join(thread, NULL);
  found = reading->found;
  reading->found.text = NULL;
  release(reading);
  return found;
}
