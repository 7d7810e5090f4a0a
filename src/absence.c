/* absence.c - see absence.h */
#include "absence.h"

void absence_note(struct absence *absence, struct lane *lane, long who,
                  unsigned long ticket) {
  for (int i = 0; i < ABSENT_MOST; i++) {
    if (absence->absent[i].ticket &&
        lane_is_out(lane, absence->absent[i].ticket))
      continue;
    absence->absent[i].who = who;
    absence->absent[i].ticket = ticket;
    return;
  }
}

bool absence_of(const struct absence *absence, struct lane *lane, long who) {
  for (int i = 0; i < ABSENT_MOST; i++)
    if (absence->absent[i].ticket && absence->absent[i].who == who &&
        lane_is_out(lane, absence->absent[i].ticket))
      return true;
  return false;
}
