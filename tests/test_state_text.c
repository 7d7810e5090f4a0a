/* test_state_text.c - what is no state is refused, whatever it is. */
#include "state_life.h"

/* --- what is no state ----------------------------------------------------- */

/* Whatever comes of it, a pipeline that takes it goes on. */
static void try_text(const struct life *before, const char *text,
                     size_t length) {
  struct life life;

  if (state_check(text, length))
    return;
  prepare(&life);
  resume(&life, before, text, length, 1, BOOT_ID, 0);
  run(&life, 2);
  finish(&life);
}

static void no_part_of_a_state_is_one(void **state) {
  struct life one;
  size_t length;
  char *text;

  (void)state;
  text = live(&one, 70, &length);
  assert_null(state_check(text, length));
  for (size_t part = 0; part < length; part += part < 2000 ? 1 : 61) {
    scoped_free char *prefix = malloc(part + 1);

    memcpy(prefix, text, part);
    assert_non_null(state_check(prefix, part));
  }
  finish(&one);
  free(text);
}

static void no_changed_byte_does_harm(void **state) {
  static const char others[] = "0-9.e,:[]{}\"n \n\\\xff";
  struct life one;
  size_t length;
  char *text;

  (void)state;
  text = live(&one, 70, &length);
  for (size_t i = 0; i < length; i += 1 + i / 600) {
    char was = text[i];

    text[i] = others[i % (sizeof(others) - 1)];
    try_text(&one, text, length);
    text[i] = (char)(was ^ (1 << i % 8));
    try_text(&one, text, length);
    text[i] = was;
  }
  assert_null(state_check(text, length));
  finish(&one);
  free(text);
}

#define FIRST                                                                  \
  "[\n{\"kind\":\"state\",\"program\":\"io_forecast\",\"version\":1},\n"
#define LAST                                                                   \
  "{\"kind\":\"end\",\"at_s\":5,\"tick\":1,\"lines\":%d,\"boot_id\":\"b\","    \
  "\"wall_s\":10,\"interval_s\":1,\"arrays\":{\"ages\":[0]}}\n]\n"
#define SECOND(rest) FIRST "{\"kind\":" rest ",\n"

