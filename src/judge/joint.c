/* joint.c - see joint.h */
#include "judge/joint.h"

#include "window/io_wait.h"

#include <math.h>
#include <stdio.h>

/* clang-format off */
const struct joint_row joint_rows[JOINT_CASES] = {
  [JOINT_NOTHING] = { "neither", "nothing" },
  [JOINT_FDS] = { "file descriptors pile up", "the state of the wall fd_limit, by its own forecast" },
  [JOINT_IO_WAIT] = { "it waits for I/O", "a warning: the wall io_wait" },
  [JOINT_BOTH] = { "both", "the fuse", .trips = true },
};
/* clang-format on */

static const double CAP = 2; /* of the threshold, that a tick counts for */

void joint_clear(struct joint *joint) {
  *joint = (struct joint){.last_s = NAN,
                          .io_wait_since_s = NAN,
                          .io_wait = NAN,
                          .io_wait_told = NAN,
                          .io_wait_threshold = NAN,
                          .fd_growth = NAN,
                          .fd_growth_threshold = NAN,
                          .fd_eta_s = NAN,
                          .fd_net = NAN};
}

void joint_tear(struct joint *joint) {
  joint->last_s = NAN;
  joint->io_wait_since_s = NAN;
}

static struct baseline_rule io_wait_rule(const struct joint_rule *rule) {
  return (struct baseline_rule){rule->io_wait_ms, rule->sigma};
}

static struct baseline_rule fd_growth_rule(const struct joint_rule *rule) {
  return (struct baseline_rule){rule->fd_growth, rule->sigma};
}

double joint_io_wait_threshold(const struct joint *joint,
                               const struct joint_rule *rule) {
  struct baseline_rule usual = io_wait_rule(rule);

  return baseline_threshold(&joint->io_wait_usual, &usual);
}

double joint_io_wait(const struct window *window,
                     const struct timeline *timeline, double threshold) {
  double sum = 0;
  int known = 0;

  for (unsigned age = 0; age < JOINT_TICKS; age++) {
    double value = window_at(window, timeline, 0, age);

    if (isnan(value))
      continue;
    sum += fmin(value, CAP * threshold);
    known++;
  }
  return 2 * known >= JOINT_TICKS ? sum / known : (double)NAN;
}

/* Of a tick that does not tell, it is as it was. */
static void judge_io_wait(struct joint *joint, const struct joint_rule *rule,
                          const struct joint_signs *signs, double now_s) {
  if (isnan(signs->io_wait))
    return;
  joint->io_wait_threshold = (float)joint_io_wait_threshold(joint, rule);
  joint->io_wait = (float)signs->io_wait;
  joint->io_wait_told = (float)fmax(signs->io_wait, signs->io_wait_told);
  joint->io_wait_source = (uint8_t)fmax(0, signs->io_wait_source);
  joint->waits = joint->io_wait >= joint->io_wait_threshold;
  if (!joint->waits)
    joint->io_wait_since_s = NAN;
  else if (isnan(joint->io_wait_since_s))
    joint->io_wait_since_s = now_s;
}

static bool tells_of_fds(const struct joint_signs *signs) {
  return !isnan(signs->fd_growth) || !isnan(signs->fd_eta_s);
}

static void judge_fds(struct joint *joint, const struct joint_rule *rule,
                      const struct joint_signs *signs) {
  struct baseline_rule usual = fd_growth_rule(rule);

  if (!tells_of_fds(signs))
    return;
  joint->fd_growth_threshold =
      (float)baseline_threshold(&joint->fd_growth_usual, &usual);
  joint->fd_growth = (float)signs->fd_growth;
  joint->fd_eta_s = (float)signs->fd_eta_s;
  joint->grows = joint->fd_growth >= joint->fd_growth_threshold ||
                 signs->fd_eta_s <= rule->horizon_s;
}

static void learn(struct joint *joint, const struct joint_rule *rule,
                  const struct joint_signs *signs, double now_s) {
  struct baseline_rule wait = io_wait_rule(rule), growth = fd_growth_rule(rule);

  if (rule->is_blown)
    return;
  if (!joint->grows)
    baseline_step(&joint->io_wait_usual, &wait, signs->io_wait, now_s);
  if (!joint->waits)
    baseline_step(&joint->fd_growth_usual, &growth, signs->fd_growth, now_s);
}

