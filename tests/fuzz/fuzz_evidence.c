/* fuzz_evidence.c - a file of evidence. What is none is told in one sentence;
 * what is one is explained for a terminal and as a page, and nothing gets out
 * that steers a terminal or is a tag of its own, nor a number that is none. */
#include "fuzz.h"

#include "cli/evidence_read.h"
#include "cli/explain_html.h"
#include "cli/explain_text.h"
#include "cli/usage.h"

#include <ctype.h>
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

/* C1 controls, and what turns the direction of writing or ends a line, as
 * UTF-8; clean_text() lets none through. */
static const struct {
  const char *first, *last;
} turning[] = {
    {"\xc2\x80", "\xc2\x9f"},         {"\xd8\x9c", "\xd8\x9c"},
    {"\xe2\x80\x8e", "\xe2\x80\x8f"}, {"\xe2\x80\xa8", "\xe2\x80\xae"},
    {"\xe2\x81\xa6", "\xe2\x81\xa9"},
};

static bool turns(const char *at) {
  for (size_t i = 0; i < sizeof(turning) / sizeof(turning[0]); i++) {
    size_t length = strlen(turning[i].first);

    if (strncmp(at, turning[i].first, length) >= 0 &&
        strncmp(at, turning[i].last, length) <= 0)
      return true;
  }
  return false;
}

/* What printf() makes of a number that is none. */
static const char *const no_numbers[] = {"nan", "inf"};

static bool names_no_number(const char *text) {
  for (size_t i = 0; i < sizeof(no_numbers) / sizeof(no_numbers[0]); i++)
    if (strstr(text, no_numbers[i]))
      return true;
  return false;
}

/* Whether somebody is called so: then nothing tells it from a number. */
static bool is_named_so(const struct json_node *node) {
  if (names_no_number(json_as_text(node)))
    return true;
  for (size_t i = 0; i < json_count(node); i++)
    if (is_named_so(json_element(node, i)))
      return true;
  return false;
}

static bool has_word(const char *text, const char *word) {
  for (const char *at = text; (at = strstr(at, word)); at++)
    if ((at == text || !isalnum((unsigned char)at[-1])) &&
        !isalnum((unsigned char)at[strlen(word)]))
      return true;
  return false;
}

static void check_numbers(const char *told) {
  for (size_t i = 0; i < sizeof(no_numbers) / sizeof(no_numbers[0]); i++)
    MUST(!has_word(told, no_numbers[i]));
}

static void check_text(const struct json_node *evidence, char *page) {
  struct explain_style style = {.utf8 = true};
  FILE *out = fmemopen(page, PAGE_BYTES, "w");

  MUST(out);
  explain_text(evidence, &style, out);
  fclose(out);
  for (const char *at = page; *at; at++)
    MUST(!is_steering(*at) && !turns(at));
  if (!is_named_so(evidence))
    check_numbers(page);
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
  for (const char *at = page; *at; at++)
    MUST(!turns(at));
  if (!is_named_so(evidence))
    check_numbers(page);
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
