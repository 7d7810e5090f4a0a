/*
 * sockets_parts.h - the families of sample/sockets: each has a way of its own
 * to be asked, and to answer. For sample/sockets and its tests only.
 */
#ifndef SOCKETS_PARTS_H
#define SOCKETS_PARTS_H

#include "sample/sockets.h"

#include <linux/sock_diag.h>

/* Fills the body of a question; returns its length. */
size_t inet_sockets_ask(char *body, enum socket_protocol protocol);
size_t unix_sockets_ask(char *body, enum socket_protocol protocol);

/* What a message says of a socket. Returns 0 or -EBADMSG. */
int inet_sockets_read(struct text message, enum socket_protocol protocol,
                      struct socket_found *ret_found);
int unix_sockets_read(struct text message, enum socket_protocol protocol,
                      struct socket_found *ret_found);

/* "*" for any; `buffer` as socket_address() has it. */
void inet_sockets_address(const struct socket_found *found, bool is_remote,
                          char buffer[SOCKET_ADDRESS_BYTES]);
void unix_sockets_address(const struct socket_found *found, bool is_remote,
                          char buffer[SOCKET_ADDRESS_BYTES]);

/* As messages of netlink are laid out. */
size_t sockets_padded(size_t length);
void sockets_skip(struct text *text, size_t bytes);

/* The content of the attribute `type`. */
bool sockets_attribute(struct text attributes, unsigned type,
                       struct text *ret_content);

/* The numbers of the attribute `type`, by the names of enum sk_meminfo; kernels
 * have added to it at its end. */
enum { SOCKET_MEMORIES = SK_MEMINFO_WMEM_QUEUED + 1 };
bool sockets_memory(struct text attributes, unsigned type,
                    uint32_t ret_memory[SOCKET_MEMORIES]);

#endif
