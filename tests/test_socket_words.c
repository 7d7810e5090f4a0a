/* test_socket_words.c - what the queues of a socket say. */
#include "expect.h"

#include "socket_words.h"

#include <string.h>

/* Nothing waits anywhere. */
static struct dossier_socket idle(const char *state) {
  struct dossier_socket socket = {.receive_buffer = 131072,
                                  .send_buffer = 4194304};

  strcpy(socket.state, state);
  return socket;
}

static void expect_words(const struct dossier_socket *socket,
                         const char *wanted) {
  char words[128] = "x";

  assert_int_equal(socket_words(socket, words, sizeof(words)),
                   wanted[0] != '\0');
  assert_string_equal(words, wanted);
}

static void what_is_not_read_is_told(void **state) {
  struct dossier_socket socket = idle("established");

  (void)state;
  expect_words(&socket, "");
  socket.receive_queue = 100000;
  socket.receive_held = 102496;
  expect_words(&socket, "receive queue 100000 of 131072 bytes and not read");
  socket.receive_held = 65535;
  expect_words(&socket, "");
}

static void small_datagrams_fill_a_queue_by_what_they_cost(void **state) {
  struct dossier_socket socket = idle("close");

  (void)state;
  socket.receive_queue = 100;
  socket.receive_held = 131072;
  expect_words(&socket, "receive queue 100 of 131072 bytes and not read");
}

static void a_full_send_queue_is_told_with_whose_fault_it_is(void **state) {
  struct dossier_socket socket = idle("established");

  (void)state;
  socket.send_queue = 2621440;
  socket.send_held = 2700000;
  expect_words(&socket, ""); /* on its way, and there is room */
  socket.send_held = 2800000;
  expect_words(&socket, "send queue full: 2.5 MiB");
  socket.probes = true;
  expect_words(&socket,
               "send queue full: 2.5 MiB, the other side does not read");
  socket.probes = false;
  socket.resent = 5;
  expect_words(&socket, "send queue full: 2.5 MiB, not acknowledged and sent "
                        "again 5 times");
  socket.send_held = 100;
  expect_words(&socket,
               "send queue 2.5 MiB, not acknowledged and sent again 5 times");
}

/* The kernel tells it as writable again when three quarters are free. */
static void of_unix_the_other_side_does_not_read(void **state) {
  struct dossier_socket socket = idle("established");

  (void)state;
  strcpy(socket.protocol, "unix_seqpacket");
  socket.receive_buffer = socket.receive_held = NAN;
  socket.send_buffer = 212992;
  expect_words(&socket, "");
  socket.receive_queue = 180224; /* counted by who sent it */
  expect_words(&socket, "");
  socket.send_queue = socket.send_held = 53248;
  expect_words(&socket, "");
  socket.send_queue = socket.send_held = 53760;
  expect_words(&socket,
               "send queue full: 52.5 KiB, the other side does not read");
  socket.send_queue = socket.send_held = 214016;
  expect_words(&socket,
               "send queue full: 209 KiB, the other side does not read");
  strcpy(socket.state, "listen");
  socket.receive_queue = 2;
  socket.receive_buffer = 1;
  expect_words(&socket, "accept queue 2 of 1 full");
}

static void a_backlog_is_full_when_it_has_the_most(void **state) {
  struct dossier_socket socket = idle("listen");

  (void)state;
  socket.receive_buffer = 128;
  socket.receive_queue = 127;
  expect_words(&socket, "");
  socket.receive_queue = 128;
  expect_words(&socket, "accept queue 128 of 128 full");
  socket.receive_buffer = 0;
  socket.receive_queue = 0;
  expect_words(&socket, "");
}

static void a_request_is_told_when_it_had_to_be_repeated(void **state) {
  struct dossier_socket socket = idle("syn_sent");

  (void)state;
  socket.send_queue = 1;
  expect_words(&socket, "");
  socket.resent = 3;
  expect_words(&socket, "connecting, asked 4 times without an answer");
}

static void what_is_not_known_is_no_reason(void **state) {
  struct dossier_socket socket = idle("established");

  (void)state;
  socket.receive_queue = socket.send_queue = 1e6;
  socket.receive_held = socket.send_held = NAN;
  socket.receive_buffer = socket.send_buffer = NAN;
  expect_words(&socket, "");
}

int main(void) {
  static const struct CMUnitTest tests[] = {
      cmocka_unit_test(what_is_not_read_is_told),
      cmocka_unit_test(small_datagrams_fill_a_queue_by_what_they_cost),
      cmocka_unit_test(a_full_send_queue_is_told_with_whose_fault_it_is),
      cmocka_unit_test(of_unix_the_other_side_does_not_read),
      cmocka_unit_test(a_backlog_is_full_when_it_has_the_most),
      cmocka_unit_test(a_request_is_told_when_it_had_to_be_repeated),
      cmocka_unit_test(what_is_not_known_is_no_reason),
  };

  return cmocka_run_group_tests_name("socket_words", tests, NULL, NULL);
}
