/*
 * hash.h - a 64-bit hash of bytes, for noticing that a text has changed.
 *
 * XXH3 (xxHash, header only: nothing is linked). Never an identity: 64 bits
 * collide with probability 3e-12 among 10 000 texts.
 */
#ifndef HASH_H
#define HASH_H

#include "base/text.h"

uint64_t hash_of(struct text t);

#endif
