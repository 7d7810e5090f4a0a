/* state_file.c - see state_file.h */
#include "emit/state_file.h"

#include "base/scoped.h"
#include "emit/state_path.h"

#include <errno.h>
#include <math.h>
#include <stdint.h>

enum { STATES_WAITING = 1 };

static const double retry_s = 10, hang_s = 60;

/* That there is none is no fault. */
static int spare(int dirfd, const char *leaf) {
  char name[LEAF_BYTES];
  int r = aside_put(dirfd, leaf, STATE_UNREAD_SUFFIX, name);

  return r == -ENOENT ? 0 : r;
}

static struct fault name_it(const struct office *office,
                            const struct draft *draft, const char *leaf) {
  int r = folder_may_replace(draft->dirfd, leaf);

  if (r == 0 && *office->spares)
    r = spare(draft->dirfd, leaf);
  if (r == 0)
    r = draft_name(draft, leaf, false);
  if (r == 0) {
    *office->spares = false;
    return folder_sync(draft->dirfd);
  }
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
    fault = name_it(office, &draft, deed->leaf);
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
