/* seat.c - see seat.h */
#include "seat.h"

#include "base/file.h"
#include "base/hash.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { RUNS_UNTIL_WARM = 3 };

void seat_init(struct seat *seat, int pid, int dirfd, bool pin) {
  *seat = (struct seat){.taken = true,
                        .pid = pid,
                        .pinned = pin,
                        .stale = SEAT_FULL_EVERY,
                        .round = {.written = NAN, .minute = UINT16_MAX},
                        .answered_at = (unsigned long)-1};
  files_init(&seat->files, dirfd);
  for (int resource = 0; resource < CGROUP_RESOURCES; resource++)
    seat->cgroup[resource] = CGROUP_UNKNOWN;
  seat->rested = (unsigned)pid % (SEAT_FULL_EVERY - 1); /* not all at once */
  seat->maps_due = (unsigned long)pid % sources[SOURCE_MAPS].every;
  for (int id = 0; id < METRIC_MEMBER_COUNT; id++)
    seat->value[id] = NAN;
}

static void close_dir(struct seat *seat) {
  if (seat->files.dirfd >= 0)
    close(seat->files.dirfd);
  seat->files.dirfd = -1;
}

void seat_release(struct seat *seat, struct reader *reader) {
  files_close(&seat->files, reader);
  close_dir(seat);
  seat->taken = false;
}

void seat_begin_sample(struct seat *seat, double clock_s) {
  for (int lane = 0; lane < LANE_COUNT; lane++)
    seat->read_s[lane] = NAN;
  seat->read_s[LANE_FREE] = clock_s;
}

void seat_when_read(const struct seat *seat, double behind_s,
                    double ret_read_s[LANE_COUNT]) {
  for (int lane = 0; lane < LANE_COUNT; lane++)
    ret_read_s[lane] = seat->read_s[lane] - behind_s;
}

static int open_dir(struct seat *seat, int procfd) {
  char path[16];

  if (seat->files.dirfd >= 0)
    return 0;
  snprintf(path, sizeof(path), "%d", seat->pid);
  seat->files.dirfd = file_pin_at(procfd, path);
  return seat->files.dirfd < 0 ? seat->files.dirfd : 0;
}

static bool is_dead(const double *value) {
  return value[METRIC_STATE] == 'X' ||
         (value[METRIC_STATE] == 'Z' && !(value[METRIC_THREADS] > 1));
}

/* Only a thread that sleeps stays as it is while it does not run: one in D may
 * be woken, and of a process with several the others may run. That it has not
 * run, to the nanosecond, is proof enough that it is still the same. */
static bool may_rest(const struct seat *seat, unsigned next_in) {
  double state = seat->value[METRIC_STATE];

  return !seat->quarantined && seat->wait == 0 && !seat->changed &&
         seat->value[METRIC_THREADS] == 1 &&
         (state == 'S' || state == 'T' || state == 't') &&
         seat->rested + next_in < SEAT_FULL_EVERY &&
         seat->stale < SEAT_FULL_EVERY;
}

void seat_pass(struct seat *seat) {
  seat->finding = SEAT_SKIPPED;
  seat->rested++;
}

bool seat_must_be_read(const struct seat *seat) {
  return seat->rested + 1 >= SEAT_FULL_EVERY || seat->stale >= SEAT_FULL_EVERY;
}

/* Early behind a rest, so that who runs now and then need not be read for their
 * sake alone. */
static bool limits_are_due(const struct seat *seat) {
  unsigned every = seat->rested > 0 ? SEAT_FULL_EVERY / 2 : SEAT_FULL_EVERY;

  return seat->stale >= every || isnan(seat->value[METRIC_LIMIT_FDS]);
}

/* Half a sample is nothing to rest on, nor is one of nobody knows when: its
 * counters are not kept. */
static void stay_awake(struct seat *seat, const struct reader *reader) {
  if (reader->stumbled || reader->owed || isnan(seat->read_s[LANE_FREE]))
    seat->mark = 0;
}

/* Files of what runs all the time are kept open, and closed when it has slept
 * for a while. Its schedstat is read in each tick in any case. */
static void warm_or_cool(struct seat *seat, struct reader *reader, bool ran) {
  seat->ran = ran ? seat->ran + 1 : 0;
  seat->files.keep =
      seat->pinned && !seat->quarantined && seat->ran >= RUNS_UNTIL_WARM;
  if (!ran)
    files_cool(&seat->files, reader);
}

static enum seat_finding read_sample(struct seat *seat, struct reader *reader) {
  bool limits = limits_are_due(seat);
  struct turn turn = {.age = seat->age, .since = limits ? seat->age + 1 : 0};
  double user = seat->value[METRIC_UID];
  char before[sizeof(seat->name)];

