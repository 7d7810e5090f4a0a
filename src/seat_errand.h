/*
 * seat_errand.h - what the lane is sent for on behalf of a seat.
 *
 *   wants -> fill -> (the lane runs) -> take
 *
 * One errand is for the guarded files, in each tick. When it is lost the
 * process is quarantined: no other is sent before it is back and 2, 4 .. 64
 * ticks have passed. Another errand, seldom and behind all others of the tick,
 * is for the memory mappings.
 */
#ifndef SEAT_ERRAND_H
#define SEAT_ERRAND_H

#include "sample/lane.h"
#include "seat.h"

/* Whether its guarded files are to be read in this tick; counts down a
 * quarantine. With `accounts` the kernel is asked for taskstats too, which is
 * right only where ProcPath shows our own pid namespace. */
bool seat_wants_errand(struct seat *seat, struct lane *lane);
void seat_fill_errand(struct seat *seat, const struct reader *reader,
                      struct errand *errand, bool accounts);
enum seat_finding seat_take_errand(struct seat *seat, struct reader *reader,
                                   const struct errand *errand, double now_s);

/* The same for its memory mappings, on an errand of its own. One that is lost
 * quarantines nobody: mmap_lock is another than that of the guarded files. */
bool seat_wants_maps(struct seat *seat, struct lane *lane);
void seat_fill_maps(struct seat *seat, struct errand *errand);
void seat_take_maps(struct seat *seat, struct reader *reader,
                    const struct errand *errand);

/* For how long its guarded files have not answered; 0 when they do. */
double seat_stuck_s(const struct seat *seat, double now_s);

#endif
