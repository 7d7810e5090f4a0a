/*
 * inquest_identity.h - who a process in trouble is: its command line, its
 * program file and its cgroups. A topic of inquest_topic.h, asked once.
 */
#ifndef INQUEST_IDENTITY_H
#define INQUEST_IDENTITY_H

#include <stdbool.h>

struct errand;
struct inquiry;

bool identity_wants(const struct inquiry *inquiry);
void identity_fill(struct inquiry *inquiry, struct errand *errand);
void identity_take(struct inquiry *inquiry, const struct errand *errand);

#endif
