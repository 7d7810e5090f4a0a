/* fuzz_host.c - files of the host: vmstat, meminfo, loadavg, a sysctl, and
 * diskstats line by line. */
#include "fuzz_values.h"

static void check_disks(struct text text) {
  double value[METRIC_COUNT];

  values_before(SOURCE_DISKSTATS, value);
  while (!text_is_empty(text)) {
    struct text line = text_cut(&text, '\n'), name = {NULL, NULL};

    if (parse_disk_line(fuzz_scale(), line, value, &name) < 0)
      MUST(!name.at);
    else
      MUST(name.at >= line.at && name.end <= line.end && name.at < name.end);
  }
  values_after(SOURCE_DISKSTATS, value);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  static const enum source_id known[] = {SOURCE_VMSTAT, SOURCE_MEMINFO,
                                         SOURCE_LOADAVG, SOURCE_SWAPPINESS};
  struct text text = input_of(data, size);
  double value[METRIC_COUNT];

  for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
    (void)fuzz_source(known[i], text, value);
  check_disks(text);
  return 0;
}
