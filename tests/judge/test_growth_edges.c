/* test_growth_edges.c - how little is a growth, how little is not named, and
 * when a mark is due. */
#include "expect.h"

#include "judge/growth.h"

enum { STEPS = 6, PAGE = 4096 };

/* Seven samples, a second apart: each part grows in a line by so many bytes. */
static struct growth_account grown(const struct rss *from, const struct rss *by,
                                   double page_bytes) {
  struct growth growth = {0};
  struct growth_account account = {0};

  for (int i = 0; i <= STEPS; i++) {
    double share = i < STEPS ? floor(1e6 * i / STEPS) / 1e6 : 1;
    struct rss rss = {from->anon + share * by->anon,
                      from->file + share * by->file,
                      from->shared + share * by->shared};

    growth_push(&growth, 1000 + i, &rss);
    account = growth_of(&growth, 1000 + i, &rss, page_bytes);
  }
  return account;
}

static void expect_pattern(const struct growth_account *account,
                           enum growth_pattern wanted) {
  if (account->pattern != wanted)
    fail_msg("it is %s, not %s", growth_rows[account->pattern].name,
             growth_rows[wanted].name);
}

/* 128 pages, of 4 KiB where nobody tells, or less. */
static void a_growth_is_of_128_pages(void **state) {
  static const struct {
    double page_bytes, least;
  } rows[] = {{0, 524288}, {PAGE, 524288}, {1024, 524288}, {65536, 8388608}};

  (void)state;
  for (size_t i = 0; i < COUNT_OF(rows); i++)
    for (int less = 0; less < 2; less++) {
      struct rss none = {0, 0, 0};
      struct growth_account account = grown(
          &none, &(struct rss){rows[i].least - less, 0, 0}, rows[i].page_bytes);

      expect_pattern(&account, less ? GROWTH_NONE : GROWTH_ANONYMOUS);
    }
}

/* A 256th of all there is, of whatever kind: here of 256 million. */
static void a_growth_is_a_share_of_all_memory(void **state) {
  static const struct {
    struct rss from, by;
    enum growth_pattern pattern;
  } rows[] = {
      {{0, 255e6, 0}, {1e6, 0, 0}, GROWTH_ANONYMOUS},
      {{0, 255e6 + 256, 0}, {1e6, 0, 0}, GROWTH_NONE},
      {{0, 0, 255e6}, {1e6, 0, 0}, GROWTH_ANONYMOUS},
      {{0, 0, 255e6 + 256}, {1e6, 0, 0}, GROWTH_NONE},
      {{255e6, 0, 0}, {0, 1e6, 0}, GROWTH_FILE},
      {{255e6 + 256, 0, 0}, {0, 1e6, 0}, GROWTH_NONE},
      {{255e6, 0, 0}, {0, 0, 1e6}, GROWTH_SHARED},
      {{255e6 + 256, 0, 0}, {0, 0, 1e6}, GROWTH_NONE},
  };

  (void)state;
  for (size_t i = 0; i < COUNT_OF(rows); i++) {
    struct growth_account account = grown(&rows[i].from, &rows[i].by, PAGE);

    expect_pattern(&account, rows[i].pattern);
  }
}

/* Of the growth of all kinds. */
static void a_fifth_of_a_growth_is_named(void **state) {
  static const struct {
    struct rss by;
    enum growth_pattern pattern;
  } rows[] = {
      {{8e6, 2e6, 0}, GROWTH_MIXED},
      {{8e6, 1.99e6, 0}, GROWTH_ANONYMOUS},
      {{2e6, 8e6, 0}, GROWTH_MIXED},
      {{1.99e6, 8e6, 0}, GROWTH_FILE},
      {{2e6, 0, 8e6}, GROWTH_MIXED},
      {{1.99e6, 0, 8e6}, GROWTH_SHARED},
      {{6e6, 2e6, 2e6}, GROWTH_MIXED},
      {{6.1e6, 1.9e6, 1.9e6}, GROWTH_ANONYMOUS},
  };

  (void)state;
  for (size_t i = 0; i < COUNT_OF(rows); i++) {
    struct rss none = {0, 0, 0};
    struct growth_account account = grown(&none, &rows[i].by, PAGE);

    expect_pattern(&account, rows[i].pattern);
    expect_near(account.anon_per_s, rows[i].by.anon / STEPS, 10);
    expect_near(account.file_per_s, rows[i].by.file / STEPS, 10);
    expect_near(account.shared_per_s, rows[i].by.shared / STEPS, 10);
    expect_near(account.over_s, STEPS, 1e-4);
    expect_near(account.quiet_s, 1, 0); /* now is no floor yet */
  }
}

