/* aftermath_hear.c - listens to what the pipeline tells; see
 * aftermath_parts.h */
#include "aftermath_parts.h"

#include "base/text.h"

#include <string.h>

static void pass_record(void *context, const struct record *record) {
  const struct sink *sink = ((struct aftermath *)context)->sink;

  if (sink->take) /* sink_take() has been there */
    sink->take(sink->context, record);
}

static void pass_saying(void *context, const char *sentence) {
  sink_say(((struct aftermath *)context)->sink, sentence);
}

static void pass_warning(void *context, const char *sentence) {
  sink_warn(((struct aftermath *)context)->sink, sentence);
}

const struct heard *aftermath_heard(const struct aftermath *aftermath,
                                    const char *target) {
  for (size_t i = 0; i < aftermath->heard_count; i++)
    if (strcmp(aftermath->heard[i].target, target) == 0)
      return &aftermath->heard[i];
  return NULL;
}

/* The first of a group stays, but that a fuse goes before walls; where there is
 * no room it takes that of a wall. */
static struct heard *place_for(struct aftermath *aftermath,
                               const struct notice *notice) {
  const struct heard *there = aftermath_heard(aftermath, notice->target);

  if (there)
    return notice->joint && !there->is_fuse
               ? &aftermath->heard[there - aftermath->heard]
               : NULL;
  if (aftermath->heard_count < HEARD_MOST)
    return &aftermath->heard[aftermath->heard_count++];
  for (size_t i = 0; notice->joint && i < HEARD_MOST; i++)
    if (!aftermath->heard[i].is_fuse)
      return &aftermath->heard[i];
  return NULL;
}

static void keep(struct aftermath *aftermath, const struct notice *notice) {
  struct heard *heard = place_for(aftermath, notice);

  if (!heard)
    return;
  heard->is_fuse = notice->joint != NULL;
  heard->pid = notice->pid;
  text_copy(text_of_string(notice->target), heard->target,
            sizeof(heard->target));
  text_copy(text_of_string(notice->message), heard->sentence,
            sizeof(heard->sentence));
}

/* The host and its disks have no pid, and no evidence. */
static bool is_of_a_group(const struct notice *notice) {
  return notice->joint || notice->pid != 0;
}

static void hear_notice(void *context, const struct notice *notice) {
  struct aftermath *aftermath = context;

  if (notice->state == STATE_FAILURE && is_of_a_group(notice))
    keep(aftermath, notice);
  sink_tell(aftermath->sink, notice);
}

struct sink aftermath_listener(struct aftermath *aftermath) {
  return (struct sink){aftermath, pass_record, hear_notice, pass_saying,
                       pass_warning};
}

const struct sink *aftermath_listen(struct aftermath *aftermath,
                                    const struct sink *sink) {
  aftermath->sink = sink;
  aftermath->heard_count = 0;
  return &aftermath->listener;
}
