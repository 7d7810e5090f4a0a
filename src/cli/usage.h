/*
 * usage.h - what the verbs of the tool say when they are called wrongly.
 */
#ifndef USAGE_H
#define USAGE_H

/* USAGE_STATUS ends the tool when an option will not do. HELP_GIVEN is none of
 * an exit: --help was answered, and nothing else is to be done. */
enum { USAGE_STATUS = 2, HELP_GIVEN = -1 };

/* Prints one sentence, without its full stop; returns USAGE_STATUS. */
__attribute__((format(printf, 1, 2))) int complain(const char *format, ...);

#endif
