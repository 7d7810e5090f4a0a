/* test_html.c - nothing that a stranger has said is anything but text. */
#include "expect.h"

#include "cli/html.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static void a_stranger_says_nothing_but_text(void **state) {
  static const struct {
    const char *said, *written;
  } cases[] = {
      {"<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;"},
      {"\"' onload=x & y", "&quot;&#39; onload=x &amp; y"},
      {"a\nb\033[31m", "a?b?[31m"},
      {"x\xe2\x80\xaegpj", "x???gpj"},
      {"\xff\xfe", "??"},
      {"–", "–"},
  };

  (void)state;
  for (size_t i = 0; i < COUNT_OF(cases); i++) {
    char *text = NULL, wanted[256];
    size_t length;
    FILE *out = open_memstream(&text, &length);
    struct html html;

    html_begin(&html, out);
    html_open(&html, "p");
    html_attribute(&html, "title", cases[i].said);
    html_text(&html, cases[i].said);
    html_close(&html);
    assert_int_equal(html_finish(&html), 0);
    fclose(out);
    snprintf(wanted, sizeof(wanted), "<p title=\"%s\">%s</p>", cases[i].written,
             cases[i].written);
    assert_string_equal(text, wanted);
    free(text);
  }
}

static void a_page_is_well_formed_or_fails(void **state) {
  char *text = NULL;
  size_t length;
  FILE *out = open_memstream(&text, &length);
  struct html html;

  (void)state;
  html_begin(&html, out);
  html_open(&html, "p");
  assert_int_equal(html_finish(&html), -EPROTO);
  html_begin(&html, out);
  html_close(&html);
  assert_int_equal(html_finish(&html), -EIO);
  html_begin(&html, out);
  for (int i = 0; i <= HTML_DEPTH; i++)
    html_open(&html, "b");
  for (int i = 0; i < HTML_DEPTH; i++)
    html_close(&html);
  assert_int_equal(html_finish(&html), -EIO);
  html_begin(&html, out);
  html_void(&html, "br");
  html_element(&html, "b", "x", "y");
  assert_int_equal(html_finish(&html), 0);
  fclose(out);
  assert_non_null(strstr(text, "<br><b class=\"x\">y</b>"));
  free(text);
}

static void what_cannot_be_written_is_told(void **state) {
  FILE *out = fopen("/dev/full", "w");
  struct html html;

  (void)state;
  if (!out)
    skip();
  html_begin(&html, out);
  html_text(&html, "x");
  assert_int_equal(html_finish(&html), -EIO);
  fclose(out);
}

int main(void) {
  static const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_stranger_says_nothing_but_text),
      cmocka_unit_test(a_page_is_well_formed_or_fails),
      cmocka_unit_test(what_cannot_be_written_is_told),
  };

  return cmocka_run_group_tests_name("html", tests, NULL, NULL);
}
