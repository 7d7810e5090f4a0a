/* survey.c - see survey.h */
#include "survey.h"

#include "sample/open_file.h"

#include <errno.h>
#include <math.h>
#include <string.h>

enum { ASKS = 8 };

void survey_begin(struct survey *survey, unsigned long tick) {
  survey->tick = tick;
  survey->files_left = SURVEY_FILES;
  survey->asks_left = ASKS;
  holdings_age(&survey->holdings, tick);
}

/* The device of a mount by the line of it, if it may be asked how full it is.
 * In /dev there are devices, and what is written to them is not in there. */
static uint64_t device_of(const struct reading *reading) {
  struct mount mount;

  if (reading->length < 0 ||
      mount_parse(text_of(reading->bytes, (size_t)reading->length), &mount) < 0)
    return 0;
  return mount_type_is_local(mount.type) && strcmp(mount.point, "/dev") != 0
             ? mount.device
             : 0;
}

/* Looks for the mount in a list; its device, or 0 for one of no interest. What
 * does not answer in time is of none: it is not asked again soon. Returns 0;
 * -ENODATA when it is not in there, or another -errno. */
static int look_up(const struct survey_means *means, int dirfd,
                   enum source_id list, uint64_t id, uint64_t *ret_device) {
  struct errand *errand = lane_take(means->lane);
  int r = 0;

  *ret_device = 0;
  if (!errand)
    return -EAGAIN;
  errand->dirfd = dirfd;
  (void)errand_add_mount(errand, list, (struct mount_key){.id = id});
  lane_run_modestly(means->lane, means->end_s);
  if (errand->outcome == ERRAND_SKIPPED)
    r = -EAGAIN;
  else if (errand->outcome == ERRAND_DONE && errand->reading[0].length < 0)
    r = (int)errand->reading[0].length;
  else if (errand->outcome == ERRAND_DONE)
    *ret_device = device_of(&errand->reading[0]);
  lane_clear(means->lane);
  return r;
}

/* Whether it is known now. In the list of a member that has changed its root
 * there is nothing but what lies below that; in ours is what we can ask. */
static bool ask(struct survey *survey, const struct seat *seat, uint64_t id,
                const struct survey_means *means) {
  uint64_t device;
  int r = look_up(means, seat->files.dirfd, SOURCE_MOUNTINFO, id, &device);

  if (r == -ENODATA)
    r = survey->asks_left-- > 0
            ? look_up(means, means->procfd, SOURCE_OWN_MOUNTINFO, id, &device)
            : -EAGAIN;
  if (r < 0 && r != -ENODATA)
    return false;
  holdings_learn(&survey->holdings, id, device, survey->tick);
  return true;
}

/* All that it has written; NaN where that is not told. */
static double written_by(const struct seat *seat) {
  return seat->value[METRIC_WCHAR] + seat->value[METRIC_IO_WRITE_BYTES];
}

/* What was missed is looked for again; with half of a tick's files at most, so
 * that a crowd of which nothing can be read keeps nobody else waiting. */
static bool is_due_again(const struct survey *survey, const struct seat *seat) {
  return seat->round.again > 0 && seat->age >= seat->round.again &&
         survey->files_left > SURVEY_FILES / 2;
}

/* Not all at once, and not below what a reading of counters can tell from the
 * last. */
static bool is_due(struct seat *seat) {
  struct fd_round *round = &seat->round;
  unsigned long stagger = (unsigned long)seat->pid % SURVEY_EVERY;
  uint16_t minute = (uint16_t)((seat->age + stagger) / SURVEY_EVERY);
  float before = round->written;

  if (minute == round->minute)
    return false;
  round->minute = minute;
  round->written = (float)written_by(seat);
  return round->written != before; /* also when it is not known */
}

/* Whether a round is under way, or begins. */
static bool has_its_round(const struct survey *survey, struct seat *seat) {
  struct fd_round *round = &seat->round;

  if (round->looked > 0)
    return true;
  if (!is_due_again(survey, seat) && !is_due(seat))
    return false;
  round->from = round->at;
  round->again = 0;
  return true;
}

static bool is_known(struct survey *survey, const struct seat *seat,
                     uint64_t id, const struct survey_means *means) {
  return holdings_see(&survey->holdings, id, survey->tick) ||
         (survey->asks_left-- > 0 && ask(survey, seat, id, means));
}

/* Who rests from then on would not be looked at again for what was missed. If
 * that goes on, those that are next have their turn. */
static void end_round(struct seat *seat) {
  struct fd_round *round = &seat->round;

  round->looked = 0;
  round->again = 0;
  if (!round->missed) {
    round->misses = 0;
    return;
  }
  round->missed = false;
  round->again = seat->age + ((unsigned long)SURVEY_AGAIN << round->misses);
  if (round->misses == SURVEY_DOUBLES)
    return;
  round->misses++;
  round->at = round->from;
}

