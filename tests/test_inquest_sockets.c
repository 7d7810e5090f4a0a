/* test_inquest_sockets.c - which sockets are asked for, and what of the answers
 * is told. What sock_diag(7) would answer the test says. */
#include "expect.h"
#include "lacks.h"

#include "inquest_sockets.h"
#include "sample/errand.h"

#include <errno.h>
#include <string.h>

#define NET "net:[4026531840]"

enum { LISTENS = 10 /* TCP_LISTEN */, INODE = 1000 };

static struct {
  struct sockets_inquest sockets;
  struct dossier dossier;
  struct errand errand;
  struct socket_search search[SOCKET_PROTOCOLS];
} scene;

static int begin(void **state) {
  (void)state;
  memset(&scene, 0, sizeof(scene));
  return 0;
}

/* A round that meets so many sockets: fd 0 has the inode INODE, and so on. */
static void see(int count) {
  sockets_begin_round(&scene.sockets);
  for (int fd = 0; fd < count; fd++)
    sockets_see(&scene.sockets, fd, (uint64_t)(INODE + fd));
  sockets_end_round(&scene.sockets, &scene.dossier);
}

static void ask(void) {
  struct errand *errand = &scene.errand;

  assert_true(sockets_want(&scene.sockets));
  errand_clear(errand);
  sockets_fill(&scene.sockets, errand);
  assert_int_equal(errand->count, SOCKET_PROTOCOLS);
  for (int i = 0; i < errand->count; i++)
    memcpy(&scene.search[i], errand->reading[i].bytes, sizeof(scene.search[i]));
}

static void find(enum socket_protocol protocol, struct socket_found found) {
  struct socket_search *search = &scene.search[protocol];

  found.protocol = (uint8_t)protocol;
  search->found[search->found_count++] = found;
}

static void take(void) {
  struct errand *errand = &scene.errand;

  for (int i = 0; i < errand->count; i++)
    memcpy(errand->reading[i].bytes, &scene.search[i], sizeof(scene.search[i]));
  errand->outcome = ERRAND_DONE;
  sockets_take_answers(&scene.sockets, &scene.dossier, errand);
}

static void refuse(enum socket_protocol protocol, long error) {
  scene.errand.reading[protocol].length = error;
}

static void what_has_no_socket_is_asked_nothing(void **state) {
  (void)state;
  scene.dossier.socket_count = 3; /* of before */
  see(0);
  assert_false(sockets_want(&scene.sockets));
  assert_int_equal(scene.dossier.socket_count, 0);
}

static void all_that_are_held_are_asked_for_in_order(void **state) {
  (void)state;
  sockets_begin_round(&scene.sockets);
  sockets_see(&scene.sockets, 3, 79);
  sockets_see(&scene.sockets, 4, 78);
  sockets_end_round(&scene.sockets, &scene.dossier);
  ask();
  for (int i = 0; i < SOCKET_PROTOCOLS; i++) {
    assert_int_equal(scene.search[i].protocol, i);
    assert_int_equal(scene.search[i].asked_count, 2);
    assert_int_equal(scene.search[i].asked[0], 78);
    assert_int_equal(scene.search[i].asked[1], 79);
    assert_false(scene.search[i].is_abroad);
  }
  find(SOCKET_TCP6, (struct socket_found){.inode = 79, .state = 1});
  take();
  assert_int_equal(scene.dossier.socket[0].fd, 3);
  assert_string_equal(scene.dossier.socket[0].protocol, "tcp6");
  assert_false(sockets_want(&scene.sockets));
}

/* As many as can be asked for need not wait for the end of the round, and the
 * end does not ask for them again. */
static void many_are_asked_for_in_the_midst_of_a_round(void **state) {
  (void)state;
  sockets_begin_round(&scene.sockets);
  for (int fd = 0; fd < SOCKETS_ASKED; fd++) {
    assert_false(sockets_want(&scene.sockets));
    sockets_see(&scene.sockets, fd, (uint64_t)(INODE + fd));
  }
  ask();
  take();
  sockets_see(&scene.sockets, SOCKETS_ASKED, INODE + SOCKETS_ASKED);
  sockets_end_round(&scene.sockets, &scene.dossier);
  assert_false(sockets_want(&scene.sockets));
  see(SOCKETS_ASKED + 1);
  ask();
  assert_int_equal(scene.search[0].asked_count, 1);
  assert_int_equal(scene.search[0].asked[0], INODE + SOCKETS_ASKED);
}

