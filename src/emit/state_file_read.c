/* state_file_read.c - reads a state at the start; see state_file.h */
#include "emit/state_file.h"

#include "base/scoped.h"
#include "base/thread.h"
#include "emit/state_path.h"
#include "emit/words.h"

#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>

enum { PATH_SHOWN = 200, READS_MOST = 5 };

/* What cannot be read is read again after that. */
static const double again_s = 0.25;

struct reading {
  pthread_mutex_t mutex; /* guards the two below */
  pthread_cond_t over;
  bool is_over;
  bool is_left; /* to its fate: the thread frees it */
  state_judge judge;
  bool has_folder;
  struct state_found found;
  char path[];
};

/* NULL: that says nothing of what is there. */
static const char *why_none(ssize_t length) {
  switch (length) {
  case -ELOOP:
    return "it is a symbolic link";
  case -EPERM:
    return "it is no file of our own with mode 0600 and one name";
  case -E2BIG:
    return "it is larger than any state";
  case -ENXIO:
  case -ENODEV:
    return "it is a device or a socket";
  default:
    return NULL;
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

void state_file_leave(struct state_found *found, const char *path,
                      const char *why, const char *taken) {
  found->is_unread = true;
  tell(found, path,
       "%s; %s of it is taken, and it stays until a state is saved, then as "
       "%.60s" STATE_UNREAD_SUFFIX,
       why, taken, leaf_of(path));
}

static bool is_left(struct reading *reading) {
  bool is_left;

  pthread_mutex_lock(&reading->mutex);
  is_left = reading->is_left;
  pthread_mutex_unlock(&reading->mutex);
  return is_left;
}

/* Who is left for long finds another file there. 0, or -errno: it is there
 * still, and it is not known what it is. */
static int set_aside(struct reading *reading, int dirfd, const char *why) {
  struct state_found *found = &reading->found;
  const char *leaf = leaf_of(reading->path);
  int r = is_left(reading) ? -EBUSY : folder_may_replace(dirfd, leaf);
  char aside[LEAF_BYTES];

  if (r < 0 && r != -EISDIR && r != -EEXIST)
    return r;
  if (r < 0) {
    tell(found, reading->path, "%s; it stays, and no state is kept", why);
    return 0;
  }
  r = aside_put(dirfd, leaf, STATE_BAD_SUFFIX, aside);
  if (r == 0)
    tell(found, reading->path,
         "%s; nothing of it is taken, and it is set aside as %.80s", why,
         aside);
  else
    tell(found, reading->path,
         "%s; nothing of it is taken, and it cannot be renamed to "
         "%.80s" STATE_BAD_SUFFIX " (%s)",
         why, leaf, strerrordesc_np(-r));
  return 0;
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

/* 0: all that can be done is done, or there is none; -errno: it is not known
 * what is there. */
static int take(struct reading *reading, int dirfd) {
  struct state_found *found = &reading->found;
  ssize_t length = read_text(reading, dirfd);
  const char *why = length < 0 ? why_none(length)
                               : reading->judge(found->text, (size_t)length);

  if (length >= 0 && !why)
    return 0;
  give_up(found);
  if (length == -ENOENT)
    return 0;
  if (!why)
    return (int)length;
  if (strcmp(why, STATE_CANNOT_TELL) == 0)
    return -ENOMEM;
  return set_aside(reading, dirfd, why);
}

static int read_and_judge(struct reading *reading) {
  char folder[PATH_MAX];
  scoped_fd dirfd = -1;
  struct fault fault;

  if (!folder_of(reading->path, folder))
    return -ENAMETOOLONG;
  fault = folder_open(folder, &dirfd);
  reading->has_folder = fault.step == FAULT_NONE;
  if (!reading->has_folder)
    return fault.error ? -fault.error : -EPERM;
  return take(reading, dirfd);
}

/* Whether it may be over in a moment. */
static bool is_passing(int r) {
  static const int errors[] = {EINTR,   EAGAIN, EMFILE, ENFILE, ENOMEM,
                               ENOBUFS, EIO,    ESTALE, EBUSY,  ETIMEDOUT};

  for (size_t i = 0; i < sizeof(errors) / sizeof(errors[0]); i++)
    if (r == -errors[i])
      return true;
  return false;
}

static void rest(struct reading *reading) {
  double until_s = desk_now_s() + again_s;

  pthread_mutex_lock(&reading->mutex);
  if (!reading->is_left)
    (void)thread_wait_until(&reading->over, &reading->mutex, until_s);
  pthread_mutex_unlock(&reading->mutex);
}

static void read_until_known(struct reading *reading) {
  char why[SENTENCE_BYTES / 4];
  int r = read_and_judge(reading);

  for (int i = 1; is_passing(r) && i < READS_MOST && !is_left(reading); i++) {
    rest(reading);
    r = read_and_judge(reading);
  }
  reading->found.is_unread = r < 0;
  if (r == 0 || !(reading->has_folder || is_passing(r)))
    return;
  snprintf(why, sizeof(why), "it cannot be read (%s)", strerrordesc_np(-r));
  state_file_leave(&reading->found, reading->path, why, "nothing");
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

  read_until_known(reading);
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
  char why[64];

  if (!reading || thread_start(&thread, run, reading) < 0) {
    if (reading)
      release(reading);
    state_file_leave(&found, path,
                     "no thread can be started, or memory is short", "nothing");
    return found;
  }
  if (!wait_for(reading, patience_s)) {
    pthread_detach(thread);
    snprintf(why, sizeof(why), "it has not answered for %.0f s", patience_s);
    state_file_leave(&found, path, why, "nothing");
    return found;
  }
  pthread_join(thread, NULL);
  found = reading->found;
  reading->found.text = NULL;
  release(reading);
  return found;
}
