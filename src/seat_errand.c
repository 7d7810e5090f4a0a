/* seat_errand.c - see seat_errand.h */
#include "seat_errand.h"

#include "sample/parse.h"

#include <math.h>

enum { BACK_OFF_FIRST = 2, BACK_OFF_MOST = 64 };

/* What a batch of errands opens is counted when it is over. */
enum { SPARE_IN_BATCH = 128 };

static void forget_guarded(struct seat *seat) {
  for (int id = 0; id < METRIC_MEMBER_COUNT; id++)
    if (sources[metrics[id].source].lane == LANE_GUARDED &&
        id != METRIC_START_TIME && id != METRIC_START_STACK &&
        id != METRIC_PID_NAMESPACE)
      seat->value[id] = NAN; /* but what tells one process from another */
}

bool seat_wants_errand(struct seat *seat, struct lane *lane) {
  if (seat->files.dirfd < 0)
    return false;
  if (seat->quarantined && lane_is_out(lane, seat->ticket)) {
    forget_guarded(seat);
    return false;
  }
  seat->quarantined = false;
  if (seat->wait == 0)
    return true;
  seat->wait--;
  forget_guarded(seat);
  return false;
}

static void use_kept(const struct seat *seat, const struct reader *reader,
                     struct reading *reading) {
  if ((int)reading->source >= SOURCES_KEPT ||
      reading->source == SOURCE_TASKSTATS)
    return;
  reading->fd = seat->files.fd[reading->source];
  reading->keep = seat->files.keep && reader->spare_fds > SPARE_IN_BATCH;
}

/* A stat that is read behind taskstats proves that the pid was still this
 * process's when the kernel was asked by it. */
void seat_fill_errand(struct seat *seat, const struct reader *reader,
                      struct errand *errand, bool accounts) {
  struct turn turn = {.age = seat->age, .since = seat->age - seat->answered_at};

  errand->dirfd = seat->files.dirfd;
  errand->pid = seat->pid;
  errand->owner = seat;
  (void)errand_add(errand, SOURCE_IO);
  if (accounts)
    (void)errand_add(errand, SOURCE_TASKSTATS);
  (void)errand_add(errand, SOURCE_STAT);
  if (read_is_due(SOURCE_NS_PID, &turn))
    (void)errand_add(errand, SOURCE_NS_PID);
  for (int i = 0; i < errand->count; i++)
    use_kept(seat, reader, &errand->reading[i]);
}

/* What the lane has opened is the seat's to keep. */
static void take_fds(struct seat *seat, struct reader *reader,
                     const struct errand *errand) {
  for (int i = 0; i < errand->count; i++) {
    const struct reading *reading = &errand->reading[i];

    if (!reading->opened)
      continue;
    seat->files.fd[reading->source] = reading->fd;
    reader->spare_fds--;
  }
}

static void quarantine(struct seat *seat, const struct errand *errand,
                       double now_s) {
  seat->quarantined = true;
  seat->ticket = errand->ticket;
  seat->stuck_since_s = now_s;
  seat->back_off = seat->back_off ? 2 * seat->back_off : BACK_OFF_FIRST;
  if (seat->back_off > BACK_OFF_MOST)
    seat->back_off = BACK_OFF_MOST;
  seat->wait = seat->back_off;
}

/* Where both are known, and differ. The start of the stack is random: execve(2)
 * moves it. Where it is not known an execve under the same name goes unseen. */
static bool is_another(const struct seat *seat, double start_time,
                       double start_stack) {
  return islessgreater(start_time, seat->value[METRIC_START_TIME]) ||
         islessgreater(start_stack, seat->value[METRIC_START_STACK]);
}

/* The kernel prints 0 where we may not read it. */
static void forget_false_zeros(struct seat *seat) {
  if (!(seat->value[METRIC_START_STACK] > 1))
    seat->value[METRIC_START_STACK] = NAN;
}

static void take_readings(struct seat *seat, struct reader *reader,
                          const struct errand *errand) {
  bool is_alive = false;

  reader->stumbled = false;
  parse_forget(SOURCE_TASKSTATS, seat->value);
  for (int i = 0; i < errand->count; i++) {
    const struct reading *reading = &errand->reading[i];

    (void)read_take(reader, reading->source, reading->bytes, reading->length,
                    seat->value);
    if (reading->source == SOURCE_STAT)
      is_alive = reading->length >= 0;
  }
  if (!is_alive)
    parse_forget(SOURCE_TASKSTATS, seat->value);
  if (reader->stumbled || isnan(errand->read_s))
    seat->mark = 0;
}

enum seat_finding seat_take_errand(struct seat *seat, struct reader *reader,
                                   const struct errand *errand, double now_s) {
  double start_time = seat->value[METRIC_START_TIME];
  double start_stack = seat->value[METRIC_START_STACK];

  if (errand->outcome == ERRAND_LOST) {
    files_close(&seat->files, reader);
    quarantine(seat, errand, now_s);
  }
  if (errand->outcome != ERRAND_DONE) {
    seat->mark = 0; /* half a sample is nothing to rest on */
    forget_guarded(seat);
    return SEAT_THERE;
  }
  seat->back_off = 0;
  seat->answered_at = seat->age;
  seat->read_s[LANE_GUARDED] = errand->read_s;
  take_fds(seat, reader, errand);
  take_readings(seat, reader, errand);
  forget_false_zeros(seat);
  seat->verified = !isnan(seat->value[METRIC_START_TIME]);
  return is_another(seat, start_time, start_stack) ? SEAT_ANOTHER : SEAT_THERE;
}

bool seat_wants_maps(struct seat *seat, struct lane *lane) {
  if (seat->files.dirfd < 0 || seat->quarantined || seat->age < seat->maps_due)
    return false;
  return !seat->maps_ticket || !lane_is_out(lane, seat->maps_ticket);
}

void seat_fill_maps(struct seat *seat, struct errand *errand) {
  errand->dirfd = seat->files.dirfd;
  errand->pid = seat->pid;
  errand->owner = seat;
  seat->maps_ticket = errand->ticket;
  (void)errand_add(errand, SOURCE_MAPS);
}

/* One that there was no time for is sent again in the next tick. */
void seat_take_maps(struct seat *seat, struct reader *reader,
                    const struct errand *errand) {
  if (errand->outcome == ERRAND_SKIPPED)
    return;
  seat->maps_due = seat->age + sources[SOURCE_MAPS].every;
  if (errand->outcome == ERRAND_LOST) {
    parse_forget(SOURCE_MAPS, seat->value);
    return;
  }
  seat->read_s[LANE_DEEP] = errand->read_s;
  (void)read_take(reader, SOURCE_MAPS, errand->reading[0].bytes,
                  errand->reading[0].length, seat->value);
}

double seat_stuck_s(const struct seat *seat, double now_s) {
  return seat->quarantined ? now_s - seat->stuck_since_s : 0;
}
