/*
 * taskstats.h - the kernel's account of a whole process, by generic netlink.
 *
 * Pure: what is to be asked, and what the answer says. A process is asked for
 * by its TGID, so that all its threads are summed, those that have ended too.
 * The kernel answers only who has CAP_NET_ADMIN and lives in the initial user
 * and pid namespaces. Waiting for block I/O and for swap is counted where the
 * sysctl kernel.task_delayacct is on, waiting for a CPU and context switches
 * always. See linux/taskstats.h and linux/genetlink.h.
 */
#ifndef TASKSTATS_H
#define TASKSTATS_H

#include "base/text.h"
#include "metric/unit.h"

enum { TASKSTATS_REQUEST_BYTES = 64 };

/* The question which number the family "TASKSTATS" has here, and that for the
 * account of process `pid`. They return the length. `sequence` comes back in
 * the answer. */
size_t taskstats_ask_family(char request[TASKSTATS_REQUEST_BYTES],
                            uint32_t sequence);
size_t taskstats_ask(char request[TASKSTATS_REQUEST_BYTES], uint16_t family,
                     uint32_t sequence, int pid);

/* Whether `reply` is the answer to the question with that number. */
bool taskstats_answers(struct text reply, uint32_t sequence);

/* 0 when it is one, the -errno that the kernel answered instead, or -EBADMSG.
 */
int taskstats_refusal(struct text reply);

/* They return 0, the -errno that the kernel answered, or -EBADMSG. */
int taskstats_family(struct text reply, uint16_t *ret_family);

/* Fills the entries of SOURCE_TASKSTATS in `value`; see parse.h. */
int taskstats_parse(const struct scale *scale, struct text reply,
                    double *value);

#endif
