/* test_membership.c - who is in which unit and below which cgroup. */
#include "expect.h"

#include "discover/membership.h"

static const char v2[] = "0::/system.slice/nginx.service\n";
static const char hybrid[] =
    "12:memory:/system.slice/nginx.service/worker\n"
    "1:name=systemd:/system.slice/nginx.service\n0::/\n";
static const char container[] =
    "0::/../../system.slice/docker-4f0c.scope/init\n";
static const char user[] =
    "0::/user.slice/user-1000.slice/user@1000.service/app.slice/"
    "app-shop\\x2dweb.service\n";

static void a_unit_is_a_component_of_a_path(void **state) {
  static const struct {
    const char *membership, *unit;
    bool is_in;
  } rows[] = {
      {v2, "nginx.service", true},
      {v2, "nginx", true},
      {v2, "system.slice", true},
      {v2, "ngin", false},
      {v2, "nginx.servic", false},
      {v2, "ngin?.service", true},
      {v2, "*", true},
      {v2, "nginx@*.service", false},
      {hybrid, "nginx", true},
      {hybrid, "worker", false},
      {container, "docker-*.scope", true},
      {user, "app-shop\\x2dweb", true},
      {user, "app-shop-web", false},
      {"0::/app.v1.service\n", "app.v1", true},
      {"0::/app.v1.service\n", "app.*", true},
      {"0::/app.v1.service\n", "app.v1.service", true},
      {user, "user@1000", true},
      {user, "user@*.service", true},
      {"0::/\n", "nginx", false},
      {"", "*", false},
      {"garbage", "garbage", false},
  };

  (void)state;
  for (size_t i = 0; i < COUNT_OF(rows); i++)
    if (membership_in_unit(rows[i].membership, rows[i].unit) != rows[i].is_in)
      fail_msg("row %zu: %s", i, rows[i].unit);
}

static void a_cgroup_holds_those_below_it_too(void **state) {
  static const struct {
    const char *membership, *pattern;
    bool is_below;
  } rows[] = {
      {v2, "/system.slice/nginx.service", true},
      {v2, "/system.slice", true},
      {v2, "/system.slice/*", true},
      {v2, "/*", true},
      {v2, "/system", false},
      {v2, "/*.service", false},
      {v2, "system.slice", false},
      {hybrid, "/system.slice/nginx.service/worker", true},
      {container, "/system.slice/docker-*.scope", true},
      {container, "/system.slice/docker-*.scope/init", true},
      {container, "/system.slice/docker-*.scope/other", false},
      {"0::/\n", "/system.slice", false},
      {"", "/*", false},
      {"garbage", "/*", false},
  };

  (void)state;
  for (size_t i = 0; i < COUNT_OF(rows); i++)
    if (membership_below(rows[i].membership, rows[i].pattern) !=
        rows[i].is_below)
      fail_msg("row %zu: %s", i, rows[i].pattern);
}

int main(void) {
  static const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_unit_is_a_component_of_a_path),
      cmocka_unit_test(a_cgroup_holds_those_below_it_too),
  };

  return cmocka_run_group_tests_name("membership", tests, NULL, NULL);
}
