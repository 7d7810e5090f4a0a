/* player.c - see player.h */
#include "player.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>

/* Some thousand years: no clock shows more. */
static const double TIME_MOST_S = 1e11;

/* No place on earth is further from UTC. */
static const double UTC_OFFSET_MOST_S = 86400;

struct part {
  struct member *member; /* NULL: nobody has that number */
  unsigned long heard;   /* tick of its last sample, rest or skip */
};

struct player {
  const struct settings *settings;
  struct pipeline *pipeline;
  struct part *part; /* MaxProcesses of them */
  unsigned long tick;
  bool open; /* a tick has begun */
};

struct player *player_new(const struct settings *settings, double cpus,
                          double page_bytes) {
  struct player *player = calloc(1, sizeof(*player));

  if (!player)
    return NULL;
  player->settings = settings;
  player->pipeline = pipeline_new(settings, cpus, page_bytes);
  player->part = calloc((size_t)settings->max_processes, sizeof(struct part));
  if (player->pipeline && player->part)
    return player;
  player_free(player);
  return NULL;
}

void player_free(struct player *player) {
  if (!player)
    return;
  pipeline_free(player->pipeline);
  free(player->part);
  free(player);
}

bool player_is_within_a_tick(const struct player *player) {
  return player->open;
}

struct pipeline *player_pipeline(const struct player *player) {
  return player->pipeline;
}

static int refuse(const char *why, const char **ret_why) {
  *ret_why = why;
  return -EBADMSG;
}

static void finish(struct player *player, const struct sink *sink) {
  player->open = false;
  pipeline_finish(player->pipeline, sink);
}

static int begin(struct player *player, const struct entry *entry,
                 const struct sink *sink, const char **ret_why) {
  bool was_open = player->open;

  if (!(fabs(entry->now_s) <= TIME_MOST_S))
    return refuse("a tick begins at no time", ret_why);
  if (was_open)
    finish(player, sink);
  if (!pipeline_begin(player->pipeline, entry->now_s))
    return refuse("a tick is not later than the one before", ret_why);
  player->open = true;
  player->tick++;
  return was_open ? refuse("the tick before has no end", ret_why) : 0;
}

static struct part *part_of(struct player *player, size_t number) {
  return number < (size_t)player->settings->max_processes
             ? &player->part[number]
             : NULL;
}

static int admit(struct player *player, const struct entry *entry,
                 const char **ret_why) {
  struct part *part = part_of(player, entry->member);
  size_t account;

  if (!part)
    return refuse("the number of a member is above MaxProcesses", ret_why);
  if (part->member)
    return refuse("a member comes that is there already", ret_why);
  if (entry->base >= player->settings->group_count || !entry->name ||
      !entry->name[0] || entry->pid <= 0)
    return refuse("a member comes without group or pid", ret_why);
  account = pipeline_group(player->pipeline, entry->base, entry->name);
  part->member = pipeline_admit(player->pipeline, account, entry->pid);
  part->heard = 0;
  return part->member ? 0
                      : refuse("more members than MaxProcesses come", ret_why);
}

static bool is_time(double s) {
  return isnan(s) || fabs(s) <= TIME_MOST_S;
}

static bool is_glance(const struct glance *glance) {
  bool is_good =
      glance->command && glance->stuck_s >= 0 && glance->stuck_s <= TIME_MOST_S;

  for (int lane = 0; lane < LANE_COUNT && glance->read_s; lane++)
    is_good = is_good && is_time(glance->read_s[lane]);
  return is_good;
}

static int hear(struct player *player, struct part *part,
                const struct entry *entry, const char **ret_why) {
  if (part->heard == player->tick)
    return refuse("a member is told of twice in a tick", ret_why);
  if (!is_glance(&entry->glance))
    return refuse("a time of reading is none", ret_why);
  part->heard = player->tick;
  if (entry->kind == ENTRY_SAMPLE)
    pipeline_observe(player->pipeline, part->member, &entry->glance,
                     entry->value);
  else if (entry->kind == ENTRY_REST)
    pipeline_rest(player->pipeline, part->member, &entry->glance);
  else
    pipeline_skip(player->pipeline, part->member, &entry->glance);
  return 0;
}

static int take_member(struct player *player, const struct entry *entry,
                       const char **ret_why) {
  struct part *part = part_of(player, entry->member);

  if (!part || !part->member)
    return refuse("a member is told of that is not there", ret_why);
  if (entry->kind != ENTRY_DISMISS)
    return hear(player, part, entry, ret_why);
  pipeline_dismiss(player->pipeline, part->member);
  part->member = NULL;
  return 0;
}

static int look_at_filesystem(struct player *player, const struct entry *entry,
                              const char **ret_why) {
  double stuck_s = entry->glance.stuck_s;

  if (!entry->name || !entry->name[0])
    return refuse("a filesystem has no mount point", ret_why);
  if (!(stuck_s >= 0 && stuck_s <= TIME_MOST_S))
    return refuse("a time without an answer is none", ret_why);
  (void)pipeline_filesystem(player->pipeline, entry->name, stuck_s,
                            entry->value);
  return 0;
}

static int take_date(struct player *player, const struct date *date,
                     const char **ret_why) {
  if (!(fabs(date->origin_s) <= TIME_MOST_S) ||
      !(fabs(date->utc_offset_s) <= UTC_OFFSET_MOST_S))
    return refuse("a date is none", ret_why);
  pipeline_date(player->pipeline, date);
  return 0;
}

static int take_within(struct player *player, const struct entry *entry,
                       const struct sink *sink, const char **ret_why) {
  switch (entry->kind) {
  case ENTRY_TEAR:
    pipeline_tear(player->pipeline);
    return 0;
  case ENTRY_DATE:
    return take_date(player, &entry->date, ret_why);
  case ENTRY_HOST:
    pipeline_host(player->pipeline, entry->value);
    return 0;
  case ENTRY_DEVICE:
    if (!entry->name || !entry->name[0])
      return refuse("a device has no name", ret_why);
    (void)pipeline_disk(player->pipeline, entry->name, entry->value, sink);
    return 0;
  case ENTRY_FILESYSTEM:
    return look_at_filesystem(player, entry, ret_why);
  case ENTRY_ADMIT:
    return admit(player, entry, ret_why);
  case ENTRY_FINISH:
    finish(player, sink);
    return 0;
  default:
    return take_member(player, entry, ret_why);
  }
}

int player_take(struct player *player, const struct entry *entry,
                const struct sink *sink, const char **ret_why) {
  if (entry->kind == ENTRY_BEGIN)
    return begin(player, entry, sink, ret_why);
  if (!player->open)
    return refuse("something happens outside of a tick", ret_why);
  return take_within(player, entry, sink, ret_why);
}
