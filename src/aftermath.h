/*
 * aftermath.h - what follows when a fuse trips or clears, or a group has a
 * failure: a flag for those who send work, and evidence for those who come to
 * look.
 *
 * It listens to what the pipeline tells, and when the tick is over hands both
 * to the clerk, who writes files in threads of his own. Evidence waits for some
 * ticks until the members in trouble were looked at often enough to say what
 * they wait for. A wall has none in the ten minutes after other evidence of its
 * group: an alarm that comes and goes would drive out that of all others.
 *
 *   new -> (listen -> run) ... -> free
 */
#ifndef AFTERMATH_H
#define AFTERMATH_H

#include "emit/record.h"
#include "pipeline.h"

struct aftermath;
struct inquest;
struct roster;

/* Where this is; NULL: not known. Borrowed while it is kept. */
struct site {
  const char *host;     /* its name */
  const char *collectd; /* version of its headers; NULL in the tool */
};

/* The tick that is over. */
struct aftermath_means {
  const struct pipeline *pipeline;
  const struct inquest *inquest;
  const struct roster *roster;
  double now_s;
  struct date date;
};

/* `settings` is kept. NULL when out of memory. */
struct aftermath *aftermath_new(const struct settings *settings);

/* Lowers all flags; waits a second at most for what is not written yet, and
 * says what has become of it. */
void aftermath_finish(struct aftermath *aftermath, const struct sink *sink);

/* The same, and says nothing. */
void aftermath_free(struct aftermath *aftermath);

/* For evidence; without it host and daemon are not named. */
void aftermath_settle(struct aftermath *aftermath, const struct site *site);

/* A sink that hands all on to `sink`, and listens. Both hold for a tick. */
const struct sink *aftermath_listen(struct aftermath *aftermath,
                                    const struct sink *sink);

/* Whether evidence is to be written about that member, and waits for a closer
 * look at it. */
bool aftermath_accuses(const struct aftermath *aftermath,
                       const struct member *member);

/* Does what is due, and says what has become of it. */
void aftermath_run(struct aftermath *aftermath,
                   const struct aftermath_means *means);

#endif
