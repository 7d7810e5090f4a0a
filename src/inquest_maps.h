/*
 * inquest_maps.h - what is mapped where, and which of it has grown since the
 * first look at a process in trouble. For the deep lane (CollectMaps).
 *
 *   open, then: wants -> fill -> (the lane runs) -> take
 *
 * What is summed is address space, as `maps` tells it, and no residence, which
 * smaps would tell at a price that a process in trouble should not pay: a heap
 * is touched as it grows; a file may be mapped whole and touched later, and
 * then it stands there with its size and has not grown.
 */
#ifndef INQUEST_MAPS_H
#define INQUEST_MAPS_H

#include "dossier.h"
#include "sample/mappings.h"

struct errand;

/* What was there at the first look. */
struct maps_first {
  bool is_known;
  uint32_t count;
  uint64_t hash[MAPPING_NAMES], bytes[MAPPING_NAMES];
  uint64_t other_most; /* of who is not among them, at most */
};

/* A region, and how large it was when it was seen first. */
struct maps_region {
  struct mapping_region last;
  uint64_t first_bytes;
};

/* Kept of a process beside its dossier. */
struct maps_inquest {
  double due_s; /* when it is looked at next; of the tick's clock */
  double wait_s;
  struct maps_first first;
  uint32_t region_count;
  struct maps_region region[MAPPING_REGIONS];
};

/* A dossier was opened for a process that nobody has looked at yet. */
void maps_open(struct maps_inquest *inquest);

/* Now and then: 10 s after the first look, and 20, 40, 60, 60 .. s later. */
bool maps_wants(const struct maps_inquest *inquest, double now_s);
void maps_fill(struct errand *errand);

/* What became of it, lost or done: what grew most comes first in the dossier,
 * and behind all that has grown the largest. Returns 0, or -errno when it could
 * not be read. */
int maps_take(struct maps_inquest *inquest, struct dossier *dossier,
              const struct errand *errand, double now_s);

/* The same as a topic of inquest_topic.h. */
struct inquiry;

void maps_topic_open(struct inquiry *inquiry);
bool maps_topic_wants(const struct inquiry *inquiry);
void maps_topic_fill(struct inquiry *inquiry, struct errand *errand);
void maps_topic_take(struct inquiry *inquiry, const struct errand *errand);

#endif
