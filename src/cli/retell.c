/* retell.c - see retell.h */
#include "cli/retell.h"

#include "cli/replay.h"
#include "cli/retell_parts.h"
#include "cli/usage.h"
#include "standings.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* --- lines ---------------------------------------------------------------- */

static void complain_of_metric(struct telling *telling) {
  const char *unknown = replay_unknown(telling->replay);

  if (unknown)
    complain("%s:%lu: there is no metric \"%s\" here; it is left "
             "out wherever it comes",
             telling->bad.path, replay_line(telling->replay), unknown);
}

/* One line that was played. */
static int follow(struct telling *telling) {
  const struct entry *entry = replay_entry(telling->replay);

  complain_of_metric(telling);
  if (entry->kind == ENTRY_DISMISS && telling->leave)
    telling->leave(telling, entry->member);
  return entry->kind == ENTRY_FINISH && telling->tick ? telling->tick(telling)
                                                      : 0;
}

int retell_lines(struct telling *telling) {
  static const struct sink nobody = {0};
  const struct sink *sink = telling->sink ? telling->sink : &nobody;
  struct replay *replay = telling->replay;
  const char *why;
  int status = 0;
  int r;

  while (status == 0 && (r = replay_next(replay, sink, &why)) != 0) {
    if (r == -EBADMSG || r == -ENODATA)
      complain_of_line(&telling->bad, replay_line(replay), why);
    else if (r < 0)
      status = complain_of_file(telling->bad.path, replay_line(replay), r);
    else
      status = follow(telling);
  }
  return complain_of_lines(&telling->bad) | status;
}

/* --- all walls ------------------------------------------------------------ */

struct all {
  struct rows *rows;
  double epoch_s;
};

static void put_stand(void *context, const struct stand *stand) {
  const struct all *all = context;

  rows_put_stand(all->rows, stand, all->epoch_s);
}

static int put_stands(struct telling *telling) {
  struct all *all = telling->context;
  struct replay *replay = telling->replay;

  all->epoch_s = replay_epoch_s(replay);
  standings_each(replay_pipeline(replay), replay_settings(replay), put_stand,
                 all);
  return 0;
}

int retell(struct replay *replay, const char *path, struct rows *rows) {
  struct all all = {.rows = rows};
  struct telling telling = {.replay = replay,
                            .bad = {.path = path},
                            .tick = put_stands,
                            .context = &all};

  return retell_lines(&telling);
}

/* --- notices -------------------------------------------------------------- */

struct notices {
  const struct replay *replay;
  struct rows *rows;
};

static void put_notice(void *context, const struct notice *notice) {
  const struct notices *notices = context;

  rows_put_notice(notices->rows, notice, replay_epoch_s(notices->replay));
}

int retell_notices(struct replay *replay, const char *path, struct rows *rows) {
  struct notices notices = {replay, rows};
  struct sink sink = {.context = &notices, .tell = put_notice};
  struct telling telling = {
      .replay = replay, .bad = {.path = path}, .sink = &sink};

  return retell_lines(&telling);
}

/* --- a metric ------------------------------------------------------------- */

struct plain {
  const struct retold *retold;
  double epoch_s;
  int status;
  size_t most;
  void **series; /* of each member by its number, and of the host */
};

static void forget(struct telling *telling, size_t member) {
  struct plain *plain = telling->context;

  if (plain->series[member])
    plain->retold->end(plain->retold->context, plain->series[member]);
  plain->series[member] = NULL;
}

static void *series_of(struct plain *plain, const struct stand *stand) {
  const struct retold *retold = plain->retold;
  size_t place = stand->pid > 0 ? stand->member : plain->most;

  if (!plain->series[place])
    plain->series[place] = retold->begin(retold->context, &retold->question);
  return plain->series[place];
}

/* Groups as such have no series: they are that of one member now, and of
 * another then. */
static bool is_wanted(const struct plain *plain, const struct stand *stand) {
  const struct wall *wall = stand->wall;

  return wall->metric == plain->retold->metric &&
         wall->limit_metric == METRIC_COUNT &&
         (stand->pid > 0 || wall->scope == SCOPE_HOST);
}

static void step_stand(void *context, const struct stand *stand) {
  char name[160], time[ROW_TEXT_BYTES], value[ROW_TEXT_BYTES];
  struct plain *plain = context;
  struct wall wall = *stand->wall;
  struct row row = {.series = name,
                    .time_text = time,
                    .value_text = value,
                    .time_s = plain->epoch_s,
                    .value = stand->standing->value};
  void *series;

  if (!is_wanted(plain, stand) || plain->status != 0)
    return;
  wall.name = metrics[wall.metric].name;
  rows_name(&(struct stand){.target = stand->target,
                            .pid = stand->pid,
                            .wall = &wall},
            name, sizeof(name));
  rows_write_time(row.time_s, time);
  rows_write_value(row.value, value);
  series = series_of(plain, stand);
  plain->status =
      series ? plain->retold->step(plain->retold->context, series, &row)
             : complain("out of memory");
}

static int step_stands(struct telling *telling) {
  struct plain *plain = telling->context;
  struct replay *replay = telling->replay;

  plain->epoch_s = replay_epoch_s(replay);
  standings_each(replay_pipeline(replay), replay_settings(replay), step_stand,
                 plain);
  return plain->status;
}

int retell_series(struct replay *replay, const char *path,
                  const struct retold *retold) {
  const struct settings *settings = replay_settings(replay);
  struct plain plain = {.retold = retold,
                        .most = (size_t)settings->max_processes};
  struct telling telling = {.replay = replay,
                            .bad = {.path = path},
                            .tick = step_stands,
                            .leave = forget,
                            .context = &plain};
  int status;

  plain.series = calloc(plain.most + 1, sizeof(*plain.series));
  if (!plain.series)
    return complain("out of memory");
  status = retell_lines(&telling);
  for (size_t i = 0; i <= plain.most; i++)
    forget(&telling, i);
  free(plain.series);
  return status;
}

struct course_question retell_question(const struct replay *replay,
                                       const struct course_question *wall) {
  const struct settings *settings = replay_settings(replay);

  return (struct course_question){
      .limit = wall->limit,
      .direction = wall->direction,
      .model = settings->model,
      .horizon_s = settings->horizon_s,
      .rule = {settings->trip_s, settings->clear_s},
  };
}
