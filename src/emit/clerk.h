/*
 * clerk.h - evidence and the flags of fuses, as files.
 *
 * Each of the two has a desk of its own (desk.h), so that no call waits for a
 * disk, and no flag for evidence that does not get to one. What became of it is
 * heard in the next tick.
 *
 * A flag says "this daemon sees a blown fuse now". So it is made again when it
 * was removed, and goes when the fuse clears, when the daemon ends, and, as one
 * that starts knows of none, when the clerk or a group begins: one whose daemon
 * is not there any more keeps nobody from being served. Who must not take a
 * restart for the end of trouble waits for some time before it believes that a
 * flag has gone (contrib/fuse).
 */
#ifndef CLERK_H
#define CLERK_H

#include "emit/desk.h"

struct clerk;

/* The options of these names; both directories are copied. */
struct clerk_rule {
  const char *evidence_dir; /* NULL, "": nothing is kept */
  const char *fuse_dir;     /* the same */
  double evidence_keep;
  double evidence_max_bytes;
};

/* Looks at the directories, so that what is wrong with them is heard before
 * they are needed. NULL when out of memory. */
struct clerk *clerk_new(const struct clerk_rule *rule);

/* Lowers the flags that are up, and waits a second at most for what is left to
 * do. What has become of it can be heard still; all else comes too late. */
void clerk_finish(struct clerk *clerk);

/* Finishes, and leaves what hangs to its fate. */
void clerk_free(struct clerk *clerk);

/* GROUP-YYYYmmddTHHMMSSZ.json, 0600, on the disk, or not at all; then the
 * oldest go that are more than may be kept. The text is copied. What could not
 * be written is tried again for an hour, the newest of each group, 16 MiB of it
 * at most. -EFBIG for more than may be kept by itself, -ENOBUFS with 16 that
 * wait, -ENOMEM. */
int clerk_put_evidence(struct clerk *clerk, const char *group, time_t at,
                       const char *text, size_t length);

/* A file with the name of the group, 0644; in it the sentence and the time. It
 * is tried until it is there, and then looked after, until the next of these
 * about the group. */
int clerk_raise_flag(struct clerk *clerk, const char *group, time_t at,
                     const char *sentence);

/* When a fuse clears, and when a group begins or ends. */
int clerk_lower_flag(struct clerk *clerk, const char *group);

/* The next sentence for the log, complete; false when there is none. */
bool clerk_hear(struct clerk *clerk, char ret_sentence[SENTENCE_BYTES]);

#endif
