/*
 * conformal.h - the model "conformal": experts, and how far they were off.
 *
 * The probability is that of lore.h, told as soon as it has learnt enough. The
 * time is where it reaches one half, straight between the rungs, and the ends
 * of the interval where it reaches 10 and 90 %; nothing is said of a time while
 * it is below one half within the horizon.
 */
#ifndef CONFORMAL_H
#define CONFORMAL_H

#include "forecast/forecast.h"

struct forecast conformal_ask(const struct window *window,
                              const struct timeline *timeline,
                              const struct question *question);

#endif