static void hold(struct joint *joint, double now_s, double step_s) {
  if (now_s - joint->last_s <= JOINT_LAPSE * step_s)
    joint->held_s += (float)step_s;
  else
    joint->held_s = 0;
  joint->last_s = now_s;
}

void joint_step(struct joint *joint, const struct joint_rule *rule,
                const struct joint_signs *signs, double now_s, double step_s) {
  judge_io_wait(joint, rule, signs, now_s);
  judge_fds(joint, rule, signs);
  learn(joint, rule, signs, now_s);
  if (joint_case_of(joint) != JOINT_BOTH) {
    joint->last_s = NAN;
    joint->held_s = 0;
  } else if (!isnan(signs->io_wait) && tells_of_fds(signs)) {
    hold(joint, now_s, step_s);
  }
}

enum joint_case joint_case_of(const struct joint *joint) {
  static const enum joint_case cases[2][2] = {{JOINT_NOTHING, JOINT_FDS},
                                              {JOINT_IO_WAIT, JOINT_BOTH}};

  return cases[joint->waits][joint->grows];
}

bool joint_has_tripped(const struct joint *joint, double trip_s) {
  return joint_rows[joint_case_of(joint)].trips && !isnan(joint->last_s) &&
         (double)joint->held_s >= trip_s;
}

static double excess(const struct joint *joint) {
  return joint->waits ? (double)(joint->io_wait / joint->io_wait_threshold) : 0;
}

bool joint_is_worse(const struct joint *a, const struct joint *b) {
  return excess(a) > excess(b);
}

/* --- in words ------------------------------------------------------------- */

static size_t say_wait(const struct joint *joint, double now_s,
                       char reason[JOINT_REASON_BYTES]) {
  const char *source = io_wait_source_name(joint->io_wait_source);
  bool blocked = io_wait_is_of_states(joint->io_wait_source);

  if (!joint->waits)
    return 0;
  snprintf(reason, JOINT_REASON_BYTES,
           "It has %s %.0f ms of each second%s, %.0f are allowed, for %.0f s "
           "now (by %s).",
           blocked ? "been blocked" : "waited", (double)joint->io_wait_told,
           blocked ? "" : " for I/O", (double)joint->io_wait_threshold,
           isnan(joint->io_wait_since_s) ? 0 : now_s - joint->io_wait_since_s,
           source ? source : "the worst of its processes");
  return 1;
}

static size_t say_growth(const struct joint *joint,
                         const struct joint_rule *rule,
                         char reason[JOINT_REASON_BYTES]) {
  if (!(joint->fd_growth >= joint->fd_growth_threshold))
    return 0;
  snprintf(reason, JOINT_REASON_BYTES,
           "It has opened %.0f file descriptors more than it closed in %.0f s, "
           "%.0f are allowed.",
           (double)joint->fd_growth, rule->fd_window_s,
           (double)joint->fd_growth_threshold);
  return 1;
}

static size_t say_limit(const struct joint *joint,
                        const struct joint_rule *rule,
                        char reason[JOINT_REASON_BYTES]) {
  if (!((double)joint->fd_eta_s <= rule->horizon_s))
    return 0;
  if (joint->fd_eta_s > 0)
    snprintf(reason, JOINT_REASON_BYTES,
             "It will run out of file descriptors in %.0f s.",
             (double)joint->fd_eta_s);
  else
    snprintf(reason, JOINT_REASON_BYTES, "It ran out of file descriptors.");
  return 1;
}

static size_t say_held(const struct joint *joint,
                       char reason[JOINT_REASON_BYTES]) {
  if (joint_case_of(joint) != JOINT_BOTH)
    return 0;
  snprintf(reason, JOINT_REASON_BYTES,
           "Both have held together for %.0f s without a break.",
           (double)joint->held_s);
  return 1;
}

size_t joint_reasons(const struct joint *joint, const struct joint_rule *rule,
                     double now_s, char reason[][JOINT_REASON_BYTES]) {
  size_t count = say_wait(joint, now_s, reason[0]);

  count += say_growth(joint, rule, reason[count]);
  count += say_limit(joint, rule, reason[count]);
  return count + say_held(joint, reason[count]);
}
