/* aftermath_evidence.c - evidence of what has failed in a group; see
 * aftermath_parts.h */
#include "aftermath_parts.h"

#include "base/text.h"
#include "emit/growth_text.h"
#include "evidence.h"
#include "herd.h"
#include "inquest.h"
#include "roster.h"
#include "socket_words.h"
#include "trip.h"
#include "window/io_wait.h"

#include <ctype.h>
#include <math.h>
#include <string.h>
#include <sys/utsname.h>

/* How often a member is looked at before evidence tells what it waits for. */
enum { LOOKS_WANTED = 3 };

/* Each as long as the longest of its kinds. */
struct reasons {
  int count;
  char text[EVIDENCE_REASONS][MESSAGE_BYTES];
};

struct known {
  struct aftermath *aftermath;
  const struct aftermath_means *means;
};

static const char *name_of(void *context, const struct member *member) {
  const struct known *known = context;
  const struct seat *seat;
  size_t index = 0;

  while ((seat = roster_next(known->means->roster, &index)))
    if (seat->member == member)
      return seat->name;
  return NULL;
}

/* NaN for a time that is not known, or long past. */
static double since(double from_s, double now_s) {
  return from_s > 0 ? now_s - from_s : (double)NAN;
}

static void know(void *context, const struct member *member,
                 struct evidence_known *ret_known) {
  const struct known *known = context;
  const struct joint *joint = &member->joint;
  double now_s = known->means->now_s;

  *ret_known = (struct evidence_known){
      .dossier = inquest_find(known->means->inquest, member),
      .growth = member_growth(
          member, now_s, pipeline_parts(known->means->pipeline).page_bytes),
      .joint = {.io_wait = joint->io_wait_told,
                .io_wait_threshold = joint->io_wait_threshold,
                .io_wait_source = io_wait_source_name(joint->io_wait_source),
                .io_wait_for_s = joint->waits
                                     ? since(joint->io_wait_since_s, now_s)
                                     : (double)NAN,
                .fd_growth = joint->fd_growth,
                .fd_growth_threshold = joint->fd_growth_threshold,
                .fd_window_s = known->aftermath->settings->fd_window_s,
                .fd_eta_s = joint->fd_eta_s}};
}

static void add_joint_reasons(struct reasons *reasons, const struct roll *roll,
                              const struct joint_rule *rule, double now_s) {
  char reason[JOINT_REASONS][JOINT_REASON_BYTES];
  size_t count = joint_reasons(&roll->trip.told, rule, now_s, reason);

  for (size_t i = 0; i < count; i++)
    text_copy(text_of_string(reason[i]), reasons->text[reasons->count++],
              MESSAGE_BYTES);
}

/* "Resident memory grows by 4.2 MiB a minute ..." */
static void add_memory_reason(struct reasons *reasons,
                              const struct wall_roll *row,
                              const struct parts *parts) {
  struct growth_account account =
      growth_of(row->worst_memory, timeline_now_s(parts->timeline),
                &row->worst_rss, parts->page_bytes);
  char text[GROWTH_TEXT_BYTES];

  growth_write(&account, text, sizeof(text));
  snprintf(reasons->text[reasons->count++], MESSAGE_BYTES, "%c%s.",
           toupper((unsigned char)text[0]), text + 1);
}

/* "fd_limit: pid 42 will run out of file descriptors in 31 min ..." */
static void add_wall_reason(struct reasons *reasons, const struct roll *roll,
                            const struct wall_roll *row, double local_s) {
  char who[32];
  struct message_subject subject = {.target = row->wall.name,
                                    .members = roll->members,
                                    .who = who,
                                    .state = row->wanted,
                                    .local_s = local_s,
                                    .findings = &row->findings};

  snprintf(who, sizeof(who), "pid %d", row->who.pid);
  message_write(reasons->text[reasons->count++], &row->wall, &subject,
                &row->worst);
}

