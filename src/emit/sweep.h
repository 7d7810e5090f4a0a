/*
 * sweep.h - removes what one that has crashed left in a directory.
 */
#ifndef SWEEP_H
#define SWEEP_H

/* Names that are looked at; a directory of flags that has more is none. */
enum { SWEEP_MOST = 16384 };

/* Flags, by what stands in them, and drafts of flags: regular files of our own
 * with mode 0644 and one name. All else stays, and so do flags that stand
 * behind the first SWEEP_MOST names. */
void sweep_flags(int dirfd);

#endif
