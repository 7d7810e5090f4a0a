/*
 * rule.h - which process belongs to a group. Pure.
 */
#ifndef RULE_H
#define RULE_H

#include <regex.h>
#include <stdbool.h>

/* All that are given must hold. Zeroed, with uid NaN: none is given. */
struct rule {
  char *comm; /* owned, as the strings below; NULL: not given */
  char *exe;
  char *pid_file;
  char *unit; /* shell patterns, see membership.h */
  char *cgroup;
  char *pattern; /* the source of `regex` */
  regex_t regex; /* on the command line, its arguments joined by blanks */
  double uid;
  int pid; /* 0: not given */
};

/* What is known of a process. */
struct candidate {
  int pid;
  const char *comm;
  double uid;
  const char *cmdline; /* NULL: not read yet; "" for a kernel thread */
  const char *exe;     /* NULL: not read yet; "" when it may not be read */
  const char *cgroup;  /* text of /proc/PID/cgroup; NULL: not read yet */
  int pid_in_file;     /* what the rule's PidFile says; 0: nothing */
};

enum rule_answer { RULE_NO, RULE_YES, RULE_UNSURE };

void rule_init(struct rule *rule);
void rule_release(struct rule *rule);
bool rule_is_empty(const struct rule *rule);

/* Returns 0, or regcomp(3)'s code with its text in `error`; the rule is
 * untouched then. */
int rule_set_pattern(struct rule *rule, const char *pattern, char *error,
                     size_t capacity);

/* RULE_UNSURE when it depends on what has not been read yet. The kernel keeps
 * 15 bytes of a name: a longer `comm` is compared with those. */
enum rule_answer rule_ask(const struct rule *rule,
                          const struct candidate *candidate);

#endif
