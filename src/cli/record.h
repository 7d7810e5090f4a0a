/*
 * record.h - io-forecast record: what the pipeline gets, as a trace.
 */
#ifndef RECORD_VERB_H
#define RECORD_VERB_H

extern const char record_usage[];

/* The verb: 0, 1 when something could not be written, 2 on a wrong option. */
int record_main(int argc, char **argv);

#endif