/* What was told of the first of them stands beside what is told of the rest. */
static void a_second_part_adds_to_the_first(void **state) {
  (void)state;
  see(SOCKETS_ASKED + 1);
  ask();
  find(SOCKET_TCP, (struct socket_found){.inode = INODE, .state = 1});
  take();
  see(SOCKETS_ASKED + 1);
  ask();
  find(SOCKET_TCP,
       (struct socket_found){.inode = INODE + SOCKETS_ASKED, .state = 1});
  take();
  assert_int_equal(scene.dossier.socket_count, 2);
  assert_int_equal(scene.dossier.socket[1].fd, SOCKETS_ASKED);
  see(SOCKETS_ASKED + 1);
  ask();
  take();
  assert_int_equal(scene.dossier.socket_count, 0);
}

/* Connections, and the most of them, which the kernel tells as a send queue. */
static void what_listens_has_a_queue_of_connections(void **state) {
  const struct dossier_socket *told = scene.dossier.socket;

  (void)state;
  see(1);
  ask();
  find(SOCKET_TCP, (struct socket_found){.inode = INODE,
                                         .state = LISTENS,
                                         .receive_queue = 5,
                                         .send_queue = 128,
                                         .has_memory = true,
                                         .receive_buffer = 131072,
                                         .send_buffer = 16384});
  take();
  assert_int_equal(scene.dossier.socket_count, 1);
  assert_string_equal(told->state, "listen");
  expect_near(told->receive_queue, 5, 0);
  expect_near(told->receive_buffer, 128, 0);
  expect_missing(told->send_queue);
}

static void without_memory_no_buffer_is_known(void **state) {
  const struct dossier_socket *told = scene.dossier.socket;

  (void)state;
  see(1);
  ask();
  find(SOCKET_UDP, (struct socket_found){.inode = INODE,
                                         .state = 1,
                                         .receive_queue = 5,
                                         .send_queue = 6,
                                         .probes = true,
                                         .resent = 3});
  take();
  expect_near(told->receive_queue, 5, 0);
  expect_near(told->send_queue, 6, 0);
  expect_missing(told->receive_buffer);
  expect_missing(told->send_buffer);
  expect_missing(told->receive_held);
  expect_missing(told->send_held);
  assert_true(told->probes);
  assert_int_equal(told->resent, 3);
}

static void a_name_of_an_other_side_is_no_socket(void **state) {
  (void)state;
  see(1);
  ask();
  find(SOCKET_UNIX, (struct socket_found){.inode = INODE, .state = 0});
  take();
  assert_int_equal(scene.dossier.socket_count, 0);
}

static struct socket_found full(int fd, uint32_t receive, uint32_t send) {
  return (struct socket_found){.inode = (uint32_t)(INODE + fd),
                               .state = 1,
                               .has_memory = true,
                               .receive_queue = receive,
                               .send_queue = send,
                               .receive_buffer = 1000,
                               .send_buffer = 1000};
}

/* By the fuller of both queues; more are found than are told. */
static void the_fullest_are_told_first(void **state) {
  const struct dossier *dossier = &scene.dossier;

  (void)state;
  _Static_assert(2 * (int)SOCKETS_FOUND > (int)DOSSIER_SOCKETS, "too many");
  see(2 * SOCKETS_FOUND);
  ask();
  for (int fd = 0; fd < SOCKETS_FOUND; fd++) {
    find(SOCKET_TCP, full(fd, 0, 100 + (uint32_t)fd));
    find(SOCKET_TCP6, full(SOCKETS_FOUND + fd, 100 + (uint32_t)fd, 50));
  }
  take();
  assert_int_equal(dossier->socket_count, DOSSIER_SOCKETS);
  for (int i = 0; i < DOSSIER_SOCKETS; i++) {
    const struct dossier_socket *told = &dossier->socket[i];

    expect_near(fmax(told->receive_queue, told->send_queue),
                100 + SOCKETS_FOUND - 1 - i / 2, 0);
    assert_int_equal(told->inode, INODE + told->fd);
  }
}

