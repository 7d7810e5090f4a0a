/*
 * backtest.h - what would have been told of a history.
 */
#ifndef BACKTEST_H
#define BACKTEST_H

extern const char backtest_usage[];

/* The verb: 0, 1 when something could not be read, 2 on a wrong option. */
int backtest_main(int argc, char **argv);

#endif
