#include "expect.h"

#include "discover/census.h"
#include "place.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PIDS_MOST = 4096 };

/* A /proc of this test's own, the census of it, and who was looked at. */
struct town {
  char path[64];
  int procfd;
  struct census *census;
  bool follows; /* what a look answers */
  int looked[PIDS_MOST];
  int count;
};

static int make_town(void **state) {
  static struct town place;

  place = (struct town){0};
  place.procfd = place_make(place.path);
  place.census = census_new();
  *state = &place;
  return place.procfd < 0 || !place.census ? -1 : 0;
}

static int remove_town(void **state) {
  struct town *place = *state;

  census_free(place->census);
  close(place->procfd);
  return place_remove(place->path);
}

static void give_birth(const struct town *place, int pid) {
  char name[16];

  snprintf(name, sizeof(name), "%d", pid);
  assert_int_equal(mkdirat(place->procfd, name, 0700), 0);
}

static void die(const struct town *place, int pid) {
  char name[16];

  snprintf(name, sizeof(name), "%d", pid);
  assert_int_equal(unlinkat(place->procfd, name, AT_REMOVEDIR), 0);
}

static bool look(void *context, int pid) {
  struct town *place = context;

  assert_true(place->count < PIDS_MOST);
  place->looked[place->count++] = pid;
  return place->follows;
}

/* One tick; returns how many were looked at. */
static int tick(struct town *place) {
  place->count = 0;
  assert_int_equal(census_sweep(place->census, place->procfd), 0);
  census_each(place->census, look, place);
  return place->count;
}

/* In how many of the next `ticks` somebody was looked at. */
static int looks_in(struct town *place, int ticks) {
  int looks = 0;

  while (ticks-- > 0)
    looks += tick(place);
  return looks;
}

static void tell_forks(const struct town *place, const char *text) {
  int fd = openat(place->procfd, "stat", O_WRONLY | O_CREAT | O_TRUNC, 0600);

  assert_true(fd >= 0);
  assert_int_equal(write(fd, text, strlen(text)), (ssize_t)strlen(text));
  close(fd);
}

static void the_new_are_looked_at_at_ages_that_double(void **state) {
  static const int looks[] = {1, 1, 1, 0, 1, 0, 0, 0, 1};
  struct town *place = *state;

  (void)tick(place);
  give_birth(place, 4242);
  for (int age = 0; age <= 8; age++)
    assert_int_equal(tick(place), looks[age]);
  assert_int_equal(looks_in(place, 50), 5);
}

static void those_of_the_first_sweep_are_not_young(void **state) {
  struct town *place = *state;

  give_birth(place, 4242);
  assert_int_equal(tick(place), 1);
  assert_int_equal(looks_in(place, 10), 1);
}

static void without_a_fork_nothing_is_swept(void **state) {
  struct town *place = *state;

  tell_forks(place, "cpu 1 2\nprocesses 70\nprocs_running 1\n");
  (void)tick(place);
  give_birth(place, 5);
  assert_int_equal(looks_in(place, 20), 0);
  tell_forks(place, "cpu 1 2\nprocesses 71\nprocs_running 1\n");
  assert_int_equal(tick(place), 1);
}

static void while_somebody_is_young_it_is_swept(void **state) {
  struct town *place = *state;

  tell_forks(place, "processes 70\n");
  (void)tick(place);
  give_birth(place, 5);
  tell_forks(place, "processes 71\n");
  assert_int_equal(tick(place), 1);
  give_birth(place, 6);
  assert_int_equal(tick(place), 2);
}

static void what_does_not_tell_forks_is_no_reason_to_skip(void **state) {
  struct town *place = *state;

  tell_forks(place, "cpu 1 2\nprocesses x\n");
  (void)tick(place);
  give_birth(place, 5);
  assert_int_equal(tick(place), 1);
}

static void the_old_are_looked_at_in_every_tenth_tick(void **state) {
  struct town *place = *state;
  int last = -1, looks = 0;

  give_birth(place, 17);
  (void)looks_in(place, 60);
  for (int i = 0; i < 100; i++) {
    if (tick(place) == 0)
      continue;
    if (last >= 0)
      assert_int_equal(i - last, 10);
    last = i;
    looks++;
  }
  assert_int_equal(looks, 10);
}

static void the_old_do_not_all_come_in_the_same_tick(void **state) {
  struct town *place = *state;

  for (int pid = 1000; pid < 1100; pid++)
    give_birth(place, pid);
  (void)looks_in(place, 60);
  for (int i = 0; i < 10; i++)
    assert_in_range(tick(place), 5, 20);
}

static void who_is_followed_is_left_alone(void **state) {
  struct town *place = *state;

  give_birth(place, 5);
  place->follows = true;
  assert_int_equal(tick(place), 1);
  assert_int_equal(looks_in(place, 100), 0);
}

static void who_is_followed_on_request_is_left_alone_as_well(void **state) {
  struct town *place = *state;

  (void)tick(place); /* who comes now is young */
  give_birth(place, 5);
  give_birth(place, 6);
  assert_int_equal(tick(place), 2);
  census_follow(place->census, 5);
  assert_int_equal(tick(place), 1);
  assert_int_equal(place->looked[0], 6);
}

static void who_is_forgotten_is_young_again(void **state) {
  struct town *place = *state;

  give_birth(place, 5);
  place->follows = true;
  (void)looks_in(place, 100);
  place->follows = false;
  census_forget(place->census, 5);
  assert_int_equal(looks_in(place, 8), 4);
  assert_int_equal(looks_in(place, 50), 5);
}

