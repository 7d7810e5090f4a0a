/*
 * inquest_holds.h - inquest_fds.h as topics of inquest_topic.h: links, sizes
 * and sockets, each with an errand of its own.
 */
#ifndef INQUEST_HOLDS_H
#define INQUEST_HOLDS_H

#include <stdbool.h>

struct errand;
struct inquiry;

void links_topic_open(struct inquiry *inquiry); /* for all three */
bool links_topic_want(const struct inquiry *inquiry);
void links_topic_fill(struct inquiry *inquiry, struct errand *errand);
void links_topic_take(struct inquiry *inquiry, const struct errand *errand);

bool sizes_topic_want(const struct inquiry *inquiry);
void sizes_topic_fill(struct inquiry *inquiry, struct errand *errand);
void sizes_topic_take(struct inquiry *inquiry, const struct errand *errand);

bool sockets_topic_want(const struct inquiry *inquiry);
void sockets_topic_fill(struct inquiry *inquiry, struct errand *errand);
void sockets_topic_take(struct inquiry *inquiry, const struct errand *errand);

#endif
