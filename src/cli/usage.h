/*
 * usage.h - what the verbs of the tool say when they are called wrongly.
 */
#ifndef USAGE_H
#define USAGE_H

#include <stdio.h>

/* USAGE_STATUS ends the tool when an option will not do. HELP_GIVEN is none of
 * an exit: --help was answered, and nothing else is to be done. */
enum { USAGE_STATUS = 2, HELP_GIVEN = -1 };

/* Prints how a verb is called: lines that begin with seven blanks, of which the
 * first gets "usage:". */
void usage_print(const char *lines, FILE *out);

/* Prints one sentence, without its full stop, on the standard error; returns
 * USAGE_STATUS. A name in it, of a file or out of one, may be anything: see
 * clean_text(). */
__attribute__((format(printf, 1, 2))) int complain(const char *format, ...);

/* Lines of a file that could not be understood: the first ten are told. */
struct bad_lines {
  const char *path;
  unsigned long count;
};

/* Reading a file has failed with -errno behind that line. Returns the exit
 * status. */
int complain_of_file(const char *path, unsigned long line, int error);

void complain_of_line(struct bad_lines *bad, unsigned long line,
                      const char *why);

/* Says how many there were if they were not all told. The exit status: 0 when
 * there were none, else 1. */
int complain_of_lines(const struct bad_lines *bad);

#endif
