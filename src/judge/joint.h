/*
 * joint.h - the joint criterion: a process waits for I/O, and its file
 * descriptors pile up meanwhile. Either alone has its own alarm; both together
 * mean that more comes in than gets done.
 *
 *   waits for I/O   fds grow    what follows
 *   no              no          nothing
 *   no              yes         the state of its own forecast
 *   yes             no          a warning: the wall io_wait
 *   yes             yes         the fuse, when both have held for trip_s
 *
 * It waits when io_wait, a mean of ten ticks in which none counts for more than
 * twice the threshold, is at its threshold: no single tick, however long it
 * waited, can make that mean. Fds grow when there are as many more than
 * fd_window_s ago, or when fd_limit is met or foretold. Each threshold is
 * that of a baseline, see baseline.h. While one of the two holds the other's
 * baseline learns nothing: an incident does not become usual; nor does
 * what goes on while the fuse is blown, or it would clear by itself while the
 * disk is as slow as before.
 *
 * Both must hold together without a break. A tick that does not tell one of
 * them is no break, and no evidence either: the time up to the next counts as
 * one tick. After JOINT_LAPSE ticks without evidence it begins anew. What opens
 * files in its first fd_window_s has no growth: it starts.
 */
#ifndef JOINT_H
#define JOINT_H

#include "judge/baseline.h"
#include "window/window.h"

#include <stddef.h>

enum {
  JOINT_TICKS = 10,
  JOINT_LAPSE = 10,
  JOINT_REASONS = 4,
  JOINT_REASON_BYTES = 160
};

enum joint_case {
  JOINT_NOTHING,
  JOINT_FDS,
  JOINT_IO_WAIT,
  JOINT_BOTH,
  JOINT_CASES
};

struct joint_row {
  const char *evidence; /* in words */
  const char *response;
  bool trips; /* the fuse, when it has held */
};

extern const struct joint_row joint_rows[JOINT_CASES];

struct joint_rule {
  double io_wait_ms;
  double fd_growth;
  double fd_window_s;
  double sigma;
  double horizon_s;
  double trip_s;
  bool is_blown; /* the fuse of the group: nothing becomes usual meanwhile */
};

/* What one tick tells; NaN: it does not. */
struct joint_signs {
  double io_wait;      /* ms of a second; see joint_io_wait() */
  double io_wait_told; /* the mean of the same ticks as they are */
  double io_wait_source;
  double fd_growth;
  double fd_eta_s; /* until fd_limit; 0: it is met; NaN: not foretold */
};

/* The account of one process, or of a group. Zeroed it knows nothing. */
struct joint {
  struct baseline io_wait_usual, fd_growth_usual;
  double io_wait_since_s; /* while it waits */
  double last_s;          /* evidence of both; NaN: none that still counts */
  float held_s;           /* both, up to then */
  /* as last told */
  float io_wait, io_wait_told, io_wait_threshold;
  float fd_growth, fd_growth_threshold;
  float fd_eta_s;
  float fd_net; /* growth over just fd_window_s, which can be below zero */
  uint8_t io_wait_source;
  bool waits, grows;
};

void joint_clear(struct joint *joint);

/* The sample before the next is not comparable with it: what held so far does
 * not count. */
void joint_tear(struct joint *joint);

/* Its threshold of io_wait as of now. */
double joint_io_wait_threshold(const struct joint *joint,
                               const struct joint_rule *rule);

/* io_wait as it is compared: the mean of the last JOINT_TICKS ticks, where none
 * counts for more than twice `threshold`; NaN with less than half of them. */
double joint_io_wait(const struct window *window,
                     const struct timeline *timeline, double threshold);

/* A tick of `step_s` at `now_s`. */
void joint_step(struct joint *joint, const struct joint_rule *rule,
                const struct joint_signs *signs, double now_s, double step_s);

enum joint_case joint_case_of(const struct joint *joint);

/* Whether both have held for `trip_s`. */
bool joint_has_tripped(const struct joint *joint, double trip_s);

/* Whether `a` waits more, measured by its threshold. */
bool joint_is_worse(const struct joint *a, const struct joint *b);

/* The reasons in whole sentences; returns how many. */
size_t joint_reasons(const struct joint *joint, const struct joint_rule *rule,
                     double now_s, char reason[][JOINT_REASON_BYTES]);

#endif
