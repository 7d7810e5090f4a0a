/* aftermath.c - see aftermath.h */
#include "aftermath.h"

#include "base/text.h"
#include "emit/clerk.h"
#include "emit/message.h"
#include "evidence.h"
#include "herd.h"
#include "inquest.h"
#include "rolls.h"
#include "roster.h"
#include "socket_words.h"
#include "trip.h"
#include "window/io_wait.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>

/* How often a member is looked at before evidence tells what it waits for, and
 * for how many ticks that is waited for. */
enum { LOOKS_WANTED = 3, TICKS_MOST = 6 };

/* Fuses that tell something in one tick; of more no sentence is kept. */
enum { HEARD_MOST = 16 };

/* What is under way of one group; its place is that in the rolls. */
struct affair {
  bool open; /* the group was there in the last tick */
  int ticks; /* that its evidence has waited; -1: there is none to write */
  char sentence[MESSAGE_BYTES];
};

/* What a fuse has told in this tick. */
struct heard {
  char target[GROUP_NAME_BYTES];
  char sentence[MESSAGE_BYTES];
};

struct aftermath {
  const struct settings *settings;
  struct site site;
  struct clerk *clerk;
  struct json *json;
  struct sink listener;
  const struct sink *sink; /* who hears it behind us */
  size_t affairs;
  struct affair *affair;
  size_t heard_count;
  struct heard heard[HEARD_MOST];
};

/* --- listening ------------------------------------------------------------ */

static void pass_record(void *context, const struct record *record) {
  const struct sink *sink = ((struct aftermath *)context)->sink;

  sink->take(sink->context, record);
}

static void pass_saying(void *context, const char *sentence) {
  const struct sink *sink = ((struct aftermath *)context)->sink;

  sink->say(sink->context, sentence);
}

static void hear_notice(void *context, const struct notice *notice) {
  struct aftermath *aftermath = context;
  const struct sink *sink = aftermath->sink;
  struct heard *heard = &aftermath->heard[aftermath->heard_count];

  if (notice->joint && aftermath->heard_count < HEARD_MOST) {
    text_copy(text_of_string(notice->target), heard->target,
              sizeof(heard->target));
    text_copy(text_of_string(notice->message), heard->sentence,
              sizeof(heard->sentence));
    aftermath->heard_count++;
  }
  sink->tell(sink->context, notice);
}

const struct sink *aftermath_listen(struct aftermath *aftermath,
                                    const struct sink *sink) {
  aftermath->sink = sink;
  aftermath->heard_count = 0;
  return &aftermath->listener;
}

static const char *sentence_of(const struct aftermath *aftermath,
                               const char *target) {
  for (size_t i = 0; i < aftermath->heard_count; i++)
    if (strcmp(aftermath->heard[i].target, target) == 0)
      return aftermath->heard[i].sentence;
  return "";
}

/* --- beginning and end ---------------------------------------------------- */

struct aftermath *aftermath_new(const struct settings *settings) {
  struct aftermath *aftermath = calloc(1, sizeof(*aftermath));

  if (!aftermath)
    return NULL;
  aftermath->settings = settings;
  aftermath->affairs = settings->group_count + (size_t)settings->max_groups;
  aftermath->affair = calloc(aftermath->affairs + 1, sizeof(struct affair));
  aftermath->clerk = clerk_new(&(struct clerk_rule){
      settings->evidence_dir, settings->fuse_dir, settings->evidence_keep,
      settings->evidence_max_bytes});
  aftermath->json = json_new();
  aftermath->listener =
      (struct sink){aftermath, pass_record, hear_notice, pass_saying};
  if (aftermath->affair && aftermath->clerk && aftermath->json)
    return aftermath;
  aftermath_free(aftermath);
  return NULL;
}

void aftermath_free(struct aftermath *aftermath) {
  if (!aftermath)
    return;
  if (aftermath->clerk)
    clerk_free(aftermath->clerk);
  json_free(aftermath->json);
  free(aftermath->affair);
  free(aftermath);
}

void aftermath_settle(struct aftermath *aftermath, const struct site *site) {
  aftermath->site = *site;
}

/* --- evidence ------------------------------------------------------------- */

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
      .growth = member_growth(member, now_s),
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