/* What came to rest, or was given back, is told of the part that did most. */
static struct growth_account lived(const struct rss *rss, int count) {
  struct growth growth = {0};
  struct growth_account account = {0};

  for (int i = 0; i < count; i++) {
    growth_push(&growth, 1000 + i, &rss[i]);
    account = growth_of(&growth, 1000 + i, &rss[i], PAGE);
  }
  return account;
}

static void what_rests_is_told_by_the_part_that_grew_most(void **state) {
  static const struct rss later[] = {
      {0, 0, 0},     {1e6, 0, 0},   {1e6, 2e6, 0}, {1e6, 2e6, 0},
      {1e6, 2e6, 0}, {1e6, 2e6, 0}, {1e6, 2e6, 0}, {1e6, 2e6, 0},
  };
  static const struct rss earlier[] = {
      {0, 0, 0},     {0, 1e6, 0},   {2e6, 1e6, 0}, {2e6, 1e6, 0},
      {2e6, 1e6, 0}, {2e6, 1e6, 0}, {2e6, 1e6, 0}, {2e6, 1e6, 0},
  };
  struct growth_account account = lived(later, COUNT_OF(later));

  (void)state;
  expect_pattern(&account, GROWTH_OVER);
  expect_near(account.quiet_s, 5, 0);
  account = lived(earlier, COUNT_OF(earlier));
  expect_pattern(&account, GROWTH_OVER);
  expect_near(account.quiet_s, 5, 0);
}

static void what_is_given_back_is_told_since_it_was_highest(void **state) {
  static const struct rss file[] = {
      {0, 0, 0},   {0, 8e6, 0}, {0, 9e6, 0}, {0, 3e6, 0},
      {0, 2e6, 0}, {0, 1e6, 0}, {0, 0, 0},
  };
  struct growth_account account = lived(file, COUNT_OF(file));

  (void)state;
  expect_pattern(&account, GROWTH_BACK);
  expect_near(account.over_s, 4, 0);
  expect_missing(account.quiet_s);
  expect_near(account.anon_per_s, 0, 0);
  expect_near(account.file_per_s, -9e6 / 4, 0);
  expect_near(account.shared_per_s, 0, 0);
}

/* Its height is that of anonymous memory, however much there is of a file. */
static void a_fall_is_told_from_its_own_height(void **state) {
  static const double bytes[] = {0, 8e6, 9e6, 3e6, 2e6, 1e6, 0};
  struct rss rss[COUNT_OF(bytes)];
  struct growth_account account;

  (void)state;
  for (size_t i = 0; i < COUNT_OF(bytes); i++)
    rss[i] = (struct rss){bytes[i], 1e8, 1e7};
  account = lived(rss, COUNT_OF(rss));
  expect_pattern(&account, GROWTH_BACK);
  expect_near(account.anon_per_s, -9e6 / 4, 0);
}

static void of_no_growth_it_is_told_how_long_it_was_looked_at(void **state) {
  struct rss none = {1e6, 1e6, 1e6};
  struct growth_account account = grown(&none, &(struct rss){0, 0, 0}, PAGE);

  (void)state;
  expect_pattern(&account, GROWTH_NONE);
  expect_near(account.over_s, STEPS, 0);
  expect_missing(account.quiet_s);
}

/* A second before the second mark, by the line through those behind it. */
static void
a_growth_may_have_begun_before_the_first_of_its_marks(void **state) {
  static const double at_s[] = {0, 10, 11, 12, 13, 14, 15};
  struct growth growth = {0};
  struct growth_account account = {0};

  (void)state;
  for (int i = 0; i < (int)COUNT_OF(at_s); i++) {
    struct rss rss = {1e6 * i, 0, 0};

    growth_push(&growth, 1000 + at_s[i], &rss);
    account = growth_of(&growth, 1000 + at_s[i], &rss, PAGE);
  }
  expect_pattern(&account, GROWTH_ANONYMOUS);
  expect_near(account.over_s, 6, 0);
  expect_near(account.anon_per_s, 1e6, 1);
}

