/* fuzz_fdinfo.c - /proc/PID/fdinfo/N. */
#include "fuzz.h"

#include "sample/open_file.h"

#include <errno.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  const struct open_file before = {.position = -7, .mount = 77};
  struct open_file file = before;
  int r = open_file_parse(input_of(data, size), &file);

  MUST(r == 0 || r == -EBADMSG);
  if (r == 0)
    MUST(isnan(file.position) || (file.position >= 0 && file.position < 2e19));
  else
    MUST(file.position == before.position && file.mount == before.mount);
  return 0;
}
