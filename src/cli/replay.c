/* replay.c - see replay.h */
#include "cli/replay.h"

#include "cli/lines.h"
#include "cli/trace_read.h"
#include "player.h"
#include "window/timeline.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct replay {
  struct lines *lines;
  struct settings settings;
  struct trace_head head;
  struct player *player;
  bool told_unknown;
  bool ended; /* how it ends was told */
  struct trace_line line;
};

/* What is wrong with the first line, or NULL. */
static const char *read_head(struct replay *replay,
                             const struct trace_wish *wish,
                             struct complaint *complaint) {
  char *line;
  bool whole;
  int r = lines_next(replay->lines, &line, &whole);

  if (r <= 0)
    return r < 0 ? strerror(-r) : "it is empty";
  if (settings_init(&replay->settings) < 0)
    return "out of memory";
  if (trace_head_read(line, wish, &replay->settings, &replay->head, complaint) <
      0)
    return complaint->text;
  replay->player = player_new(&replay->settings, replay->head.cpus);
  return replay->player ? NULL : "out of memory";
}

static void release(struct replay *replay) {
  player_free(replay->player);
  settings_release(&replay->settings);
  free(replay);
}

struct replay *replay_open(struct lines *lines, const char *path,
                           const struct trace_wish *wish, char *error,
                           size_t capacity) {
  struct replay *replay = calloc(1, sizeof(*replay));
  struct complaint complaint;
  const char *why = "out of memory";

  if (replay) {
    replay->lines = lines;
    why = read_head(replay, wish, &complaint);
  }
  if (!why)
    return replay;
  snprintf(error, capacity, "%s:1: %s", path, why);
  if (replay)
    release(replay);
  return NULL;
}

void replay_close(struct replay *replay) {
  if (!replay)
    return;
  lines_close(replay->lines);
  release(replay);
}

static int play(struct replay *replay, const char *line,
                const struct sink *sink, const char **ret_why) {
  int r = trace_line_read(line, &replay->line);

  *ret_why = "this is no entry of a trace";
  return r < 0
             ? r
             : player_take(replay->player, &replay->line.entry, sink, ret_why);
}

/* Told once: the tick that is open then is nobody's. */
static int end(struct replay *replay, const char **ret_why) {
  bool breaks_off = !replay->ended && player_is_within_a_tick(replay->player);

  replay->ended = true;
  *ret_why = "the trace breaks off within a tick, which is left out";
  return breaks_off ? -ENODATA : 0;
}

int replay_next(struct replay *replay, const struct sink *sink,
                const char **ret_why) {
  char *line;
  bool whole;
  int r = lines_next(replay->lines, &line, &whole);

  replay->line.entry.kind = ENTRY_KINDS;
  if (r < 0)
    return r;
  if (r == 0)
    return end(replay, ret_why);
  r = play(replay, line, sink, ret_why);
  if (r == -EBADMSG && !whole) {
    *ret_why = "the file breaks off in this line";
    replay->ended = true;
    r = -ENODATA;
  }
  return r == 0 ? 1 : r;
}

unsigned long replay_line(const struct replay *replay) {
  return lines_number(replay->lines);
}

const struct entry *replay_entry(const struct replay *replay) {
  return &replay->line.entry;
}

const char *replay_unknown(struct replay *replay) {
  if (replay->told_unknown || replay->line.unknown[0] == '\0')
    return NULL;
  replay->told_unknown = true;
  return replay->line.unknown;
}

const struct pipeline *replay_pipeline(const struct replay *replay) {
  return player_pipeline(replay->player);
}

const struct settings *replay_settings(const struct replay *replay) {
  return &replay->settings;
}

double replay_epoch_s(const struct replay *replay) {
  struct parts parts = pipeline_parts(replay_pipeline(replay));

  return trace_epoch_s(&replay->head, timeline_now_s(parts.timeline));
}
