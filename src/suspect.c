/* suspect.c - see suspect.h */
#include "suspect.h"

#include "base/file.h"
#include "pipeline.h"
#include "sample/parse.h"
#include "sample/threads.h"

#include <math.h>

enum { BLIND_TURN = 10, HOME_TURN = 60 };

static const double PRESSURE = 0.05;

/* Without the pressure of the host, by turns. */
static bool host_waits(const struct suspicion *suspicion) {
  if (isnan(suspicion->io_pressure))
    return suspicion->tick % BLIND_TURN == 0;
  return suspicion->io_pressure > PRESSURE;
}

static bool is_suspect(const struct suspicion *suspicion,
                       const struct seat *seat) {
  if (!(seat->value[METRIC_THREADS] > 1))
    return false;
  return seat->value[METRIC_STATE] == 'D' || host_waits(suspicion) ||
         pipeline_is_at_risk(seat->member);
}

/* 0 is one with more than can be listed. */
static int threads_of(const struct seat *seat) {
  double threads = seat->value[METRIC_THREADS];

  return threads <= SUSPECT_LISTED ? (int)threads : 0;
}

/* How many may be looked at. After the first that goes short nobody else does
 * that takes more than his share, and it is the first in the next tick. */
static int take_share(struct suspicion *suspicion, int threads, size_t place) {
  struct share *share = &suspicion->share;
  int part;

  if (threads > share->whole && threads > suspicion->listed_left)
    share->left = 0;
  part = share_take(share, threads);
  if (part == 0 && !suspicion->spent) {
    suspicion->spent = true;
    suspicion->turn = place;
  }
  if (part > 0 && part < threads)
    suspicion->listed_left -= threads;
  return part;
}

static void look_at_threads(struct suspicion *suspicion, struct seat *seat,
                            size_t place, struct reader *reader) {
  struct threads_part part = {
      .of = threads_of(seat),
      .turn = suspicion->tick,
  };

  if (part.of == 0)
    return;
  part.most = take_share(suspicion, part.of, place);
  if (part.most > 0)
    (void)threads_sum(reader, seat->files.dirfd, &part, seat->value);
}

static void find_home(struct suspicion *suspicion, struct seat *seat) {
  char buffer[8192];
  long length = file_read_at(seat->files.dirfd, sources[SOURCE_CGROUP].path,
                             buffer, sizeof(buffer));

  seat->home_at = suspicion->tick;
  seat->home = length < 0 ? 0
                          : pressure_find(suspicion->pressures,
                                          text_of(buffer, (size_t)length),
                                          suspicion->tick);
}

/* One that is not found is not looked for again in every tick. */
static void look_at_cgroup(struct suspicion *suspicion, struct seat *seat,
                           struct reader *reader) {
  if (seat->home_at == 0 || suspicion->tick >= seat->home_at + HOME_TURN)
    find_home(suspicion, seat);
  seat->value[METRIC_CGROUP_IO_SOME] =
      pressure_read(suspicion->pressures, reader, seat->home, suspicion->tick);
}

void suspect_begin(struct suspicion *suspicion, unsigned long tick,
                   double io_pressure) {
  suspicion->tick = tick;
  suspicion->io_pressure = io_pressure;
  suspicion->listed_left = SUSPECT_LISTED;
  suspicion->spent = false;
  suspicion->is_any = false;
  share_begin(&suspicion->share, SUSPECT_THREADS);
}

void suspect_look(struct suspicion *suspicion, struct seat *seat,
                  struct reader *reader) {
  bool wanted = is_suspect(suspicion, seat);

  if (seat->files.dirfd < 0)
    return;
  seat->value[METRIC_THREADS_WANTED] = wanted;
  seat->value[METRIC_CGROUP_IO_SOME] = NAN;
  parse_forget(SOURCE_TASK_STATUS, seat->value);
  if (threads_lost_leader(seat->value))
    threads_stand_in(reader, seat->files.dirfd, &seat->tid, seat->value);
  if (!wanted)
    return;
  suspicion->is_any = true;
  if (threads_of(seat) > 0)
    share_ask(&suspicion->share, threads_of(seat));
}

bool suspect_share(struct suspicion *suspicion) {
  share_settle(&suspicion->share, THREADS_SAMPLE);
  return suspicion->is_any;
}

void suspect_question(struct suspicion *suspicion, struct seat *seat,
                      size_t place, struct reader *reader) {
  if (seat->files.dirfd < 0 || !(seat->value[METRIC_THREADS_WANTED] > 0))
    return;
  look_at_threads(suspicion, seat, place, reader);
  if (isnan(seat->value[METRIC_THREADS_BLOCKED]))
    look_at_cgroup(suspicion, seat, reader);
}
