#include "expect.h"

#include "metric/metric.h"
#include "metric/wall.h"

#include <string.h>

/* The types of collectd's own types.db that we allow ourselves, how many
 * fields they have, and whether they are of kind DERIVE: no type of our own. */
static const struct stock {
  const char *type;
  int fields;
  bool derive;
} stock[] = {
    {"bool", 1, false},
    {"bytes", 1, false},
    {"contextswitch", 1, true},
    {"derive", 1, true},
    {"df_complex", 1, false},
    {"df_inodes", 1, false},
    {"disk_latency", 2, false},
    {"disk_octets", 2, true},
    {"duration", 1, false},
    {"file_handles", 1, false},
    {"file_size", 1, false},
    {"gauge", 1, false},
    {"io_octets", 2, true},
    {"io_ops", 2, true},
    {"memory", 1, false},
    {"percent", 1, false},
    {"ps_count", 2, false},
    {"ps_cputime", 2, true},
    {"ps_pagefaults", 2, true},
    {"ps_rss", 1, false},
    {"ps_vm", 1, false},
    {"queue_length", 1, false},
    {"total_time_in_ms", 1, true},
};

static const struct stock *stock_of(const char *type) {
  for (size_t i = 0; i < COUNT_OF(stock); i++)
    if (strcmp(stock[i].type, type) == 0)
      return &stock[i];
  return NULL;
}

static bool is_same(const char *a, const char *b) {
  return a == b || (a && b && strcmp(a, b) == 0);
}

static bool is_plain(const char *name) {
  static const char plain[] = "abcdefghijklmnopqrstuvwxyz0123456789_";

  return *name && strspn(name, plain) == strlen(name);
}

static void every_row_is_filled_and_named_once(void **state) {
  (void)state;
  for (int id = 0; id < METRIC_COUNT; id++) {
    const struct metric *m = &metrics[id];

    if (!m->name || !m->help || !is_plain(m->name))
      fail_msg("row %d (%s) is not filled", id, m->name ? m->name : "-");
    if (strlen(m->help) < 4 || m->help[strlen(m->help) - 1] != '.')
      fail_msg("the help of %s is no sentence", m->name);
    assert_in_range(m->unit, 0, UNIT_IDS - 1);
    assert_in_range(m->scope, 0, SCOPE_COUNT - 1);
    assert_in_range(m->source, 0, SOURCE_COUNT - 1);
    for (int other = 0; other < id; other++)
      assert_string_not_equal(m->name, metrics[other].name);
  }
}

static void a_row_is_found_by_its_name(void **state) {
  (void)state;
  for (int id = 0; id < METRIC_COUNT; id++)
    assert_int_equal(metric_find(metrics[id].name), id);
  assert_int_equal(metric_find(""), METRIC_COUNT);
  assert_int_equal(metric_find("Mem_Rss"), METRIC_COUNT);
  assert_int_equal(metric_find("mem_rs"), METRIC_COUNT);
  assert_int_equal(metric_find("mem_rss "), METRIC_COUNT);
}

/* Keyed sources are found by key, the others by column, what is worked out by
 * neither. */
static void a_row_tells_where_in_its_source_it_stands(void **state) {
  (void)state;
  for (int id = 0; id < METRIC_COUNT; id++) {
    const struct metric *m = &metrics[id];
    enum source_format format = sources[m->source].format;
    bool by_key = format == FORMAT_KEYED;
    bool by_column = !by_key && format != FORMAT_NONE;

    if ((m->key != NULL) != by_key || m->column < 0 ||
        (by_column && m->column == 0) || (!by_key && !by_column && m->column))
      fail_msg("%s has key %s and column %d", m->name, m->key ? m->key : "-",
               m->column);
    assert_int_not_equal(format, FORMAT_TEXT);
  }
}

static void rows_of_one_source_stand_together(void **state) {
  (void)state;
  for (int source = 0; source < SOURCE_COUNT; source++) {
    int first, end, rows = 0;

    if (source == SOURCE_DERIVED)
      continue; /* no file: its rows stand behind those of their scope */
    metric_range((enum source_id)source, &first, &end);
    for (int id = 0; id < METRIC_COUNT; id++)
      rows += metrics[id].source == (enum source_id)source;
    if (end - first != rows)
      fail_msg("%s has %d rows, but [%d, %d)", sources[source].path, rows,
               first, end);
    for (int id = first; id < end; id++)
      assert_int_equal(metrics[id].source, source);
  }
}

