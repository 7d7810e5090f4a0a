/* replay.c - see replay.h */
#include "cli/replay.h"

#include "cli/lines.h"
#include "cli/scoreboard.h"
#include "cli/trace_read.h"
#include "player.h"
#include "window/timeline.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct replay {
  struct lines *lines;
  struct trace_head head;
  int parties; /* a model each; the first is the one that is asked */
  struct party {
    struct settings settings;
    struct player *player;
  } party[CONTENDERS_MOST];
  bool told_unknown;
  bool ended; /* how it ends was told */
  struct trace_line line;
};

/* What is wrong with the line, or NULL. What is half there is released. */
static const char *add_party(struct replay *replay, const char *line,
                             const struct trace_wish *wish,
                             struct complaint *complaint) {
  struct party *party = &replay->party[replay->parties];

  if (settings_init(&party->settings) < 0)
    return "out of memory";
  replay->parties++;
  if (trace_head_read(line, wish, &party->settings, &replay->head, complaint) <
      0)
    return complaint->text;
  party->player =
      player_new(&party->settings, replay->head.cpus, replay->head.page_bytes);
  return party->player ? NULL : "out of memory";
}

static const char *add_rivals(struct replay *replay, const char *line,
                              const struct trace_wish *wish,
                              struct complaint *complaint) {
  enum model_id model[CONTENDERS_MOST];
  struct trace_wish rival = *wish;
  int count = scoreboard_models(replay->party[0].settings.model, model);
  const char *why = NULL;

  for (int i = 1; i < count && !why; i++) {
    rival.model = model[i];
    why = add_party(replay, line, &rival, complaint);
  }
  return why;
}

/* What is wrong with the first line, or NULL. */
static const char *read_head(struct replay *replay,
                             const struct trace_wish *wish,
                             struct complaint *complaint) {
  const char *why;
  struct line line;
  int r = lines_next(replay->lines, &line);

  if (r == -E2BIG)
    return LINE_IS_TOO_LONG;
  if (r <= 0)
    return r < 0 ? strerror(-r) : "it is empty";
  why = add_party(replay, line.text, wish, complaint);
  if (!why && wish->with_rivals)
    why = add_rivals(replay, line.text, wish, complaint);
  return why;
}

static void release(struct replay *replay) {
  for (int i = 0; i < replay->parties; i++) {
    player_free(replay->party[i].player);
    settings_release(&replay->party[i].settings);
  }
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
  for (int i = 0; i < replay->parties && r == 0; i++)
    r = player_take(replay->party[i].player, &replay->line.entry, sink,
                    ret_why);
  return r;
}

/* Told once: the tick that is open then is nobody's. */
static int end(struct replay *replay, const char **ret_why) {
  bool breaks_off =
      !replay->ended && player_is_within_a_tick(replay->party[0].player);

  replay->ended = true;
  *ret_why = "the trace breaks off within a tick, which is left out";
  return breaks_off ? -ENODATA : 0;
}

int replay_next(struct replay *replay, const struct sink *sink,
                const char **ret_why) {
  struct line line;
  int r = lines_next(replay->lines, &line);

  replay->line.entry.kind = ENTRY_KINDS;
  if (r == -E2BIG) {
    *ret_why = LINE_IS_TOO_LONG;
    return -EBADMSG;
  }
  if (r < 0)
    return r;
  if (r == 0)
    return end(replay, ret_why);
  r = play(replay, line.text, sink, ret_why);
  if (r == -EBADMSG && !line.whole) {
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

int replay_parties(const struct replay *replay) {
  return replay->parties;
}

const struct pipeline *replay_party(const struct replay *replay, int party) {
  return player_pipeline(replay->party[party].player);
}

const struct pipeline *replay_pipeline(const struct replay *replay) {
  return replay_party(replay, 0);
}

const struct settings *replay_settings(const struct replay *replay) {
  return &replay->party[0].settings;
}

double replay_epoch_s(const struct replay *replay) {
  struct parts parts = pipeline_parts(replay_pipeline(replay));

  return trace_epoch_s(&replay->head, timeline_now_s(parts.timeline));
}
