/*
 * forge.h - a world as a /proc and a /sys, in a directory of its own.
 *
 * Files are written as the kernel prints them, and only where they change. What
 * cannot be forged is ESRCH: a file that somebody keeps open of a process that
 * has gone goes on to answer. So the last thing a process does is to run.
 */
#ifndef SOAK_FORGE_H
#define SOAK_FORGE_H

#include "world.h"

/* What stands there of one actor. */
struct forged {
  unsigned life; /* 0: nothing */
  int pid;
  int fds;
  double fd_limit;
  bool hangs;
};

struct forge {
  char root[64];
  int dirfd;
  char boot_id[40];
  unsigned long born, ran;
  struct forged actor[ACTORS];
  bool failed; /* a file could not be written */
};

/* Makes it, where memory is a disk if it can. False with errno. */
bool forge_open(struct forge *forge);
void forge_close(struct forge *forge);

/* Makes it what the world is. */
void forge_show(struct forge *forge, const struct world *world);

/* Lets go who waits in a file that hangs. */
void forge_let_go(struct forge *forge);

#endif
