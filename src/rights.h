/*
 * rights.h - what we may not read, in one sentence, before anybody misses it.
 */
#ifndef RIGHTS_H
#define RIGHTS_H

#include "base/text.h"
#include "metric/source.h"

#include <stdbool.h>
#include <stddef.h>

/* Which of enum source_right this process holds in its effective set. */
unsigned rights_held(void);

/* Those that a set of capabilities, as a mask of its lower 32, comes to:
 * CAP_DAC_OVERRIDE does what CAP_DAC_READ_SEARCH does. */
unsigned rights_of_capabilities(unsigned capabilities);

/* Whether the procfs behind `procfd` keeps processes of other users from one
 * who has not CAP_SYS_PTRACE: it is mounted with hidepid, and the group it
 * excepts is none of ours. */
bool rights_hidden(int procfd);

/* The mount options of a procfs that bear on that. */
struct hiding {
  bool hides;
  bool excepts; /* the group `gid` */
  unsigned gid;
};

/* Of the procfs with the device number `device`, "0:22", by the text of
 * mountinfo, see proc(5). */
struct hiding rights_hiding(struct text mountinfo, const char *device);

/* Whether the kernel would tell us taskstats, and by the pids of `procfd`: it
 * does so in the initial pid and user namespaces only. */
bool rights_may_account(int procfd);

/* Whether we are in a user namespace of our own, and in the initial pid
 * namespace: capabilities hold within the former, and reach nobody else. */
bool rights_apart(int procfd);

/* What is known of our rights. */
struct view {
  bool apart;      /* see rights_apart(): nothing that is held counts */
  unsigned held;   /* see rights_held() */
  bool hidden;     /* see rights_hidden() */
  bool fd_by_size; /* see base/file.h; if not, listing fd/ needs rights too */
};

/* Writes what is lost for processes of other users; false, and nothing written,
 * when nothing is. */
bool rights_write(const struct view *view, char *buffer, size_t capacity);

#endif
