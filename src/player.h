/*
 * player.h - a tape is played into a fresh pipeline.
 *
 * Who made the tape is not trusted: an entry that cannot follow the one before
 * it, or whose numbers no machine has, is refused and changes nothing, and
 * those after it may be played.
 */
#ifndef PLAYER_H
#define PLAYER_H

#include "tape.h"

struct player;

/* `settings` is kept and must outlive it. NULL when out of memory. */
struct player *player_new(const struct settings *settings, double cpus,
                          double page_bytes);
void player_free(struct player *player);

/* Plays one; records and notices go to `sink`. 0, or -EBADMSG with what is
 * wrong in *ret_why. A tick that has no end is ended by the next. */
int player_take(struct player *player, const struct entry *entry,
                const struct sink *sink, const char **ret_why);

/* Whether a tick has begun and has no end yet. */
bool player_is_within_a_tick(const struct player *player);

struct pipeline *player_pipeline(const struct player *player);

#endif
