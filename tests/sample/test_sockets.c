/* test_sockets.c - what is asked of sock_diag(7), and what it answers. */
#include "expect.h"

#include "sample/sockets.h"

#include <arpa/inet.h>
#include <errno.h>
#include <linux/inet_diag.h>
#include <linux/netlink.h>
#include <linux/sock_diag.h>
#include <linux/unix_diag.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

enum { SEQUENCE = 7, ANSWER_BYTES = 32768, MEMORIES = 9 };

/* An answer that grows. */
struct answer {
  size_t length;
  _Alignas(8) char bytes[ANSWER_BYTES];
};

static void put(struct answer *answer, const void *data, size_t length) {
  assert_true(answer->length + length + 3 < ANSWER_BYTES);
  memcpy(answer->bytes + answer->length, data, length);
  answer->length = (answer->length + length + 3) & ~(size_t)3;
}

static void put_message(struct answer *answer, uint16_t type, const void *body,
                        size_t length) {
  struct nlmsghdr head = {.nlmsg_type = type,
                          .nlmsg_seq = SEQUENCE,
                          .nlmsg_len = (uint32_t)(sizeof(head) + length)};

  put(answer, &head, sizeof(head));
  put(answer, body, length);
}

static void put_end(struct answer *answer, int error) {
  put_message(answer, NLMSG_DONE, &error, sizeof(error));
}

/* As net/ipv4/inet_diag.c writes it: an attribute that nobody asked for, and
 * the memory in which number n is 1000 n. */
static void put_socket(struct answer *answer, struct inet_diag_msg body,
                       int memories) {
  struct {
    struct inet_diag_msg body;
    struct nlattr shutdown;
    uint8_t how[4];
    struct nlattr memory;
    uint32_t number[MEMORIES];
  } whole = {.body = body,
             .shutdown = {.nla_type = INET_DIAG_SHUTDOWN, .nla_len = 5},
             .memory = {.nla_type = INET_DIAG_SKMEMINFO,
                        .nla_len = (uint16_t)(4 + 4 * memories)}};

  for (uint32_t i = 0; i < MEMORIES; i++)
    whole.number[i] = 1000 * i;
  put_message(answer, SOCK_DIAG_BY_FAMILY, &whole,
              offsetof(__typeof__(whole), number) + 4 * (size_t)memories);
}

/* As net/unix/diag.c writes it; no name for a length of 0. */
static void put_unix(struct answer *answer, struct unix_diag_msg body,
                     const char *name, size_t length) {
  static const uint32_t peer = 44, queues[2] = {7000, 214016};
  uint32_t memory[MEMORIES];
  struct answer whole = {.length = 0};
  const struct {
    uint16_t type;
    const void *content;
    size_t length;
  } attributes[] = {{UNIX_DIAG_NAME, name, length},
                    {UNIX_DIAG_PEER, &peer, sizeof(peer)},
                    {UNIX_DIAG_RQLEN, queues, sizeof(queues)},
                    {UNIX_DIAG_MEMINFO, memory, sizeof(memory)}};

  for (uint32_t i = 0; i < MEMORIES; i++)
    memory[i] = 1000 * i;
  put(&whole, &body, sizeof(body));
  for (size_t i = length ? 0 : 1; i < COUNT_OF(attributes); i++) {
    struct nlattr head = {.nla_type = attributes[i].type,
                          .nla_len =
                              (uint16_t)(sizeof(head) + attributes[i].length)};

    put(&whole, &head, sizeof(head));
    put(&whole, attributes[i].content, attributes[i].length);
  }
  put_message(answer, SOCK_DIAG_BY_FAMILY, whole.bytes, whole.length);
}

static struct inet_diag_msg example(uint32_t inode) {
  struct inet_diag_msg body = {.idiag_family = AF_INET,
                               .idiag_state = 1,
                               .idiag_timer = 4,
                               .idiag_inode = inode,
                               .idiag_rqueue = 100000,
                               .idiag_wqueue = 17};

