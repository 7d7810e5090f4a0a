/* test_bundle.c - the names of files, by which they are known. */
#include "expect.h"

#include "emit/bundle.h"

#include <errno.h>
#include <string.h>
#include <time.h>

static void a_plain_name_stays_as_it_is(void **state) {
  char leaf[LEAF_BYTES];

  (void)state;
  assert_int_equal(leaf_of_group("nginx-1_b.c", leaf), 0);
  assert_string_equal(leaf, "nginx-1_b.c");
}

static void no_name_leads_out_of_the_directory(void **state) {
  static const struct {
    const char *group, *leaf;
  } rows[] = {
      {"../../etc/passwd", "%2E.%2F..%2Fetc%2Fpasswd"},
      {".", "%2E"},
      {"..", "%2E."},
      {".hidden", "%2Ehidden"},
      {"/", "%2F"},
      {"a b\n\xff", "a%20b%0A%FF"},
      {"%2F", "%252F"},
  };
  char leaf[LEAF_BYTES];

  (void)state;
  for (size_t i = 0; i < COUNT_OF(rows); i++) {
    assert_int_equal(leaf_of_group(rows[i].group, leaf), 0);
    assert_string_equal(leaf, rows[i].leaf);
  }
}

static void no_name_and_one_that_is_too_long_are_refused(void **state) {
  char group[400], leaf[LEAF_BYTES] = "as it was";

  (void)state;
  assert_int_equal(leaf_of_group("", leaf), -EINVAL);
  memset(group, '/', sizeof(group));
  group[sizeof(group) - 1] = '\0';
  assert_int_equal(leaf_of_group(group, leaf), -ENAMETOOLONG);
  assert_string_equal(leaf, "as it was");
  memset(group, 'a', LEAF_BYTES - 5);
  group[LEAF_BYTES - 5] = '\0';
  assert_int_equal(leaf_of_group(group, leaf), 0);
  assert_int_equal(bundle_name(leaf, 0, 1, leaf), -ENAMETOOLONG);
}

static void evidence_bears_its_group_and_its_time(void **state) {
  char name[LEAF_BYTES];

  (void)state;
  assert_int_equal(bundle_name("web", 1795860710, 1, name), 0);
  assert_string_equal(name, "web-20261128T101150Z.json");
  assert_int_equal(bundle_name("web", 1795860710, 12, name), 0);
  assert_string_equal(name, "web-20261128T101150Z-12.json");
  assert_true(bundle_is(name));
}

static void
the_time_is_that_of_libc_on_every_day_of_a_thousand_years(void **state) {
  char wanted[32], found[32];
  struct tm tm;

  (void)state;
  for (time_t at = 86399; at < (time_t)86400 * 365000; at += 86400) {
    assert_non_null(gmtime_r(&at, &tm));
    strftime(wanted, sizeof(wanted), "%Y-%m-%dT%H:%M:%SZ", &tm);
    instant_write(at, found, sizeof(found));
    assert_string_equal(found, wanted);
  }
}

static void
a_clock_that_is_out_of_its_mind_makes_a_name_all_the_same(void **state) {
  static const time_t times[] = {-1, INT64_MAX, INT64_MIN, 253402300800};
  char name[LEAF_BYTES];

  (void)state;
  for (size_t i = 0; i < COUNT_OF(times); i++) {
    assert_int_equal(bundle_name("web", times[i], 1, name), 0);
    assert_string_equal(name, "web-19700101T000000Z.json");
  }
}

static void what_is_called_otherwise_is_no_evidence(void **state) {
  static const char *const names[] = {
      "",
      ".json",
      "web.json",
      "20261128T101150Z.json",
      "-20261128T101150Z.json",
      "12345678901234567890123456789.json",
      "web-20261128T101150Z",
      "web-20261128T101150Z.json~",
      "web-20261128T101150Z.jso",
      "web-2026x128T101150Z.json",
      "web-20261128 101150Z.json",
      "web-20261128T101150.json",
      "web-20261128T101150Z-.json",
      "web-20261128T101150Z-123.json",
      "web-20261128T101150Z-a.json",
      ".web-20261128T101150Z.json",
      "web20261128T101150Z.json",
  };

  (void)state;
  for (size_t i = 0; i < COUNT_OF(names); i++)
    if (bundle_is(names[i]))
      fail_msg("\"%s\" is taken for evidence", names[i]);
}

static void the_older_is_told_by_time_and_then_by_number(void **state) {
  static const char *const in_order[] = {
      "z-20251231T235959Z.json",    "b-20261128T101150Z.json",
      "a-20261128T101150Z-2.json",  "a-20261128T101150Z-10.json",
      "b-20261128T101150Z-10.json", "a-20261128T101151Z.json",
  };

  (void)state;
  for (size_t i = 0; i < COUNT_OF(in_order); i++)
    for (size_t k = 0; k < COUNT_OF(in_order); k++) {
      int order = bundle_compare(in_order[i], in_order[k]);

      assert_int_equal((order > 0) - (order < 0), (i > k) - (i < k));
    }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_plain_name_stays_as_it_is),
      cmocka_unit_test(no_name_leads_out_of_the_directory),
      cmocka_unit_test(no_name_and_one_that_is_too_long_are_refused),
      cmocka_unit_test(evidence_bears_its_group_and_its_time),
      cmocka_unit_test(
          the_time_is_that_of_libc_on_every_day_of_a_thousand_years),
      cmocka_unit_test(
          a_clock_that_is_out_of_its_mind_makes_a_name_all_the_same),
      cmocka_unit_test(what_is_called_otherwise_is_no_evidence),
      cmocka_unit_test(the_older_is_told_by_time_and_then_by_number),
  };

  return cmocka_run_group_tests(tests, NULL, NULL);
}
