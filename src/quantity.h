/*
 * quantity.h - numbers as people write them: "10m", "64M", "1.5G", "150".
 */
#ifndef QUANTITY_H
#define QUANTITY_H

#include "metric/unit.h"

/* In the base unit of `unit`. Bytes take k M G T (of 1024), counts k M G (of
 * 1000), seconds ms s m h d, milliseconds a second ms s. Returns 0 or -EINVAL;
 * `ret_value` is untouched then. */
int quantity_parse(const char *string, enum unit_id unit, double *ret_value);

#endif