  body.id.idiag_sport = htons(8080);
  body.id.idiag_dport = htons(40000);
  body.id.idiag_src[0] = htonl(0x7f000001);
  body.id.idiag_dst[0] = htonl(0x0a000002);
  return body;
}

static struct socket_search search_for(uint32_t first, uint32_t second) {
  struct socket_search search = {.asked_count = 2, .asked = {second, first}};

  sockets_sort(&search);
  return search;
}

static int take(const struct answer *answer, struct socket_search *search) {
  return sockets_take(text_of(answer->bytes, answer->length), SEQUENCE, search);
}

static void a_socket_is_found_by_its_inode(void **state) {
  static struct answer answer;
  struct socket_search search = search_for(41, 43);
  const struct socket_found *found = &search.found[0];
  char address[SOCKET_ADDRESS_BYTES];

  (void)state;
  put_socket(&answer, example(42), MEMORIES);
  put_socket(&answer, example(43), MEMORIES);
  put_socket(&answer, example(0), MEMORIES);
  assert_int_equal(take(&answer, &search), 0);
  put_end(&answer, 0);
  search.found_count = 0;
  assert_int_equal(take(&answer, &search), 1);
  assert_int_equal(search.found_count, 1);
  assert_int_equal(found->inode, 43);
  assert_int_equal(found->receive_queue, 100000);
  assert_int_equal(found->send_queue, 17);
  assert_true(found->has_memory && found->probes);
  assert_int_equal(found->resent, 0);
  assert_int_equal(found->receive_held, 0);
  assert_int_equal(found->receive_buffer, 1000);
  assert_int_equal(found->send_buffer, 3000);
  assert_int_equal(found->send_held, 5000);
  socket_address(found, false, address);
  assert_string_equal(address, "127.0.0.1:8080");
  socket_address(found, true, address);
  assert_string_equal(address, "10.0.0.2:40000");
  assert_string_equal(socket_state_name(found->state), "established");
}

static const struct unix_diag_msg unix_example = {.udiag_family = AF_UNIX,
                                                  .udiag_type = SOCK_STREAM,
                                                  .udiag_state = 1,
                                                  .udiag_ino = 42};

static void a_unix_socket_has_what_it_sent_and_no_receive_buffer(void **state) {
  static struct answer answer;
  struct socket_search search = search_for(42, 43);
  const struct socket_found *found = &search.found[0];
  char address[SOCKET_ADDRESS_BYTES];

  (void)state;
  search.protocol = SOCKET_UNIX;
  put_unix(&answer, unix_example, "", 0);
  assert_int_equal(take(&answer, &search), 0);
  assert_int_equal(search.found_count, 1);
  assert_int_equal(found->inode, 42);
  assert_string_equal(socket_state_name(found->state), "established");
  assert_int_equal(found->receive_queue, 7000);
  assert_int_equal(found->send_queue, 214016);
  assert_true(found->has_memory);
  assert_int_equal(found->send_held, 2000);
  assert_int_equal(found->send_buffer, 3000);
  assert_int_equal(found->receive_held, 0);
  assert_int_equal(found->receive_buffer, 0);
  assert_false(found->probes);
  socket_address(found, false, address);
  assert_string_equal(address, "*");
  socket_address(found, true, address);
  assert_string_equal(address, "socket:[44]");
}

