/*
 * mappings.h - the text of /proc/PID/maps, summed by what is mapped: proc_pid_
 * maps(5). Pure.
 *
 * A process may have tens of thousands of mappings: all that is kept is a table
 * of names, of which the largest stay, and the largest of those regions that
 * have none. What is reserved but may not be touched (PROT_NONE) is not
 * counted: an arena of glibc reserves 64 MiB and uses what it needs.
 */
#ifndef MAPPINGS_H
#define MAPPINGS_H

#include "base/text.h"

enum { MAPPING_NAMES = 96, MAPPING_REGIONS = 16, MAPPING_NAME_BYTES = 256 };

struct mapping_sum {
  uint64_t hash; /* of the whole name */
  uint64_t bytes;
  char name[MAPPING_NAME_BYTES]; /* "[heap]", a path .. as the kernel has it */
};

/* Private memory of no file that can be written to. */
struct mapping_region {
  uint64_t start, end;
};

/* Zeroed: nothing is mapped. */
struct mappings {
  uint32_t sum_count, region_count;
  struct mapping_sum sum[MAPPING_NAMES];
  struct mapping_region region[MAPPING_REGIONS];
  uint64_t other;      /* bytes of names there was no room for */
  uint64_t other_most; /* of each of them, at most */
  uint64_t garbled;    /* lines that were none */
};

/* What has no name is one of these. */
extern const char mapping_anonymous[]; /* private */
extern const char mapping_shared[];    /* shared with children */

void mappings_add(struct mappings *mappings, struct text line);

/* Whether they are one region at two times: either end has stayed where it was.
 * What is mapped beside a region becomes one with it. */
bool region_is_same(const struct mapping_region *a,
                    const struct mapping_region *b);

#endif
