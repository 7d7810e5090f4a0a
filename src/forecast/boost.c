/* boost.c - see boost.h */
#include "forecast/boost.h"

static double walk(const struct branch *root, const double *sign) {
  const struct branch *at = root;

  while (at->sign != BOOST_END)
    at = root + (sign[at->sign] <= (double)at->cut ? at->below : at->above);
  return (double)at->cut;
}

double boost_sum(const struct boost *boost, const double *sign) {
  double sum = boost->base;

  for (int i = 0; i < boost->trees; i++)
    sum += walk(boost->branch + boost->root[i], sign);
  return sum;
}