/* The parser walks the words of a line once. */
static void columns_ascend_and_keys_differ(void **state) {
  (void)state;
  for (int id = 1; id < METRIC_COUNT; id++) {
    const struct metric *m = &metrics[id], *before = &metrics[id - 1];

    if (m->source != before->source || m->source == SOURCE_DERIVED)
      continue;
    if (!m->key && m->column <= before->column)
      fail_msg("%s stands behind %s", m->name, before->name);
    for (int other = 0; m->key && other < id; other++)
      if (metrics[other].source == m->source &&
          is_same(metrics[other].key, m->key) &&
          metrics[other].column == m->column)
        fail_msg("%s and %s are the same number", m->name, metrics[other].name);
  }
}

static void rows_of_a_process_come_first(void **state) {
  (void)state;
  for (int id = 0; id < METRIC_COUNT; id++) {
    const struct metric *m = &metrics[id];

    if ((m->scope == SCOPE_MEMBER) != (id < METRIC_MEMBER_COUNT))
      fail_msg("%s stands on the wrong side", m->name);
    if (m->source != SOURCE_DERIVED)
      assert_int_equal(m->scope, sources[m->source].scope);
    if (m->dimension)
      assert_int_equal(m->scope, SCOPE_MEMBER);
  }
}

static void only_counters_of_time_are_clocked(void **state) {
  (void)state;
  for (int id = 0; id < METRIC_COUNT; id++)
    if (metrics[id].clocked) {
      assert_int_equal(metrics[id].kind, METRIC_COUNTER);
      assert_string_equal(units[metrics[id].unit].name, "seconds");
    }
}

static void a_row_leaves_by_a_stock_type_of_its_kind(void **state) {
  (void)state;
  for (int id = 0; id < METRIC_COUNT; id++) {
    const struct metric *m = &metrics[id];
    const struct stock *type = m->type ? stock_of(m->type) : NULL;

    if (!m->type) {
      assert_null(m->type_instance);
      assert_int_equal(m->field, 0);
      continue;
    }
    if (!type)
      fail_msg("%s leaves by %s, which is not a stock type", m->name, m->type);
    else if (m->field < 0 || m->field >= type->fields)
      fail_msg("%s has no field %d for %s", m->type, m->field, m->name);
    else if ((m->kind == METRIC_COUNTER) != type->derive)
      fail_msg("%s is of another kind than %s", m->name, m->type);
    if (m->type_instance && !is_plain(m->type_instance))
      fail_msg("%s leaves as %s", m->name, m->type_instance);
  }
}

static bool leaves_with(const struct metric *a, const struct metric *b) {
  return a->type && b->type && a->scope == b->scope &&
         is_same(a->type, b->type) &&
         is_same(a->type_instance, b->type_instance);
}

static void no_two_rows_leave_as_the_same_number(void **state) {
  (void)state;
  for (int id = 0; id < METRIC_COUNT; id++)
    for (int other = 0; other < id; other++)
      if (leaves_with(&metrics[id], &metrics[other]) &&
          metrics[id].field == metrics[other].field)
        fail_msg("%s and %s leave alike", metrics[id].name,
                 metrics[other].name);
}

static void the_second_field_follows_the_first(void **state) {
  (void)state;
  for (int id = 0; id < METRIC_COUNT; id++) {
    const struct metric *m = &metrics[id];

    if (m->field == 0 || id == METRIC_THREADS)
      continue; /* the number of processes is not in this table */
    if (id == 0 || !leaves_with(m, m - 1) || m[-1].field != 0)
      fail_msg("before %s there is no first field", m->name);
  }
}

/* ... except for ps_count, whose first is the number of members. */
static void no_first_field_stands_alone(void **state) {
  (void)state;
  for (int id = 0; id < METRIC_COUNT; id++) {
    const struct metric *m = &metrics[id];

    if (!m->type || m->field != 0 || stock_of(m->type)->fields == 1)
      continue;
    if (id + 1 == METRIC_COUNT || !leaves_with(m, m + 1) || m[1].field != 1)
      fail_msg("behind %s there is no second field", m->name);
  }
}

