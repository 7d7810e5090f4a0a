/*
 * archive.h - the state of a pipeline on its way to StateFile, and back.
 *
 * A file is written every StateInterval, some lines in each tick, so that none
 * is long; and at once when somebody asks, or at the end. It is a desk's then
 * (emit/desk.h), for which nobody waits. What a file of before holds is given
 * back to the pipeline before its first tick, and to members as they are found.
 *
 *     new -> resume -> (meet ... -> step) ... -> save -> free
 */
#ifndef ARCHIVE_H
#define ARCHIVE_H

#include "pipeline.h"

struct archive;
struct newcomer;
struct roster;

/* A tick that is to come, or was. */
struct archive_tick {
  double now_s;
  double wall_clock_s; /* since 1970 */
  double interval_s;
};

/* What it writes of, and gives back to. */
struct archive_means {
  struct pipeline *pipeline;
  const struct roster *roster; /* NULL: nobody is followed */
};

/* Reads the file, for which it does not wait for ever. `settings` is kept, and
 * StateFile is set; `boot_id` is copied. NULL when out of memory. */
struct archive *archive_new(const struct settings *settings,
                            const char *boot_id);

/* Waits until `until_s` (desk_now_s()) for what is not written. What has become
 * of it can be heard still; nothing more is written. */
void archive_finish(struct archive *archive, double until_s);

/* Finishes. */
void archive_free(struct archive *archive, double until_s);

/* Before the pipeline begins a tick: before its first one gives back what was
 * kept, of all but members; */
void archive_resume(struct archive *archive, const struct archive_means *means,
                    const struct archive_tick *tick);

/* and before it gets a sample of a member what was kept of that. */
void archive_meet(struct archive *archive, const struct newcomer *newcomer,
                  struct member *member);

/* A tick is over: writes what is due. */
void archive_step(struct archive *archive, const struct archive_means *means,
                  const struct archive_tick *tick);

/* Writes all of it now, unless that was done since the last tick; what comes
 * first (round.h) if it takes longer than half a second. 0 or -errno. */
int archive_save(struct archive *archive, const struct archive_means *means);

/* The next sentence about all that; false when there is none. */
bool archive_hear(struct archive *archive, char *buffer, size_t capacity);

#endif