static int make_evidence(struct aftermath *aftermath,
                         const struct aftermath_means *means, size_t group) {
  struct parts parts = pipeline_parts(means->pipeline);
  const struct roll *roll = &parts.rolls->roll[group];
  struct joint_rule rule = roll_joint_rule(roll, aftermath->settings);
  char reason[JOINT_REASONS][JOINT_REASON_BYTES];
  const char *reasons[JOINT_REASONS];
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
      .pid = roll->trip.who.pid,
      .sentence = aftermath->affair[group].sentence,
      .state = STATE_FAILURE,
      .is_fuse = true,
      .since_s = roll->fuse.since_s,
      .unix_s = means->date.origin_s + means->now_s,
      .utc_offset_s = means->date.utc_offset_s,
      .reasons =
          (int)joint_reasons(&roll->trip.told, &rule, means->now_s, reason),
      .reason = reasons,
      .name = name_of,
      .know = know,
      .word = socket_words,
      .context = &known,
  };

  for (int i = 0; i < scene.reasons; i++)
    reasons[i] = reason[i];
  json_reset(aftermath->json);
  return evidence_write(aftermath->json, &scene);
}

static void put_evidence(struct aftermath *aftermath,
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
           "there is no evidence of the fuse of \"%s\": %s.", name,
           strerror(-r));
  aftermath->sink->say(aftermath->sink->context, sentence);
}

/* Whether a member in trouble has not been looked at often enough yet. */
static bool is_early(const struct aftermath_means *means, size_t group) {
  struct parts parts = pipeline_parts(means->pipeline);
  const struct dossier *dossier;

  for (size_t i = 0; i < parts.herd->high; i++) {
    const struct member *member = herd_at(parts.herd, i);

    if (!member || member->group != group)
      continue;
    dossier = inquest_find(means->inquest, member);
    if (dossier && dossier->looks < LOOKS_WANTED)
      return true;
  }
  return false;
}

/* --- each tick ------------------------------------------------------------ */

static void begin_affair(struct aftermath *aftermath, const struct roll *roll,
                         struct affair *affair) {
  *affair = (struct affair){.open = roll->open, .ticks = -1};
  (void)clerk_lower_flag(aftermath->clerk, roll->target);
}

static void take_event(struct aftermath *aftermath,
                       const struct aftermath_means *means,
                       const struct roll *roll, struct affair *affair) {
  time_t at = (time_t)(means->date.origin_s + means->now_s);

  if (roll->fuse.event == FUSE_CLEARED)
    (void)clerk_lower_flag(aftermath->clerk, roll->target);
  if (roll->fuse.event != FUSE_TRIPPED)
    return;
  text_copy(text_of_string(sentence_of(aftermath, roll->target)),
            affair->sentence, sizeof(affair->sentence));
  (void)clerk_raise_flag(aftermath->clerk, roll->target, at, affair->sentence);
  affair->ticks = aftermath->settings->evidence_dir[0] ? 0 : -1;
}

static void go_on(struct aftermath *aftermath,
                  const struct aftermath_means *means, size_t group) {
  struct affair *affair = &aftermath->affair[group];

  if (affair->ticks < 0)
    return;
  if (affair->ticks < TICKS_MOST && is_early(means, group)) {
    affair->ticks++;
    return;
  }
  affair->ticks = -1;
  put_evidence(aftermath, means, group);
}

static void say_what_became(struct aftermath *aftermath) {
  char sentence[SENTENCE_BYTES];

  while (clerk_hear(aftermath->clerk, sentence))
    aftermath->sink->say(aftermath->sink->context, sentence);
}

void aftermath_run(struct aftermath *aftermath,
                   const struct aftermath_means *means) {
  struct parts parts = pipeline_parts(means->pipeline);

  for (size_t i = 0; i < parts.rolls->high && i < aftermath->affairs; i++) {
    const struct roll *roll = &parts.rolls->roll[i];
    struct affair *affair = &aftermath->affair[i];

    if (roll->open != affair->open)
      begin_affair(aftermath, roll, affair);
    if (!roll->open)
      continue;
    take_event(aftermath, means, roll, affair);
    go_on(aftermath, means, i);
  }
  say_what_became(aftermath);
}
