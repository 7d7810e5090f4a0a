/* test_boost.c - trees are walked and summed. */
#include "expect.h"

#include "forecast/signs.h"
#include "forecast/trees.h"

static const struct branch branches[] = {
    {10, 0, 1, 2},        {-1, BOOST_END, 0, 0}, {5, 1, 3, 4},
    {2, BOOST_END, 0, 0}, {4, BOOST_END, 0, 0},  {0.5F, BOOST_END, 0, 0},
};
static const unsigned short roots[] = {0, 5};
static const struct boost two = {100, 2, roots, branches};

static void trees_are_walked_from_question_to_question(void **state) {
  (void)state;
  expect_near(boost_sum(&two, (double[]){9, 7}), 99.5, 0);
  expect_near(boost_sum(&two, (double[]){10, 7}), 99.5, 0); /* not above */
  expect_near(boost_sum(&two, (double[]){11, 5}), 102.5, 0);
  expect_near(boost_sum(&two, (double[]){11, 6}), 104.5, 0);
}

/* Each way from the root ends, forward, within its tree. */
static void expect_sound(const struct boost *boost) {
  for (int i = 0; i < boost->trees; i++) {
    const struct branch *tree = boost->branch + boost->root[i];
    int last = 0;

    for (int at = 0; at <= last; at++) {
      assert_true(isfinite((double)tree[at].cut));
      if (tree[at].sign == BOOST_END)
        continue;
      assert_true(tree[at].sign < SIGN_COUNT);
      assert_true(tree[at].below > at && tree[at].above > tree[at].below);
      last = tree[at].above > last ? tree[at].above : last;
    }
    if (i + 1 < boost->trees)
      assert_int_equal(boost->root[i + 1] - boost->root[i], last + 1);
  }
}

static void expect_sound_trees(const struct trees *trees) {
  expect_sound(&trees->chance);
  expect_sound(&trees->time);
  expect_between(trees->lower, 0.01, 1);
  expect_between(trees->upper, 1, 100);
}

static void what_was_learnt_is_sound(void **state) {
  (void)state;
  expect_sound_trees(&best_trees);
  expect_sound_trees(&rung_trees);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(trees_are_walked_from_question_to_question),
      cmocka_unit_test(what_was_learnt_is_sound),
  };

  return cmocka_run_group_tests_name("boost", tests, NULL, NULL);
}
