/* fuse.c - see fuse.h */
#include "judge/fuse.h"

#include <math.h>

void fuse_init(struct fuse *fuse) {
  atomic_store(&fuse->blown, false);
  fuse->event = FUSE_NOTHING;
  fuse->since_s = NAN;
  fuse->resting_since_s = NAN;
}

bool fuse_is_blown(const struct fuse *fuse) {
  return atomic_load(&fuse->blown);
}

void fuse_tear(struct fuse *fuse) {
  fuse->resting_since_s = NAN;
}

static void turn(struct fuse *fuse, bool blown, double now_s) {
  atomic_store(&fuse->blown, blown);
  fuse->event = blown ? FUSE_TRIPPED : FUSE_CLEARED;
  fuse->since_s = now_s;
  fuse->resting_since_s = NAN;
}

static void rest(struct fuse *fuse, double clear_s, double now_s) {
  if (isnan(fuse->resting_since_s))
    fuse->resting_since_s = now_s;
  if (now_s - fuse->resting_since_s >= clear_s)
    turn(fuse, false, now_s);
}

void fuse_step(struct fuse *fuse, enum fuse_sign sign, double clear_s,
               double now_s) {
  bool blown = fuse_is_blown(fuse);

  fuse->event = FUSE_NOTHING;
  if (!blown && sign == FUSE_TRIPS)
    turn(fuse, true, now_s);
  else if (blown && sign == FUSE_REST)
    rest(fuse, clear_s, now_s);
  else
    fuse->resting_since_s = NAN;
}
