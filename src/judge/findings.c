/* findings.c - see findings.h */
#include "judge/findings.h"

enum cause findings_cause(const struct findings *findings) {
  enum cause most = CAUSE_UNKNOWN;

  for (int i = CAUSE_UNKNOWN + 1; i < CAUSE_COUNT; i++)
    if (i != CAUSE_RUNNING && i != CAUSE_CHOICE && findings->cause[i] > 0 &&
        (most == CAUSE_UNKNOWN || findings->cause[i] > findings->cause[most]))
      most = (enum cause)i;
  return most;
}

enum fd_kind findings_kind(const struct findings *findings) {
  for (int i = 0; i < FD_KIND_COUNT; i++)
    if (2 * findings->kind[i] > findings->fds)
      return (enum fd_kind)i;
  return FD_KIND_COUNT;
}