/* The kernel counts the NUL of a path where bind(2) did. */
static void names_of_unix_sockets_are_printable(void **state) {
  static const char longest[108] =
      "/0123456789/0123456789/0123456789/0123456789/0123456789/0123456789/"
      "0123456789/0123456789/0123456789/01234";
  static const struct {
    const char *name;
    size_t length;
    const char *wanted;
  } rows[] = {
      {"/run/x.sock", 11, "/run/x.sock"},
      {"/run/x.sock", 12, "/run/x.sock"},
      {"\0one\0two\0", 9, "@one@two@"},
      {"/a\n\033[31m\177\303\274", 11, "/a??[31m?\303\274"},
      {longest, sizeof(longest),
       "/0123456789/0123456789/0123456789/0123456789/0123456789/0123456"},
      {"", 1, "@"},
  };

  (void)state;
  for (size_t i = 0; i < COUNT_OF(rows); i++) {
    static struct answer answer;
    struct socket_search search = search_for(42, 43);
    char address[SOCKET_ADDRESS_BYTES];

    answer.length = 0;
    search.protocol = SOCKET_UNIX;
    put_unix(&answer, unix_example, rows[i].name, rows[i].length);
    assert_int_equal(take(&answer, &search), 0);
    assert_int_equal(search.found_count, 1);
    socket_address(&search.found[0], false, address);
    assert_string_equal(address, rows[i].wanted);
  }
}

/* Whichever of the two is told first; of the same name is who has accepted. */
static void the_other_side_is_told_by_its_name(void **state) {
  (void)state;
  for (int first = 0; first < 2; first++) {
    static struct answer answer;
    struct socket_search search = search_for(44, 99);
    struct unix_diag_msg client = unix_example;
    char address[SOCKET_ADDRESS_BYTES];

    answer.length = 0;
    search.protocol = SOCKET_UNIX;
    client.udiag_ino = 44;
    if (first)
      put_unix(&answer, client, "", 0);
    put_unix(&answer, unix_example, "/run/x.sock", 12);
    if (!first) {
      assert_int_equal(take(&answer, &search), 0);
      assert_int_equal(search.found_count, 1);
      assert_int_equal(search.found[0].state, 0);
      put_unix(&answer, client, "", 0);
    }
    assert_int_equal(take(&answer, &search), 0);
    assert_int_equal(search.found_count, 1);
    assert_int_equal(search.found[0].inode, 44);
    assert_int_equal(search.found[0].state, 1);
    socket_address(&search.found[0], false, address);
    assert_string_equal(address, "*");
    socket_address(&search.found[0], true, address);
    assert_string_equal(address, "/run/x.sock");
  }
}

/* Be it of one letter. */
static void who_has_a_name_keeps_it(void **state) {
  static struct answer answer;
  struct socket_search search = search_for(44, 99);
  struct unix_diag_msg client = unix_example;
  char address[SOCKET_ADDRESS_BYTES];

  (void)state;
  search.protocol = SOCKET_UNIX;
  client.udiag_ino = 44;
  put_unix(&answer, client, "x", 2);
  put_unix(&answer, unix_example, "/run/x.sock", 12);
  assert_int_equal(take(&answer, &search), 0);
  assert_int_equal(search.found_count, 1);
  socket_address(&search.found[0], false, address);
  assert_string_equal(address, "x");
}

/* What the timer counts are resent segments, unless it probes or is another. */
static void only_what_is_resent_is_counted(void **state) {
  static const struct {
    uint8_t timer, resent;
    bool probes;
  } rows[] = {{0, 0, false}, {1, 5, false}, {2, 0, false}, {4, 0, true}};

  (void)state;
  for (size_t i = 0; i < COUNT_OF(rows); i++) {
    static struct answer answer;
    struct socket_search search = search_for(42, 99);
    struct inet_diag_msg body = example(42);

    answer.length = 0;
    body.idiag_timer = rows[i].timer;
    body.idiag_retrans = 5;
    put_socket(&answer, body, MEMORIES);
    assert_int_equal(take(&answer, &search), 0);
    assert_int_equal(search.found[0].resent, rows[i].resent);
    assert_int_equal(search.found[0].probes, rows[i].probes);
  }
}

