/*
 * parse.h - kernel text to numbers. Pure: no file is opened here.
 *
 * A parser fills the entries of `value` that belong to its source and leaves
 * all others alone; callers start from NaN, so NaN means "not told". A key that
 * is missing, "unlimited" or "max" stays NaN; an unknown key is passed over.
 * They return 0, or -EBADMSG when the text has not the shape of its source, or
 * is cut in the middle of a line; what was filled until then stays, and is
 * right.
 */
#ifndef PARSE_H
#define PARSE_H

#include "base/text.h"
#include "metric/metric.h"

/* Sets the entries of `source` to NaN. */
void parse_forget(enum source_id source, double *value);

/* The text of `source`, by the format that its row tells. */
int parse_source(enum source_id source, const struct scale *scale,
                 struct text text, double *value);

/* One line of /proc/diskstats; the device's name stays in `line`. */
int parse_disk_line(const struct scale *scale, struct text line, double *value,
                    struct text *ret_name);

/* The name of the process out of the text of `status`, where the kernel wrote
 * newline and backslash as "\n" and "\\". Empty when there is none. */
void parse_name(struct text status, char *buffer, size_t capacity);

#endif
