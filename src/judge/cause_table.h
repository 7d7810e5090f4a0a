/*
 * cause_table.h - what symbols and system calls tell of what a thread waits
 * for. Private to cause*.c.
 */
#ifndef CAUSE_TABLE_H
#define CAUSE_TABLE_H

#include "base/text.h"
#include "judge/cause.h"

/* What a symbol leaves to the system call. */
enum weight {
  TELLS,   /* nothing */
  ENTRY,   /* not what it waits for, but which way: where a stack begins */
  STORAGE, /* which way */
  SOCKET,
  LOCKED, /* a lock of a filesystem that is frozen, or of anything */
  CALLER, /* nothing in a stack: it takes locks, and does other things */
};

struct clue {
  const char *symbol;
  enum cause cause;
  enum weight weight;
  bool is_beginning;
};

struct call {
  long number;
  enum cause storage;
  enum cause socket;
  bool has_fd;
};

/* What is known of that symbol, or NULL. */
const struct clue *clue_find(struct text symbol);

/* What is known of that system call, or NULL. */
const struct call *call_find(long number);

#endif
