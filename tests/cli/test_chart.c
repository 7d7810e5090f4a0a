/* test_chart.c - rings of a window on one axis, and its wall. */
#include "expect.h"

#include "cli/chart.h"

#include <math.h>
#include <string.h>

static struct json_node *tree_of(const char *text) {
  struct json_node *root;
  size_t at;

  assert_int_equal(json_tree_new(text, strlen(text), &root, &at), 0);
  return root;
}

static void coarse_rings_tell_what_is_older_only(void **state) {
  static const double ages[] = {45, 35, 25, 2.5, 1.5, 0.5};
  static const double values[] = {1, 2, 3, 4, NAN, 6};
  struct json_node *root =
      tree_of("{\"rings\":[{\"slot_s\":1,\"age_s\":0.5,\"values\":[4,null,6]},"
              "{\"slot_s\":10,\"age_s\":5,\"values\":[1,2,3,4,5]}]}");
  struct chart chart;

  (void)state;
  chart_make(&chart, root, NULL);
  json_tree_free(root);
  assert_int_equal(chart.count, 7);
  assert_int_equal(chart_known(&chart), 6);
  expect_near(chart.point[0].age_s, ages[0], 1e-9);
  expect_near(chart.point[1].age_s, ages[1], 1e-9);
  expect_near(chart.point[2].value, values[2], 1e-9);
  expect_near(chart.point[3].age_s, 15, 1e-9); /* what lies between them */
  expect_near(chart.point[6].value, values[5], 1e-9);
  assert_true(isnan(chart.point[5].value));
  expect_near(chart_x(&chart, -45), 0, 1e-9);
  expect_near(chart_x(&chart, 0), CHART_WIDTH, 1e-9);
}

static void a_wall_is_drawn_when_it_is_foretold_or_near(void **state) {
  static const struct {
    const char *wall;
    double limit, eta_s;
  } cases[] = {
      {"{\"limit\":30}", 30, NAN},
      {"{\"limit\":50}", NAN, NAN}, /* too far up */
      {"{\"limit\":50,\"eta_s\":100,\"lower_s\":80,\"upper_s\":130}", 50, 100},
      {"{\"limit\":50,\"eta_s\":100,\"lower_s\":null,\"upper_s\":null}", 50,
       100},
      {"{\"limit\":\"x\",\"eta_s\":[]}", NAN, NAN},
  };
  struct json_node *window =
      tree_of("{\"rings\":[{\"slot_s\":1,\"age_s\":0,\"values\":[9,10]}]}");
  struct chart chart;

  (void)state;
  for (size_t i = 0; i < COUNT_OF(cases); i++) {
    struct json_node *wall = tree_of(cases[i].wall);

    chart_make(&chart, window, wall);
    json_tree_free(wall);
    expect_same(chart.limit, cases[i].limit);
    expect_same(chart.eta_s, cases[i].eta_s);
    assert_true(chart_y(&chart, fmax(10, chart.limit)) >= 0);
    assert_true(chart_y(&chart, 0) == CHART_HEIGHT);
    if (!isnan(chart.eta_s)) {
      assert_true(chart.lower_s <= chart.eta_s);
      assert_true(chart_x(&chart, chart.eta_s) < CHART_WIDTH);
    }
  }
  json_tree_free(window);
}

/* Of ten minutes: 51 s are ahead, or half an hour. */
static void a_band_has_a_sixth_of_the_picture_at_least(void **state) {
  static const struct {
    const char *wall;
    double past_s;
  } cases[] = {
      {"{\"limit\":50,\"eta_s\":40,\"lower_s\":30,\"upper_s\":50}", 275},
      {"{\"limit\":50,\"eta_s\":4,\"lower_s\":3,\"upper_s\":5}", 60},
      {"{\"limit\":50,\"eta_s\":1800,\"lower_s\":1700}", 600},
      {"{\"limit\":50}", 600},
  };
  struct json_node *window =
      tree_of("{\"rings\":[{\"slot_s\":600,\"age_s\":0,\"values\":[9,40]}]}");
  struct chart chart;

  (void)state;
  for (size_t i = 0; i < COUNT_OF(cases); i++) {
    struct json_node *wall = tree_of(cases[i].wall);

    chart_make(&chart, window, wall);
    json_tree_free(wall);
    expect_near(chart.past_s, cases[i].past_s, 1e-6);
    assert_int_equal(chart_known(&chart), 2);
  }
  json_tree_free(window);
}

static void what_is_no_window_is_an_empty_chart(void **state) {
  static const char *const cases[] = {
      "{}", "{\"rings\":4}", "{\"rings\":[{\"slot_s\":0,\"values\":[1]}]}",
      "{\"rings\":[{\"slot_s\":1,\"age_s\":-1,\"values\":[1]}]}",
      "{\"rings\":[3,\"x\",{}]}"};
  struct chart chart;

  (void)state;
  for (size_t i = 0; i < COUNT_OF(cases); i++) {
    struct json_node *root = tree_of(cases[i]);

    chart_make(&chart, root, root);
    json_tree_free(root);
    assert_int_equal(chart.count, 0);
    assert_true(chart.top > 0 && chart.past_s > 0);
  }
}

static void no_window_is_longer_than_a_chart(void **state) {
  char text[8192] = "{\"rings\":[{\"slot_s\":1,\"age_s\":0,\"values\":[1";
  struct json_node *root;
  struct chart chart;

  (void)state;
  for (int i = 0; i < 2 * CHART_POINTS; i++)
    strcat(text, ",2");
  strcat(text, "]}]}");
  root = tree_of(text);
  chart_make(&chart, root, NULL);
  json_tree_free(root);
  assert_int_equal(chart.count, CHART_POINTS);
}

int main(void) {
  static const struct CMUnitTest tests[] = {
      cmocka_unit_test(coarse_rings_tell_what_is_older_only),
      cmocka_unit_test(a_wall_is_drawn_when_it_is_foretold_or_near),
      cmocka_unit_test(a_band_has_a_sixth_of_the_picture_at_least),
      cmocka_unit_test(what_is_no_window_is_an_empty_chart),
      cmocka_unit_test(no_window_is_longer_than_a_chart),
  };

  return cmocka_run_group_tests_name("chart", tests, NULL, NULL);
}
