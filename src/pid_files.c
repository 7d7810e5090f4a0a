/* pid_files.c - see pid_files.h */
#include "pid_files.h"

#include "absence.h"
#include "base/text.h"

#include <limits.h>
#include <stdlib.h>

struct pid_files {
  const struct settings *settings;
  struct lane *lane;
  struct absence absence; /* by group */
  int *pid;               /* one a group */
};

struct pid_files *pid_files_new(const struct settings *settings,
                                struct lane *lane) {
  struct pid_files *files = calloc(1, sizeof(*files));

  if (!files)
    return NULL;
  files->settings = settings;
  files->lane = lane;
  files->pid = calloc(settings->group_count + 1, sizeof(*files->pid));
  if (files->pid)
    return files;
  pid_files_free(files);
  return NULL;
}

void pid_files_free(struct pid_files *files) {
  if (!files)
    return;
  free(files->pid);
  free(files);
}

/* Blanks may stand before it: FHS wants readers to pass over them. */
static int pid_in(struct text text) {
  uint64_t pid;

  return text_to_u64(text_word(&text), &pid) == 0 && pid <= INT_MAX ? (int)pid
                                                                    : 0;
}

/* `owner` tells the group: it points at its entry in `pid`. */
static void take(struct pid_files *files, struct census *census,
                 const struct errand *errand) {
  const struct reading *reading = &errand->reading[0];
  int *known = errand->owner;
  int pid = 0;

  if (errand->outcome == ERRAND_LOST)
    absence_note(&files->absence, files->lane, known - files->pid,
                 errand->ticket);
  if (errand->outcome != ERRAND_DONE) /* what it said holds */
    return;
  if (reading->length > 0)
    pid = pid_in(text_of(reading->bytes, (size_t)reading->length));
  if (*known != pid)
    census_revisit(census, pid);
  *known = pid;
}

static void run_batch(struct pid_files *files, struct census *census,
                      double end_s) {
  struct errand *errand;

  lane_run_modestly(files->lane, end_s);
  for (size_t i = 0; (errand = lane_look(files->lane, i)); i++)
    take(files, census, errand);
  lane_clear(files->lane);
}

void pid_files_read(struct pid_files *files, struct census *census,
                    double end_s) {
  const struct settings *settings = files->settings;

  for (size_t i = 0; i < settings->group_count; i++) {
    const char *path = settings->groups[i].rule.pid_file;
    struct errand *errand;

    if (!path || absence_of(&files->absence, files->lane, (long)i))
      continue;
    errand = lane_take(files->lane);
    if (!errand) {
      run_batch(files, census, end_s);
      errand = lane_take(files->lane);
    }
    if (!errand)
      return;
    errand->owner = &files->pid[i];
    (void)errand_add_foreign(errand, path);
  }
  run_batch(files, census, end_s);
}

int pid_files_at(const struct pid_files *files, size_t group) {
  return files->pid[group];
}
