/*
 * text.h - a cursor over borrowed bytes; the only tokenizer in the program.
 *
 * A `struct text` neither owns nor writes the bytes it walks: a parser built on
 * it copies nothing, allocates nothing and needs no terminator. No function
 * here looks at the locale.
 */
#ifndef TEXT_H
#define TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct text {
  const char *at;
  const char *end;
};

struct text text_of(const char *bytes, size_t length);
struct text text_of_string(const char *string);
size_t text_length(struct text t);
bool text_is_empty(struct text t);
bool text_equals(struct text t, const char *literal);

/* Cut the part before `mark` off `rest` and skip the mark. Without a mark the
 * whole of `rest` is the part, and nothing is left. */
struct text text_cut(struct text *rest, char mark);

/* What stands behind the last `mark`; empty when there is none. */
struct text text_after_last(struct text t, char mark);

/* `t` up to its last line end: what was cut in the middle of a line is left
 * out. The kernel ends each line of its files; the beginning of a number is
 * another number. */
struct text text_whole_lines(struct text t);

/* Skip blanks (space, tab, newline, NUL), then cut one run of non-blanks. Empty
 * at the end. */
struct text text_word(struct text *rest);

/* If `rest` begins with `literal`, skip it and say so. */
bool text_skip(struct text *rest, const char *literal);

/* The number at the start of `t`; what follows it is not looked at. Returns 0,
 * -EBADMSG without a digit, or -ERANGE when it does not fit. */
int text_to_u64(struct text t, uint64_t *ret_value);

/* The same with a sign and a fraction ("-12.50"); no exponent. */
int text_to_double(struct text t, double *ret_value);

/* Copy into `buffer`, always terminated, cut where it is full. */
void text_copy(struct text t, char *buffer, size_t capacity);

#endif
