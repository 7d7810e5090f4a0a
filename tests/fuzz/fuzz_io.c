/* fuzz_io.c - /proc/PID/io: a line that nobody asked for changes nothing. */
#include "fuzz_values.h"

enum { MOST = 1024 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  static const char line[] = "wchar_of_another: 7\n";
  double value[METRIC_COUNT], more[METRIC_COUNT];
  char longer[MOST + sizeof(line)];
  struct text text = input_of(data, size < MOST ? size : MOST);
  size_t length = text_length(text);
  int r = fuzz_source(SOURCE_IO, text, value);

  memcpy(longer, line, sizeof(line) - 1);
  if (length > 0)
    memcpy(longer + sizeof(line) - 1, data, length);
  MUST(fuzz_source(SOURCE_IO, text_of(longer, length + sizeof(line) - 1),
                   more) == r);
  for (int id = METRIC_RCHAR; id <= METRIC_CANCELLED_WRITE_BYTES; id++)
    MUST(same_number(value[id], more[id]));
  return 0;
}
