/* sight.c - the text of such a reading; see sight.h */
#include "sample/sight.h"

#include <errno.h>
#include <limits.h>
#include <string.h>

static int to_int(struct text text, int *ret_value) {
  uint64_t value;

  if (text_to_u64(text, &value) < 0 || value > INT_MAX)
    return -EBADMSG;
  *ret_value = (int)value;
  return 0;
}

/* An int is passed in a register of 64 bits whose upper half means nothing. */
int sight_argument(struct text text) {
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
  sight->has_no_syscall = text_equals(word, "x");
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
  sight.argument = sight_argument(word_of(&line));
  text_copy(word_of(&line), sight.filesystem, sizeof(sight.filesystem));
  if (strcmp(sight.filesystem, "-") == 0)
    sight.filesystem[0] = '\0';
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
