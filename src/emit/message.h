/*
 * message.h - a notice in words, as a colleague would send it.
 */
#ifndef MESSAGE_H
#define MESSAGE_H

#include "judge/findings.h"
#include "judge/growth.h"
#include "judge/rhythm.h"
#include "judge/verdict.h"

enum { MESSAGE_BYTES = 256 }; /* collectd's NOTIF_MAX_MSG_LEN */

struct message_subject {
  const char *target;
  int pid; /* 0: the host */
  int at_risk, members;
  enum state state;
  const struct rhythm *rhythm; /* NULL: none */
  const char *who; /* without a pid: what is meant; NULL or "": "it" */
  double local_s;  /* the present time where it is read, counted so that 0 is a
                      midnight; 0: not known */
  const struct findings *findings; /* NULL: nobody has looked */
  enum growth_pattern memory;      /* of a wall of memory; GROWTH_UNKNOWN */
};

/* "nginx: 3 of 8 processes will run out of file descriptors in 31 min (27–36);
 * pid 4242 holds 871 of 1024, +4.2/min since 13:40; most are sockets." What
 * most of it is, or what most threads wait for, and the cycle of the metric
 * follow where they are known, and there is room for them. */
void message_write(char buffer[MESSAGE_BYTES], const struct wall *wall,
                   const struct message_subject *subject,
                   const struct standing *standing);

/* The same of a wall that is near, see near.h: "nginx[123] has 92 % of its file
 * descriptors in use (942 of 1024).", "fs-var: /var has 98 % of its space in
 * use (49 GiB of 50 GiB)." */
void message_write_near(char buffer[MESSAGE_BYTES], const struct wall *wall,
                        const struct message_subject *subject,
                        const struct standing *standing);

#endif