/* A gap is a 64th of all the time: until then each sample is a mark. */
static void a_mark_is_due_after_a_64th_of_all_time(void **state) {
  struct growth growth = {0};
  struct rss rss = {1, 1, 1};

  (void)state;
  growth_push(&growth, 1000, &rss);
  growth_push(&growth, 1640, &rss);
  assert_int_equal(growth.count, 2);
  growth_push(&growth, 1650, &rss); /* 10 of 650 s: a 65th */
  assert_int_equal(growth.count, 2);
  growth_push(&growth, 1650.125, &rss);
  assert_int_equal(growth.count, 2);
  growth_push(&growth, 1650.25, &rss); /* 10.25 of 650.25 s */
  assert_int_equal(growth.count, 3);
  expect_near(growth_at_s(&growth, 2), 1650.25, 0);
}

static void a_mark_is_forgotten_after_a_quarter_of_an_hour(void **state) {
  (void)state;
  for (int is_late = 0; is_late < 2; is_late++) {
    struct growth growth = {0};
    struct rss rss = {1, 1, 1};

    growth_push(&growth, 1000, &rss);
    growth_push(&growth, 1100, &rss);
    growth_push(&growth, 1900 + is_late / 64.0, &rss);
    assert_int_equal(growth.count, is_late ? 2 : 3);
    expect_near(growth.origin_s, is_late ? 1100 : 1000, 0);
  }
}

/* Of a gap the lowest is kept, and never less than the highest above it. */
static void a_gap_has_its_floor_and_its_height(void **state) {
  static const double heights[] = {1, 255, 256, 257, 1e6, 1e6 + 1, 123456789};

  (void)state;
  for (size_t i = 0; i < COUNT_OF(heights); i++) {
    struct growth growth = {0};

    growth_push(&growth, 1000, &(struct rss){10, 1, 0});
    growth_push(&growth, 1800, &(struct rss){10, 2, 0});
    growth_push(&growth, 1801, &(struct rss){10 + heights[i], 3, 0});
    growth_push(&growth, 1802, &(struct rss){7, 4, 0});
    growth_push(&growth, 1803, &(struct rss){7, 5, 0});
    assert_int_equal(growth.count, 2);
    expect_near((double)growth.mark[1].part[0], 7, 0);
    expect_near((double)growth.mark[1].part[1], 4, 0);
    expect_between(growth_height(&growth, 1), 10 + heights[i],
                   (10 + heights[i]) * 1.01 + 0.1);
  }
}

/* Six points make it known: five marks and now. A mark of now is none. */
static void a_mark_of_this_moment_is_not_counted_twice(void **state) {
  struct rss rss = {1, 1, 1};
  struct growth growth = {0};
  struct growth_account account;

  (void)state;
  for (int i = 0; i < 5; i++)
    growth_push(&growth, 1000 + i, &rss);
  account = growth_of(&growth, 1004 + 1 / 64.0, &rss, PAGE);
  expect_pattern(&account, GROWTH_UNKNOWN);
  account = growth_of(&growth, 1004 + 1.25 / 64, &rss, PAGE);
  expect_pattern(&account, GROWTH_NONE);
}

/* A kernel that does not tell a part, and then does. */
static void what_is_not_whole_is_no_point(void **state) {
  static const struct rss first[] = {{0, NAN, 0}, {0, 0, NAN}};

  (void)state;
  for (size_t i = 0; i < COUNT_OF(first); i++) {
    struct growth growth = {0};
    struct growth_account account = {0};

    for (int s = 0; s < 8; s++) {
      struct rss rss = s < 2 ? first[i] : (struct rss){1e6 * s, 0, 0};

      growth_push(&growth, 1000 + s, &rss);
      account = growth_of(&growth, 1000 + s, &rss, PAGE);
      if (s < 7)
        expect_pattern(&account, GROWTH_UNKNOWN);
    }
    expect_pattern(&account, GROWTH_ANONYMOUS);
    expect_near(account.over_s, 5, 0);
    expect_near(account.file_per_s, 0, 0);
    expect_near(account.shared_per_s, 0, 0);
  }
}

