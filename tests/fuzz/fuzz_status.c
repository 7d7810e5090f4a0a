/* fuzz_status.c - /proc/PID/status, and the name that stands in it. */
#include "fuzz_values.h"

#include "sample/threads.h"

enum { NAME_BYTES = 16 };

static void check_name(struct text text) {
  char name[NAME_BYTES + 1];

  memset(name, 'x', sizeof(name));
  parse_name(text, name, NAME_BYTES);
  MUST(name[NAME_BYTES] == 'x');
  MUST(memchr(name, '\0', NAME_BYTES));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  struct text text = input_of(data, size);
  double value[METRIC_COUNT];

  (void)fuzz_source(SOURCE_STATUS, text, value);
  (void)threads_lost_leader(value);
  check_name(text);
  return 0;
}
