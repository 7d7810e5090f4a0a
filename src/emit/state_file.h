/*
 * state_file.h - the file in which a state outlives a restart.
 *
 * It is written by a desk (desk.h), all of it or nothing. It is read once, at
 * the start, in a thread that is not waited for longer than one is told to: a
 * disk that does not answer costs what was kept there, and nothing more. What
 * cannot be read just now is read again, some times within a second, in that
 * thread; if that does not help it stays, and is kept as NAME.unread when the
 * first state is written in its place. What has been read and is none, or is no
 * file of our own, is set aside, as NAME.bad. Either is told in one sentence; a
 * directory, device or socket stays, and no state is kept. Beside folder.h this
 * touches the world, too.
 */
#ifndef STATE_FILE_H
#define STATE_FILE_H

#include "emit/aside.h"
#include "emit/desk.h"

#define STATE_BAD_SUFFIX    ".bad"
#define STATE_UNREAD_SUFFIX ".unread"

/* No file that is larger is written, nor read. */
enum { STATE_BYTES_MOST = 32 << 20 };

/* Writes to `path`, absolute. NULL when out of memory, or the path is too
 * long. */
struct desk *state_desk_new(const char *path);

/* The text is copied; of two that wait the last counts. 0, -ENOMEM, or what
 * desk_take() says. */
int state_desk_put(struct desk *desk, const char *path, const char *text,
                   size_t length);

/* Whether a text is a state: NULL, or why it is none, as half a sentence;
 * STATE_CANNOT_TELL where it might be one. Any thread may ask. */
#define STATE_CANNOT_TELL "memory is short"
typedef const char *(*state_judge)(const char *text, size_t length);

struct state_found {
  char *text; /* to be freed; NULL: there is none */
  size_t length;
  bool is_unread; /* something may be there that is to be kept: desk_spare() */
  char sentence[SENTENCE_BYTES]; /* ""; or what is to be told, whole */
};

/* There was a state, but it cannot be taken: `why`, as half a sentence, and
 * `taken`, what of it is, as a noun. */
void state_file_leave(struct state_found *found, const char *path,
                      const char *why, const char *taken);

/* What stands there, if it is a state. Where the directory will not do the desk
 * says so, and nothing is told here. */
struct state_found state_file_read(const char *path, state_judge judge,
                                   double patience_s);

#endif
