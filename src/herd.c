/* herd.c - see herd.h */
#include "herd.h"

#include <errno.h>
#include <stdlib.h>

int herd_init(struct herd *herd, size_t most, size_t wall_most,
              const struct window_plan *plan) {
  *herd = (struct herd){.most = most, .walls = wall_most};
  herd->track_at = sizeof(struct member) + wall_most * sizeof(struct standing);
  herd->bytes = herd->track_at + track_bytes(plan);
  herd->bytes = (herd->bytes + 7) & ~(size_t)7; /* doubles begin every piece */
  herd->memory = calloc(most, herd->bytes);
  herd->vacant = calloc(most, sizeof(size_t));
  if (!herd->memory || !herd->vacant) {
    herd_release(herd);
    return -ENOMEM;
  }
  while (herd->vacant_count < most) {
    herd->vacant[herd->vacant_count] = most - 1 - herd->vacant_count;
    herd->vacant_count++;
  }
  return 0;
}

void herd_release(struct herd *herd) {
  free(herd->memory);
  free(herd->vacant);
  *herd = (struct herd){0};
}

static void *piece(const struct herd *herd, size_t i) {
  return herd->memory + i * herd->bytes;
}

struct member *herd_take(struct herd *herd, const struct window_plan *plan) {
  struct member *member;
  size_t place;

  if (herd->vacant_count == 0)
    return NULL;
  place = herd->vacant[--herd->vacant_count];
  if (place >= herd->high)
    herd->high = place + 1;
  member = piece(herd, place);
  *member = (struct member){
      .taken = true,
      .at_risk = true,
      .standing = (void *)((char *)member + sizeof(*member)),
      .track = (void *)((char *)member + herd->track_at),
  };
  for (size_t i = 0; i < herd->walls; i++)
    member->standing[i] = standing_unknown;
  track_reset(member->track, plan);
  joint_clear(&member->joint);
  return member;
}

struct growth_account member_growth(const struct member *member, double now_s,
                                    double page_bytes) {
  const double *last = member->track->last;
  struct rss rss = {last[METRIC_RSS_ANON], last[METRIC_RSS_FILE],
                    last[METRIC_RSS_SHMEM]};

  return growth_of(&member->growth, now_s, &rss, page_bytes);
}

size_t herd_place(const struct herd *herd, const struct member *member) {
  return (size_t)((const char *)member - herd->memory) / herd->bytes;
}

void herd_give(struct herd *herd, struct member *member) {
  member->taken = false;
  herd->vacant[herd->vacant_count++] = herd_place(herd, member);
}

struct member *herd_at(const struct herd *herd, size_t i) {
  struct member *member = piece(herd, i);

  return member->taken ? member : NULL;
}

void herd_begin(struct herd *herd) {
  for (size_t i = 0; i < herd->high; i++) {
    struct member *member = herd_at(herd, i);

    if (member)
      member->seen = false;
  }
}

void herd_close(struct herd *herd, const struct window_plan *plan,
                const struct surroundings *surroundings) {
  for (size_t i = 0; i < herd->high; i++) {
    const struct member *member = herd_at(herd, i);

    if (member && !member->seen)
      track_gap(member->track, plan, surroundings);
  }
}

void herd_tear(struct herd *herd) {
  for (size_t i = 0; i < herd->high; i++) {
    struct member *member = herd_at(herd, i);

    if (!member)
      continue;
    track_tear(member->track);
    joint_tear(&member->joint);
  }
}
