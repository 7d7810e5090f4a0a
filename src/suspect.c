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

static void look_at_threads(struct suspicion *suspicion, struct seat *seat,
                            struct reader *reader) {
  int count;

  if (seat->value[METRIC_THREADS] > suspicion->threads_left)
    return;
  count = threads_sum(reader, seat->files.dirfd, suspicion->threads_left,
                      seat->value);
  if (count > 0)
    suspicion->threads_left -= count;
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
  look_at_threads(suspicion, seat, reader);
  if (isnan(seat->value[METRIC_THREADS_BLOCKED]))
    look_at_cgroup(suspicion, seat, reader);
}
