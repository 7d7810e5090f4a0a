/* archive.c - see archive.h */
#include "archive.h"

#include "base/text.h"
#include "emit/json.h"
#include "emit/state_file.h"
#include "reunion.h"
#include "round.h"
#include "state_read.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* For the disk at the start; for all lines at once; and for those of one tick,
 * as a share of an interval and at most. */
static const double patience_s = 5, haste_s = 0.5;
static const double slice_share = 0.005, slice_most_s = 0.05;

static const char memory_is_short[] = "memory is short";

struct archive {
  const struct settings *settings;
  struct desk *desk;
  struct json *json;
  char boot_id[64];
  char sentence[SENTENCE_BYTES]; /* about what was read; "": it was heard */
  struct reunion *reunion;       /* NULL: nothing is to be given back */
  bool resumed;
  struct archive_tick tick; /* the last; zeroed: there was none */
  struct round round;
  double due_s;   /* when the next round begins */
  double saved_s; /* the tick of which all is written */
};

static void read_before(struct archive *archive) {
  struct state_found found =
      state_file_read(archive->settings->state_file, state_check, patience_s);

  if (found.text)
    archive->reunion = reunion_new(found.text, found.length);
  if (found.text && !archive->reunion)
    state_file_leave(&found, archive->settings->state_file, memory_is_short,
                     "nothing");
  if (found.is_unread)
    desk_spare(archive->desk);
  memcpy(archive->sentence, found.sentence, sizeof(archive->sentence));
}

/* Before the first deed: what was read could not be given back, for memory. */
static void leave_rest(struct archive *archive) {
  struct state_found found = {0};

  state_file_leave(&found, archive->settings->state_file, memory_is_short,
                   "not all");
  desk_spare(archive->desk);
  memcpy(archive->sentence, found.sentence, sizeof(archive->sentence));
}

struct archive *archive_new(const struct settings *settings,
                            const char *boot_id) {
  struct archive *archive = calloc(1, sizeof(*archive));

  if (!archive)
    return NULL;
  archive->settings = settings;
  text_copy(text_of_string(boot_id), archive->boot_id,
            sizeof(archive->boot_id));
  archive->json = json_new();
  archive->desk = state_desk_new(settings->state_file);
  if (!archive->json || !archive->desk) {
    archive_free(archive, 0);
    return NULL;
  }
  read_before(archive);
  return archive;
}

void archive_finish(struct archive *archive, double until_s) {
  desk_finish(archive->desk, until_s);
}

void archive_free(struct archive *archive, double until_s) {
  if (!archive)
    return;
  round_release(&archive->round);
  reunion_free(archive->reunion);
  desk_free(archive->desk, until_s);
  json_free(archive->json);
  free(archive);
}

static void forget_absent(struct archive *archive) {
  reunion_free(archive->reunion);
  archive->reunion = NULL;
}

void archive_resume(struct archive *archive, const struct archive_means *means,
                    const struct archive_tick *tick) {
  if (!archive->resumed && archive->reunion &&
      !reunion_begin(archive->reunion, archive->settings, means->pipeline,
                     archive->boot_id, tick))
    leave_rest(archive);
  archive->resumed = true;
}

void archive_meet(struct archive *archive, const struct newcomer *newcomer,
                  struct member *member) {
  if (archive->reunion)
    reunion_meet(archive->reunion, newcomer, member);
}

static struct round_source source_of(const struct archive *archive,
                                     const struct archive_means *means) {
  return (struct round_source){archive->json, pipeline_parts(means->pipeline),
                               means->roster};
}

/* The desk has it then. */
static int end_round(struct archive *archive,
                     const struct round_source *source) {
  struct stamp stamp = {archive->boot_id, archive->tick.wall_clock_s,
                        archive->tick.interval_s,
                        models[archive->settings->model].name};
  const struct sheet *sheet = &archive->round.sheet;
  int r = -ENOMEM;

  if (archive->reunion)
    reunion_copy(archive->reunion, &archive->round.sheet, round_most_bytes());
  if (round_end(&archive->round, source, &stamp))
    r = state_desk_put(archive->desk, archive->settings->state_file,
                       sheet->text, sheet->length);
  round_release(&archive->round);
  return r;
}

/* Lines until `until_s`; whether these were the last. */
static bool write_until(struct archive *archive,
                        const struct round_source *source, double until_s) {
  while (round_go_on(&archive->round, source))
    if (desk_now_s() >= until_s)
      return false;
  return true;
}

/* When the interval has passed since the last round began; 0: never. */
static void step_due(struct archive *archive) {
  double interval_s = archive->settings->state_interval_s;

  archive->due_s =
      interval_s > 0 ? archive->tick.now_s + interval_s : (double)INFINITY;
}

int archive_save(struct archive *archive, const struct archive_means *means) {
  struct round_source source = source_of(archive, means);
  double until_s = desk_now_s() + haste_s;
  int r;

  if (archive->saved_s == archive->tick.now_s)
    return 0;
  round_release(&archive->round);
  r = round_begin(&archive->round, &source);
  if (r == 0) {
    (void)write_until(archive, &source, until_s);
    r = end_round(archive, &source);
  }
  step_due(archive);
  if (r == 0)
    archive->saved_s = archive->tick.now_s;
  return r;
}

static void go_on(struct archive *archive, const struct archive_means *means) {
  struct round_source source = source_of(archive, means);
  double slice_s = fmin(slice_share * archive->tick.interval_s, slice_most_s);

  if (!round_is_under_way(&archive->round)) {
    step_due(archive);
    if (round_begin(&archive->round, &source) < 0)
      return;
  }
  if (write_until(archive, &source, desk_now_s() + slice_s))
    (void)end_round(archive, &source);
}

void archive_step(struct archive *archive, const struct archive_means *means,
                  const struct archive_tick *tick) {
  bool is_first = archive->tick.now_s == 0;

  archive->tick = *tick;
  if (is_first)
    step_due(archive);
  if (archive->reunion && !reunion_step(archive->reunion))
    forget_absent(archive);
  if (round_is_under_way(&archive->round) || tick->now_s >= archive->due_s)
    go_on(archive, means);
}

bool archive_hear(struct archive *archive, char *buffer, size_t capacity) {
  char sentence[SENTENCE_BYTES];

  if (archive->sentence[0])
    memcpy(sentence, archive->sentence, sizeof(sentence));
  else if (!desk_hear(archive->desk, sentence))
    return false;
  archive->sentence[0] = '\0';
  text_copy(text_of_string(sentence), buffer, capacity);
  return true;
}
