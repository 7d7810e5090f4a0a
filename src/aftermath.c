/* aftermath.c - see aftermath.h */
#include "aftermath_parts.h"

#include "emit/json.h"
#include "herd.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* For how many ticks evidence waits until members were looked at. */
enum { TICKS_MOST = 6 };

/* An alarm may come and go every few minutes for days, and would drive the
 * evidence of all others out. */
static const double APART_S = 600;

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
  aftermath->listener = aftermath_listener(aftermath);
  if (aftermath->affair && aftermath->clerk && aftermath->json)
    return aftermath;
  aftermath_free(aftermath);
  return NULL;
}

static void say_what_became(struct aftermath *aftermath,
                            const struct sink *sink) {
  char sentence[SENTENCE_BYTES];

  while (clerk_hear(aftermath->clerk, sentence))
    sink_warn(sink, sentence);
}

void aftermath_finish(struct aftermath *aftermath, const struct sink *sink) {
  clerk_finish(aftermath->clerk);
  say_what_became(aftermath, sink);
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

bool aftermath_accuses(const struct aftermath *aftermath,
                       const struct member *member) {
  const struct affair *affair = &aftermath->affair[member->group];

  return member->group < aftermath->affairs && affair->ticks >= 0 &&
         affair->matter.pid == member->pid;
}

static time_t instant_of(const struct aftermath_means *means) {
  return (time_t)(means->date.origin_s + means->now_s);
}

/* A fuse that is blown as its group begins was so before we did. */
static void begin_affair(struct aftermath *aftermath,
                         const struct aftermath_means *means,
                         const struct roll *roll, struct affair *affair) {
  char sentence[GROUP_NAME_BYTES + 80];

  *affair = (struct affair){.open = roll->open, .ticks = -1, .written_s = NAN};
  if (!roll->open || !fuse_is_blown(&roll->fuse) ||
      roll->fuse.event == FUSE_TRIPPED) {
    (void)clerk_lower_flag(aftermath->clerk, roll->target);
    return;
  }
  snprintf(sentence, sizeof(sentence),
           "%s: its fuse was blown before io_forecast was started, and is.",
           roll->target);
  (void)clerk_raise_flag(aftermath->clerk, roll->target, instant_of(means),
                         sentence);
}

/* That of a fuse takes the place of one that still waits. */
static bool is_worth_evidence(const struct affair *affair,
                              const struct heard *heard, double now_s) {
  if (heard->is_fuse)
    return true;
  return affair->ticks < 0 && !(now_s - affair->written_s < APART_S);
}

static void take_matter(struct aftermath *aftermath, struct affair *affair,
                        const struct heard *heard, double now_s) {
  struct matter *matter = &affair->matter;

  if (!aftermath->settings->evidence_dir[0] ||
      !is_worth_evidence(affair, heard, now_s))
    return;
  matter->is_fuse = heard->is_fuse;
  matter->pid = heard->pid;
  matter->since_s = now_s;
  memcpy(matter->sentence, heard->sentence, sizeof(matter->sentence));
  affair->ticks = 0;
}

static void take_events(struct aftermath *aftermath,
                        const struct aftermath_means *means,
                        const struct roll *roll, struct affair *affair) {
  const struct heard *heard = aftermath_heard(aftermath, roll->target);

  if (roll->fuse.event == FUSE_CLEARED)
    (void)clerk_lower_flag(aftermath->clerk, roll->target);
  if (roll->fuse.event == FUSE_TRIPPED)
    (void)clerk_raise_flag(aftermath->clerk, roll->target, instant_of(means),
                           heard ? heard->sentence : "");
  if (heard)
    take_matter(aftermath, affair, heard, means->now_s);
}

static void go_on(struct aftermath *aftermath,
                  const struct aftermath_means *means, size_t group) {
  struct affair *affair = &aftermath->affair[group];

  if (affair->ticks < 0)
    return;
  if (affair->ticks < TICKS_MOST &&
      aftermath_is_early(aftermath, means, group)) {
    affair->ticks++;
    return;
  }
  affair->ticks = -1;
  affair->written_s = means->now_s;
  aftermath_put_evidence(aftermath, means, group);
}

void aftermath_run(struct aftermath *aftermath,
                   const struct aftermath_means *means) {
  struct parts parts = pipeline_parts(means->pipeline);

  for (size_t i = 0; i < parts.rolls->high && i < aftermath->affairs; i++) {
    const struct roll *roll = &parts.rolls->roll[i];
    struct affair *affair = &aftermath->affair[i];

    if (roll->open != affair->open)
      begin_affair(aftermath, means, roll, affair);
    if (!roll->open)
      continue;
    take_events(aftermath, means, roll, affair);
    go_on(aftermath, means, i);
  }
  say_what_became(aftermath, aftermath->sink);
}