static const struct {
  const char *text;
  int lines; /* in front of a last one; 0: there is none */
  const char *why;
} texts[] = {
    {FIRST, 1, NULL},
    {"", 0, "no state"},
    {"[\n", 0, "no state"},
    {"{}", 0, "no state"},
    {"[\n{}\n]\n", 0, "no state"},
    {"[\n{\"host\":\"e2e\",\"members\":[]}\n]\n", 0, "no state"},
    {FIRST, 0, "torn"},
    {FIRST, 2, "torn"},
    {"[\n{\"kind\":\"state\",\"program\":\"io_forecast\",\"version\":2},\n", 1,
     "another version"},
    {"[\n{\"kind\":\"state\",\"program\":\"collectd\",\"version\":1},\n", 1,
     "no state"},
    {FIRST "{\"kind\":\"host\",\"at_s\":5,\"tick\":1},\n", 2, NULL},
    {FIRST "{\"kind\":\"host\",\"at_s\":6,\"tick\":1},\n", 2, "torn"},
    {FIRST "{\"kind\":\"host\",\"at_s\":5,\"tick\":2},\n", 2, "torn"},
    {FIRST "{\"kind\":\"host\",\"at_s\":5,\"tick\":1.5},\n", 2, "torn"},
    {FIRST "{\"kind\":\"host\",\"at_s\":5},\n", 2, "torn"},
    {FIRST "{\"kind\":\"ghost\",\"at_s\":5,\"tick\":1},\n", 2, "torn"},
    {FIRST "{\"kind\":\"host\",\"at_s\":1e999,\"tick\":1},\n", 2, "torn"},
    {FIRST "{\"kind\":\"host\",\"at_s\":NaN,\"tick\":1},\n", 2, "torn"},
    {FIRST "{\"kind\":\"host\",\"at_s\":5,\"at_s\":5,\"tick\":1},\n", 2,
     "torn"},
    {FIRST "{\"kind\":\"host\",\"kind\":\"host\",\"at_s\":5,\"tick\":1},\n", 2,
     "torn"},
    {FIRST
     "{\"kind\":\"host\",\"at_s\":5,\"tick\":1,\"windows\":{\"x\":[7]}},\n",
     2, NULL},
    {FIRST
     "{\"kind\":\"host\",\"at_s\":5,\"tick\":1,\"windows\":{\"x\":[[1,7]]}}"
     ",\n",
     2, NULL},
    {FIRST
     "{\"kind\":\"host\",\"at_s\":5,\"tick\":1,\"windows\":{\"x\":[7,8]}},"
     "\n",
     2, "torn"},
    {FIRST "{\"kind\":\"host\",\"at_s\":5,\"tick\":1,\"windows\":{\"x\":[7],"
           "\"x\":[7]}},\n",
     2, "torn"},
    {FIRST "{\"kind\":\"host\",\"at_s\":5,\"tick\":1,\"windows\":{\"x\":"
           "[[1e9,7]]}},\n",
     2, "torn"},
    {FIRST
     "{\"kind\":\"host\",\"at_s\":5,\"tick\":1,\"windows\":{\"x\":[[1]]}},"
     "\n",
     2, "torn"},
    {FIRST "{\"kind\":\"host\",\"at_s\":5,\"tick\":1,\"windows\":{\"x\":[[[["
           "[[[[]]]]]]]]}},\n",
     2, "torn"},
    {FIRST "{\"kind\":\"host\",\"at_s\":5,\"tick\":1,\"alarms\":{\"fd_limit\":"
           "[3,0,0]}},\n",
     2, "torn"},
    {FIRST "{\"kind\":\"host\",\"at_s\":5,\"tick\":1,\"alarms\":{\"fd_limit\":"
           "[2,1,1]}},\n",
     2, NULL},
    {FIRST "{\"kind\":\"group\",\"name\":\"q-real\",\"base\":\"q-$1\",\"at_s\":"
           "5,\"tick\":1},\n",
     2, NULL},
    {FIRST "{\"kind\":\"group\",\"name\":\"q-real\\n[error] "
           "forged\",\"base\":\"q-$1\",\"at_s\":5,\"tick\":1},\n",
     2, "torn"},
    {FIRST "{\"kind\":\"group\",\"name\":\"../"
           "evil\",\"base\":\"q-$1\",\"at_s\":5,\"tick\":1},\n",
     2, "torn"},
    {FIRST "{\"kind\":\"group\",\"name\":\"a\\\"b\",\"base\":\"q-$1\",\"at_s\":"
           "5,\"tick\":1},\n",
     2, "torn"},
    {FIRST "{\"kind\":\"group\",\"name\":\"host\",\"base\":\"q-$1\",\"at_s\":5,"
           "\"tick\":1},\n",
     2, "torn"},
    {FIRST "{\"kind\":\"group\",\"name\":\"fs-root\",\"base\":\"q-$1\",\"at_"
           "s\":5,\"tick\":1},\n",
     2, "torn"},
    {FIRST "{\"kind\":\"group\",\"name\":\"q-\\u202e\",\"base\":\"q-$1\",\"at_"
           "s\":5,\"tick\":1},\n",
     2, "torn"},
    {FIRST "{\"kind\":\"group\",\"name\":"
           "\"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
           "\",\"base\":\"q-$1\",\"at_s\":5,\"tick\":1},\n",
     2, "torn"},
    {FIRST "{\"kind\":\"group\",\"name\":\"web\",\"base\":\"web\",\"at_s\":5,"
           "\"tick\":1,\"totals\":{\"cpu_user\":[-1]}},\n",
     2, "torn"},
    {FIRST "{\"kind\":\"group\",\"name\":\"web\",\"base\":\"web\",\"at_s\":5,"
           "\"tick\":1,\"arrays\":{\"fuse\":[1,-5]}},\n",
     2, "torn"},
    {FIRST "{\"kind\":\"member\",\"name\":\"web\",\"pid\":0,\"start_time\":1,"
           "\"at_s\":5,\"tick\":1},\n",
     2, "torn"},
    {FIRST "{\"kind\":\"host\",\"at_s\":null,\"tick\":1},\n", 2, "torn"},
    {FIRST "{\"kind\":\"host\",\"at_s\":5,\"tick\":1,\"windows\":{\"x\":[7],"
           "\"y\":[7]}},\n",
     2, NULL},
    {FIRST "{\"kind\":\"host\",\"at_s\":5,\"tick\":1,\"windows\":{\"x\":[7],"
           "\"y\":[7],\"x\":[7]}},\n",
     2, "torn"},
    {FIRST "{\"kind\":\"host\",\"at_s\":5,\"tick\":1,\"windows\":{\"x\":[[1.5,"
           "7]]}},\n",
     2, "torn"},
    {FIRST "{\"kind\":\"host\",\"at_s\":5,\"tick\":1,\"windows\":{\"x\":[[0.5,"
           "7]]}},\n",
     2, "torn"},
    {FIRST "{\"kind\":\"host\",\"at_s\":5,\"tick\":1,\"windows\":{\"x\":[[null,"
           "7]]}},\n",
     2, "torn"},
    {FIRST "{\"kind\":\"host\",\"at_s\":5,\"tick\":1,\"windows\":{\"x\":[[1,7,"
           "8]]}},\n",
     2, "torn"},
    {FIRST
     "{\"kind\":\"host\",\"at_s\":5,\"tick\":1,\"windows\":{\"x\":[[1],7]}},\n",
     2, "torn"},
    {FIRST
     "{\"kind\":\"host\",\"at_s\":5,\"tick\":1,\"windows\":{\"x\":[\"7\"]}},\n",
     2, "torn"},
    {FIRST "{\"kind\":\"host\",\"at_s\":5,\"tick\":1,\"windows\":{\"x\":{\"y\":"
           "[7]}}},\n",
     2, "torn"},
    {FIRST
     "{\"kind\":\"host\",\"at_s\":5,\"tick\":1,\"windows\":{\"\":[7]}},\n",
     2, "torn"},
    {FIRST "{\"kind\":\"host\",\"at_s\":5,\"tick\":1,\"windows\":[[[7]]]},\n",
     2, "torn"},
    {FIRST "{\"kind\":\"host\",\"at_s\":5,\"tick\":1,\"windows\":{\"x\":7}},\n",
     2, "torn"},
    {FIRST "{\"kind\":\"host\",\"at_s\":5,\"tick\":1,\"doors\":{\"x\":[7]}},\n",
     2, "torn"},
    {FIRST
     "{\"kind\":\"host\",\"at_s\":5,\"tick\":1,\"totals\":{\"x\":[0]}},\n",
     2, NULL},
    {FIRST
     "{\"kind\":\"host\",\"at_s\":5,\"tick\":1,\"totals\":{\"x\":[1,2]}},\n",
     2, "torn"},
    {FIRST
     "{\"kind\":\"host\",\"at_s\":5,\"tick\":1,\"totals\":{\"x\":[null]}},\n",
     2, "torn"},
    {FIRST "{\"kind\":\"host\",\"at_s\":5,\"tick\":1,\"windows\":{\"x\":[3."
           "4e38]}},\n",
     2, NULL},
    {FIRST "{\"kind\":\"host\",\"at_s\":5,\"tick\":1,\"windows\":{\"x\":[3."
           "5e38]}},\n",
     2, "torn"},
    {FIRST
     "{\"kind\":\"host\",\"at_s\":5,\"tick\":1,\"windows\":{\"x\":[-4e89]}},\n",
     2, "torn"},
    {FIRST
     "{\"kind\":\"host\",\"at_s\":5,\"tick\":1,\"totals\":{\"x\":[1e999]}},\n",
     2, "torn"},
    {FIRST "{\"kind\":\"device\",\"at_s\":5,\"tick\":1},\n", 2, "torn"},
    {FIRST "{\"kind\":\"device\",\"at_s\":5,\"tick\":1,\"name\":\"sda\"},\n", 2,
     NULL},
    {FIRST "{\"kind\":\"host\",\"at_s\":5,\"tick\":1,\"arrays\":{\"io_wait_"
           "usual\":[-1]}},\n",
     2, "torn"},
    {FIRST "{\"kind\":\"host\",\"at_s\":5,\"tick\":1,\"arrays\":{\"fd_growth_"
           "usual\":[-1]}},\n",
     2, "torn"},
    {FIRST
     "{\"kind\":\"host\",\"at_s\":5,\"tick\":1,\"arrays\":{\"joint\":[-1]}},\n",
     2, "torn"},
    {FIRST
     "{\"kind\":\"host\",\"at_s\":5,\"tick\":1,\"arrays\":{\"told\":[-1]}},\n",
     2, "torn"},
    {FIRST "{\"kind\":\"host\",\"at_s\":5,\"tick\":1,\"arrays\":{\"growth\":[-"
           "1]}},\n",
     2, "torn"},
    {FIRST "{\"kind\":\"host\",\"at_s\":5,\"tick\":1,\"arrays\":{\"growth\":["
           "10,640,640,0,5,null,null]}},\n",
     2, NULL},
    {FIRST "{\"kind\":\"host\",\"at_s\":5,\"tick\":1,\"arrays\":{\"growth\":["
           "10,641,641,0,5,null,null]}},\n",
     2, NULL},
    {FIRST "{\"kind\":\"host\",\"at_s\":5,\"tick\":1,\"arrays\":{\"growth\":["
           "10,640,642,0,5,null,null]}},\n",
     2, "torn"},
    {FIRST "{\"kind\":\"host\",\"at_s\":5,\"tick\":1,\"arrays\":{\"growth\":["
           "10,642,640,0,5,null,null]}},\n",
     2, "torn"},
    {FIRST "{\"kind\":\"host\",\"at_s\":5,\"tick\":1,\"arrays\":{\"unheard_"
           "of\":[-1]}},\n",
     2, NULL},
    {"[\n{\"kind\":\"host\",\"at_s\":5,\"tick\":1},\n", 1, "no state"},
    {FIRST "{\"kind\":\"state\",\"program\":\"io_forecast\",\"version\":1},\n",
     2, "torn"},
    {FIRST "{\"kind\":\"end\",\"at_s\":5,\"tick\":1,\"lines\":1,\"boot_id\":"
           "\"b\",\"wall_s\":10,\"interval_s\":1}\n]\n",
     0, "torn"},
    {FIRST "{\"kind\":\"end\",\"at_s\":5,\"tick\":1,\"lines\":1,\"boot_id\":"
           "\"b\",\"wall_s\":10,\"interval_s\":1,\"arrays\":{\"ages\":[0]}},\n",
     2, "torn"},
    {FIRST "{\"kind\":\"host\",\"at_s\":5,\"tick\":1}\n]\n", 0, "torn"},
    {FIRST "{\"kind\":\"end\",\"at_s\":5,\"tick\":1,\"lines\":1,\"boot_id\":"
           "\"b\",\"wall_s\":10,\"interval_s\":1,\"arrays\":{\"ages\":[0]}},\n",
     0, "torn"},
};

