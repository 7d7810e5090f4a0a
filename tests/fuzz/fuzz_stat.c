/* fuzz_stat.c - /proc/PID/stat: what stands behind the last bracket counts,
 * whatever the process is called. */
#include "fuzz_values.h"

/* The same line with a name that has brackets, blanks and numbers in it. */
static void rename_it(struct text behind, int r, const double *value) {
  static const char name[] = "1 ((evil) Z 1) R (x)";
  static char other[4096] = "";
  size_t length = sizeof(name) - 1 + text_length(behind);
  double renamed[METRIC_COUNT];

  if (text_is_empty(behind) || length > sizeof(other))
    return;
  memcpy(other, name, sizeof(name) - 1);
  memcpy(other + sizeof(name) - 1, behind.at, text_length(behind));
  MUST(fuzz_source(SOURCE_STAT, text_of(other, length), renamed) == r);
  for (int id = METRIC_MINOR_FAULTS; id <= METRIC_BLOCK_DELAY; id++)
    MUST(same_number(value[id], renamed[id]));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  struct text text = input_of(data, size);
  double value[METRIC_COUNT];
  int r = fuzz_source(SOURCE_STAT, text, value);

  rename_it(text_after_last(text, ')'), r, value);
  return 0;
}
