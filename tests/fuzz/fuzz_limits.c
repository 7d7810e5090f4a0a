/* fuzz_limits.c - /proc/PID/limits: "unlimited" is no number, and no limit is
 * below zero. */
#include "fuzz_values.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  double value[METRIC_COUNT];

  (void)fuzz_source(SOURCE_LIMITS, input_of(data, size), value);
  if (!memchr(data, '-', size))
    for (int id = METRIC_LIMIT_DATA; id <= METRIC_LIMIT_AS; id++)
      MUST(!(value[id] < 0));
  return 0;
}
