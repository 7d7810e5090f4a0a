/*
 * share.h - how a budget of looks is shared among those that want some.
 *
 * Whoever wants little gets all of it, as long as what is left makes as much
 * for each of the rest; the rest get equal shares of that. Where a share would
 * be less than the least that is of use, it is that, and as many get one as
 * there are; nobody after the first that goes short gets anything, so that the
 * caller can begin there next time. Bands are of powers of two: the shares
 * may be a little smaller than they could be, and never come to more than the
 * budget.
 */
#ifndef SHARE_H
#define SHARE_H

enum { SHARE_BANDS = 31 };

struct share {
  struct share_band {
    int count;
    int most; /* the largest wish */
    long sum;
  } band[SHARE_BANDS];
  int asked; /* so many wish something */
  int whole; /* who wishes no more gets it, after share_settle() */
  int each;  /* of each of the rest */
  int left;  /* for the rest */
};

void share_begin(struct share *share, int budget);

/* Somebody wishes that, 1 or more. */
void share_ask(struct share *share, int wish);

/* All have asked. `least` is no more than the budget. */
void share_settle(struct share *share, int least);

/* What one of them gets; 0 for who goes short. */
int share_take(struct share *share, int wish);

#endif
