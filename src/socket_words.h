/*
 * socket_words.h - what the queues of a socket say, in words.
 */
#ifndef SOCKET_WORDS_H
#define SOCKET_WORDS_H

#include "dossier.h"

/* "receive queue 100000 of 131072 bytes and not read". False, and "", where no
 * queue is a reason to wait for anybody. */
bool socket_words(const struct dossier_socket *socket, char *buffer,
                  size_t capacity);

#endif