static void add_reasons(struct reasons *reasons, const struct roll *roll,
                        const struct parts *parts, double local_s) {
  for (int i = 0; i < roll->wall_count; i++) {
    const struct wall_roll *row = &roll->wall[i];

    if (row->wanted == STATE_OK || reasons->count > EVIDENCE_REASONS - 2)
      continue;
    add_wall_reason(reasons, roll, row, local_s);
    if (row->wall.metric == METRIC_MEM_RSS && row->worst_memory)
      add_memory_reason(reasons, row, parts);
  }
}

/* Why, as of now: what was told has its own sentence. */
static struct reasons reasons_of(const struct aftermath *aftermath,
                                 const struct aftermath_means *means,
                                 size_t group) {
  struct parts parts = pipeline_parts(means->pipeline);
  const struct roll *roll = &parts.rolls->roll[group];
  struct joint_rule rule = roll_joint_rule(roll, aftermath->settings);
  struct reasons reasons = {0};

  if (aftermath->affair[group].matter.is_fuse)
    add_joint_reasons(&reasons, roll, &rule, means->now_s);
  add_reasons(&reasons, roll, &parts,
              means->date.origin_s + means->date.utc_offset_s + means->now_s);
  return reasons;
}

static int make_evidence(struct aftermath *aftermath,
                         const struct aftermath_means *means, size_t group) {
  struct parts parts = pipeline_parts(means->pipeline);
  const struct matter *matter = &aftermath->affair[group].matter;
  struct reasons reasons = reasons_of(aftermath, means, group);
  const char *reason[EVIDENCE_REASONS];
  struct known known = {aftermath, means};
  struct utsname kernel;
  struct evidence_scene scene = {
      .settings = aftermath->settings,
      .parts = &parts,
      .group = group,
      .redact = aftermath->settings->evidence_redact,
      .host = aftermath->site.host,
      .collectd = aftermath->site.collectd,
      .kernel = uname(&kernel) == 0 ? kernel.release : NULL,
      .pid = matter->pid,
      .sentence = matter->sentence,
      .state = STATE_FAILURE,
      .is_fuse = matter->is_fuse,
      .since_s = matter->since_s,
      .unix_s = means->date.origin_s + means->now_s,
      .utc_offset_s = means->date.utc_offset_s,
      .reasons = reasons.count,
      .reason = reason,
      .name = name_of,
      .know = know,
      .word = socket_words,
      .context = &known,
  };

  for (int i = 0; i < reasons.count; i++)
    reason[i] = reasons.text[i];
  json_reset(aftermath->json);
  return evidence_write(aftermath->json, &scene);
}

void aftermath_put_evidence(struct aftermath *aftermath,
                            const struct aftermath_means *means, size_t group) {
  struct parts parts = pipeline_parts(means->pipeline);
  const char *name = parts.rolls->roll[group].target;
  time_t at = (time_t)(means->date.origin_s + means->now_s);
  char sentence[SENTENCE_BYTES];
  const char *text;
  size_t length;
  int r = make_evidence(aftermath, means, group);

  if (r == 0)
    r = json_finish(aftermath->json, &text, &length);
  if (r == 0)
    r = clerk_put_evidence(aftermath->clerk, name, at, text, length);
  json_reset(aftermath->json);
  if (r == 0)
    return;
  snprintf(sentence, sizeof(sentence),
           "there is no evidence of what failed in \"%s\": %s.", name,
           strerror(-r));
  sink_warn(aftermath->sink, sentence);
}

bool aftermath_is_early(const struct aftermath *aftermath,
                        const struct aftermath_means *means, size_t group) {
  struct parts parts = pipeline_parts(means->pipeline);

  for (size_t i = 0; i < parts.herd->high; i++) {
    const struct member *member = herd_at(parts.herd, i);
    const struct dossier *dossier;

    if (!member || member->group != group)
      continue;
    dossier = inquest_find(means->inquest, member);
    if (dossier ? dossier->looks < LOOKS_WANTED
                : aftermath_accuses(aftermath, member))
      return true;
  }
  return false;
}
