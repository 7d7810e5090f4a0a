/* taskstats.c - see taskstats.h */
#include "sample/taskstats.h"

#include "metric/metric.h"

#include <errno.h>
#include <linux/genetlink.h>
#include <linux/netlink.h>
#include <linux/taskstats.h>
#include <string.h>

#define IS_WORD(field, n)                                                      \
  _Static_assert(offsetof(struct taskstats, field) == (n) * sizeof(uint64_t),  \
                 #field)

/* The columns of the metric table. */
IS_WORD(cpu_delay_total, 3);
IS_WORD(blkio_delay_total, 5);
IS_WORD(swapin_delay_total, 7);
IS_WORD(nvcsw, 34);
IS_WORD(nivcsw, 35);

struct head {
  struct nlmsghdr message;
  struct genlmsghdr generic;
};

/* The kernel's NLA_ALIGN and NLA_HDRLEN are of type int. */
enum { ATTRIBUTE_HEAD = sizeof(struct nlattr) };

static size_t padded(size_t length) {
  return (length + 3) & ~(size_t)3;
}

static size_t write_request(char request[TASKSTATS_REQUEST_BYTES],
                            struct head head, uint16_t type, const void *data,
                            size_t length) {
  struct nlattr attribute = {.nla_type = type,
                             .nla_len = (uint16_t)(ATTRIBUTE_HEAD + length)};
  size_t total = sizeof(head) + padded(attribute.nla_len);

  memset(request, 0, TASKSTATS_REQUEST_BYTES);
  head.message.nlmsg_flags = NLM_F_REQUEST;
  head.message.nlmsg_len = (uint32_t)total;
  memcpy(request, &head, sizeof(head));
  memcpy(request + sizeof(head), &attribute, sizeof(attribute));
  memcpy(request + sizeof(head) + ATTRIBUTE_HEAD, data, length);
  return total;
}

size_t taskstats_ask_family(char request[TASKSTATS_REQUEST_BYTES],
                            uint32_t sequence) {
  struct head head = {
      .message = {.nlmsg_type = GENL_ID_CTRL, .nlmsg_seq = sequence},
      .generic = {.cmd = CTRL_CMD_GETFAMILY, .version = 1}};

  return write_request(request, head, CTRL_ATTR_FAMILY_NAME,
                       TASKSTATS_GENL_NAME, sizeof(TASKSTATS_GENL_NAME));
}

size_t taskstats_ask(char request[TASKSTATS_REQUEST_BYTES], uint16_t family,
                     uint32_t sequence, int pid) {
  struct head head = {
      .message = {.nlmsg_type = family, .nlmsg_seq = sequence},
      .generic = {.cmd = TASKSTATS_CMD_GET, .version = TASKSTATS_GENL_VERSION}};
  uint32_t tgid = (uint32_t)pid;

  return write_request(request, head, TASKSTATS_CMD_ATTR_TGID, &tgid,
                       sizeof(tgid));
}

static bool read_head(struct text reply, struct nlmsghdr *ret_message) {
  if (text_length(reply) < sizeof(*ret_message))
    return false;
  memcpy(ret_message, reply.at, sizeof(*ret_message));
  return true;
}

bool taskstats_answers(struct text reply, uint32_t sequence) {
  struct nlmsghdr message;

  return read_head(reply, &message) && message.nlmsg_seq == sequence;
}

/* Moves `reply` behind its heads, to the attributes. */
static int open_reply(struct text *reply) {
  struct nlmsghdr message;
  struct nlmsgerr refusal;

  if (!read_head(*reply, &message) || message.nlmsg_len > text_length(*reply) ||
      message.nlmsg_len < sizeof(message))
    return -EBADMSG;
  reply->end = reply->at + message.nlmsg_len;
  reply->at += sizeof(message);
  if (message.nlmsg_type == NLMSG_ERROR) {
    if (text_length(*reply) < sizeof(refusal.error))
      return -EBADMSG;
    memcpy(&refusal.error, reply->at, sizeof(refusal.error));
    return refusal.error < 0 ? refusal.error : -EBADMSG;
  }
  if (text_length(*reply) < GENL_HDRLEN)
    return -EBADMSG;
  reply->at += GENL_HDRLEN;
  return 0;
}

/* The content of the attribute `type`. */
static bool find_attribute(struct text rest, unsigned type,
                           struct text *ret_content) {
  struct nlattr attribute;

  while (text_length(rest) >= sizeof(attribute)) {
    size_t step;

    memcpy(&attribute, rest.at, sizeof(attribute));
    step = padded(attribute.nla_len);
    if (attribute.nla_len < ATTRIBUTE_HEAD ||
        attribute.nla_len > text_length(rest))
      break;
    if ((attribute.nla_type & (unsigned)NLA_TYPE_MASK) == type) {
      *ret_content = text_of(rest.at + ATTRIBUTE_HEAD,
                             (size_t)attribute.nla_len - ATTRIBUTE_HEAD);
      return true;
    }
    rest.at += step < text_length(rest) ? step : text_length(rest);
  }
  return false;
}

int taskstats_refusal(struct text reply) {
  return open_reply(&reply);
}

int taskstats_family(struct text reply, uint16_t *ret_family) {
  struct text number;
  int r = open_reply(&reply);

  if (r < 0)
    return r;
  if (!find_attribute(reply, CTRL_ATTR_FAMILY_ID, &number) ||
      text_length(number) != sizeof(*ret_family))
    return -EBADMSG;
  memcpy(ret_family, number.at, sizeof(*ret_family));
  return 0;
}

int taskstats_parse(const struct scale *scale, struct text reply,
                    double *value) {
  struct text process, stats;
  int id, end;
  int r = open_reply(&reply);

  if (r < 0)
    return r;
  if (!find_attribute(reply, TASKSTATS_TYPE_AGGR_TGID, &process) ||
      !find_attribute(process, TASKSTATS_TYPE_STATS, &stats))
    return -EBADMSG;
  for (metric_range(SOURCE_TASKSTATS, &id, &end); id < end; id++) {
    size_t at = (size_t)metrics[id].column * sizeof(uint64_t);
    uint64_t word;

    if (text_length(stats) < at + sizeof(word))
      return -EBADMSG;
    memcpy(&word, stats.at + at, sizeof(word));
    value[id] = (double)word * scale->per_unit[metrics[id].unit];
  }
  return 0;
}
