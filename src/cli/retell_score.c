/* retell_score.c - where everybody stood, held against what came; see retell.h
 */
#include "cli/retell.h"

#include "cli/replay.h"
#include "cli/retell_parts.h"
#include "cli/scoreboard.h"
#include "cli/trial.h"
#include "standings.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { TARGET_BYTES = 128 };

/* One member, or something of the host, before one wall. */
struct series {
  struct series *next; /* of the same member */
  char target[TARGET_BYTES];
  const char *wall;
  enum direction direction;
  struct alarm alarm[CONTENDERS_MOST];
  struct scoreboard *board; /* NULL: it is left out */
};

struct judging {
  struct trial *trial;
  struct course_question question;
  double epoch_s;
  int party; /* whose stands these are */
  int status;
  size_t most;
  struct series **series; /* of each member by its number, and of the host */
};

static bool is_of(const struct series *series, const struct stand *stand) {
  return series->direction == stand->wall->direction &&
         strcmp(series->wall, stand->wall->name) == 0 &&
         strncmp(series->target, stand->target, TARGET_BYTES - 1) == 0;
}

static struct series *add_series(struct judging *judging, struct series **place,
                                 const struct stand *stand) {
  struct series *series = calloc(1, sizeof(*series));
  int r = -ENOMEM;

  if (series) {
    snprintf(series->target, TARGET_BYTES, "%s", stand->target);
    series->wall = stand->wall->name;
    series->direction = stand->wall->direction;
    judging->question.direction = series->direction;
    r = trial_begin(judging->trial, &judging->question, true, &series->board);
  }
  if (r == -ENOMEM) {
    judging->status = complain("out of memory");
    free(series);
    return NULL;
  }
  series->next = *place;
  *place = series;
  return series;
}

static struct series *series_of(struct judging *judging,
                                const struct stand *stand, double above) {
  size_t number = stand->pid > 0 ? stand->member : judging->most;
  struct series **place = &judging->series[number];

  for (struct series *series = *place; series; series = series->next)
    if (is_of(series, stand))
      return series;
  /* Before the wall is known there is nothing to be judged. */
  return isnan(above) ? NULL : add_series(judging, place, stand);
}

/* What a group would have shown of it alone. */
static enum state shown(struct judging *judging, struct series *series,
                        const struct stand *stand) {
  const struct standing *standing = stand->standing;
  struct alarm *alarm = &series->alarm[judging->party];
  bool certain;
  enum state wanted =
      verdict_of(stand->wall, standing, judging->question.horizon_s, &certain);

  (void)alarm_step(alarm, &judging->question.rule, wanted, certain,
                   judging->epoch_s);
  return alarm->shown;
}

/* Groups as such have no series, see retell.c. */
static void judge_stand(void *context, const struct stand *stand) {
  const struct standing *standing = stand->standing;
  double above = standing->value - standing->limit;
  struct judging *judging = context;
  struct series *series;

  if (judging->status != 0 ||
      (stand->pid <= 0 && stand->wall->scope == SCOPE_MEMBER))
    return;
  series = series_of(judging, stand, above);
  if (series && series->board)
    scoreboard_tell(series->board, judging->party,
                    &(struct saying){judging->epoch_s, above,
                                     &standing->forecast,
                                     shown(judging, series, stand)});
}

static int judge_stands(struct telling *telling) {
  struct judging *judging = telling->context;
  struct replay *replay = telling->replay;

  judging->epoch_s = replay_epoch_s(replay);
  for (int i = 0; i < replay_parties(replay); i++) {
    judging->party = i;
    standings_each(replay_party(replay, i), replay_settings(replay),
                   judge_stand, judging);
  }
  return judging->status;
}

static void end_series(struct judging *judging, size_t number) {
  struct series *series = judging->series[number];

  judging->series[number] = NULL;
  while (series) {
    struct series *next = series->next;

    trial_end(judging->trial, series->board);
    free(series);
    series = next;
  }
}

static void leave(struct telling *telling, size_t member) {
  end_series(telling->context, member);
}

int retell_score(struct replay *replay, const char *path,
                 const struct course_question *question, struct trial *trial) {
  size_t most = (size_t)replay_settings(replay)->max_processes;
  struct judging judging = {
      .trial = trial,
      .question = *question,
      .most = most,
      .series = calloc(most + 1, sizeof(struct series *)),
  };
  struct telling telling = {.replay = replay,
                            .bad = {.path = path},
                            .tick = judge_stands,
                            .leave = leave,
                            .context = &judging};
  int status;

  if (!judging.series)
    return complain("out of memory");
  status = retell_lines(&telling);
  for (size_t i = 0; i <= most; i++)
    end_series(&judging, i);
  free(judging.series);
  return status;
}
