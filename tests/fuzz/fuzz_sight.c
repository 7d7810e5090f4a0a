/* fuzz_sight.c - threads as the lane hands them over, their stacks and what
 * they wait for; lines of maps. */
#include "fuzz.h"

#include "judge/cause.h"
#include "sample/mappings.h"
#include "sample/sight.h"

static void check_sight(struct thread_sight *sight) {
  MUST(memchr(sight->comm, '\0', sizeof(sight->comm)));
  MUST(memchr(sight->wchan, '\0', sizeof(sight->wchan)));
  MUST(memchr(sight->filesystem, '\0', sizeof(sight->filesystem)));
  MUST((unsigned)cause_of(sight) < CAUSE_COUNT);
  while (!text_is_empty(sight_frame(&sight->stack)))
    continue;
}

static void check_mappings(struct text text) {
  static struct mappings mappings;
  uint64_t lines = 0;

  memset(&mappings, 0, sizeof(mappings));
  for (; !text_is_empty(text); lines++)
    mappings_add(&mappings, text_cut(&text, '\n'));
  MUST(mappings.sum_count <= MAPPING_NAMES);
  MUST(mappings.region_count <= MAPPING_REGIONS);
  MUST(mappings.garbled <= lines);
  for (uint32_t i = 0; i < mappings.region_count; i++)
    MUST(mappings.region[i].start < mappings.region[i].end);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  struct text text = input_of(data, size);
  struct thread_sight sight;
  struct text rest = text;
  size_t count = 0;

  while (sights_next(&rest, &sight)) {
    check_sight(&sight);
    MUST(++count <= size);
  }
  MUST(sight_argument(text) >= -1);
  check_mappings(text);
  return 0;
}
