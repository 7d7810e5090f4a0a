/* test_mappings.c - texts of maps, and what they come to. */
#include "expect.h"

#include "sample/mappings.h"

#include <stdio.h>
#include <string.h>

static void add(struct mappings *mappings, const char *text) {
  struct text rest = text_of_string(text);

  while (!text_is_empty(rest))
    mappings_add(mappings, text_cut(&rest, '\n'));
}

static double bytes_of(const struct mappings *mappings, const char *name) {
  for (uint32_t i = 0; i < mappings->sum_count; i++)
    if (strcmp(mappings->sum[i].name, name) == 0)
      return (double)mappings->sum[i].bytes;
  return NAN;
}

static const char plain[] =
    "55d0a0000000-55d0a0002000 r--p 00000000 08:01 131  /usr/bin/a b\n"
    "55d0a0002000-55d0a0007000 r-xp 00002000 08:01 131  /usr/bin/a b\n"
    "55d0a0007000-55d0a0008000 rw-p 00007000 08:01 131  /usr/bin/a b\n"
    "55d0a0100000-55d0a0200000 rw-p 00000000 00:00 0    [heap]\n"
    "7f0000000000-7f0000021000 rw-p 00000000 00:00 0 \n"
    "7f0000021000-7f0004000000 ---p 00000000 00:00 0 \n"
    "7f0005000000-7f0005001000 r--p 00000000 00:00 0 \n"
    "7f0006000000-7f0006100000 rw-s 00000000 00:01 7    /dev/zero (deleted)\n"
    "7f0007000000-7f0007010000 rw-s 00000000 00:19 8    /dev/shm/x\n"
    "7f0008000000-7f0008002000 rw-p 00000000 00:00 0    [anon:pool]\n"
    "7f0008002000-7f0008003000 r--p 00000000 00:00 0    [anon:pool]\n"
    "7f0009000000-7f0009001000 ---p 00001000 08:01 132  /usr/lib/libx.so\n"
    "7ffc00000000-7ffc00021000 rw-p 00000000 00:00 0    [stack]\n";

static void what_is_mapped_is_summed_by_its_name(void **state) {
  struct mappings mappings = {0};

  (void)state;
  add(&mappings, plain);
  expect_near(bytes_of(&mappings, "/usr/bin/a b"), 0x8000, 0);
  expect_near(bytes_of(&mappings, "[heap]"), 0x100000, 0);
  expect_near(bytes_of(&mappings, mapping_anonymous), 0x21000, 0);
  expect_near(bytes_of(&mappings, mapping_shared), 0x100000, 0);
  expect_near(bytes_of(&mappings, "/dev/shm/x"), 0x10000, 0);
  expect_near(bytes_of(&mappings, "[anon:pool]"), 0x3000, 0);
  expect_near(bytes_of(&mappings, "[stack]"), 0x21000, 0);
  expect_missing(bytes_of(&mappings, "/usr/lib/libx.so"));
  assert_int_equal(mappings.sum_count, 7);
  assert_int_equal(mappings.region_count, 2);
  assert_true(mappings.region[0].start == 0x7f0000000000);
  assert_true(mappings.region[1].end == 0x7f0008002000);
  assert_int_equal(mappings.garbled, 0);
}

static void what_is_no_line_is_counted_and_passed_over(void **state) {
  static const char *const lines[] = {
      "",
      "x",
      "1000-2000",
      "1000-2000 rw-p 0 0",
      "1000-2000 rw-p 0 0:0",
      "1000 2000 rw-p 0 0:0 0",
      "1000-200g rw-p 0 0:0 0",
      "1000-200` rw-p 0 0:0 0",
      "1000-200A rw-p 0 0:0 0",
      "1000-200: rw-p 0 0:0 0",
      "1000-200/ rw-p 0 0:0 0",
      "-2000 rw-p 0 0:0 0",
      "2000-1000 rw-p 0 0:0 0",
      "1000-1000 rw-p 0 0:0 0",
      "1000-2000 rw 0 0:0 0",
      "1000-2000 rw-px 0 0:0 0",
      "1000-12345678123456789 rw-p 0 0:0 0",
  };
  struct mappings mappings = {0};

  (void)state;
  for (size_t i = 0; i < COUNT_OF(lines); i++)
    mappings_add(&mappings, text_of_string(lines[i]));
  assert_int_equal(mappings.garbled, COUNT_OF(lines));
  assert_int_equal(mappings.sum_count, 0);
}

static void every_digit_of_an_address_counts(void **state) {
  struct mappings mappings = {0};

  (void)state;
  mappings_add(&mappings, text_of_string("0-123456789abcdef0 r--p 0 8:1 5 /x"));
  assert_true(mappings.sum[0].bytes == 0x123456789abcdef0);
  assert_int_equal(mappings.garbled, 0);
}

