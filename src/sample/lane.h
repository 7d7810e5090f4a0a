/*
 * lane.h - reading files that may never answer, without ever being stuck.
 *
 * /proc/PID/io, stat, exe, ns/pid and cmdline take locks that another process
 * can hold for ever, and so does asking netlink for taskstats. One thread of
 * the lane reads them; the caller waits, but for each reading no longer than
 * the deadline. When it passes, the thread is left to its fate with the errand
 * it is on, another takes its place, and the rest of the batch goes on. At most
 * `max_stuck` threads are lost at a time; beyond that guarded files are not
 * read at all. A lost thread that gets its answer after all ends by itself, and
 * its errand is free again.
 *
 *   take, take, take ... -> run -> look at each outcome -> clear
 *
 * The errands are in batch.h, the threads in crew.h; here it is decided what
 * may be waited for, and for how long.
 */
#ifndef LANE_H
#define LANE_H

#include "sample/errand.h"

struct lane;

/* Room for `batch` errands at a time. NULL when out of memory or threads. */
struct lane *lane_new(size_t batch, unsigned max_stuck, double deadline_s);

/* Ends the idle thread. Lost ones keep what they need and free it last: this
 * never waits for them. */
void lane_free(struct lane *lane);

/* A blank errand of the present batch, or NULL when the batch is full. */
struct errand *lane_take(struct lane *lane);

/* How long, from now on, all that does not answer may be waited for; no bound
 * until this is called. A tick that must end when the daemon does, and cannot
 * be told, is as long as what is waited for in it. */
void lane_be_patient(struct lane *lane, double patience_s);

/* The lane's clock, CLOCK_MONOTONIC. */
double lane_now_s(void);

/* Runs the batch; returns at `end_s` on that clock at the latest. */
void lane_run(struct lane *lane, double end_s);

/* The same for what matters less: it is read only while fewer than half of
 * `max_stuck` threads (rounded up) are lost, and leaves the others to those who
 * call lane_run(). */
void lane_run_modestly(struct lane *lane, double end_s);

/* Whether lane_run_modestly() would read nothing now. */
bool lane_is_spent(struct lane *lane);

/* The errands of the batch just run: NULL behind the last. */
struct errand *lane_look(struct lane *lane, size_t index);

/* Makes room for the next batch. */
void lane_clear(struct lane *lane);

/* Whether the kernel may be asked for SOURCE_TASKSTATS: not any more once it
 * has refused, which is for want of a right or of the thing itself. */
bool lane_may_account(struct lane *lane);

/* Whether a lost errand has not come back yet. */
bool lane_is_out(struct lane *lane, unsigned long ticket);

/* CPU that its threads have used. */
double lane_cpu_s(struct lane *lane);

/* How many threads are lost now. */
unsigned lane_stuck(struct lane *lane);

#endif
