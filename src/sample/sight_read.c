/* sight_read.c - threads in a reading of the lane; see sight.h */
#include "base/file.h"
#include "base/scoped.h"
#include "sample/sight.h"
#include "sample/sight_mounts.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

enum {
  PIECE = 32, /* of the list of threads, at a time */
  FILE_BYTES = 4096,
  FRAMES_MOST = 24,
  PATH_BYTES = 32,
  COMM_BYTES = 64
};

/* A text of one thread, filled from its front. */
struct line {
  char *at;
  size_t room;
};

static void append(struct line *line, struct text text) {
  size_t length = text_length(text);

  if (length > line->room)
    length = line->room;
  memcpy(line->at, text.at, length);
  line->at += length;
  line->room -= length;
}

static void append_string(struct line *line, const char *string) {
  append(line, text_of_string(string));
}

/* A thread, and room for one of its files. */
struct place {
  const struct sight_order *order;
  struct sight_thread thread;
  int stack_count; /* in this reading */
  char comm[COMM_BYTES];
  char state;
  struct sight_mounts mounts;
  char buffer[FILE_BYTES];
};

/* The file `name` of a thread; -errno, with an empty text, when it cannot be
 * read. */
static long read_file(struct place *place, const char *name,
                      struct text *ret_text) {
  char path[PATH_BYTES];
  long length;

  snprintf(path, sizeof(path), "%d/%s", place->thread.tid, name);
  length = file_read_start_at(place->thread.task, path, place->buffer,
                              sizeof(place->buffer));
  *ret_text = text_of(place->buffer, length < 0 ? 0 : (size_t)length);
  return length;
}

static void append_filesystem(struct line *line, struct place *place,
                              struct text argument) {
  const char *type = NULL;

  if (place->state == 'D')
    type = sight_mounts_find(&place->mounts, &place->thread,
                             sight_argument(argument));
  append_string(line, " ");
  append_string(line, type ? type : "-");
}

/* "running", "-1 SP PC" or "NUMBER ARGUMENT ...", all but the first and the
 * number in hexadecimal digits. */
static void append_syscall(struct line *line, struct place *place) {
  struct text rest = {0}, number, argument;
  long length = 0;

  if (!place->order->no_locks)
    length = read_file(place, "syscall", &rest);
  number = text_word(&rest);
  append_string(line, " ");
  if (length == -ENOENT)
    append_string(line, "x - -");
  else if (text_is_empty(number))
    append_string(line, "- - -");
  else if (text_equals(number, "running"))
    append_string(line, "r - -");
  else if (*number.at == '-')
    append_string(line, "-1 - -");
  else {
    argument = text_word(&rest);
    append(line, number);
    append_string(line, " ");
    append(line, argument);
    append_filesystem(line, place, argument);
  }
}

static void append_wchan(struct line *line, struct place *place) {
  struct text rest = {0}, symbol;

  if (!place->order->no_locks || place->order->symbols)
    (void)read_file(place, "wchan", &rest);
  symbol = text_word(&rest);
  append_string(line, " ");
  append(line, text_is_empty(symbol) ? text_of_string("0") : symbol);
}

static void append_stack(struct line *line, struct place *place) {
  struct text rest;
  long length = read_file(place, "stack", &rest);

  if (length <= 0) {
    append_string(line, length == -EACCES || length == -EPERM ? "!" : "-");
    return;
  }
  for (int i = 0; i < FRAMES_MOST && !text_is_empty(rest); i++) {
    append(line, sight_frame(&rest));
    append_string(line, ",");
  }
}

/* Its name ends at the last bracket. False when it is gone. */
static bool read_stat(struct place *place) {
  struct text whole, before, after, state;

  if (read_file(place, "stat", &whole) < 0)
    return false;
  before = after = whole;
  (void)text_cut(&before, '(');
  after = text_after_last(whole, ')');
  state = text_word(&after);
  if (text_is_empty(state) || text_is_empty(before))
    return false;
  place->state = *state.at;
  before.end = state.at;
  while (before.end > before.at && *--before.end != ')')
    ;
  text_copy(before, place->comm, sizeof(place->comm));
  return true;
}

/* The name in `status` is escaped; that of `comm` ends with the file. */
static bool read_status(struct place *place) {
  struct text text, line, state = text_of_string("");

  if (read_file(place, "status", &text) < 0)
    return false;
  while (text_is_empty(state) && !text_is_empty(text)) {
    line = text_cut(&text, '\n');
    if (text_skip(&line, "State:"))
      state = text_word(&line);
  }
  if (text_is_empty(state))
    return false;
  place->state = *state.at;
  if (read_file(place, "comm", &text) > 0)
    text.end--;
  text_copy(text, place->comm, sizeof(place->comm));
  return true;
}

static bool wants_stack(const struct place *place) {
  return place->order->stacks && !place->order->no_locks &&
         place->state == 'D' && place->stack_count < SIGHT_STACKS;
}

/* False when there is no room for it; one that is gone takes none. */
static bool append_thread(struct line *line, struct place *place) {
  char head[24];
  struct line trial = *line;
  bool has_stack;

  if (!(place->order->no_locks ? read_status(place) : read_stat(place)))
    return true;
  has_stack = wants_stack(place);
  snprintf(head, sizeof(head), "%d %c", place->thread.tid, place->state);
  append_string(&trial, head);
  append_syscall(&trial, place);
  append_wchan(&trial, place);
  append_string(&trial, " ");
  if (has_stack)
    append_stack(&trial, place);
  else
    append_string(&trial, "-");
  append_string(&trial, " ");
  append_string(&trial, place->comm);
  if (trial.room == 0)
    return false;
  *trial.at++ = '\0';
  trial.room--;
  *line = trial;
  place->stack_count += has_stack;
  return true;
}

/* So many behind `*at` are told: to where the one behind them stands. */
static void go_past(int task, long *at, int told) {
  int tid[PIECE];

  if (told > 0)
    (void)file_numbers_at(task, ".", at, tid, told);
}

long sights_read(int dirfd, struct sight_order *order, char *bytes,
                 size_t capacity) {
  scoped_fd task = file_pin_at(dirfd, "task");
  struct line line = {bytes, capacity};
  struct place place = {.order = order, .thread.task = task};
  int tid[PIECE], looked = 0;

  if (task < 0)
    return task;
  do {
    long next = order->at;
    int most = order->most - looked < PIECE ? order->most - looked : PIECE;
    int count = file_numbers_at(task, ".", &next, tid, most);

    if (count < 0)
      return count;
    for (int i = 0; i < count; i++) {
      place.thread.tid = tid[i];
      if (append_thread(&line, &place))
        continue;
      go_past(task, &order->at, i);
      return (long)(capacity - line.room);
    }
    looked += count;
    order->at = next;
  } while (order->at != 0 && looked < order->most);
  return (long)(capacity - line.room);
}
