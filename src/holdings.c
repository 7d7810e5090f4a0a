/* holdings.c - see holdings.h */
#include "holdings.h"

enum { BACK_OFF_FIRST = 2, BACK_OFF_MOST = 64 };

/* Where there is no place, what is held by others already stays. */
static void hold(struct holdings *holdings, uint64_t device,
                 unsigned long tick) {
  struct holding *vacant = NULL;

  for (size_t i = HOLDINGS_MOST; i-- > 0;) {
    struct holding *holding = &holdings->holding[i];

    if (holding->device == 0)
      vacant = holding;
    if (holding->device != device)
      continue;
    holding->held_at = tick;
    return;
  }
  if (vacant)
    *vacant = (struct holding){.device = device, .held_at = tick};
}

bool holdings_see(struct holdings *holdings, uint64_t id, unsigned long tick) {
  for (size_t i = 0; i < MOUNTS_KNOWN; i++) {
    struct known_mount *known = &holdings->known[i];

    if (known->id != id || tick - known->asked_at >= HOLDINGS_ASK)
      continue;
    known->seen_at = tick;
    if (known->device)
      hold(holdings, known->device, tick);
    return true;
  }
  return false;
}

/* Its own place, else a free one, else that of the longest unseen. */
static struct known_mount *place_for(struct holdings *holdings, uint64_t id) {
  struct known_mount *best = &holdings->known[0];

  for (size_t i = 0; i < MOUNTS_KNOWN; i++) {
    struct known_mount *known = &holdings->known[i];

    if (known->id == id)
      return known;
    if (best->id && (known->id == 0 || known->seen_at < best->seen_at))
      best = known;
  }
  return best;
}

void holdings_learn(struct holdings *holdings, uint64_t id, uint64_t device,
                    unsigned long tick) {
  *place_for(holdings, id) = (struct known_mount){
      .id = id, .device = device, .asked_at = tick, .seen_at = tick};
  if (device)
    hold(holdings, device, tick);
}

struct holding *holdings_next(struct holdings *holdings, size_t *index) {
  while (*index < HOLDINGS_MOST) {
    struct holding *holding = &holdings->holding[(*index)++];

    if (holding->device)
      return holding;
  }
  return NULL;
}

bool holding_is_due(const struct holding *holding, unsigned long tick) {
  return tick >= holding->due_at;
}

void holdings_deny(struct holdings *holdings, struct holding *holding) {
  for (size_t i = 0; i < MOUNTS_KNOWN; i++)
    if (holdings->known[i].device == holding->device)
      holdings->known[i].device = 0;
  holding->device = 0;
}

void holdings_age(struct holdings *holdings, unsigned long tick) {
  struct holding *holding;
  size_t index = 0;

  while ((holding = holdings_next(holdings, &index)))
    if (tick - holding->held_at >= HOLDINGS_KEEP)
      holding->device = 0;
}

void holding_quarantine(struct holding *holding, unsigned long ticket,
                        double now_s) {
  holding->quarantined = true;
  holding->ticket = ticket;
  holding->stuck_since_s = now_s;
  holding->back_off =
      holding->back_off ? 2 * holding->back_off : BACK_OFF_FIRST;
  if (holding->back_off > BACK_OFF_MOST)
    holding->back_off = BACK_OFF_MOST;
  holding->wait = holding->back_off;
}