static void
who_is_forgotten_before_the_look_is_looked_at_in_this_tick(void **state) {
  struct town *place = *state;

  give_birth(place, 5);
  place->follows = true;
  (void)looks_in(place, 100);
  place->count = 0;
  assert_int_equal(census_sweep(place->census, place->procfd), 0);
  census_forget(place->census, 5);
  census_each(place->census, look, place);
  assert_int_equal(place->count, 1);
}

static void who_comes_back_was_just_born(void **state) {
  struct town *place = *state;

  give_birth(place, 5);
  place->follows = true;
  (void)looks_in(place, 100);
  die(place, 5);
  assert_int_equal(looks_in(place, 10), 0);
  give_birth(place, 5);
  place->follows = false;
  assert_int_equal(looks_in(place, 9), 5);
  assert_int_equal(looks_in(place, 50), 5);
}

static void the_dead_take_nobody_with_them(void **state) {
  static const int left[] = {2, 5, 6, 7, 10};
  struct town *place = *state;

  (void)tick(place); /* who comes now is young */
  for (int pid = 1; pid <= 9; pid++)
    give_birth(place, pid);
  assert_int_equal(tick(place), 9);
  census_follow(place->census, 3);
  census_follow(place->census, 8);
  die(place, 1);
  die(place, 4);
  die(place, 9);
  give_birth(place, 10);
  assert_int_equal(tick(place), 5);
  for (int i = 0; i < 5; i++)
    assert_int_equal(place->looked[i], left[i]);
}

/* Directories but /proc list in an order of their own. */
static void pids_come_in_ascending_order(void **state) {
  struct town *place = *state;

  (void)tick(place); /* who comes now is young */
  for (int i = 0; i < 97; i++)
    give_birth(place, 1 + i * 31 % 97);
  for (int round = 0; round < 3; round++) {
    assert_int_equal(tick(place), 97);
    for (int i = 0; i < 97; i++)
      assert_int_equal(place->looked[i], i + 1);
  }
}

static void thousands_are_not_too_many(void **state) {
  struct town *place = *state;

  (void)tick(place); /* who comes now is young */
  for (int pid = 1; pid <= 2500; pid++)
    give_birth(place, pid);
  assert_int_equal(tick(place), 2500);
  assert_int_equal(place->looked[2499], 2500);
  for (int pid = 1; pid <= 2499; pid++)
    die(place, pid);
  assert_int_equal(tick(place), 1);
  assert_int_equal(place->looked[0], 2500);
}

static void other_names_are_nobody(void **state) {
  struct town *place = *state;

  assert_int_equal(mkdirat(place->procfd, "self", 0700), 0);
  assert_int_equal(mkdirat(place->procfd, "sys", 0700), 0);
  give_birth(place, 3);
  assert_int_equal(tick(place), 1);
}

static void nobody_is_lost_by_a_sweep_that_fails(void **state) {
  struct town *place = *state;

  (void)tick(place); /* who comes now is young */
  give_birth(place, 3);
  (void)tick(place);
  assert_int_equal(census_sweep(place->census, -1), -EBADF);
  place->count = 0;
  census_each(place->census, look, place);
  assert_int_equal(place->count, 1);
  assert_int_equal(tick(place), 1);
}

static void strangers_are_neither_followed_nor_forgotten(void **state) {
  struct town *place = *state;

  census_follow(place->census, 1);
  census_forget(place->census, 1);
  assert_int_equal(tick(place), 0);
  give_birth(place, 3);
  census_follow(place->census, 3); /* not swept yet */
  assert_int_equal(tick(place), 1);
  census_follow(place->census, 2);
  census_forget(place->census, 4);
  assert_int_equal(tick(place), 1);
  census_free(NULL);
}

#define IN_A_PLACE(f) cmocka_unit_test_setup_teardown(f, make_town, remove_town)

int main(void) {
  static const struct CMUnitTest tests[] = {
      IN_A_PLACE(the_new_are_looked_at_at_ages_that_double),
      IN_A_PLACE(those_of_the_first_sweep_are_not_young),
      IN_A_PLACE(without_a_fork_nothing_is_swept),
      IN_A_PLACE(while_somebody_is_young_it_is_swept),
      IN_A_PLACE(what_does_not_tell_forks_is_no_reason_to_skip),
      IN_A_PLACE(the_old_are_looked_at_in_every_tenth_tick),
      IN_A_PLACE(the_old_do_not_all_come_in_the_same_tick),
      IN_A_PLACE(who_is_followed_is_left_alone),
      IN_A_PLACE(who_is_followed_on_request_is_left_alone_as_well),
      IN_A_PLACE(who_is_forgotten_is_young_again),
      IN_A_PLACE(who_is_forgotten_before_the_look_is_looked_at_in_this_tick),
      IN_A_PLACE(who_comes_back_was_just_born),
      IN_A_PLACE(the_dead_take_nobody_with_them),
      IN_A_PLACE(pids_come_in_ascending_order),
      IN_A_PLACE(thousands_are_not_too_many),
      IN_A_PLACE(other_names_are_nobody),
      IN_A_PLACE(nobody_is_lost_by_a_sweep_that_fails),
      IN_A_PLACE(strangers_are_neither_followed_nor_forgotten),
  };

  return cmocka_run_group_tests_name("census", tests, NULL, NULL);
}
