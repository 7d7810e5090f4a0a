/* fuzz_pressure.c - /proc/pressure and the io.pressure of a cgroup. */
#include "fuzz_values.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  struct text text = input_of(data, size);
  double value[METRIC_COUNT], io_some_s;
  int r;

  (void)fuzz_source(SOURCE_PRESSURE_CPU, text, value);
  (void)fuzz_source(SOURCE_PRESSURE_MEMORY, text, value);
  r = fuzz_source(SOURCE_CGROUP_PRESSURE, text, value);
  io_some_s = value[METRIC_CGROUP_IO_SOME];
  /* the kernel writes both in one form */
  if (fuzz_source(SOURCE_PRESSURE_IO, text, value) == 0) {
    MUST(r == 0);
    MUST(same_number(io_some_s, value[METRIC_PSI_IO_SOME_TOTAL]));
  }
  return 0;
}
