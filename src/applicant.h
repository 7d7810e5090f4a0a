/*
 * applicant.h - a process that is not followed yet, as far as it is read: what
 * a rule is asked with.
 *
 * Name, user and cgroup are in free files and read at once. Command line and
 * program file may hang, so that they are fetched by an errand, and only where
 * some rule asks for them.
 */
#ifndef APPLICANT_H
#define APPLICANT_H

#include "discover/rule.h"
#include "sample/errand.h"
#include "sample/read.h"
#include "settings.h"

enum { APPLICANT_CGROUP_BYTES = 4096 + 64, APPLICANT_PATH_BYTES = 32 };

/* Between the free files and the guarded ones. */
struct applicant {
  int pid;
  int dirfd; /* the caller's to close, once it is introduced */
  int tid;   /* of who tells for a leader that has ended; 0: itself */
  double uid;
  char cmdline_path[APPLICANT_PATH_BYTES], exe_path[APPLICANT_PATH_BYTES];
  char name[64];
  char cgroup[APPLICANT_CGROUP_BYTES]; /* where a rule asks for it */
};

/* What some rule asks for. */
struct wishes {
  bool cgroup, cmdline, exe;
};

struct wishes wishes_of(const struct settings *settings);

/* Whether `r`, of what was read of one, is a failure that says nothing about
 * him: no fd was left, or no memory, or the reading itself failed. */
bool applicant_may_answer_later(long r);

/* Name, user, state and, if it is wished for, the cgroup. -errno when it is no
 * process to follow, which is counted unless it has just gone; nothing is open
 * then. */
int applicant_introduce(struct reader *reader, int procfd, int pid,
                        const struct wishes *wishes,
                        struct applicant *ret_applicant);

/* Adds what is wished for beside. The paths are the applicant's: it must stay
 * where it is while the errand is out. */
void applicant_fill_errand(struct applicant *applicant,
                           const struct wishes *wishes, struct errand *errand);

/* What is known of it: by its free files alone (`errand` NULL), or by that
 * errand too when it is done, whose texts are rewritten for it. All strings are
 * borrowed from the two. */
struct candidate applicant_candidate(const struct applicant *applicant,
                                     const struct wishes *wishes,
                                     struct errand *errand);

#endif
