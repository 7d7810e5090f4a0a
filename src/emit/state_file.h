/*
 * state_file.h - the file in which a state outlives a restart.
 *
 * It is written by a desk (desk.h), all of it or nothing. It is read once, at
 * the start, in a thread that is not waited for longer than one is told to: a
 * disk that does not answer costs what was kept there, and nothing more. What
 * has the name of the file and will not do is set aside, as NAME.bad, and told
 * in one sentence; a directory, device or socket stays, and no state is kept.
 * Beside folder.h this touches the world, too.
 */
#ifndef STATE_FILE_H
#define STATE_FILE_H

#include "emit/desk.h"

#define STATE_BAD_SUFFIX ".bad"

/* No file that is larger is written, nor read. */
enum { STATE_BYTES_MOST = 32 << 20 };

/* Writes to `path`, absolute. NULL when out of memory, or the path is too
 * long. */
struct desk *state_desk_new(const char *path);

/* The text is copied; of two that wait the last counts. 0, -ENOMEM, or what
 * desk_take() says. */
int state_desk_put(struct desk *desk, const char *path, const char *text,
                   size_t length);

/* Whether a text is a state: NULL, or why it is none, as half a sentence. Any
 * thread may ask. */
typedef const char *(*state_judge)(const char *text, size_t length);

struct state_found {
  char *text; /* to be freed; NULL: there is none */
  size_t length;
  char sentence[SENTENCE_BYTES]; /* ""; or what is to be told, whole */
};

/* What stands there, if it is a state. Where the directory will not do the desk
 * says so, and nothing is told here. */
struct state_found state_file_read(const char *path, state_judge judge,
                                   double patience_s);

#endif