/* A hole in a library is mapped, too, and takes nothing. */
static void what_can_be_used_in_any_way_is_summed(void **state) {
  static const struct {
    const char *rights;
    bool of_file, of_nothing;
  } rows[] = {
      {"r--p", true, false}, {"-w-p", true, true},   {"--xp", true, false},
      {"rwxp", true, true},  {"---p", false, false},
  };

  (void)state;
  for (size_t i = 0; i < COUNT_OF(rows); i++) {
    struct mappings mappings = {0};
    char line[64];

    snprintf(line, sizeof(line), "0-1000 %s 0 8:1 5 /x", rows[i].rights);
    mappings_add(&mappings, text_of_string(line));
    assert_int_equal(mappings.sum_count, rows[i].of_file);
    snprintf(line, sizeof(line), "0-1000 %s 0 0:0 0", rows[i].rights);
    mappings_add(&mappings, text_of_string(line));
    assert_int_equal(mappings.sum_count, rows[i].of_file + rows[i].of_nothing);
  }
}

static void every_prefix_of_a_text_can_be_read(void **state) {
  (void)state;
  for (size_t length = 0; length < sizeof(plain); length++) {
    struct mappings mappings = {0};
    struct text rest = text_of(plain, length);

    while (!text_is_empty(rest))
      mappings_add(&mappings, text_cut(&rest, '\n'));
    assert_true(mappings.garbled <= 1);
    assert_true(mappings.sum_count <= 8);
  }
}

static void a_long_name_is_cut_but_not_taken_for_another(void **state) {
  struct mappings mappings = {0};
  char line[1024];

  (void)state;
  for (int i = 0; i < 3; i++) {
    snprintf(line, sizeof(line), "1000-2000 r--p 0 8:1 5 /%0500d%d", 7, i / 2);
    mappings_add(&mappings, text_of_string(line));
  }
  assert_int_equal(mappings.sum_count, 2);
  assert_int_equal(mappings.sum[0].bytes, 0x2000);
  assert_int_equal(strlen(mappings.sum[0].name), MAPPING_NAME_BYTES - 1);
}

/* Of a thousand names the largest, wherever they stand. */
static void the_largest_names_stay(void **state) {
  struct mappings mappings = {0};
  uint64_t sum = 0;

  (void)state;
  for (unsigned i = 0; i < 1000; i++) {
    unsigned pages = 1 + (i * 617) % 1000; /* each of 1 to 1000 once */
    char line[64];

    snprintf(line, sizeof(line), "0-%x000 r--p 0 8:1 5 /%u", pages, pages);
    mappings_add(&mappings, text_of_string(line));
  }
  assert_int_equal(mappings.sum_count, MAPPING_NAMES);
  for (unsigned pages = 1000; pages > 1000 - MAPPING_NAMES; pages--) {
    char name[16];

    snprintf(name, sizeof(name), "/%u", pages);
    expect_near(bytes_of(&mappings, name), pages * 4096.0, 0);
    sum += pages * 4096UL;
  }
  assert_true(mappings.other + sum == 500500UL * 4096);
  assert_true(mappings.other_most == (1000 - MAPPING_NAMES) * 4096UL);
}

static void the_largest_regions_stay(void **state) {
  struct mappings mappings = {0};

  (void)state;
  for (unsigned i = 0; i < 200; i++) {
    char line[64];

    snprintf(line, sizeof(line), "%x000000-%x%03x000 rw-p 0 0:0 0", i + 1,
             i + 1, 1 + (i * 77) % 200);
    mappings_add(&mappings, text_of_string(line));
  }
  assert_int_equal(mappings.region_count, MAPPING_REGIONS);
  for (int i = 0; i < MAPPING_REGIONS; i++)
    assert_true(mappings.region[i].end - mappings.region[i].start >
                (200 - MAPPING_REGIONS) * 4096);
}

static void a_region_is_the_same_while_one_end_stays(void **state) {
  const struct mapping_region region = {100, 200};

  (void)state;
  assert_true(region_is_same(&region, &(struct mapping_region){100, 300}));
  assert_true(region_is_same(&region, &(struct mapping_region){50, 200}));
  assert_false(region_is_same(&region, &(struct mapping_region){200, 300}));
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(what_is_mapped_is_summed_by_its_name),
      cmocka_unit_test(what_is_no_line_is_counted_and_passed_over),
      cmocka_unit_test(every_digit_of_an_address_counts),
      cmocka_unit_test(what_can_be_used_in_any_way_is_summed),
      cmocka_unit_test(every_prefix_of_a_text_can_be_read),
      cmocka_unit_test(a_long_name_is_cut_but_not_taken_for_another),
      cmocka_unit_test(the_largest_names_stay),
      cmocka_unit_test(the_largest_regions_stay),
      cmocka_unit_test(a_region_is_the_same_while_one_end_stays),
  };

  return cmocka_run_group_tests(tests, NULL, NULL);
}