static void no_two_walls_of_one_scope_share_a_name(void **state) {
  (void)state;
  for (int id = 0; id < METRIC_COUNT; id++) {
    const char *name = metric_wall_name((enum metric_id)id);

    assert_true(is_plain(name));
    for (int other = 0; other < id; other++)
      if (metrics[other].scope == metrics[id].scope)
        assert_string_not_equal(name, metric_wall_name((enum metric_id)other));
    for (int other = 0; other < WALL_COUNT; other++)
      if (walls[other].scope == metrics[id].scope)
        assert_string_not_equal(name, walls[other].name);
  }
}

static void the_name_of_a_wall_is_that_of_its_metric_or_shorter(void **state) {
  (void)state;
  assert_string_equal(metric_wall_name(METRIC_MEM_RSS), "rss");
  assert_string_equal(metric_wall_name(METRIC_FD_COUNT), "fd_count");
  assert_string_equal(metric_wall_name(METRIC_IO_WAIT), "io_wait");
}

static void every_source_is_named_once(void **state) {
  (void)state;
  for (int id = 0; id < SOURCE_COUNT; id++) {
    assert_non_null(sources[id].path);
    assert_true(sources[id].path[0] && sources[id].path[0] != '/');
    for (int other = 0; other < id; other++)
      assert_string_not_equal(sources[id].path, sources[other].path);
  }
}

/* facts/kernel.md, 3.1: those that hang with the process they belong to. */
static void just_the_files_that_may_hang_are_guarded(void **state) {
  static const char *const guarded[] = {
      "io",           "taskstats", "stat",           "ns/pid",
      "cmdline",      "exe",       "task/N/cmdline", "task/N/exe",
      "task/N/wchan", "mountinfo", "self/mountinfo", "statfs",
      "fd/N",         "statx",     "sock_diag",      "ns/net"};

  (void)state;
  for (int id = 0; id < SOURCE_COUNT; id++) {
    bool may_hang = false;

    for (size_t i = 0; i < COUNT_OF(guarded); i++)
      may_hang = may_hang || strcmp(sources[id].path, guarded[i]) == 0;
    if ((sources[id].lane == LANE_GUARDED) != may_hang)
      fail_msg("%s is in the wrong lane", sources[id].path);
    if ((sources[id].lane == LANE_DEEP) !=
        (strcmp(sources[id].path, "maps") == 0))
      fail_msg("%s is in the wrong lane", sources[id].path);
  }
}

static void files_that_harm_the_watched_are_never_read(void **state) {
  static const char *const never[] = {"smaps",   "fd/",     "map_files",
                                      "pagemap", "environ", "stack",
                                      "syscall", "mem/"};

  (void)state;
  for (int id = 0; id < SOURCE_COUNT; id++)
    for (size_t i = 0; i < COUNT_OF(never); i++)
      if (id != SOURCE_FD_LINKS && strstr(sources[id].path, never[i]))
        fail_msg("%s is read", sources[id].path);
  assert_true(sources[SOURCE_FD_LINKS].is_link);
}

int main(void) {
  static const struct CMUnitTest tests[] = {
      cmocka_unit_test(every_row_is_filled_and_named_once),
      cmocka_unit_test(a_row_is_found_by_its_name),
      cmocka_unit_test(a_row_tells_where_in_its_source_it_stands),
      cmocka_unit_test(rows_of_one_source_stand_together),
      cmocka_unit_test(columns_ascend_and_keys_differ),
      cmocka_unit_test(rows_of_a_process_come_first),
      cmocka_unit_test(only_counters_of_time_are_clocked),
      cmocka_unit_test(a_row_leaves_by_a_stock_type_of_its_kind),
      cmocka_unit_test(no_two_rows_leave_as_the_same_number),
      cmocka_unit_test(the_second_field_follows_the_first),
      cmocka_unit_test(no_first_field_stands_alone),
      cmocka_unit_test(no_two_walls_of_one_scope_share_a_name),
      cmocka_unit_test(the_name_of_a_wall_is_that_of_its_metric_or_shorter),
      cmocka_unit_test(every_source_is_named_once),
      cmocka_unit_test(just_the_files_that_may_hang_are_guarded),
      cmocka_unit_test(files_that_harm_the_watched_are_never_read),
  };

  return cmocka_run_group_tests_name("metric", tests, NULL, NULL);
}
