/*
 * evidence_read.h - a file of evidence, for who explains it. See
 * docs/EVIDENCE.md for what it holds.
 */
#ifndef EVIDENCE_READ_H
#define EVIDENCE_READ_H

#include "emit/json_tree.h"

enum { EVIDENCE_FILE_MOST = 8 << 20, EVIDENCE_VERSION = 1 };

/* Reads all of it. Returns 0; USAGE_STATUS when it is malformed, cut off or of
 * a later version, and 1 when it cannot be read: what is wrong, and where, was
 * told on the standard error. */
int evidence_read(const char *path, struct json_node **ret_evidence);

/* The same of a text that was read from `path`; behind it stands a NUL. */
int evidence_take(const char *path, const char *text, size_t length,
                  struct json_node **ret_evidence);

#endif