static void of_an_unnamed_pair_each_side_is_told_by_its_number(void **state) {
  struct socket_found found = {.protocol = SOCKET_UNIX, .peer = 44};
  char address[SOCKET_ADDRESS_BYTES];

  (void)state;
  socket_address(&found, true, address);
  assert_string_equal(address, "socket:[44]");
  socket_address(&found, false, address);
  assert_string_equal(address, "*");
  found.peer = 0;
  socket_address(&found, true, address);
  assert_string_equal(address, "*");
}

static void protocols_have_their_words(void **state) {
  static const struct {
    struct socket_found found;
    const char *word;
  } rows[] = {
      {{.protocol = SOCKET_TCP}, "tcp"},
      {{.protocol = SOCKET_TCP6}, "tcp6"},
      {{.protocol = SOCKET_UDP}, "udp"},
      {{.protocol = SOCKET_UDP6}, "udp6"},
      {{.protocol = SOCKET_UNIX, .type = SOCK_STREAM}, "unix"},
      {{.protocol = SOCKET_UNIX, .type = SOCK_DGRAM}, "unix_dgram"},
      {{.protocol = SOCKET_UNIX, .type = SOCK_SEQPACKET}, "unix_seqpacket"},
  };

  (void)state;
  for (size_t i = 0; i < COUNT_OF(rows); i++)
    assert_string_equal(socket_protocol_name(&rows[i].found), rows[i].word);
}

static void addresses_of_both_families_are_told(void **state) {
  struct socket_found found = {.protocol = SOCKET_TCP6, .local = {[15] = 1}};
  char address[SOCKET_ADDRESS_BYTES];

  (void)state;
  found.local_port = 80;
  socket_address(&found, false, address);
  assert_string_equal(address, "[::1]:80");
  socket_address(&found, true, address);
  assert_string_equal(address, "*");
  found.remote_port = 90;
  socket_address(&found, true, address);
  assert_string_equal(address, "*:90");
  memset(found.local, 0xfd, sizeof(found.local));
  found.local_port = 65535;
  socket_address(&found, false, address);
  assert_string_equal(address,
                      "[fdfd:fdfd:fdfd:fdfd:fdfd:fdfd:fdfd:fdfd]:65535");
}

/* Before SK_MEMINFO_WMEM_QUEUED there was less of it. */
static void an_older_kernel_tells_no_memory(void **state) {
  static struct answer answer;
  struct socket_search search = search_for(42, 43);

  (void)state;
  put_socket(&answer, example(42), 5);
  put_socket(&answer, example(43), 6);
  assert_int_equal(take(&answer, &search), 0);
  assert_int_equal(search.found_count, 2);
  assert_false(search.found[0].has_memory);
  assert_true(search.found[1].has_memory);
}

static void of_many_those_with_most_in_their_queues_are_kept(void **state) {
  static struct answer answer;
  static struct socket_search search;

  (void)state;
  search.asked_count = 200;
  for (uint32_t i = 0; i < 200; i++) {
    struct inet_diag_msg body = example(i + 1);

    search.asked[199 - i] = i + 1;
    body.idiag_rqueue = (i * 37) % 200;
    body.idiag_wqueue = 0;
    put_socket(&answer, body, 0);
  }
  sockets_sort(&search);
  assert_int_equal(take(&answer, &search), 0);
  assert_int_equal(search.found_count, SOCKETS_FOUND);
  for (int i = 0; i < SOCKETS_FOUND; i++)
    assert_in_range(search.found[i].receive_queue, 200 - SOCKETS_FOUND, 199);
}

/* Every prefix is that of an answer that goes on, or refused. */
static void expect_prefixes_refused(struct answer *answer,
                                    enum socket_protocol protocol) {
  size_t first = answer->length;

  put_end(answer, 0);
  for (size_t length = 0; length < answer->length; length++) {
    struct socket_search search = search_for(42, 43);
    char *copy = malloc(length ? length : 1);
    int r;

    search.protocol = protocol;
    memcpy(copy, answer->bytes, length);
    r = sockets_take(text_of(copy, length), SEQUENCE, &search);
    assert_int_equal(r, length == 0 || length == first ? 0 : -EBADMSG);
    assert_int_equal(search.found_count, length >= first);
    free(copy);
  }
}

