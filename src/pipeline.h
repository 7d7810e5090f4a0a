/*
 * pipeline.h - from samples to records: window -> forecast -> judge -> emit.
 *
 * Pure: time, units and samples are handed in, records and notices handed out.
 * The same object code runs in the daemon, in the command-line tool and in the
 * tests. All memory is taken by pipeline_new(): a tick allocates nothing.
 *
 *   begin (-> tear, date) -> host, disk ... -> observe ... -> finish
 */
#ifndef PIPELINE_H
#define PIPELINE_H

#include "emit/record.h"
#include "settings.h"

struct findings;
struct herd;
struct host;
struct member;
struct pipeline;
struct roll;
struct rolls;
struct subjects;
struct tape;
struct timeline;
struct window_plan;

/* `settings` is kept and must outlive it; of the machine the samples come from
 * are the numbers, 0 where they are not known. NULL when out of memory. */
struct pipeline *pipeline_new(const struct settings *settings, double cpus,
                              double page_bytes);
void pipeline_free(struct pipeline *pipeline);

/* A tick at `now_s` (monotonic). False, and no tick, unless time has passed. */
bool pipeline_begin(struct pipeline *pipeline, double now_s);

/* This tick does not hang together with the one before (see tear.h): of nobody
 * is there a rate in it, values themselves flow. Right behind pipeline_begin().
 */
void pipeline_tear(struct pipeline *pipeline);

/* What a clock on the wall shows when that of pipeline_begin() shows 0, and how
 * far it is ahead of UTC there. */
struct date {
  double origin_s; /* since 1970, UTC */
  double utc_offset_s;
};

/* It is so from this tick on: for the times of day in sentences. Without it
 * there are none. */
void pipeline_date(struct pipeline *pipeline, const struct date *date);

/* The host's sample: METRIC_COUNT values, those of SCOPE_HOST filled. */
void pipeline_host(struct pipeline *pipeline, const double *raw);

/* The share of the time since its sample before in which some task of the host
 * waited for I/O; NaN where that is not told. */
double pipeline_io_pressure(const struct pipeline *pipeline);

/* A device's, those of SCOPE_DEVICE filled; its metrics are sent at once, its
 * walls by pipeline_finish(). -ENOSPC above 64 devices. */
int pipeline_disk(struct pipeline *pipeline, const char *name,
                  const double *raw, const struct sink *sink);

/* A filesystem's that is mounted at `point`, those of SCOPE_FILESYSTEM filled,
 * or, when statfs(2) has not answered for `stuck_s`, NULL. -ENOSPC above
 * 32. */
int pipeline_filesystem(struct pipeline *pipeline, const char *point,
                        double stuck_s, const double *raw);

/* Where the members of the configured group with index `group` are accounted
 * for: `group` itself with `name` NULL, or when there is no place for a group
 * that captures have called `name` (see rolls.h). */
size_t pipeline_group(struct pipeline *pipeline, size_t group,
                      const char *name);

/* A process has joined a group that pipeline_group() told in this tick. NULL
 * when MaxProcesses are followed already. */
struct member *pipeline_admit(struct pipeline *pipeline, size_t group, int pid);

/* It has left, or called execve(2): whatever comes next is another's. */
void pipeline_dismiss(struct pipeline *pipeline, struct member *member);

/* What is known of a process beside numbers. */
struct glance {
  const char *command; /* its name */
  double stuck_s; /* its guarded files have not answered for so long; or 0 */
  /* When its files of each lane (LANE_COUNT) were read, on the clock of
   * pipeline_begin(); NaN: not in this tick; NULL: all as it began. */
  const double *read_s;
  const struct findings *findings; /* of a closer look; NULL: none */
};

/* Its sample of this tick: METRIC_MEMBER_COUNT values. */
void pipeline_observe(struct pipeline *pipeline, struct member *member,
                      const struct glance *glance, const double *raw);

/* Instead: it did nothing since its last sample; or it was not looked at in
 * this tick. Only for members that are not at risk: nothing is forecast. */
void pipeline_rest(struct pipeline *pipeline, struct member *member,
                   const struct glance *glance);
void pipeline_skip(struct pipeline *pipeline, struct member *member,
                   const struct glance *glance);

/* Whether a wall is met or foretold, by its last sample. */
bool pipeline_is_at_risk(const struct member *member);

/* The place of its group in the rolls. */
size_t pipeline_group_of(const struct member *member);

/* Whether it waits for I/O and its descriptors pile up, see judge/joint.h. */
bool pipeline_is_tripping(const struct member *member);

/* How many members of the configured group, and of those made of it, were
 * observed in this tick. */
int pipeline_members(const struct pipeline *pipeline, size_t group);

/* Judges, and hands all records and notices of the tick to `sink`. */
void pipeline_finish(struct pipeline *pipeline, const struct sink *sink);

/* Whether the fuse of a group that pipeline_group() told is blown. From any
 * thread at any time before pipeline_free(). */
bool pipeline_fuse(const struct pipeline *pipeline, size_t group);

/* Whoever keeps what enters (see tape.h), from its beginning; NULL: nobody. It
 * must outlive the pipeline. */
void pipeline_record(struct pipeline *pipeline, const struct tape *tape);

/* What it is made of, to be looked at between two ticks (see standings.h). */
struct parts {
  const struct rolls *rolls;
  const struct roll *host;
  const struct host *machine;     /* the roll is its */
  const struct window_plan *plan; /* of members */
  double cpus, page_bytes;
  const struct herd *herd;
  const struct subjects *disks;
  const struct subjects *volumes;
  const struct timeline *timeline;
};

struct parts pipeline_parts(const struct pipeline *pipeline);

/* Bytes a member takes, for the documents and their test. */
size_t pipeline_member_bytes(const struct pipeline *pipeline);

#endif
