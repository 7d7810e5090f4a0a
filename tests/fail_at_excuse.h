/*
 * fail_at_excuse.h - why a value may be late, or a limit wider, where something
 * failed.
 *
 * By the place where it failed: the directory of a process is the matter of its
 * group, a file of the host that of the host, and of the walls it is part of.
 * All others must be right at once.
 */
#ifndef FAIL_AT_EXCUSE_H
#define FAIL_AT_EXCUSE_H

#include "fail_at_story.h"

/* Who is settled and was not found is looked for in his turn, who rests is read
 * again after as many ticks, as is a file of the host that hardly changes. */
enum { TURN_TICKS = 10 };

/* A rate that was missed needs two ticks, and what must last for two of them
 * begins again. */
enum { EXCUSE_LATE_STEPS = 3 };

/* The last step in which something failed. */
int excuse_last_step(const struct fail_point *point,
                     const struct fail_book *book);

/* Whether what failed is the matter of what has that name; all may be, where it
 * failed in no place. */
bool excuse_is_concerned(const struct fail_book *book, const char *name);

/* The same, where all that is there could not be listed, or at the start, of
 * which all that was known before may not be taken: that is the matter of each.
 */
bool excuse_is_anyones(const struct fail_book *book, const char *name);

/* Where there is said to be no such file, there is said to be no limit. */
bool excuse_is_denied_limit(const struct fail_point *point,
                            const struct fail_book *book, const char *name);

/* Who is said to have no mounts writes to no filesystem; it is an answer, as of
 * one that has changed its root, and kept for longer than the story is. */
bool excuse_is_denied_mount(const struct fail_point *point,
                            const struct fail_book *book, const char *name);

/* In how many ticks it is asked again, where what failed was an answer. */
int excuse_turn(const struct fail_point *point, const struct fail_book *book);

/* Whether `wanted`, which was sent when nothing failed, may be absent or
 * another. */
bool excuse_is_good(const struct story *clean, const struct story *story,
                    const struct fail_point *point,
                    const struct told_value *wanted);

#endif
