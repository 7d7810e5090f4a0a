/*
 * sigma.h - the model "sigma": mean and twice the standard deviation.
 *
 * The rule of thumb that takes for trouble what stands out from the last 60
 * values: more than two standard deviations above their mean. It says nothing
 * of when; here the wall is expected within the horizon, as soon as what stands
 * out would be there by going on. It is here to be compared with.
 */
#ifndef SIGMA_H
#define SIGMA_H

#include "forecast/forecast.h"

struct forecast sigma_ask(const struct window *window,
                          const struct timeline *timeline,
                          const struct question *question);

#endif
