/* inquest_maps.c - see inquest_maps.h */
#include "inquest_maps.h"

#include "inquest_topic.h"
#include "lack.h"
#include "sample/errand.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

/* Of 60 000 mappings a look takes some 90 ms, for which mmap_lock is held for
 * reading in pieces: seldom enough that nobody feels it. */
static const double WAIT_FIRST_S = 10, WAIT_MOST_S = 60;

void maps_open(struct maps_inquest *inquest) {
  inquest->due_s = -INFINITY;
  inquest->wait_s = WAIT_FIRST_S;
  inquest->first.is_known = false;
  inquest->region_count = 0;
}

bool maps_wants(const struct maps_inquest *inquest, double now_s) {
  return now_s >= inquest->due_s;
}

void maps_fill(struct errand *errand) {
  (void)errand_add_mappings(errand);
}

static void set_first(struct maps_first *first,
                      const struct mappings *mappings) {
  first->is_known = true;
  first->count = mappings->sum_count;
  first->other_most = mappings->other_most;
  for (uint32_t i = 0; i < mappings->sum_count; i++) {
    first->hash[i] = mappings->sum[i].hash;
    first->bytes[i] = mappings->sum[i].bytes;
  }
}

/* Of a name for which there was no room then: the most that it can have been.
 */
static uint64_t bytes_then(const struct maps_first *first, uint64_t hash) {
  for (uint32_t i = 0; i < first->count; i++)
    if (first->hash[i] == hash)
      return first->bytes[i];
  return first->other_most;
}

static uint64_t size_of(const struct mapping_region *region) {
  return region->end - region->start;
}

/* How large it was when it was seen first: of one that is not known, now. */
static uint64_t first_bytes(const struct maps_inquest *inquest,
                            const struct mapping_region *region) {
  for (uint32_t i = 0; i < inquest->region_count; i++)
    if (region_is_same(&inquest->region[i].last, region))
      return inquest->region[i].first_bytes;
  return size_of(region);
}

static void follow_regions(struct maps_inquest *inquest,
                           const struct mappings *mappings) {
  struct maps_region region[MAPPING_REGIONS];

  for (uint32_t i = 0; i < mappings->region_count; i++)
    region[i] = (struct maps_region){
        mappings->region[i], first_bytes(inquest, &mappings->region[i])};
  inquest->region_count = mappings->region_count;
  memcpy(inquest->region, region, mappings->region_count * sizeof(region[0]));
}

/* What grew more stands before, and of what did not what is larger. */
static bool is_before(const struct dossier_mapping *a,
                      const struct dossier_mapping *b) {
  double growth_a = fmax(0, a->grew_bytes), growth_b = fmax(0, b->grew_bytes);

  return growth_a != growth_b ? growth_a > growth_b : a->bytes > b->bytes;
}

static void tell(struct dossier *dossier,
                 const struct dossier_mapping *mapping) {
  int at = dossier->mapping_count;

  if (at < DOSSIER_MAPPINGS)
    dossier->mapping_count++;
  else if (!is_before(mapping, &dossier->mapping[--at]))
    return;
  for (; at > 0 && is_before(mapping, &dossier->mapping[at - 1]); at--)
    dossier->mapping[at] = dossier->mapping[at - 1];
  dossier->mapping[at] = *mapping;
}

static void tell_sum(struct dossier *dossier, const struct mapping_sum *sum,
                     uint64_t then) {
  struct dossier_mapping mapping = {.bytes = (double)sum->bytes,
                                    .grew_bytes =
                                        (double)sum->bytes - (double)then};

  snprintf(mapping.what, sizeof(mapping.what), "%s", sum->name);
  tell(dossier, &mapping);
}

static double grew(const struct maps_region *region) {
  return (double)size_of(&region->last) - (double)region->first_bytes;
}

/* Of those without a name one alone: the sum of all is there already. */
static void tell_region(const struct maps_inquest *inquest,
                        struct dossier *dossier) {
  const struct maps_region *most = NULL;
  struct dossier_mapping mapping;

  for (uint32_t i = 0; i < inquest->region_count; i++)
    if (grew(&inquest->region[i]) > (most ? grew(most) : 0))
      most = &inquest->region[i];
  if (!most)
    return;
  mapping.bytes = (double)size_of(&most->last);
  mapping.grew_bytes = grew(most);
  snprintf(mapping.what, sizeof(mapping.what), "anonymous at %llx",
           (unsigned long long)most->last.start);
  tell(dossier, &mapping);
}

/* An empty table is that of a process which exits. */
static void take_mappings(struct maps_inquest *inquest, struct dossier *dossier,
                          const struct mappings *mappings) {
  if (mappings->sum_count == 0)
    return;
  if (!inquest->first.is_known)
    set_first(&inquest->first, mappings);
  follow_regions(inquest, mappings);
  dossier->mapping_count = 0;
  for (uint32_t i = 0; i < mappings->sum_count; i++)
    tell_sum(dossier, &mappings->sum[i],
             bytes_then(&inquest->first, mappings->sum[i].hash));
  tell_region(inquest, dossier);
}

int maps_take(struct maps_inquest *inquest, struct dossier *dossier,
              const struct errand *errand, double now_s) {
  struct mappings mappings;

  inquest->due_s = now_s + inquest->wait_s;
  inquest->wait_s = fmin(2 * inquest->wait_s, WAIT_MOST_S);
  if (errand->outcome != ERRAND_DONE)
    return 0;
  if (errand->reading[0].length < 0)
    return (int)errand->reading[0].length;
  memcpy(&mappings, errand->reading[0].bytes, sizeof(mappings));
  take_mappings(inquest, dossier, &mappings);
  return 0;
}

void maps_topic_open(struct inquiry *inquiry) {
  maps_open(&inquiry->maps);
}

bool maps_topic_wants(const struct inquiry *inquiry) {
  return inquiry->settings->collect_maps &&
         maps_wants(&inquiry->maps, inquiry->now_s);
}

void maps_topic_fill(struct inquiry *inquiry, struct errand *errand) {
  (void)inquiry;
  maps_fill(errand);
}

static void note(struct inquiry *inquiry, int r) {
  char why[64];

  if (r == -EACCES || r == -EPERM) {
    lack_note(&inquiry->dossier, "maps", "CAP_SYS_PTRACE is missing");
  } else if (r == 0) {
    lack_drop(&inquiry->dossier, "maps");
  } else if (r != -ESRCH && r != -ENOENT) {
    snprintf(why, sizeof(why), "it cannot be read (%s)", strerror(-r));
    lack_note(&inquiry->dossier, "maps", why);
  }
}

void maps_topic_take(struct inquiry *inquiry, const struct errand *errand) {
  int r = maps_take(&inquiry->maps, &inquiry->dossier, errand, inquiry->now_s);

  if (errand->outcome == ERRAND_DONE)
    note(inquiry, r);
  else
    lack_note(&inquiry->dossier, "maps", "it does not answer");
}
