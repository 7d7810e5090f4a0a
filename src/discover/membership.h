/*
 * membership.h - of which cgroups a process is a member. Pure.
 *
 * The text is that of /proc/PID/cgroup: "0::/path" in version 2 and
 * "N:controllers:/path" in version 1, or both. What stands for the way up out
 * of a cgroup namespace, "/..", is passed over.
 */
#ifndef MEMBERSHIP_H
#define MEMBERSHIP_H

#include <stdbool.h>

/* Whether a component of a path is `unit`, a shell pattern as of fnmatch(3) in
 * which a backslash is a backslash: "a\x2db.service" is how systemd spells it.
 * A name without the suffix of a unit, "nginx", stands for "nginx.service". */
bool membership_in_unit(const char *membership, const char *unit);

/* Whether a path, or one above it, fits `pattern`; '/' is not matched by a
 * wildcard. */
bool membership_below(const char *membership, const char *pattern);

#endif