/* A clock may begin with 0, and not move. */
static void the_first_sample_is_a_mark_whenever_it_is(void **state) {
  static const double begins_s[] = {0, 1e-3, 1000};
  static const struct growth none;

  (void)state;
  for (size_t i = 0; i < COUNT_OF(begins_s); i++) {
    struct growth growth = {0};

    growth_push(&growth, begins_s[i], &(struct rss){5, 1, 1});
    assert_int_equal(growth.count, 1);
    growth_push(&growth, begins_s[i], &(struct rss){4, 1, 1});
    assert_int_equal(growth.count, 1);
    expect_near((double)growth.mark[0].part[0], 4, 0);
    growth_clear(&growth);
    assert_memory_equal(&growth, &none, sizeof(none));
  }
}

/* Seven binary digits: 256 and 258 have no more, of 257 it is the next. */
static void a_height_is_told_to_seven_digits_and_never_less(void **state) {
  static const struct {
    double spread, told;
  } rows[] = {{0, 0}, {256, 256}, {257, 258}, {258, 258}, {1048576, 1048576}};

  (void)state;
  for (size_t i = 0; i < COUNT_OF(rows); i++) {
    struct growth growth = {0};

    growth_push(&growth, 1000, &(struct rss){0, 0, 0});
    growth_push(&growth, 1800, &(struct rss){0, 0, 0});
    growth_push(&growth, 1801, &(struct rss){rows[i].spread, 0, 0});
    expect_near(growth_height(&growth, 1), rows[i].told, 0);
  }
}

/* The next mark takes the place of the one that is missed least. */
static void of_too_many_marks_the_narrowest_gap_is_closed(void **state) {
  static const double at_s[GROWTH_MARKS + 1] = {0,   40,  80,  84, 130,
                                                170, 210, 250, 290};
  struct growth growth = {0};

  (void)state;
  for (int i = 0; i <= GROWTH_MARKS; i++) {
    growth_push(&growth, 1000 + at_s[i], &(struct rss){1e6 + i, 0, 0});
    assert_int_equal(growth.count, i < GROWTH_MARKS ? i + 1 : GROWTH_MARKS);
  }
  for (int i = 0; i < GROWTH_MARKS; i++) /* all but 80 */
    expect_near(growth_at_s(&growth, i), 1000 + at_s[i + (i >= 2)], 0);
  expect_between(growth_height(&growth, 1), 1e6 + 2, 1.01e6);
  expect_near((double)growth.mark[1].part[0], 1e6 + 1, 0);
}

int main(void) {
  static const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_growth_is_of_128_pages),
      cmocka_unit_test(a_growth_is_a_share_of_all_memory),
      cmocka_unit_test(a_fifth_of_a_growth_is_named),
      cmocka_unit_test(what_rests_is_told_by_the_part_that_grew_most),
      cmocka_unit_test(what_is_given_back_is_told_since_it_was_highest),
      cmocka_unit_test(a_fall_is_told_from_its_own_height),
      cmocka_unit_test(of_no_growth_it_is_told_how_long_it_was_looked_at),
      cmocka_unit_test(a_growth_may_have_begun_before_the_first_of_its_marks),
      cmocka_unit_test(a_mark_is_due_after_a_64th_of_all_time),
      cmocka_unit_test(a_mark_is_forgotten_after_a_quarter_of_an_hour),
      cmocka_unit_test(a_gap_has_its_floor_and_its_height),
      cmocka_unit_test(a_mark_of_this_moment_is_not_counted_twice),
      cmocka_unit_test(what_is_not_whole_is_no_point),
      cmocka_unit_test(the_first_sample_is_a_mark_whenever_it_is),
      cmocka_unit_test(a_height_is_told_to_seven_digits_and_never_less),
      cmocka_unit_test(of_too_many_marks_the_narrowest_gap_is_closed),
  };

  return cmocka_run_group_tests_name("growth, at the edge", tests, NULL, NULL);
}