void survey_look(struct survey *survey, struct seat *seat,
                 const struct survey_means *means) {
  struct fd_round *round = &seat->round;
  struct open_mounts mounts = {.count = 0};
  int looked;

  if (!survey->on || survey->files_left <= 0 || seat->files.dirfd < 0 ||
      !has_its_round(survey, seat))
    return;
  looked = open_files_read(means->reader, seat->files.dirfd, &round->at,
                           survey->files_left, &mounts);
  survey->files_left -= looked > 0 ? looked : 1;
  round->looked = (uint16_t)(round->looked + (looked > 0 ? looked : 0));
  round->missed = round->missed || looked < 0 || mounts.missed;
  for (int i = 0; i < mounts.count; i++)
    if (!is_known(survey, seat, mounts.mount[i], means))
      round->missed = true;
  if (looked < 0 || round->at == 0 || round->looked >= SURVEY_ROUND)
    end_round(seat);
}

/* The batch has room for each. */
static void send(struct survey *survey, struct holding *holding,
                 const struct survey_means *means) {
  struct errand *errand = lane_take(means->lane);

  if (!errand)
    return;
  errand->dirfd = means->procfd;
  errand->owner = holding;
  if (holding_is_due(holding, survey->tick))
    (void)errand_add_mount(errand, SOURCE_OWN_MOUNTINFO,
                           (struct mount_key){.device = holding->device});
  if (holding->mount.id)
    (void)errand_add_filesystem(errand, holding->mount.point,
                                holding->mount.id);
}

/* A mount that has moved is not what was asked. */
static void hear_mount(struct survey *survey, struct holding *holding,
                       const struct reading *reading,
                       const struct survey_means *means) {
  struct mount mount;
  int r = reading->length < 0
              ? (int)reading->length
              : mount_parse(text_of(reading->bytes, (size_t)reading->length),
                            &mount);

  holding->due_at = survey->tick + (r == 0 ? HOLDINGS_CHECK : SURVEY_AGAIN);
  if (r == 0)
    holding->mount = mount;
  else if (r == -ENODATA)
    holdings_deny(&survey->holdings, holding);
  else
    (void)read_complain(means->reader, SOURCE_OWN_MOUNTINFO, r);
}

/* Hidden by another mount, or not there: where it is now is looked for. */
static void hear_space(struct holding *holding, const struct reading *reading,
                       const struct survey_means *means,
                       double value[METRIC_COUNT]) {
  if (reading->length == -ESTALE || reading->length == -ENOENT)
    holding->due_at = 0;
  else
    (void)read_take(means->reader, SOURCE_FILESYSTEM, reading->bytes,
                    reading->length, value);
}

/* Whether it told how full it is. */
static bool hear(struct survey *survey, const struct errand *errand,
                 const struct survey_means *means, double value[METRIC_COUNT]) {
  struct holding *holding = errand->owner;
  struct mount before = holding->mount;

  for (int id = 0; id < METRIC_COUNT; id++)
    value[id] = NAN;
  if (errand->outcome == ERRAND_LOST)
    holding_quarantine(holding, errand->ticket, means->now_s);
  if (errand->outcome != ERRAND_DONE)
    return false;
  holding->back_off = 0;
  for (int i = 0; i < errand->count; i++)
    if (errand->reading[i].source == SOURCE_OWN_MOUNTINFO)
      hear_mount(survey, holding, &errand->reading[i], means);
    else if (before.id == holding->mount.id)
      hear_space(holding, &errand->reading[i], means, value);
  return holding->device && before.id && holding->mount.id == before.id &&
         strcmp(holding->mount.point, before.point) == 0;
}

/* Whether it may be asked in this tick; counts down a quarantine. */
static bool may_be_asked(struct holding *holding, struct lane *lane) {
  if (holding->quarantined && lane_is_out(lane, holding->ticket))
    return false;
  holding->quarantined = false;
  if (holding->wait == 0)
    return true;
  holding->wait--;
  return false;
}

void survey_measure(struct survey *survey, const struct survey_means *means,
                    void (*take)(void *context, const char *point,
                                 double stuck_s, const double *value),
                    void *context) {
  double value[METRIC_COUNT];
  struct holding *holding;
  struct errand *errand;
  size_t index = 0;

  while ((holding = holdings_next(&survey->holdings, &index)))
    if (may_be_asked(holding, means->lane))
      send(survey, holding, means);
  lane_run_modestly(means->lane, means->end_s);
  for (size_t i = 0; (errand = lane_look(means->lane, i)); i++)
    if (hear(survey, errand, means, value))
      take(context, ((struct holding *)errand->owner)->mount.point, 0, value);
  lane_clear(means->lane);
  index = 0;
  while ((holding = holdings_next(&survey->holdings, &index)))
    if (holding->quarantined && holding->mount.id)
      take(context, holding->mount.point, means->now_s - holding->stuck_since_s,
           NULL);
}
