/* findings.c - see findings.h */
#include "judge/findings.h"

static enum cause most_of(const struct findings *findings, bool may_idle) {
  enum cause most = CAUSE_UNKNOWN;

  for (int id = 0; id < CAUSE_COUNT; id++) {
    if (!cause_holds_up((enum cause)id) || causes[id].may_idle != may_idle ||
        findings->cause[id] == 0)
      continue;
    if (most == CAUSE_UNKNOWN || findings->cause[id] > findings->cause[most])
      most = (enum cause)id;
  }
  return most;
}

/* Thirty threads of a pool that have no work are no reason to say "lock" of the
 * four that wait for a disk. */
enum cause findings_cause(const struct findings *findings) {
  enum cause surely = most_of(findings, false);

  return surely == CAUSE_UNKNOWN ? most_of(findings, true) : surely;
}

enum fd_kind findings_kind(const struct findings *findings) {
  for (int id = 0; id < FD_KIND_COUNT; id++)
    if (2 * findings->kind[id] > findings->fds)
      return (enum fd_kind)id;
  return FD_KIND_COUNT;
}
