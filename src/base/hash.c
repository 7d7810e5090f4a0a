/* hash.c - see hash.h */
#include "base/hash.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

uint64_t hash_of(struct text t) {
  return XXH3_64bits(t.at, text_length(t));
}
