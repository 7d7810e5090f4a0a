#include "expect.h"

#include "metric/metric.h"
#include "sample/parse.h"
#include "sample/taskstats.h"

#include <errno.h>
#include <linux/genetlink.h>
#include <linux/netlink.h>
#include <linux/taskstats.h>
#include <string.h>

enum { FAMILY = 29, SEQUENCE = 7, REPLY_BYTES = 1024 };

static const struct scale scale = {
    .per_unit = {[UNIT_COUNT_OF] = 1, [UNIT_NANOSECOND] = 1e-9}};

/* A message that grows. */
struct reply {
  _Alignas(8) char bytes[REPLY_BYTES];
  size_t length;
};

static void put(struct reply *reply, const void *data, size_t length) {
  assert_true(reply->length + length + 3 < REPLY_BYTES);
  if (length > 0)
    memcpy(reply->bytes + reply->length, data, length);
  reply->length = (reply->length + length + 3) & ~(size_t)3;
}

static void put_attribute(struct reply *reply, unsigned type, const void *data,
                          size_t length) {
  struct nlattr head = {.nla_type = (uint16_t)type,
                        .nla_len = (uint16_t)(sizeof(head) + length)};

  put(reply, &head, sizeof(head));
  put(reply, data, length);
}

static void begin(struct reply *reply, uint16_t type) {
  struct nlmsghdr head = {.nlmsg_type = type, .nlmsg_seq = SEQUENCE};

  *reply = (struct reply){0};
  put(reply, &head, sizeof(head));
}

static struct text end(struct reply *reply) {
  uint32_t length = (uint32_t)reply->length;

  memcpy(reply->bytes, &length, sizeof(length));
  return text_of(reply->bytes, length);
}

static void begin_generic(struct reply *reply, uint16_t type) {
  struct genlmsghdr generic = {.cmd = TASKSTATS_CMD_NEW, .version = 1};

  begin(reply, type);
  put(reply, &generic, sizeof(generic));
}

/* As kernel/taskstats.c writes it, of `length` bytes of the structure. */
static struct text account(struct reply *reply, size_t length) {
  struct taskstats stats = {.version = 13,
                            .cpu_delay_total = 3000000000,
                            .blkio_delay_total = 5000000000,
                            .swapin_delay_total = 7000000000,
                            .nvcsw = 34,
                            .nivcsw = 35};
  struct reply nested = {0};
  uint32_t tgid = 42;

  put_attribute(&nested, TASKSTATS_TYPE_TGID, &tgid, sizeof(tgid));
  put_attribute(&nested, TASKSTATS_TYPE_NULL, NULL, 0);
  put_attribute(&nested, TASKSTATS_TYPE_STATS, &stats, length);
  begin_generic(reply, FAMILY);
  put_attribute(reply, TASKSTATS_TYPE_AGGR_TGID, nested.bytes, nested.length);
  return end(reply);
}

static void forget(double *value) {
  for (int id = 0; id < METRIC_COUNT; id++)
    value[id] = NAN;
}

static void the_account_of_a_process_is_told(void **state) {
  struct reply reply;
  double value[METRIC_COUNT];

  (void)state;
  forget(value);
  assert_int_equal(parse_source(SOURCE_TASKSTATS, &scale,
                                account(&reply, sizeof(struct taskstats)),
                                value),
                   0);
  expect_near(value[METRIC_PROCESS_RUN_DELAY], 3, 1e-12);
  expect_near(value[METRIC_PROCESS_BLOCK_DELAY], 5, 1e-12);
  expect_near(value[METRIC_PROCESS_SWAP_IN_DELAY], 7, 1e-12);
  expect_near(value[METRIC_PROCESS_VOLUNTARY], 34, 0);
  expect_near(value[METRIC_PROCESS_INVOLUNTARY], 35, 0);
  for (int id = 0; id < METRIC_COUNT; id++)
    if (metrics[id].source != SOURCE_TASKSTATS)
      expect_missing(value[id]);
}

/* The structure has grown with each version of it, always at its end. */
static void an_older_structure_tells_what_it_has(void **state) {
  struct reply reply;
  double value[METRIC_COUNT];

  (void)state;
  forget(value);
  assert_int_equal(
      taskstats_parse(&scale, account(&reply, (size_t)36 * 8), value), 0);
  expect_near(value[METRIC_PROCESS_INVOLUNTARY], 35, 0);
  forget(value);
  assert_int_equal(
      taskstats_parse(&scale, account(&reply, (size_t)6 * 8), value), -EBADMSG);
  expect_near(value[METRIC_PROCESS_BLOCK_DELAY], 5, 1e-12);
  expect_missing(value[METRIC_PROCESS_INVOLUNTARY]);
}

static void no_prefix_of_an_answer_is_taken_for_one(void **state) {
  struct reply reply;
  struct text whole = account(&reply, sizeof(struct taskstats));
  double value[METRIC_COUNT];
  uint16_t family;

  (void)state;
  for (size_t length = 0; length < text_length(whole); length++) {
    assert_int_equal(taskstats_parse(&scale, text_of(whole.at, length), value),
                     -EBADMSG);
    assert_int_equal(taskstats_family(text_of(whole.at, length), &family),
                     -EBADMSG);
  }
}