static void an_answer_that_is_cut_is_told_by_its_protocol(void **state) {
  (void)state;
  see(1);
  ask();
  scene.search[SOCKET_UDP6].is_cut = true;
  find(SOCKET_UDP6, (struct socket_found){.inode = INODE, .state = 1});
  take();
  assert_int_equal(scene.dossier.lack_count, 1);
  assert_string_equal(why_without(&scene.dossier, "UDP sockets"),
                      "there are too many of them");
  assert_int_equal(scene.dossier.socket_count, 1);
}

static void a_family_that_the_kernel_has_not_is_a_lack(void **state) {
  static const long errors[] = {-ENOENT, -EPROTONOSUPPORT, -EAFNOSUPPORT};

  (void)state;
  for (size_t i = 0; i < COUNT_OF(errors); i++) {
    see(1);
    ask();
    refuse(SOCKET_UNIX, errors[i]);
    find(SOCKET_TCP, (struct socket_found){.inode = INODE, .state = 1});
    take();
    assert_int_equal(scene.dossier.lack_count, 1);
    assert_string_equal(why_without(&scene.dossier, "unix sockets"),
                        "the kernel has no sock_diag");
    assert_int_equal(scene.dossier.socket_count, 1);
  }
}

static void what_was_refused_once_is_no_lack_when_it_is_told(void **state) {
  (void)state;
  see(1);
  ask();
  refuse(SOCKET_TCP, -ENOBUFS);
  take();
  assert_string_equal(why_without(&scene.dossier, "sockets"),
                      "may not be read (ENOBUFS)");
  see(1);
  ask();
  take();
  assert_int_equal(scene.dossier.lack_count, 0);
}

static void where_it_is_is_told_by_a_link(void **state) {
  static const struct {
    long length; /* 0: of the text */
    const char *net, *own;
    bool is_foreign, is_nowhere;
    const char *why;
  } rows[] = {
      {0, NET, NET, false, false, NULL},
      {0, "net:[5]", NET, true, false, NULL},
      {0, "net:[40265318400]", NET, true, false, NULL},
      {0, NET, "", true, true, "our own network namespace is not known"},
      {-EACCES, "", NET, false, true, "may not be read (EACCES)"},
      {-ESRCH, "", NET, false, true, NULL}, /* it is gone */
  };

  for (size_t i = 0; i < COUNT_OF(rows); i++) {
    long length = rows[i].length ? rows[i].length : (long)strlen(rows[i].net);

    (void)begin(state);
    sockets_take_net(&scene.sockets, &scene.dossier, length, rows[i].net,
                     rows[i].own);
    assert_int_equal(scene.sockets.is_foreign, rows[i].is_foreign);
    see(1);
    assert_int_equal(sockets_want(&scene.sockets), !rows[i].is_nowhere);
    assert_int_equal(scene.dossier.lack_count, rows[i].why != NULL);
    if (rows[i].why)
      assert_string_equal(why_without(&scene.dossier, "sockets"), rows[i].why);
  }
}

static void abroad_is_asked_abroad_and_told_why_not(void **state) {
  (void)state;
  sockets_take_net(&scene.sockets, &scene.dossier, 7, "net:[5]", NET);
  see(1);
  ask();
  for (int i = 0; i < SOCKET_PROTOCOLS; i++)
    assert_true(scene.search[i].is_abroad);
  refuse(SOCKET_UDP, -EPERM);
  take();
  assert_string_equal(
      why_without(&scene.dossier, "sockets"),
      "in another network namespace, and CAP_SYS_ADMIN is missing");
}

#define TEST(name) cmocka_unit_test_setup(name, begin)

int main(void) {
  static const struct CMUnitTest tests[] = {
      TEST(what_has_no_socket_is_asked_nothing),
      TEST(all_that_are_held_are_asked_for_in_order),
      TEST(many_are_asked_for_in_the_midst_of_a_round),
      TEST(a_second_part_adds_to_the_first),
      TEST(what_listens_has_a_queue_of_connections),
      TEST(without_memory_no_buffer_is_known),
      TEST(a_name_of_an_other_side_is_no_socket),
      TEST(the_fullest_are_told_first),
      TEST(an_answer_that_is_cut_is_told_by_its_protocol),
      TEST(a_family_that_the_kernel_has_not_is_a_lack),
      TEST(what_was_refused_once_is_no_lack_when_it_is_told),
      TEST(where_it_is_is_told_by_a_link),
      TEST(abroad_is_asked_abroad_and_told_why_not),
  };

  return cmocka_run_group_tests_name("inquest_sockets", tests, NULL, NULL);
}