static void no_prefix_finds_what_the_whole_does_not(void **state) {
  static struct answer answer;

  (void)state;
  answer.length = 0;
  put_socket(&answer, example(42), MEMORIES);
  expect_prefixes_refused(&answer, SOCKET_TCP);
  answer.length = 0;
  put_unix(&answer, unix_example, "/run/x.sock", 12);
  expect_prefixes_refused(&answer, SOCKET_UNIX);
}

/* ASan and valgrind say whether it reads behind the end. */
static void try_every_byte(const struct answer *answer,
                           enum socket_protocol protocol) {
  for (size_t at = 0; at < answer->length; at++)
    for (int byte = 0; byte < 256; byte++) {
      struct socket_search search = search_for(42, 43);
      char *copy = malloc(answer->length);

      search.protocol = protocol;
      memcpy(copy, answer->bytes, answer->length);
      copy[at] = (char)byte;
      (void)sockets_take(text_of(copy, answer->length), SEQUENCE, &search);
      free(copy);
    }
}

static void lengths_that_lie_lead_nowhere(void **state) {
  static struct answer answer;

  (void)state;
  answer.length = 0;
  put_socket(&answer, example(42), MEMORIES);
  try_every_byte(&answer, SOCKET_TCP);
  answer.length = 0;
  put_unix(&answer, unix_example, "/run/x.sock", 12);
  try_every_byte(&answer, SOCKET_UNIX);
}

static void a_refusal_is_told_as_the_kernel_does(void **state) {
  static const int errors[] = {-ENOENT, -EPERM, -EINVAL};

  (void)state;
  for (size_t i = 0; i < COUNT_OF(errors); i++) {
    static struct answer answer;
    struct socket_search search = search_for(1, 2);
    struct nlmsgerr refusal = {.error = errors[i]};

    answer.length = 0;
    put_message(&answer, NLMSG_ERROR, &refusal, sizeof(refusal));
    assert_int_equal(take(&answer, &search), errors[i]);
    answer.length = 0;
    put_end(&answer, errors[i]);
    assert_int_equal(take(&answer, &search), errors[i]);
  }
}

static void what_answers_another_question_is_passed_over(void **state) {
  static struct answer answer;
  struct socket_search search = search_for(42, 43);

  (void)state;
  answer.length = 0;
  put_socket(&answer, example(42), MEMORIES);
  assert_int_equal(
      sockets_take(text_of(answer.bytes, answer.length), SEQUENCE + 1, &search),
      0);
  assert_int_equal(search.found_count, 0);
}

static void a_question_has_the_form_that_the_kernel_reads(void **state) {
  char request[SOCKETS_REQUEST_BYTES];
  struct nlmsghdr head;

  (void)state;
  assert_int_equal(sockets_ask(request, SOCKET_UDP6, SEQUENCE), 72);
  memcpy(&head, request, sizeof(head));
  assert_int_equal(head.nlmsg_len, 72);
  assert_int_equal(head.nlmsg_type, 20);
  assert_int_equal(head.nlmsg_flags, 0x301); /* a request of all */
  assert_int_equal(head.nlmsg_seq, SEQUENCE);
  assert_int_equal(request[16], AF_INET6);
  assert_int_equal(request[17], 17);
  assert_int_equal(request[18], 1 << 6); /* SKMEMINFO */
  assert_int_equal(sockets_ask(request, SOCKET_UNIX, SEQUENCE), 40);
  memcpy(&head, request, sizeof(head));
  assert_int_equal(head.nlmsg_len, 40);
  assert_int_equal(head.nlmsg_flags, 0x301);
  assert_int_equal(request[16], AF_UNIX);
  assert_int_equal(request[17], 0); /* which the kernel asks for */
  assert_int_equal(request[20] & request[23] & 0xff, 0xff); /* any state */
  assert_int_equal(request[28], 0x35); /* name, peer, rqlen, meminfo */
}

