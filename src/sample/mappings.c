/* mappings.c - see mappings.h */
#include "sample/mappings.h"

#include "base/hash.h"

const char mapping_anonymous[] = "anonymous";
const char mapping_shared[] = "anonymous, shared";

struct mapping {
  struct mapping_region region;
  struct text rights; /* "rw-p" */
  struct text name;   /* empty: none */
};

static int digit_of(char c) {
  if (c >= '0' && c <= '9')
    return c - '0';
  return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* All of `word` is a number of at most 16 digits. */
static bool hex_of(struct text word, uint64_t *ret_value) {
  uint64_t value = 0;

  if (text_is_empty(word) || text_length(word) > 16)
    return false;
  for (; word.at < word.end; word.at++) {
    if (digit_of(*word.at) < 0)
      return false;
    value = value << 4 | (uint64_t)digit_of(*word.at);
  }
  *ret_value = value;
  return true;
}

/* "7f00-7f01 rw-p 00000000 00:00 0    NAME": a name may have blanks. */
static bool parse(struct text line, struct mapping *ret_mapping) {
  struct mapping mapping;
  struct text word = text_word(&line);

  if (!hex_of(text_cut(&word, '-'), &mapping.region.start) ||
      !hex_of(word, &mapping.region.end) ||
      mapping.region.end <= mapping.region.start)
    return false;
  mapping.rights = text_word(&line);
  for (int i = 0; i < 3; i++)
    word = text_word(&line);
  if (text_length(mapping.rights) != 4 || text_is_empty(word))
    return false;
  while (text_skip(&line, " "))
    continue;
  mapping.name = line;
  *ret_mapping = mapping;
  return true;
}

static bool is_private(const struct mapping *mapping) {
  return mapping->rights.at[3] == 'p';
}

static bool is_usable(const struct mapping *mapping) {
  const char *rights = mapping->rights.at;
  bool has_name = !text_is_empty(mapping->name);

  return has_name ? rights[0] == 'r' || rights[1] == 'w' || rights[2] == 'x'
                  : rights[1] == 'w';
}

/* prctl(PR_SET_VMA_ANON_NAME) gives names to what is anonymous (Linux 5.17). */
static bool is_region(const struct mapping *mapping) {
  struct text name = mapping->name;

  return is_private(mapping) && mapping->rights.at[1] == 'w' &&
         (text_is_empty(name) || text_skip(&name, "[anon:"));
}

/* MAP_SHARED and MAP_ANONYMOUS is a file that nobody sees. */
static struct text name_of(const struct mapping *mapping) {
  if (text_is_empty(mapping->name))
    return text_of_string(is_private(mapping) ? mapping_anonymous
                                              : mapping_shared);
  return text_equals(mapping->name, "/dev/zero (deleted)")
             ? text_of_string(mapping_shared)
             : mapping->name;
}

static uint64_t bytes_of(const struct mapping_region *region) {
  return region->end - region->start;
}

/* The place of the smallest, which gives way to a larger one. */
static struct mapping_sum *smallest(struct mappings *mappings) {
  struct mapping_sum *least = &mappings->sum[0];

  for (uint32_t i = 1; i < mappings->sum_count; i++)
    if (mappings->sum[i].bytes < least->bytes)
      least = &mappings->sum[i];
  return least;
}

static void leave_out(struct mappings *mappings, uint64_t bytes) {
  mappings->other += bytes;
  if (bytes > mappings->other_most)
    mappings->other_most = bytes;
}

static struct mapping_sum *place_for(struct mappings *mappings,
                                     uint64_t bytes) {
  struct mapping_sum *least;

  if (mappings->sum_count < MAPPING_NAMES)
    return &mappings->sum[mappings->sum_count++];
  least = smallest(mappings);
  if (least->bytes >= bytes) {
    leave_out(mappings, bytes);
    return NULL;
  }
  leave_out(mappings, least->bytes);
  return least;
}

static void add_bytes(struct mappings *mappings, struct text name,
                      uint64_t bytes) {
  uint64_t hash = hash_of(name);
  struct mapping_sum *place;

  for (uint32_t i = 0; i < mappings->sum_count; i++)
    if (mappings->sum[i].hash == hash) {
      mappings->sum[i].bytes += bytes;
      return;
    }
  place = place_for(mappings, bytes);
  if (!place)
    return;
  place->hash = hash;
  place->bytes = bytes;
  text_copy(name, place->name, sizeof(place->name));
}

/* The largest stay. */
static void add_region(struct mappings *mappings,
                       const struct mapping_region *region) {
  struct mapping_region *least = &mappings->region[0];

  if (mappings->region_count < MAPPING_REGIONS) {
    mappings->region[mappings->region_count++] = *region;
    return;
  }
  for (uint32_t i = 1; i < MAPPING_REGIONS; i++)
    if (bytes_of(&mappings->region[i]) < bytes_of(least))
      least = &mappings->region[i];
  if (bytes_of(region) > bytes_of(least))
    *least = *region;
}

void mappings_add(struct mappings *mappings, struct text line) {
  struct mapping mapping;

  if (!parse(line, &mapping)) {
    mappings->garbled++;
    return;
  }
  if (!is_usable(&mapping))
    return;
  add_bytes(mappings, name_of(&mapping), bytes_of(&mapping.region));
  if (is_region(&mapping))
    add_region(mappings, &mapping.region);
}

bool region_is_same(const struct mapping_region *a,
                    const struct mapping_region *b) {
  return a->start == b->start || a->end == b->end;
}
