/*
 * replay.h - a trace, played line by line through a pipeline of its own.
 *
 * In the memory of that pipeline, whatever the size of the trace; of three with
 * rivals.
 */
#ifndef REPLAY_H
#define REPLAY_H

#include "cli/trace_head.h"

struct lines;
struct replay;

/* Reads the head of the trace, whose lines it has then. NULL, with a sentence
 * in `error` and the lines still the caller's, when there is none that will
 * do. */
struct replay *replay_open(struct lines *lines, const char *path,
                           const struct trace_wish *wish, char *error,
                           size_t capacity);
void replay_close(struct replay *replay);

/* Plays the next line: 1, or 0 at the end. -EBADMSG, with what is wrong in
 * *ret_why, for a line that is no entry or cannot follow; -ENODATA for one that
 * breaks off, at the end of the file or with its tick: those after it can be
 * played. Another -errno when reading fails. Records and notices go to
 * `sink`. */
int replay_next(struct replay *replay, const struct sink *sink,
                const char **ret_why);

/* The line that was last read, */
unsigned long replay_line(const struct replay *replay);

/* the entry in it, until the next; */
const struct entry *replay_entry(const struct replay *replay);

/* a metric in it that is not known here, which is told once for a trace; or
 * NULL; */
const char *replay_unknown(struct replay *replay);

/* and what it has come to. */
const struct pipeline *replay_pipeline(const struct replay *replay);
const struct settings *replay_settings(const struct replay *replay);
double replay_epoch_s(const struct replay *replay);

/* With rivals the trace is played once for each model of scoreboard_models(),
 * line by line side by side: what each of them came to. The first is the
 * pipeline above. */
int replay_parties(const struct replay *replay);
const struct pipeline *replay_party(const struct replay *replay, int party);

#endif