static void what_is_no_state_is_told_to_be_none(void **state) {
  (void)state;
  for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
    char text[2048];
    size_t length = (size_t)snprintf(text, sizeof(text), "%s", texts[i].text);
    const char *why;

    if (texts[i].lines > 0)
      length += (size_t)snprintf(text + length, sizeof(text) - length, LAST,
                                 texts[i].lines);
    why = state_check(text, length);
    if (!why != !texts[i].why || (why && !strstr(why, texts[i].why)))
      fail_msg("%s: %s", text, why ? why : "it is one");
  }
}

/* Of arrays as many as there is room for, of numbers too. */
static void what_is_more_than_a_line_can_have_is_no_state(void **state) {
  static char text[LINE_ARRAYS * 32];

  (void)state;
  for (int more = 0; more < 2; more++) {
    size_t length = (size_t)snprintf(
        text, sizeof(text), "%s",
        FIRST "{\"kind\":\"host\",\"at_s\":5,\"tick\":1,\"arrays\":{");

    for (int i = 0; i < LINE_ARRAYS + more; i++)
      length += (size_t)snprintf(text + length, sizeof(text) - length,
                                 "%s\"x%d\":[7]", i > 0 ? "," : "", i);
    length +=
        (size_t)snprintf(text + length, sizeof(text) - length, "}},\n" LAST, 2);
    assert_int_equal(!state_check(text, length), !more);
  }
  for (int more = 0; more < 2; more++) {
    size_t length =
        (size_t)snprintf(text, sizeof(text),
                         FIRST "{\"kind\":\"host\",\"at_s\":5,\"tick\":1,"
                               "\"arrays\":{\"x\":[7,[%d,7]]}},\n" LAST,
                         LINE_VALUES - 1 + more, 2);

    assert_int_equal(!state_check(text, length), !more);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(what_is_more_than_a_line_can_have_is_no_state),
      cmocka_unit_test(no_part_of_a_state_is_one),
      cmocka_unit_test(no_changed_byte_does_harm),
      cmocka_unit_test(what_is_no_state_is_told_to_be_none),
  };

  return cmocka_run_group_tests(tests, NULL, NULL);
}
