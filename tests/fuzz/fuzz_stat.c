/* fuzz_stat.c - /proc/PID/stat: what stands behind the last bracket counts,
 * whatever the process is called. */
#include "fuzz_values.h"

/* The same line with a name that has brackets, blanks and numbers in it. */
static void rename_it(struct text text, int r, const double *value) {
  static char other[4096];
  double renamed[METRIC_COUNT];
  struct text behind = text_after_last(text, ')');
  int length =
      snprintf(other, sizeof(other), "1 ((evil) Z 1) R (x)%.*s",
               (int)(behind.end - behind.at), behind.at ? behind.at : "");

  if (text_is_empty(behind) || memchr(behind.at, '\0', text_length(behind)) ||
      (size_t)length >= sizeof(other))
    return;
  MUST(fuzz_source(SOURCE_STAT, text_of(other, (size_t)length), renamed) == r);
  for (int id = METRIC_MINOR_FAULTS; id <= METRIC_BLOCK_DELAY; id++)
    MUST(same_number(value[id], renamed[id]));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  struct text text = input_of(data, size);
  double value[METRIC_COUNT];
  int r = fuzz_source(SOURCE_STAT, text, value);

  rename_it(text, r, value);
  return 0;
}
