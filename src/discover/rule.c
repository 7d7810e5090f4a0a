/* rule.c - see rule.h */
#include "discover/rule.h"

#include "discover/membership.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { COMM_LENGTH = 15 }; /* TASK_COMM_LEN without its NUL */

void rule_init(struct rule *rule) {
  *rule = (struct rule){.uid = NAN};
}

void rule_release(struct rule *rule) {
  if (rule->pattern)
    regfree(&rule->regex);
  free(rule->pattern);
  free(rule->comm);
  free(rule->exe);
  free(rule->pid_file);
  free(rule->unit);
  free(rule->cgroup);
  rule_init(rule);
}

bool rule_is_empty(const struct rule *rule) {
  return !rule->comm && !rule->exe && !rule->pid_file && !rule->pattern &&
         !rule->unit && !rule->cgroup && isnan(rule->uid) && rule->pid == 0;
}

int rule_set_pattern(struct rule *rule, const char *pattern, char *error,
                     size_t capacity) {
  regex_t regex;
  int r = regcomp(&regex, pattern, REG_EXTENDED);

  if (r != 0) {
    regerror(r, &regex, error, capacity);
    return r;
  }
  rule->pattern = strdup(pattern);
  if (!rule->pattern) {
    regfree(&regex);
    regerror(REG_ESPACE, NULL, error, capacity);
    return REG_ESPACE;
  }
  rule->regex = regex;
  return 0;
}

static enum rule_answer answer(bool holds) {
  return holds ? RULE_YES : RULE_NO;
}

static bool comm_matches(const char *wanted, const char *comm) {
  if (strcmp(wanted, comm) == 0)
    return true;
  return strlen(wanted) > COMM_LENGTH && strlen(comm) == COMM_LENGTH &&
         strncmp(wanted, comm, COMM_LENGTH) == 0;
}

/* What is known without another file. */
static bool is_excluded(const struct rule *rule,
                        const struct candidate *candidate) {
  if (rule->pid && rule->pid != candidate->pid)
    return true;
  if (rule->pid_file && candidate->pid_in_file != candidate->pid)
    return true;
  if (rule->comm && !comm_matches(rule->comm, candidate->comm))
    return true;
  return !isnan(rule->uid) && rule->uid != candidate->uid;
}

static enum rule_answer ask_exe(const struct rule *rule,
                                const struct candidate *candidate) {
  if (!rule->exe)
    return RULE_YES;
  if (!candidate->exe)
    return RULE_UNSURE;
  return answer(strcmp(rule->exe, candidate->exe) == 0);
}

static enum rule_answer ask_cmdline(const struct rule *rule,
                                    const struct candidate *candidate) {
  if (!rule->pattern)
    return RULE_YES;
  if (!candidate->cmdline)
    return RULE_UNSURE;
  return answer(*candidate->cmdline &&
                regexec(&rule->regex, candidate->cmdline, 0, NULL, 0) == 0);
}

static enum rule_answer ask_cgroup(const struct rule *rule,
                                   const struct candidate *candidate) {
  if (!rule->unit && !rule->cgroup)
    return RULE_YES;
  if (!candidate->cgroup)
    return RULE_UNSURE;
  return answer(
      (!rule->unit || membership_in_unit(candidate->cgroup, rule->unit)) &&
      (!rule->cgroup || membership_below(candidate->cgroup, rule->cgroup)));
}

enum rule_answer rule_ask(const struct rule *rule,
                          const struct candidate *candidate) {
  enum rule_answer exe, cmdline, cgroup;

  if (is_excluded(rule, candidate))
    return RULE_NO;
  exe = ask_exe(rule, candidate);
  cmdline = ask_cmdline(rule, candidate);
  cgroup = ask_cgroup(rule, candidate);
  if (exe == RULE_NO || cmdline == RULE_NO || cgroup == RULE_NO)
    return RULE_NO;
  return exe == RULE_UNSURE || cmdline == RULE_UNSURE || cgroup == RULE_UNSURE
             ? RULE_UNSURE
             : RULE_YES;
}
