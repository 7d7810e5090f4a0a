/*
 * explain.h - the verb `explain`: evidence as a text, or as a page.
 */
#ifndef EXPLAIN_H
#define EXPLAIN_H

extern const char explain_usage[];

/* Returns the exit status: 0; 1 when a file cannot be read or written; 2 when
 * the evidence is malformed, or the verb was called wrongly. */
int explain_main(int argc, char **argv);

#endif
