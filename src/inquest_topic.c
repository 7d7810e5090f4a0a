/* inquest_topic.c - see inquest_topic.h */
#include "inquest_topic.h"

#include "inquest_holds.h"
#include "inquest_identity.h"

/* clang-format off */
const struct topic topics[TOPIC_COUNT] = {
  [TOPIC_IDENTITY] = { "identity", false, NULL, identity_wants, identity_fill, identity_take },
  [TOPIC_LINKS]    = { "fds", false, links_topic_open, links_topic_want, links_topic_fill, links_topic_take },
  [TOPIC_SIZES]    = { "sizes", false, NULL, sizes_topic_want, sizes_topic_fill, sizes_topic_take },
  [TOPIC_SOCKETS]  = { "sockets", false, NULL, sockets_topic_want, sockets_topic_fill, sockets_topic_take },
  [TOPIC_THREADS]  = { "threads", false, NULL, threads_want, threads_fill, threads_take },
  [TOPIC_STATES]   = { "states", true, NULL, threads_want, states_fill, states_take },
  [TOPIC_MAPS]     = { "maps", false, maps_topic_open, maps_topic_wants, maps_topic_fill, maps_topic_take },
};
/* clang-format on */
