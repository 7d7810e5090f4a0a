/* fuzz_flag.c - the text of a flag, as it is read back. What is taken for one
 * ends as those do; one that is written of any line is one, and no
 * beginning of it is. */
#include "fuzz.h"

#include "emit/flag.h"

static const char ending[] = "Z\nThis is a flag of io_forecast.\n";
enum { INSTANT_BYTES = sizeof("\n2026-11-28T10:11:50") - 1 };

static void check_taken(struct text text) {
  size_t tail = strlen(ending);
  const char *at = text.end - tail - INSTANT_BYTES;

  MUST(text_length(text) >= INSTANT_BYTES + tail);
  MUST(text_length(text) < FLAG_BYTES);
  MUST(memcmp(text.end - tail, ending, tail) == 0);
  MUST(*at == '\n');
  for (int i = 1; i < INSTANT_BYTES; i++)
    MUST((at[i] >= '0' && at[i] <= '9') || strchr("-T:", at[i]));
}

static void check_written(const char *sentence, time_t at) {
  char text[FLAG_BYTES];
  size_t length;

  flag_write(sentence, at, text);
  length = strnlen(text, sizeof(text));
  MUST(length < FLAG_BYTES && flag_is(text, length));
  for (size_t i = strnlen(sentence, length) + 1; i < length; i++)
    MUST(!flag_is(text, i));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  struct text rest = input_of(data, size);
  struct text line = text_cut(&rest, '\n');
  char *sentence = string_of(data, text_length(line));
  uint32_t at = 0;

  if (flag_is((const char *)data, size))
    check_taken(input_of(data, size));
  memcpy(&at, data, size < sizeof(at) ? size : sizeof(at));
  check_written(sentence, (time_t)at);
  free(sentence);
  return 0;
}