  memcpy(before, seat->name, sizeof(before));
  if (read_member(reader, &seat->files, &turn, seat->value, seat->name) < 0)
    return SEAT_GONE;
  if (limits)
    seat->stale = seat->age == 0 ? seat->rested : 0;
  /* islessgreater(): both are known, and they differ */
  if (seat->age > 0 && (strcmp(before, seat->name) != 0 ||
                        islessgreater(user, seat->value[METRIC_UID])))
    seat->changed = true;
  return is_dead(seat->value) ? SEAT_GONE : SEAT_THERE;
}

enum seat_finding seat_read_free(struct seat *seat, struct reader *reader,
                                 int procfd, unsigned next_in) {
  uint64_t before = seat->mark;
  enum seat_finding finding;
  int r = open_dir(seat, procfd);

  if (r == -ENOENT || r == -ESRCH)
    return SEAT_GONE;
  if (r < 0) { /* no fd left: a gap, not an end */
    (void)read_take(reader, SOURCE_STATUS, NULL, r, seat->value);
    return SEAT_THERE;
  }
  /* before all others: whatever it does from here on is seen the next time */
  seat->files.keep = seat->pinned;
  reader->stumbled = false;
  if (read_schedule(reader, &seat->files, seat->value, &seat->mark) == -ESRCH)
    return SEAT_GONE;
  if (seat->mark && seat->mark == before && may_rest(seat, next_in)) {
    seat->rested++;
    return SEAT_RESTS;
  }
  warm_or_cool(seat, reader, seat->mark != before);
  finding = read_sample(seat, reader);
  stay_awake(seat, reader);
  return finding;
}

static void find_cgroups(struct seat *seat, struct cgroup_set *cgroups,
                         unsigned long tick) {
  char buffer[8192];
  long length = file_read_at(seat->files.dirfd, sources[SOURCE_CGROUP].path,
                             buffer, sizeof(buffer));
  struct text membership = text_of(buffer, length > 0 ? (size_t)length : 0);
  uint64_t before = seat->cgroups;

  /* who was in one is in one */
  if (length == 0 && seat->cgroups)
    length = -EBADMSG;
  for (int id = 0; id < CGROUP_RESOURCES; id++)
    seat->cgroup[id] =
        length < 0
            ? (length == -ENOENT ? CGROUP_NONE : CGROUP_UNKNOWN)
            : cgroup_find(cgroups, (enum cgroup_resource)id, membership, tick);
  if (text_is_empty(membership))
    return;
  seat->cgroups = hash_of(membership) | 1;
  seat->moved = seat->moved || (before && before != seat->cgroups);
}

static void read_room(struct seat *seat, struct cgroup_set *cgroups,
                      unsigned long tick, enum cgroup_resource resource) {
  static const struct {
    enum metric_id limit, usage;
  } metric[CGROUP_RESOURCES] = {
      [CGROUP_MEMORY] = {METRIC_CGROUP_LIMIT, METRIC_CGROUP_USAGE},
      [CGROUP_TASKS] = {METRIC_CGROUP_TASKS_LIMIT, METRIC_CGROUP_TASKS},
  };
  double *limit = &seat->value[metric[resource].limit];
  double *usage = &seat->value[metric[resource].usage];

  *limit = *usage = NAN;
  if (seat->cgroup[resource] >= 0)
    cgroup_room(cgroups, seat->cgroup[resource], tick, limit, usage);
  if (!isnan(*limit) && isnan(*usage))
    seat->mark = 0;
}

static bool is_in_doubt(const struct seat *seat) {
  for (int id = 0; id < CGROUP_RESOURCES; id++)
    if (seat->cgroup[id] == CGROUP_UNKNOWN)
      return true;
  return false;
}

void seat_read_cgroups(struct seat *seat, struct cgroup_set *cgroups,
                       unsigned long tick) {
  struct turn turn = {.age = seat->age, .since = seat->age - seat->read_at};

  if (seat->files.dirfd < 0)
    return;
  if (read_is_due(SOURCE_CGROUP, &turn) || !seat->cgroups || is_in_doubt(seat))
    find_cgroups(seat, cgroups, tick);
  for (int id = 0; id < CGROUP_RESOURCES; id++)
    read_room(seat, cgroups, tick, (enum cgroup_resource)id);
  seat->value[METRIC_CGROUP_UNREAD] = is_in_doubt(seat);
  if (is_in_doubt(seat))
    seat->mark = 0;
}

bool seat_can_be_told(const struct seat *seat, double boot_ticks) {
  return seat->pinned || !(seat->value[METRIC_START_TIME] > boot_ticks - 1);
}

void seat_close_sample(struct seat *seat) {
  if (seat->pinned || seat->quarantined || seat->verified)
    return;
  for (int id = 0; id < METRIC_MEMBER_COUNT; id++)
    if (id != METRIC_START_TIME)
      seat->value[id] = NAN;
}

void seat_rest(struct seat *seat, bool sampled) {
  if (sampled) {
    seat->rested = seat->age == 0 ? seat->rested : 0;
    seat->read_at = seat->age;
  }
  seat->verified = false;
  seat->age++;
  seat->stale++;
  if (!seat->pinned && !seat->quarantined)
    close_dir(seat);
}
