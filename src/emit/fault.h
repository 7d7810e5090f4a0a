/*
 * fault.h - what went wrong with a file that was to be written, told once.
 *
 * A complaint is a sentence: what, where, why, what is allowed. It is repeated
 * when the reason is another, and followed by one sentence when all is well
 * again.
 */
#ifndef FAULT_H
#define FAULT_H

#include <stdbool.h>
#include <stddef.h>
#include <time.h>

enum { SENTENCE_BYTES = 512, SENTENCES = 8 };

/* How far it came. */
enum fault_step {
  FAULT_NONE,
  FAULT_OPEN,
  FAULT_WAY,   /* past a symbolic link of somebody else, see way.h */
  FAULT_OWNER, /* it belongs to somebody else */
  FAULT_MODE,  /* others may write there, and rename what we wrote */
  FAULT_ACCESS,
  FAULT_NAME,  /* a group's name does not make one of a file */
  FAULT_TAKEN, /* somebody's file has it */
  FAULT_CREATE,
  FAULT_WRITE,
  FAULT_SYNC,
  FAULT_RENAME,
  FAULT_REMOVE,
  FAULT_SIZE,  /* it is more than may be kept */
  FAULT_QUEUE, /* too many wait for a disk that does not answer */
  FAULT_THREAD,
  FAULT_STEPS
};

struct fault {
  enum fault_step step;
  int error; /* as errno; 0: the step says all */
};

/* In which words. */
struct wording {
  const char *option;  /* "EvidenceDir" */
  const char *failing; /* "no evidence is kept" */
  const char *working; /* "evidence is kept" */
  const char *again;   /* "it is tried again"; NULL: nothing is said of it */
  const char *late;    /* "it is written"; NULL: the same */
};

/* Zeroed but for the first two, which are borrowed: all is well. */
struct deed_report {
  const struct wording *wording;
  const char *path;
  bool is_last;       /* nothing is tried again */
  struct fault fault; /* as it was told last */
  char sentence[SENTENCES][SENTENCE_BYTES];
  size_t said, heard;
};

/* What has come of a deed; and of a look at the directory, which proves nothing
 * of what only writing shows. */
void report_note(struct deed_report *report, struct fault fault);
void report_note_look(struct deed_report *report, struct fault fault);

/* What had failed and was tried again: of whom, and since when it waited. It
 * was done, or is given up. */
void report_late(struct deed_report *report, const char *leaf, time_t at);
void report_loss(struct deed_report *report, const char *leaf, time_t at);

/* It has not answered for that time; or has, after it. */
void report_hang(struct deed_report *report, double s);
void report_answer(struct deed_report *report, double s);

/* The next sentence; false when there is none. More than SENTENCES that nobody
 * takes are lost. */
bool report_take(struct deed_report *report, char ret_sentence[SENTENCE_BYTES]);

#endif