/* What acknowledges is no answer; a dump may end without a word. */
/* One in TIME_WAIT, or that is being made, is no file's: three states of 32. */
static void of_sockets_without_a_file_nothing_is_asked(void **state) {
  char request[SOCKETS_REQUEST_BYTES];

  (void)state;
  for (int protocol = SOCKET_TCP; protocol <= SOCKET_UDP6; protocol++) {
    uint32_t states;

    (void)sockets_ask(request, (enum socket_protocol)protocol, SEQUENCE);
    memcpy(&states, request + 20, sizeof(states));
    for (unsigned i = 0; i < 32; i++)
      assert_int_equal(states >> i & 1, i != 3 && i != 6 && i != 12);
  }
}

static void an_end_may_be_without_an_error(void **state) {
  static const int acknowledged = 0;
  static struct answer answer;
  struct socket_search search = search_for(1, 2);

  (void)state;
  answer.length = 0;
  put_message(&answer, NLMSG_ERROR, &acknowledged, sizeof(acknowledged));
  assert_int_equal(take(&answer, &search), -EBADMSG);
  answer.length = 0;
  put_message(&answer, NLMSG_ERROR, "x", 1);
  assert_int_equal(take(&answer, &search), -EBADMSG);
  answer.length = 0;
  put_message(&answer, NLMSG_DONE, "", 0);
  assert_int_equal(take(&answer, &search), 1);
  answer.length = 0;
  put_message(&answer, NLMSG_DONE, "x", 1);
  assert_int_equal(take(&answer, &search), -EBADMSG);
  answer.length = 0;
  put_message(&answer, NLMSG_NOOP, "", 0);
  assert_int_equal(take(&answer, &search), 0);
}

static void a_state_that_nobody_knows_is_told_as_such(void **state) {
  (void)state;
  assert_string_equal(socket_state_name(0), "unknown");
  assert_string_equal(socket_state_name(1), "established");
  assert_string_equal(socket_state_name(11), "closing");
  assert_string_equal(socket_state_name(12), "unknown");
  for (uint8_t number = 0; number <= 12; number++) {
    struct socket_found found = {.state = number};

    assert_int_equal(socket_listens(&found), number == 10);
  }
}

int main(void) {
  static const struct CMUnitTest tests[] = {
      cmocka_unit_test(of_sockets_without_a_file_nothing_is_asked),
      cmocka_unit_test(an_end_may_be_without_an_error),
      cmocka_unit_test(a_state_that_nobody_knows_is_told_as_such),
      cmocka_unit_test(a_socket_is_found_by_its_inode),
      cmocka_unit_test(a_unix_socket_has_what_it_sent_and_no_receive_buffer),
      cmocka_unit_test(names_of_unix_sockets_are_printable),
      cmocka_unit_test(the_other_side_is_told_by_its_name),
      cmocka_unit_test(who_has_a_name_keeps_it),
      cmocka_unit_test(only_what_is_resent_is_counted),
      cmocka_unit_test(of_an_unnamed_pair_each_side_is_told_by_its_number),
      cmocka_unit_test(protocols_have_their_words),
      cmocka_unit_test(addresses_of_both_families_are_told),
      cmocka_unit_test(an_older_kernel_tells_no_memory),
      cmocka_unit_test(of_many_those_with_most_in_their_queues_are_kept),
      cmocka_unit_test(no_prefix_finds_what_the_whole_does_not),
      cmocka_unit_test(lengths_that_lie_lead_nowhere),
      cmocka_unit_test(a_refusal_is_told_as_the_kernel_does),
      cmocka_unit_test(what_answers_another_question_is_passed_over),
      cmocka_unit_test(a_question_has_the_form_that_the_kernel_reads),
  };

  return cmocka_run_group_tests_name("sockets", tests, NULL, NULL);
}
