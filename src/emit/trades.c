/* trades.c - see trades.h */
#include "emit/trades.h"

#include "base/scoped.h"
#include "emit/flag.h"
#include "emit/sweep.h"

#include <errno.h>
#include <string.h>

enum { EVIDENCE_WAITING = 16, FLAGS_WAITING = 8192 };

static struct fault fault_of(enum fault_step step, int r) {
  return (struct fault){r < 0 ? step : FAULT_NONE, r < 0 ? -r : 0};
}

static struct fault name_bundle(const struct draft *draft,
                                const struct deed *deed,
                                char ret_name[LEAF_BYTES]) {
  int r = -EEXIST;

  for (int nth = 1; nth <= BUNDLES_A_SECOND && r == -EEXIST; nth++) {
    r = bundle_name(deed->leaf, deed->at, nth, ret_name);
    if (r == 0)
      r = draft_name(draft, ret_name, true);
  }
  if (r < 0)
    draft_drop(draft);
  return fault_of(FAULT_RENAME, r);
}

/* One that may not last goes: it is tried again under the same name. */
static struct fault settle(int dirfd, const char *name) {
  struct fault fault = folder_sync(dirfd);

  if (fault.step != FAULT_NONE)
    (void)folder_remove(dirfd, name);
  return fault;
}

static struct fault keep(int dirfd, const struct office *office,
                         const struct deed *deed) {
  struct leaf leaf = {deed->text, deed->length, .mode = 0600, .sync = true};
  char name[LEAF_BYTES];
  struct draft draft;
  struct fault fault = draft_write(&draft, dirfd, &leaf);

  if (fault.step == FAULT_NONE)
    fault = name_bundle(&draft, deed, name);
  if (fault.step == FAULT_NONE)
    fault = settle(dirfd, name);
  if (fault.step == FAULT_NONE)
    fault = folder_prune(dirfd, name, &office->allowance);
  return fault;
}

static struct fault act_evidence(const struct office *office,
                                 const struct deed *deed) {
  scoped_fd dirfd = -1;
  struct fault fault = folder_open(office->path, &dirfd);

  if (fault.step != FAULT_NONE || !deed)
    return fault;
  return keep(dirfd, office, deed);
}

/* What has the name of a flag: the length of one of ours, with its text; 0:
 * nothing; -EEXIST: what is none, and is not touched; or another -errno: that
 * is not known. */
static ssize_t read_flag(int dirfd, const char *leaf, char text[FLAG_BYTES]) {
  ssize_t length = folder_read_own(dirfd, leaf, 0644, text, FLAG_BYTES);

  if (length == -ENOENT)
    return 0;
  if (folder_is_other(length))
    return -EEXIST;
  return length < 0 || flag_is(text, (size_t)length) ? length : -EEXIST;
}

static bool is_said_by(const struct deed *deed, const char *text,
                       ssize_t length) {
  return length >= 0 && (size_t)length == deed->length &&
         memcmp(text, deed->text, deed->length) == 0;
}

/* Not synced: a flag is not to wait for a disk, and after a crash of the
 * machine none is up. Only a flag is replaced by one. */
static struct fault raise_flag(int dirfd, const struct deed *deed) {
  struct leaf leaf = {deed->text, deed->length, .mode = 0644};
  char text[FLAG_BYTES];
  ssize_t length = read_flag(dirfd, deed->leaf, text);
  struct draft draft;
  struct fault fault;
  int r;

  if (length == -EEXIST)
    return (struct fault){FAULT_TAKEN, 0};
  if (is_said_by(deed, text, length))
    return (struct fault){FAULT_NONE, 0};
  fault = draft_write(&draft, dirfd, &leaf);
  if (fault.step != FAULT_NONE)
    return fault;
  r = draft_name(&draft, deed->leaf, length <= 0);
  if (r < 0)
    draft_drop(&draft);
  return fault_of(FAULT_RENAME, r);
}

/* What is no flag is none that is up. */
static struct fault lower_flag(int dirfd, const struct deed *deed) {
  char text[FLAG_BYTES];
  ssize_t length = read_flag(dirfd, deed->leaf, text);

  if (length > 0)
    return folder_remove(dirfd, deed->leaf);
  return fault_of(FAULT_REMOVE, length == -EEXIST ? 0 : (int)length);
}

static struct fault act_flag(const struct office *office,
                             const struct deed *deed) {
  scoped_fd dirfd = -1;
  struct fault fault = folder_open(office->path, &dirfd);

  if (fault.step != FAULT_NONE || !deed)
    return fault;
  return deed->kind == DEED_RAISE ? raise_flag(dirfd, deed)
                                  : lower_flag(dirfd, deed);
}

/* Before a flag of our own is raised, so that none of these is. */
static struct fault begin_flags(const struct office *office) {
  scoped_fd dirfd = -1;
  struct fault fault = folder_open(office->path, &dirfd);

  if (fault.step == FAULT_NONE)
    sweep_flags(dirfd);
  return fault;
}

const struct trade evidence_trade = {
    .wording = {"EvidenceDir", "no evidence is kept", "evidence is kept",
                .again = "the newest of a group is tried again for an hour",
                .late = "evidence that waited is written"},
    .most = EVIDENCE_WAITING,
    .done_but = FAULT_REMOVE,
    .act = act_evidence,
};

const struct trade flag_trade = {
    .wording = {"FuseDir", "no flag is raised", "flags are raised"},
    .most = FLAGS_WAITING,
    .last_counts = true,
    .done_but = FAULT_TAKEN,
    .begin = begin_flags,
    .act = act_flag,
};
