/* sight.c - see sight.h */
#include "sample/sight.h"

#include "base/file.h"
#include "base/scoped.h"

#include <errno.h>
#include <limits.h>
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
  int task, tid;
  char buffer[FILE_BYTES];
};

/* The file `name` of a thread; -errno, with an empty text, when it cannot be
 * read. */
static long read_file(struct place *place, const char *name,
                      struct text *ret_text) {
  char path[PATH_BYTES];
  long length;

  snprintf(path, sizeof(path), "%d/%s", place->tid, name);
  length = file_read_start_at(place->task, path, place->buffer,
                              sizeof(place->buffer));
  *ret_text = text_of(place->buffer, length < 0 ? 0 : (size_t)length);
  return length;
}

/* "running", "-1 SP PC" or "NUMBER ARGUMENT ...", all but the first and the
 * number in hexadecimal digits. */
static void append_syscall(struct line *line, struct place *place) {
  struct text rest, number;

  (void)read_file(place, "syscall", &rest);
  number = text_word(&rest);
  append_string(line, " ");
  if (text_is_empty(number))
    append_string(line, "- -");
  else if (text_equals(number, "running"))
    append_string(line, "r -");
  else if (*number.at == '-')
    append_string(line, "-1 -");
  else {
    append(line, number);
    append_string(line, " ");
    append(line, text_word(&rest));
  }
}

static void append_wchan(struct line *line, struct place *place) {
  struct text rest, symbol;

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
static bool read_stat(struct place *place, char comm[COMM_BYTES],
                      char *ret_state) {
  struct text whole, before, after, state;

  if (read_file(place, "stat", &whole) < 0)
    return false;
  before = after = whole;
  (void)text_cut(&before, '(');
  after = text_after_last(whole, ')');
  state = text_word(&after);
  if (text_is_empty(state) || text_is_empty(before))
    return false;
  *ret_state = *state.at;
  before.end = state.at;
  while (before.end > before.at && *--before.end != ')')
    ;
  text_copy(before, comm, COMM_BYTES);
  return true;
}

/* False when there is no room for it; one that is gone takes none. */
static bool append_thread(struct line *line, struct place *place, bool stacks,
                          int *stack_count) {
  char comm[COMM_BYTES], head[24], state;
  struct line trial = *line;
  bool has_stack;

  if (!read_stat(place, comm, &state))
    return true;
  has_stack = stacks && state == 'D' && *stack_count < SIGHT_STACKS;
  snprintf(head, sizeof(head), "%d %c", place->tid, state);
  append_string(&trial, head);
  append_syscall(&trial, place);
  append_wchan(&trial, place);
  append_string(&trial, " ");
  if (has_stack)
    append_stack(&trial, place);
  else
    append_string(&trial, "-");
  append_string(&trial, " ");
  append_string(&trial, comm);
  if (trial.room == 0)
    return false;
  *trial.at++ = '\0';
  trial.room--;
  *line = trial;
  *stack_count += has_stack;
  return true;
}

long sights_read(int dirfd, struct sight_order *order, char *bytes,
                 size_t capacity) {
  scoped_fd task = file_pin_at(dirfd, "task");
  struct line line = {bytes, capacity};
  struct place place = {.task = task};
  int tid[PIECE], looked = 0, stack_count = 0;

  if (task < 0)
    return task;
  do {
    long next = order->at;
    int most = order->most - looked < PIECE ? order->most - looked : PIECE;
    int count = file_numbers_at(task, ".", &next, tid, most);

    if (count < 0)
      return count;
    for (int i = 0; i < count; i++) {
      place.tid = tid[i];
      if (!append_thread(&line, &place, order->stacks, &stack_count))
        return (long)(capacity - line.room);
    }
    looked += count;
    order->at = next;
  } while (order->at != 0 && looked < order->most);
  return (long)(capacity - line.room);
}

static int to_int(struct text text, int *ret_value) {
  uint64_t value;

  if (text_to_u64(text, &value) < 0 || value > INT_MAX)
    return -EBADMSG;
  *ret_value = (int)value;
  return 0;
}

/* "0x3"; -1 for what cannot be an fd. An int is passed in a register of 64 bits
 * whose upper half means nothing. */
static int argument_of(struct text text) {
  unsigned value = 0;

  if (!text_skip(&text, "0x"))
    return -1;
  for (; text.at < text.end; text.at++) {
    char c = *text.at;

    if (!((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f')))
      return -1;
    value = value << 4 | (unsigned)(c <= '9' ? c - '0' : c - 'a' + 10);
  }
  return value <= INT_MAX ? (int)value : -1;
}

static void take_syscall(struct thread_sight *sight, struct text word) {
  int number;

  sight->syscall = -1;
  sight->knows_syscall = text_equals(word, "-1");
  if (to_int(word, &number) == 0) {
    sight->syscall = number;
    sight->knows_syscall = true;
  }
}

/* Between the words stands one blank each: a name may begin with some. */
static struct text word_of(struct text *line) {
  return text_cut(line, ' ');
}

bool sights_next(struct text *rest, struct thread_sight *ret_sight) {
  struct thread_sight sight = {0};
  struct text line, state, stack;
  bool is_whole =
      !text_is_empty(*rest) && memchr(rest->at, '\0', text_length(*rest));

  line = text_cut(rest, '\0');
  if (!is_whole || to_int(word_of(&line), &sight.tid) < 0)
    return false;
  state = word_of(&line);
  if (text_is_empty(state))
    return false;
  sight.state = *state.at;
  take_syscall(&sight, word_of(&line));
  sight.argument = argument_of(word_of(&line));
  text_copy(word_of(&line), sight.wchan, sizeof(sight.wchan));
  if (strcmp(sight.wchan, "0") == 0)
    sight.wchan[0] = '\0';
  stack = word_of(&line);
  sight.stack_denied = text_equals(stack, "!");
  if (!sight.stack_denied && !text_equals(stack, "-"))
    sight.stack = stack;
  text_copy(line, sight.comm, sizeof(sight.comm));
  *ret_sight = sight;
  return true;
}

static bool ends_symbol(char c) {
  return c == '+' || c == '.' || c == ' ' || c == '/' || c == '[';
}

static struct text line_of(struct text *stack) {
  struct text line = {stack->at, stack->at};

  while (line.end < stack->end && *line.end != ',' && *line.end != '\n')
    line.end++;
  stack->at = line.end < stack->end ? line.end + 1 : line.end;
  return line;
}

static struct text symbol_of(struct text line) {
  struct text symbol;

  if (!text_is_empty(line) && *line.at == '[')
    (void)text_word(&line);
  while (!text_is_empty(line) && *line.at == ' ')
    line.at++;
  symbol = (struct text){line.at, line.at};
  while (symbol.end < line.end && !ends_symbol(*symbol.end))
    symbol.end++;
  return symbol;
}

struct text sight_frame(struct text *stack) {
  while (!text_is_empty(*stack)) {
    struct text symbol = symbol_of(line_of(stack));

    if (!text_is_empty(symbol))
      return symbol;
  }
  return (struct text){stack->end, stack->end};
}
