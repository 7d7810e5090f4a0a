/* fuzz_evidence.c - a file of evidence. What is none is told in one sentence;
 * what is one is explained for a terminal and as a page, and nothing gets out
 * that steers a terminal or is a tag of its own. */
#include "fuzz.h"

#include "cli/evidence_read.h"
#include "cli/explain_html.h"
#include "cli/explain_text.h"
#include "cli/usage.h"

#include <stdarg.h>

enum { PAGE_BYTES = 1 << 20 };

static int complaints;

/* By the linker, in place of that of usage.c. */
__attribute__((format(printf, 1, 2))) int __wrap_complain(const char *format,
                                                          ...);

__attribute__((format(printf, 1, 2))) int __wrap_complain(const char *format,
                                                          ...) {
  char sentence[1024];
  va_list arguments;

  va_start(arguments, format);
  MUST(vsnprintf(sentence, sizeof(sentence), format, arguments) > 0);
  va_end(arguments);
  complaints++;
  return USAGE_STATUS;
}

static size_t count_of(const char *text, const char *word) {
  size_t count = 0;

  for (; (text = strstr(text, word)); text++)
    count++;
  return count;
}

static bool is_steering(char c) {
  return (unsigned char)c < ' ' && c != '\n';
}

/* C1 controls, and those that turn the direction of writing, as UTF-8. */
static bool turns(const char *at) {
  const unsigned char *byte = (const unsigned char *)at;

  if (byte[0] == 0xc2 && byte[1] >= 0x80 && byte[1] < 0xa0)
    return true;
  return byte[0] == 0xe2 && byte[1] == 0x80 && byte[2] >= 0xaa &&
         byte[2] <= 0xae;
}

static void check_text(const struct json_node *evidence, char *page) {
  struct explain_style style = {.utf8 = true};
  FILE *out = fmemopen(page, PAGE_BYTES, "w");

  MUST(out);
  explain_text(evidence, &style, out);
  fclose(out);
  for (const char *at = page; *at; at++)
    MUST(!is_steering(*at) && !turns(at));
}

static void check_page(const struct json_node *evidence, char *page) {
  FILE *out = fmemopen(page, PAGE_BYTES, "w");
  int r;

  MUST(out);
  r = explain_html(evidence, out);
  fclose(out);
  if (r < 0)
    return; /* longer than there is room for */
  MUST(count_of(page, "<script") == 0);
  MUST(count_of(page, "<html") == 1 && count_of(page, "</html>") == 1);
  MUST(count_of(page, "<table") == count_of(page, "</table>"));
  MUST(count_of(page, "<svg") == count_of(page, "</svg>"));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  static char page[PAGE_BYTES];
  char *text = string_of(data, size);
  struct json_node *evidence = NULL;
  int status;

  complaints = 0;
  status = evidence_take("it", text, size, &evidence);
  MUST(status == 0 ? evidence && complaints == 0
                   : !evidence && complaints == 1);
  if (status == 0) {
    check_text(evidence, page);
    check_page(evidence, page);
  }
  json_tree_free(evidence);
  free(text);
  return 0;
}
