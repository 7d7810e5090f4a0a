/*
 * evidence_shape.h - whether what stands in a file of evidence is of the kind
 * that docs/evidence.schema.json names for it.
 *
 * What is missing or null is not known, and what has a name that is not known
 * here is of a later version: neither is a fault. A text where a number should
 * be is one: what would be told without it looks whole.
 */
#ifndef EVIDENCE_SHAPE_H
#define EVIDENCE_SHAPE_H

#include <stdbool.h>

struct json_node;

enum { SHAPE_PLACE_BYTES = 96 };

/* Where it goes wrong first, and what should be there. */
struct shape_fault {
  char place[SHAPE_PLACE_BYTES]; /* "members[0].threads.count" */
  const char *kind;              /* "number" */
};

/* False: it is as it should be. */
bool evidence_shape_fault(const struct json_node *root,
                          struct shape_fault *ret_fault);

#endif
