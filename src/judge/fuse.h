/*
 * fuse.h - one flag for a group: whether more should be sent its way.
 *
 *            both of joint.h for trip_s
 *    whole -----------------------------> blown
 *      ^                                    |
 *      +-------- rest for clear_s ----------+
 *
 * It trips once and clears once. Rest is that nobody of the group waits for I/O
 * more than is usual. File descriptors do not count: a blown fuse keeps new
 * connections away, so that these stop to grow, and would let them in again
 * while the disk is as slow as before. Where there is no member there is
 * nothing that waits. What is not known is no rest.
 *
 * The flag can be read by any thread at any time. All else belongs to the
 * thread that steps it.
 */
#ifndef FUSE_H
#define FUSE_H

#include <stdatomic.h>
#include <stdbool.h>

enum fuse_event { FUSE_NOTHING, FUSE_TRIPPED, FUSE_CLEARED };

struct fuse {
  _Atomic bool blown;
  enum fuse_event event;  /* of this tick */
  double since_s;         /* blown, or whole again, since; NaN: never was */
  double resting_since_s; /* NaN while it does not */
};

enum fuse_sign { FUSE_UNKNOWN, FUSE_REST, FUSE_TROUBLE, FUSE_TRIPS };

/* Whole, as if it had never been blown. */
void fuse_init(struct fuse *fuse);

/* From any thread. */
bool fuse_is_blown(const struct fuse *fuse);

/* Its rest so far is over: nobody has seen what lies in between. */
void fuse_tear(struct fuse *fuse);

/* A tick; what comes of it stands in `event` until the next. */
void fuse_step(struct fuse *fuse, enum fuse_sign sign, double clear_s,
               double now_s);

#endif
