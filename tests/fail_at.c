/* fail_at.c - see fail_at.h */
#include "fail_at.h"
#include "fail_at_place.h"

#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>

static struct fail_point point;
static struct fail_book *book;
static const char *root;
static atomic_bool lasting;
static int next_thread;

static _Thread_local struct {
  bool counts;
  int number;
} self;

#define USUAL ENOMEM, EMFILE, ENFILE, EACCES, EPERM, ENOENT, ESRCH, EINTR, EIO

/* Only what a call can give by its manual, and its caller can tell from others.
 * Memory: malloc(3) and strdup(3) know ENOMEM alone; regcomp(3) tells it as
 * REG_ESPACE. A thread: EAGAIN where a limit is met, and EPERM, are all of
 * pthread_create(3) but for EINVAL, which would be our mistake; ENOMEM is what
 * clone(2) gives, now told as EAGAIN, and getpwnam_r(3). A clock, and whatever
 * is about ourselves: by their manuals EFAULT and EINVAL, our mistakes again;
 * but seccomp(2) makes EPERM of any call, and getrandom(2) gives EINTR. */
static const int memory[] = {ENOMEM, 0};
static const int path[] = {USUAL, 0};
static const int closing[] = {EINTR, EIO, 0};
static const int reading[] = {USUAL, WAY_SHORT, WAY_ZERO, 0};
static const int writing[] = {USUAL, ENOSPC, WAY_SHORT, WAY_ZERO, 0};
static const int thread[] = {EAGAIN, ENOMEM, EPERM, 0};
static const int clock_[] = {EPERM, EINTR, 0};

enum {
  KIND_MEMORY,
  KIND_PATH,
  KIND_CLOSE,
  KIND_READ,
  KIND_WRITE,
  KIND_THREAD,
  KIND_CLOCK
};

static const int *const ways[] = {
    [KIND_MEMORY] = memory, [KIND_PATH] = path,     [KIND_CLOSE] = closing,
    [KIND_READ] = reading,  [KIND_WRITE] = writing, [KIND_THREAD] = thread,
    [KIND_CLOCK] = clock_,
};

#define FAIL_AT_NAME(name, kind) [CALL_##name] = {#name, KIND_##kind},
static const struct {
  const char *name;
  int kind;
} calls[FAIL_CALLS] = {FAIL_AT_CALLS(FAIL_AT_NAME)};
#undef FAIL_AT_NAME

const char *fail_call_name(enum fail_call call) {
  return calls[call].name;
}

const int *fail_ways(enum fail_call call) {
  return ways[calls[call].kind];
}

void fail_at_begin(const struct fail_point *what, const char *below,
                   struct fail_book *where) {
  point = *what;
  root = below;
  book = where;
  *book = (struct fail_book){.struck = -1, .threads = 1};
  next_thread = 1;
  lasting = false;
}

void fail_at_step(int step) {
  book->step = step;
}

void fail_at_heal(void) {
  lasting = false;
}

void fail_at_enter(void) {
  self.counts = true;
}

void fail_at_leave(void) {
  self.counts = false;
}

static int strike(void) {
  if (book->struck < 0)
    book->struck = book->step;
  book->strikes++;
  return point.way;
}

int fail_at(enum fail_call call) {
  unsigned nth;

  if (!self.counts)
    return WAY_NONE;
  nth = ++book->count[self.number][call];
  if (call != point.call)
    return WAY_NONE;
  if (lasting)
    return strike();
  if (self.number != point.thread || nth != point.nth)
    return WAY_NONE;
  lasting = point.lasts;
  return strike();
}

int fail_at_file(enum fail_call call, int dirfd, const char *name,
                 bool is_written) {
  int way = fail_at(call);
  char where[PLACE_PATH];

  if (way == WAY_NONE)
    return way;
  place_path(dirfd, name, where);
  place_note(root, where, is_written, book->places, sizeof(book->places));
  if (!book->on[0])
    snprintf(book->on, sizeof(book->on), "%s", where);
  return way;
}

bool fail_at_has_place(const struct fail_book *where, const char *place) {
  return place_is_among(where->places, place);
}

int fail_at_next_thread(void) {
  if (next_thread < FAIL_THREADS)
    book->threads = ++next_thread;
  return next_thread - 1;
}

void fail_at_thread(int number) {
  self.number = number;
  self.counts = true;
}
