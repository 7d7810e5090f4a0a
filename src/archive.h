/*
 * archive.h - the state of a pipeline on its way to StateFile, and back.
 *
 * A file is written every StateInterval, some lines in each tick, so that none
 * is long; and at once when somebody asks, or at the end. It is a desk's then
 * (emit/desk.h), for which nobody waits. What a file of before holds is given
 * back to the pipeline before its first tick, and members as they are found.
 *
 *     new -> (resume -> recall ... -> step) ... -> save -> free
 */
#ifndef ARCHIVE_H
#define ARCHIVE_H

#include "pipeline.h"

struct archive;

/* Of the tick that is to come, or was. */
struct archive_tick {
  double now_s;
  double wall_clock_s; /* since 1970 */
  double interval_s;
};

/* Reads the file, for which it does not wait for ever. `settings` is kept, and
 * StateFile is set; `boot_id` is copied. NULL when out of memory. */
struct archive *archive_new(const struct settings *settings,
                            const char *boot_id);

/* Waits until `until_s` (desk_now_s()) for what is not written. */
void archive_free(struct archive *archive, double until_s);

/* A tick is over: writes what is due. */
void archive_step(struct archive *archive, const struct pipeline *pipeline,
                  const struct archive_tick *tick);

/* Writes all of it now, unless that was done since the last tick; what comes
 * first if it takes longer than some tenths of a second. 0 or -errno. */
int archive_save(struct archive *archive, const struct pipeline *pipeline);

/* The next sentence about all that; false when there is none. */
bool archive_hear(struct archive *archive, char *buffer, size_t capacity);

#endif
