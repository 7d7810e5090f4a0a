/*
 * watch.h - io-forecast watch: the live table, from processes or from a page.
 */
#ifndef WATCH_H
#define WATCH_H

/* `argv[0]` is "watch". Returns the exit status. */
int watch_main(int argc, char **argv);

extern const char watch_usage[];

#endif
