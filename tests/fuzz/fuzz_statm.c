/* fuzz_statm.c - /proc/PID/statm, schedstat, ns/pid and the number of maps:
 * columns. What was read of statm is written as the kernel does, and read to be
 * the same. */
#include "fuzz_values.h"

static void write_again(const double *value) {
  double page = fuzz_scale()->per_unit[metrics[METRIC_VM_SIZE].unit];
  double pages[3], again[METRIC_COUNT];
  char line[128];
  int length;

  for (int i = 0; i < 3; i++) {
    pages[i] = value[METRIC_VM_SIZE + i] / page;
    if (!(fabs(pages[i]) < 1e15) || pages[i] != floor(pages[i]))
      return;
  }
  length = snprintf(line, sizeof(line), "%.0f %.0f %.0f 1 0 1 0\n", pages[0],
                    pages[1], pages[2]);
  MUST(fuzz_source(SOURCE_STATM, text_of(line, (size_t)length), again) == 0);
  for (int i = 0; i < 3; i++)
    MUST(again[METRIC_VM_SIZE + i] == value[METRIC_VM_SIZE + i]);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  struct text text = input_of(data, size);
  double value[METRIC_COUNT];

  (void)fuzz_source(SOURCE_SCHEDSTAT, text, value);
  (void)fuzz_source(SOURCE_NS_PID, text, value);
  (void)fuzz_source(SOURCE_MAPS, text, value);
  if (fuzz_source(SOURCE_STATM, text, value) == 0)
    write_again(value);
  return 0;
}
