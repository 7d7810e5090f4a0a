/*
 * agent.h - the whole way, from /proc to records, one tick at a time.
 *
 * The only part that brings the world and the pipeline together; used by the
 * daemon's plugin and by the command line alike.
 */
#ifndef AGENT_H
#define AGENT_H

#include "emit/record.h"
#include "settings.h"

struct agent;
struct site;
struct scale;
struct tape;

/* `settings` is kept and must outlive it. NULL with one sentence in the
 * complaint when ProcPath cannot be opened, or memory or threads are short. */
struct agent *agent_new(const struct settings *settings,
                        struct complaint *ret_complaint);

/* Where it works, for evidence; see aftermath.h. */
void agent_settle(struct agent *agent, const struct site *site);

/* Takes up what StateFile has kept, and keeps it from now on; before the first
 * tick. Without that option it does nothing. Returns 0 or -ENOMEM. */
int agent_remember(struct agent *agent);

/* Keeps it now, between two ticks. 0 or -errno; what becomes of the file is
 * told later. */
int agent_save(struct agent *agent);

/* The last tick is over: saves, lowers all flags, and tells what has become of
 * that, for which it waits two seconds at most. */
void agent_finish(struct agent *agent, const struct sink *sink);

/* The same, and tells nothing. Does not wait for threads that hang in a file.
 */
void agent_free(struct agent *agent);

/* Sample, forecast, judge, and hand all of it to `sink`. `now_s` is monotonic;
 * not longer than two fifths of `interval_s` are spent on files that may block,
 * and on the heels of the last tick nothing is done (see tear.h). Returns 0, or
 * -errno when ProcPath itself cannot be listed; a process that has gone is no
 * error. */
int agent_tick(struct agent *agent, double now_s, double interval_s,
               const struct sink *sink);

/* Whoever keeps what is sampled (see tape.h), before the first tick; it must
 * outlive the agent. And on which scales that is. */
void agent_record(struct agent *agent, const struct tape *tape);
const struct scale *agent_scale(const struct agent *agent);

/* What may not be read here: one sentence, or false. */
bool agent_lacks(const struct agent *agent, char *buffer, size_t capacity);

/* Whether the directory an option names is there: 0, or -errno and one
 * sentence. */
int agent_check_paths(const struct settings *settings,
                      struct complaint *ret_complaint);

#endif
