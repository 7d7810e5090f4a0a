/* round.c - see round.h */
#include "round.h"

#include "emit/state_file.h"
#include "host.h"
#include "rolls.h"
#include "roster.h"
#include "subjects.h"

#include <errno.h>
#include <stdlib.h>

/* The longest line, and the last, may come behind what is there. */
enum { ROOM_BYTES = 1 << 20, LINES_AT_ONCE = 8 };

enum {
  STAGE_HOST,
  STAGE_GROUPS,
  STAGE_DISKS,
  STAGE_VOLUMES,
  STAGE_AT_RISK,
  STAGE_HOST_LORES,
  STAGE_GROUP_LORES,
  STAGE_DISK_LORES,
  STAGE_VOLUME_LORES,
  STAGE_MEMBERS,
  STAGES
};

static struct scribe scribe_of(struct round *round,
                               const struct round_source *source) {
  return (struct scribe){source->json, &round->sheet, source->parts};
}

int round_begin(struct round *round, const struct round_source *source) {
  struct scribe scribe = scribe_of(round, source);

  *round = (struct round){0};
  if (source->roster) {
    round->seats = source->roster->high;
    round->written = calloc(round->seats + 1, sizeof(*round->written));
    if (!round->written)
      return -ENOMEM;
  }
  state_write_begin(&scribe);
  return 0;
}

void round_release(struct round *round) {
  sheet_release(&round->sheet);
  free(round->written);
  *round = (struct round){0};
}

bool round_is_under_way(const struct round *round) {
  return round->sheet.lines > 0;
}

/* Each of these writes the next of its kind; false when there is none. */
static bool write_host(struct round *round, const struct scribe *scribe) {
  if (round->index++ > 0)
    return false;
  state_write_host(scribe);
  return true;
}

static bool write_group(struct round *round, const struct scribe *scribe) {
  const struct roll *roll = rolls_next(scribe->parts.rolls, &round->index);

  if (roll)
    state_write_group(scribe, roll);
  return roll;
}

static bool write_subject(struct round *round, const struct scribe *scribe,
                          const struct subjects *subjects) {
  const struct subject *subject = subjects_next(subjects, &round->index);

  if (subject)
    state_write_subject(scribe, subjects, subject);
  return subject;
}

/* All walls of one are written at once. */
static void write_lores(const struct scribe *scribe, const struct roll *roll,
                        const char *name) {
  for (int i = 0; i < roll->wall_count; i++)
    state_write_lore(scribe, roll, name, i);
}

static bool write_host_lores(struct round *round, const struct scribe *scribe) {
  if (round->index++ > 0)
    return false;
  write_lores(scribe, scribe->parts.host, "host");
  return true;
}

static bool write_group_lores(struct round *round,
                              const struct scribe *scribe) {
  const struct roll *roll = rolls_next(scribe->parts.rolls, &round->index);

  if (roll)
    write_lores(scribe, roll, roll->target);
  return roll;
}

static bool write_subject_lores(struct round *round,
                                const struct scribe *scribe,
                                const struct subjects *subjects) {
  const struct subject *subject = subjects_next(subjects, &round->index);

  if (subject)
    write_lores(scribe, &subject->roll, subject->name);
  return subject;
}

static bool write_member(struct round *round, const struct scribe *scribe,
                         const struct round_source *source, bool all) {
  const struct seat *seat;
  size_t place;

  do {
    seat = source->roster ? roster_next(source->roster, &round->index) : NULL;
    place = seat ? (size_t)(seat - source->roster->seat) : 0;
    if (!seat || place >= round->seats)
      return false;
  } while (round->written[place] || !(all || seat->member->at_risk));
  round->written[place] = true;
  state_write_member(scribe, seat);
  return true;
}

size_t round_most_bytes(void) {
  return STATE_BYTES_MOST - ROOM_BYTES;
}

/* What was learnt may take half of the room. */
static bool has_room(const struct round *round) {
  size_t most = round_most_bytes();

  if (round->stage >= STAGE_HOST_LORES && round->stage <= STAGE_VOLUME_LORES)
    most /= 2;
  return round->sheet.length < most;
}

static bool write_one(struct round *round, const struct round_source *source) {
  struct scribe scribe = scribe_of(round, source);

  switch (round->stage) {
  case STAGE_HOST:
    return write_host(round, &scribe);
  case STAGE_GROUPS:
    return write_group(round, &scribe);
  case STAGE_DISKS:
    return write_subject(round, &scribe, source->parts.disks);
  case STAGE_VOLUMES:
    return write_subject(round, &scribe, source->parts.volumes);
  case STAGE_HOST_LORES:
    return write_host_lores(round, &scribe);
  case STAGE_GROUP_LORES:
    return write_group_lores(round, &scribe);
  case STAGE_DISK_LORES:
    return write_subject_lores(round, &scribe, source->parts.disks);
  case STAGE_VOLUME_LORES:
    return write_subject_lores(round, &scribe, source->parts.volumes);
  default:
    return write_member(round, &scribe, source, round->stage == STAGE_MEMBERS);
  }
}

bool round_go_on(struct round *round, const struct round_source *source) {
  for (int i = 0; i < LINES_AT_ONCE && round->stage < STAGES; i++) {
    if (has_room(round) && write_one(round, source))
      continue;
    round->stage++;
    round->index = 0;
  }
  return round->stage < STAGES;
}

bool round_end(struct round *round, const struct round_source *source,
               const struct stamp *stamp) {
  struct scribe scribe = scribe_of(round, source);

  state_write_end(&scribe, stamp);
  return sheet_close(&round->sheet);
}
