/*
 * fail_at_plants.h - faults to be planted in a story that is good, each of
 * which the judge has to find: one that finds nothing would say that all is
 * well.
 */
#ifndef FAIL_AT_PLANTS_H
#define FAIL_AT_PLANTS_H

#include "fail_at_story.h"

/* "alarms that stop"; NULL behind the last. */
const char *plant_name(int number);

/* Plants it in `story`, or in what waitpid(2) said of it. false: there is
 * nothing there that it could be planted in. */
bool plant_put(int number, struct story *story, int *status);

#endif
