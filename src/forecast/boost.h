/*
 * boost.h - a sum of small decision trees.
 *
 * Gradient boosted trees (Friedman, Greedy Function Approximation: A Gradient
 * Boosting Machine, Annals of Statistics 29, 2001): each tree asks a few
 * questions, "is this sign above that cut?", and ends in a number; the numbers
 * of all trees are summed. The trees stand side by side in one table.
 */
#ifndef BOOST_H
#define BOOST_H

enum { BOOST_END = 255 };

/* A question, or where a tree ends. */
struct branch {
  float cut;           /* at the end: what the tree adds */
  unsigned char sign;  /* BOOST_END: it ends here */
  unsigned char below; /* where to go on: places from the root of the tree */
  unsigned char above;
};

struct boost {
  double base;
  int trees;
  const unsigned short *root; /* of each tree, in `branch` */
  const struct branch *branch;
};

double boost_sum(const struct boost *boost, const double *sign);

#endif
