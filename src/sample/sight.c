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
  FIELD_BYTES = 128,
  STAT_BYTES = 1024,
  STACK_BYTES = 4096,
  FRAMES_MOST = 24,
  PATH_BYTES = 32
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

/* The file `name` of a thread; empty when it cannot be read. */
static struct text read_file(int task, int tid, const char *name, char *buffer,
                             size_t capacity, long *ret_length) {
  char path[PATH_BYTES];
  long length;

  snprintf(path, sizeof(path), "%d/%s", tid, name);
  length = file_read_start_at(task, path, buffer, capacity);
  *ret_length = length;
  return text_of(buffer, length < 0 ? 0 : (size_t)length);
}

/* "running", "-1 SP PC" or "NUMBER ARGUMENT ...", all but the first and the
 * number in hexadecimal digits. */
static void append_syscall(struct line *line, int task, int tid) {
  char buffer[FIELD_BYTES * 2];
  long length;
  struct text rest =
      read_file(task, tid, "syscall", buffer, sizeof(buffer), &length);
  struct text number = text_word(&rest);
  bool is_call =
      !text_is_empty(number) && *number.at >= '0' && *number.at <= '9';

  append_string(line, " ");
  if (text_is_empty(number))
    append_string(line, "-");
  else if (text_equals(number, "running"))
    append_string(line, "r");
  else
    append(line, number);
  append_string(line, " ");
  if (is_call)
    append(line, text_word(&rest));
  else
    append_string(line, "-");
}

static void append_wchan(struct line *line, int task, int tid) {
  char buffer[FIELD_BYTES];
  long length;
  struct text rest =
      read_file(task, tid, "wchan", buffer, sizeof(buffer), &length);
  struct text symbol = text_word(&rest);

  append_string(line, " ");
  if (text_is_empty(symbol))
    append_string(line, "0");
  else
    append(line, symbol);
}

static void append_stack(struct line *line, int task, int tid) {
  char buffer[STACK_BYTES];
  long length;
  struct text rest =
      read_file(task, tid, "stack", buffer, sizeof(buffer), &length);

  if (length < 0) {
    append_string(line, length == -EACCES || length == -EPERM ? "!" : "-");
    return;
  }
  for (int i = 0; i < FRAMES_MOST; i++) {
    struct text frame = sight_frame(&rest);

    if (text_is_empty(frame))
      break;
    append(line, frame);
    append_string(line, ",");
  }
  if (length == 0)
    append_string(line, "-");
}

/* The name is the first the kernel prints, and no longer than this; it ends at
 * the last bracket. */
struct stat_text {
  struct text comm;
  char state;
};

static bool read_stat(int task, int tid, char *buffer, size_t capacity,
                      struct stat_text *ret_stat) {
  long length;
  struct text whole = read_file(task, tid, "stat", buffer, capacity, &length);
  struct text after = text_after_last(whole, ')');
  struct text state = text_word(&after);
  struct text before = whole;

  (void)text_cut(&before, '(');
  if (text_is_empty(state) || text_is_empty(before))
    return false;
  ret_stat->state = *state.at;
  ret_stat->comm = (struct text){before.at, state.at};
  while (ret_stat->comm.end > before.at && *--ret_stat->comm.end != ')')
    ;
  return true;
}

/* False when it has no room; a thread that is gone takes none. */
static bool append_thread(struct line *line, int task, int tid, bool with_stack,
                          bool *ret_stack) {
  char buffer[STAT_BYTES], head[24];
  struct stat_text stat;
  struct line trial = {line->at, line->room};

  *ret_stack = false;
  if (!read_stat(task, tid, buffer, sizeof(buffer), &stat))
    return true;
  snprintf(head, sizeof(head), "%d %c", tid, stat.state);
  append_string(&trial, head);
  append_syscall(&trial, task, tid);
  append_wchan(&trial, task, tid);
  append_string(&trial, " ");
  *ret_stack = with_stack && stat.state == 'D';
  if (*ret_stack)
    append_stack(&trial, task, tid);
  else
    append_string(&trial, "-");
  append_string(&trial, " ");
  append(&trial, stat.comm);
  if (trial.room == 0)
    return false;
  *trial.at++ = '\0';
  trial.room--;
  *line = trial;
  return true;
}

long sights_read(int dirfd, struct sight_order *order, char *bytes,
                 size_t capacity) {
  scoped_fd task = file_pin_at(dirfd, "task");
  struct line line = {bytes, capacity};
  int tid[PIECE], looked = 0, stacks = 0;

  if (task < 0)
    return task;
  do {
    long next = order->at;
    int most = order->most - looked < PIECE ? order->most - looked : PIECE;
    int count = file_numbers_at(task, ".", &next, tid, most);

    if (count < 0)
      return count;
    for (int i = 0; i < count; i++) {
      bool has_stack;

      if (!append_thread(&line, task, tid[i],
                         order->stacks && stacks < SIGHT_STACKS, &has_stack))
        return (long)(capacity - line.room);
      stacks += has_stack;
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