/* Also when a message claims to be shorter than it is. */
static void lengths_that_lie_lead_nowhere(void **state) {
  struct reply reply;
  struct text whole = account(&reply, sizeof(struct taskstats));
  double value[METRIC_COUNT];

  (void)state;
  for (size_t at = 0; at < 64; at++)
    for (int byte = 0; byte < 256; byte++) {
      struct reply broken = reply;

      broken.bytes[at] = (char)byte;
      (void)taskstats_parse(&scale, text_of(broken.bytes, text_length(whole)),
                            value);
    }
  for (uint32_t length = 0; length < text_length(whole); length++) {
    memcpy(reply.bytes, &length, sizeof(length));
    assert_int_equal(taskstats_parse(&scale, whole, value), -EBADMSG);
  }
}

static void a_refusal_is_told_as_the_kernel_does(void **state) {
  static const int errors[] = {-EPERM, -ESRCH, -EINVAL};
  double value[METRIC_COUNT];

  (void)state;
  for (size_t i = 0; i < COUNT_OF(errors); i++) {
    struct nlmsgerr refusal = {.error = errors[i]};
    struct reply reply;
    struct text text;

    begin(&reply, NLMSG_ERROR);
    put(&reply, &refusal, sizeof(refusal));
    text = end(&reply);
    assert_int_equal(taskstats_refusal(text), errors[i]);
    assert_int_equal(taskstats_parse(&scale, text, value), errors[i]);
  }
}

/* Of four bytes there has to be a number below 0: what acknowledges has 0. */
static void a_refusal_without_its_reason_is_not_understood(void **state) {
  static const int none = 0, some = -1;
  struct reply reply;

  (void)state;
  begin(&reply, NLMSG_ERROR);
  assert_int_equal(taskstats_refusal(end(&reply)), -EBADMSG);
  begin(&reply, NLMSG_ERROR);
  put(&reply, &none, sizeof(none));
  assert_int_equal(taskstats_refusal(end(&reply)), -EBADMSG);
  begin(&reply, NLMSG_ERROR);
  put(&reply, &some, sizeof(some));
  assert_int_equal(taskstats_refusal(end(&reply)), -1);
}

static void a_family_has_a_number_of_two_bytes(void **state) {
  uint32_t id = FAMILY;
  uint16_t family = 7;
  struct reply reply;

  (void)state;
  begin_generic(&reply, GENL_ID_CTRL);
  put_attribute(&reply, CTRL_ATTR_FAMILY_NAME, "x", 1);
  assert_int_equal(taskstats_family(end(&reply), &family), -EBADMSG);
  put_attribute(&reply, CTRL_ATTR_FAMILY_ID, &id, sizeof(id));
  assert_int_equal(taskstats_family(end(&reply), &family), -EBADMSG);
  assert_int_equal(family, 7);
}

static void the_number_of_the_family_is_found(void **state) {
  uint16_t id = FAMILY, family = 0;
  uint32_t version = 1;
  struct reply reply;

  (void)state;
  begin_generic(&reply, GENL_ID_CTRL);
  put_attribute(&reply, CTRL_ATTR_FAMILY_NAME, TASKSTATS_GENL_NAME,
                sizeof(TASKSTATS_GENL_NAME));
  put_attribute(&reply, CTRL_ATTR_VERSION, &version, sizeof(version));
  put_attribute(&reply, CTRL_ATTR_FAMILY_ID, &id, sizeof(id));
  assert_int_equal(taskstats_family(end(&reply), &family), 0);
  assert_int_equal(family, FAMILY);
}

static void a_question_has_the_form_that_the_kernel_reads(void **state) {
  char request[TASKSTATS_REQUEST_BYTES];
  size_t length = taskstats_ask(request, FAMILY, SEQUENCE, 4242);
  struct nlmsghdr head;
  struct nlattr attribute;
  uint32_t tgid;

  (void)state;
  memcpy(&head, request, sizeof(head));
  memcpy(&attribute, request + 20, sizeof(attribute));
  memcpy(&tgid, request + 24, sizeof(tgid));
  assert_int_equal(length, 28);
  assert_int_equal(head.nlmsg_len, 28);
  assert_int_equal(head.nlmsg_type, FAMILY);
  assert_int_equal(head.nlmsg_flags, NLM_F_REQUEST);
  assert_int_equal(request[16], TASKSTATS_CMD_GET);
  assert_int_equal(attribute.nla_type, TASKSTATS_CMD_ATTR_TGID);
  assert_int_equal(attribute.nla_len, 8);
  assert_int_equal(tgid, 4242);
  assert_int_equal(taskstats_ask_family(request, SEQUENCE), 36);
  assert_string_equal(request + 24, "TASKSTATS");
}

static void an_answer_is_known_by_its_number(void **state) {
  struct reply reply;
  struct text text = account(&reply, sizeof(struct taskstats));

  (void)state;
  assert_true(taskstats_answers(text, SEQUENCE));
  assert_false(taskstats_answers(text, SEQUENCE + 1));
  assert_false(taskstats_answers(text_of(text.at, 15), SEQUENCE));
}

int main(void) {
  static const struct CMUnitTest tests[] = {
      cmocka_unit_test(the_account_of_a_process_is_told),
      cmocka_unit_test(an_older_structure_tells_what_it_has),
      cmocka_unit_test(no_prefix_of_an_answer_is_taken_for_one),
      cmocka_unit_test(lengths_that_lie_lead_nowhere),
      cmocka_unit_test(a_refusal_is_told_as_the_kernel_does),
      cmocka_unit_test(a_refusal_without_its_reason_is_not_understood),
      cmocka_unit_test(a_family_has_a_number_of_two_bytes),
      cmocka_unit_test(the_number_of_the_family_is_found),
      cmocka_unit_test(a_question_has_the_form_that_the_kernel_reads),
      cmocka_unit_test(an_answer_is_known_by_its_number),
  };

  return cmocka_run_group_tests_name("taskstats", tests, NULL, NULL);
}
