/*
 * explain_words.h - what text and page say of evidence in the same words.
 */
#ifndef EXPLAIN_WORDS_H
#define EXPLAIN_WORDS_H

#include "emit/json_tree.h"

#include <stdbool.h>

enum { WORDS_BYTES = 1024 };

/* "3.1 GiB", by the name of a unit in evidence; "-" for NaN. */
void words_of_value(const char *unit, double value, char *buffer,
                    size_t capacity);

/* "in 31 min (27-36 min), 97 %", of a wall; "-" when nothing is foretold. */
void words_of_forecast(const struct json_node *wall, char *buffer,
                       size_t capacity);

/* A process without a pid could be any: it is not told, but counted. Returns
 * how many are told, and of how many. */
bool member_is_told(const struct json_node *member);
size_t members_told(const struct json_node *evidence, double *ret_all);

/* "storage read 31 of 40, sleeping by choice 9" */
void words_of_causes(const struct json_node *threads, char *buffer,
                     size_t capacity);

/* "storage read" of "storage_read"; a name that is not known as it is. */
const char *words_of_cause(const char *name);

/* Of the host_values: what waits how much of the time; and of one of `disks`,
 * "" for one that rests. */
void words_of_pressure(const struct json_node *values, char *buffer,
                       size_t capacity);
void words_of_disk(const struct json_node *disk, char *buffer, size_t capacity);

/* "io_forecast 0.1.0, Linux 6.12.48, collectd 5.12.0", as far as known. */
void words_of_versions(const struct json_node *versions, char *buffer,
                       size_t capacity);

/* "871: 600 sockets, 271 files" */
void words_of_fds(const struct json_node *fds, char *buffer, size_t capacity);

/* "26.8 MiB of 1.0 GiB (3 %), +256 KiB/s, 62 min to go" */
void words_of_file(const struct json_node *file, char *buffer, size_t capacity);

/* "it grows by 4.2 MiB a minute: a leak, or copy-on-write" */
void words_of_memory(const struct json_node *memory, char *buffer,
                     size_t capacity);

/* "2026-11-28 11:38:09 UTC+1" of a time since 1970. */
void words_of_time(double unix_s, double utc_offset_s, char *buffer,
                   size_t capacity);

#endif
