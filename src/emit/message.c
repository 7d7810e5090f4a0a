/* message.c - see message.h */
#include "emit/message.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

void duration_write(double s, char *buffer, size_t capacity) {
  long minutes = lround(s / 60);

  if (isnan(s))
    snprintf(buffer, capacity, "-");
  else if (s < 600)
    snprintf(buffer, capacity, "%.0f s", s);
  else if (minutes < 120)
    snprintf(buffer, capacity, "%ld min", minutes);
  else
    snprintf(buffer, capacity, "%ld h %ld min", minutes / 60, minutes % 60);
}

/* How long the UTF-8 sequence at `at` is, or 0 when it is none to be shown. */
static size_t sequence_length(const unsigned char *at) {
  static const struct {
    unsigned char mask, lead;
    unsigned least;
  } forms[] = {{0x80, 0x00, 0x20},
               {0xe0, 0xc0, 0xa0}, /* below are the C1 controls */
               {0xf0, 0xe0, 0x800},
               {0xf8, 0xf0, 0x10000}};

  for (size_t length = 1; length <= 4; length++) {
    unsigned code = at[0] & (unsigned char)~forms[length - 1].mask;

    if ((at[0] & forms[length - 1].mask) != forms[length - 1].lead)
      continue;
    for (size_t i = 1; i < length; i++) {
      if ((at[i] & 0xc0) != 0x80)
        return 0;
      code = code << 6 | (at[i] & 0x3f);
    }
    return code < forms[length - 1].least || code == 0x7f || code > 0x10ffff ||
                   (code >= 0xd800 && code < 0xe000)
               ? 0
               : length;
  }
  return 0;
}

void clean_text(const char *raw, char *buffer, size_t capacity) {
  const unsigned char *at = (const unsigned char *)raw;
  size_t used = 0;

  while (*at) {
    size_t length = sequence_length(at);
    size_t wanted = length ? length : 1;

    if (used + wanted >= capacity)
      break;
    if (length)
      memcpy(buffer + used, at, length);
    else
      buffer[used] = '?';
    used += wanted;
    at += wanted;
  }
  buffer[used] = '\0';
}

/* " in 31 min (27 min to 36 min)" */
static void when_write(const struct forecast *forecast, char *buffer,
                       size_t capacity) {
  char eta[32], lower[32], upper[32];

  duration_write(forecast->eta_s, eta, sizeof(eta));
  duration_write(forecast->lower_s, lower, sizeof(lower));
  duration_write(forecast->upper_s, upper, sizeof(upper));
  if (isnan(forecast->upper_s))
    snprintf(buffer, capacity, " in %s (%s or more)", eta, lower);
  else
    snprintf(buffer, capacity, " in %s (%s to %s)", eta, lower, upper);
}

static bool is_named(const struct message_subject *subject) {
  return subject->who && subject->who[0];
}

static void who_write(const struct message_subject *subject, char *buffer,
                      size_t capacity) {
  if (subject->pid == 0)
    snprintf(buffer, capacity, "%s", is_named(subject) ? subject->who : "it");
  else if (subject->members == 1)
    snprintf(buffer, capacity, "pid %d", subject->pid);
  else
    snprintf(buffer, capacity, "%d of %d processes", subject->at_risk,
             subject->members);
}

/* "; pid 4242 is at 871 of 1024, +4.2/min" */
static void where_write(const struct wall *wall,
                        const struct message_subject *subject,
                        const struct standing *standing, char *buffer,
                        size_t capacity) {
  enum unit_id unit = metrics[wall->metric].unit;
  char value[32], limit[32], rate[32], speed[48] = "", who[32] = "";

  unit_write(unit, standing->value, value, sizeof(value));
  unit_write(unit, standing->limit, limit, sizeof(limit));
  unit_write(unit, fabs(60 * standing->forecast.per_s), rate, sizeof(rate));
  if (!isnan(standing->forecast.per_s))
    snprintf(speed, sizeof(speed), ", %c%s a minute",
             standing->forecast.per_s < 0 ? '-' : '+', rate);
  if (subject->pid != 0 && subject->members > 1)
    snprintf(who, sizeof(who), "pid %d is ", subject->pid);
  snprintf(buffer, capacity, "; %sat %s of %s%s", who, value, limit, speed);
}

/* " Cycle of 31 s, next peak in 12 s, together with writeback in 48 s." */
static void rhythm_write(const struct rhythm *rhythm, char *buffer,
                         size_t capacity) {
  char period[32], peak[32], coincidence[32], together[80] = "";

  buffer[0] = '\0';
  if (!rhythm || isnan(rhythm->period_s))
    return;
  duration_write(rhythm->period_s, period, sizeof(period));
  duration_write(rhythm->peak_in_s, peak, sizeof(peak));
  duration_write(rhythm->coincidence_in_s, coincidence, sizeof(coincidence));
  if (!isnan(rhythm->coincidence_in_s))
    snprintf(together, sizeof(together), ", together with writeback in %s",
             coincidence);
  snprintf(buffer, capacity, " Cycle of %s, next peak in %s%s.", period, peak,
           together);
}

/* Cut at a blank, so that no half word or number is read as a whole one. */
static void cut_at_word(char *sentence, size_t capacity) {
  char *end = sentence + capacity - 1 - strlen(" ..");

  if (strlen(sentence) < capacity)
    return;
  while (end > sentence && *end != ' ')
    end--;
  memcpy(end, " ..", sizeof(" .."));
}

/* A disk has no processes. */
static const char *and_nobody(const struct message_subject *subject) {
  return subject->members || is_named(subject) ? "" : ", no process is left";
}

void message_write(char buffer[MESSAGE_BYTES], const struct wall *wall,
                   const struct message_subject *subject,
                   const struct standing *standing) {
  char who[72], when[112] = "", where[160], sentence[2 * MESSAGE_BYTES];
  char cycle[192];
  size_t length;
  bool reached = wall_is_reached(wall, standing->value, standing->limit);

  if (subject->state == STATE_OK) {
    snprintf(buffer, MESSAGE_BYTES, "%s: %s is no longer in sight%s.",
             subject->target, wall->name, and_nobody(subject));
    return;
  }
  who_write(subject, who, sizeof(who));
  if (!reached)
    when_write(&standing->forecast, when, sizeof(when));
  where_write(wall, subject, standing, where, sizeof(where));
  snprintf(sentence, sizeof(sentence), "%s: %s %s%s%s (%s).", subject->target,
           who, reached ? wall->has : wall->will, when, where, wall->name);
  cut_at_word(sentence, MESSAGE_BYTES);
  memcpy(buffer, sentence, strlen(sentence) + 1);
  rhythm_write(subject->rhythm, cycle, sizeof(cycle));
  length = strlen(buffer);
  if (length + strlen(cycle) < MESSAGE_BYTES)
    memcpy(buffer + length, cycle, strlen(cycle) + 1);
}

/* What is not all in use is never 100 %. */
static double percent_of(const struct standing *standing) {
  double used = standing->used_percent;

  return used < 100 ? fmin(round(used), 99) : 100;
}

void message_write_near(char buffer[MESSAGE_BYTES], const struct wall *wall,
                        const struct message_subject *subject,
                        const struct standing *standing) {
  enum unit_id unit = metrics[wall->metric].unit;
  char value[32], limit[32], sentence[2 * MESSAGE_BYTES];
  char who[72] = "";

  if (subject->state == STATE_OK) {
    snprintf(buffer, MESSAGE_BYTES, "%s: %s is no longer near%s.",
             subject->target, wall->name, and_nobody(subject));
    return;
  }
  unit_write(unit, standing->value, value, sizeof(value));
  unit_write(unit, standing->limit, limit, sizeof(limit));
  if (subject->pid)
    snprintf(who, sizeof(who), "[%d]", subject->pid);
  else if (is_named(subject))
    snprintf(who, sizeof(who), ": %s", subject->who);
  snprintf(sentence, sizeof(sentence),
           "%s%s has %.0f %% of its %s in use (%s of %s).", subject->target,
           who, percent_of(standing), wall->stuff, value, limit);
  cut_at_word(sentence, MESSAGE_BYTES);
  memcpy(buffer, sentence, strlen(sentence) + 1);
}

/* A span that was configured: in whole minutes where it is. */
static void span_write(double s, char *buffer, size_t capacity) {
  if (s >= 60 && fmod(s, 60) == 0)
    snprintf(buffer, capacity, "%.0f min", s / 60);
  else
    duration_write(s, buffer, capacity);
}

/* "opened 312 files in 2 min", "will run out of file descriptors in 450 s" */
static void fds_write(const struct fuse_subject *subject, char *buffer,
                      size_t capacity) {
  const struct joint *joint = subject->joint;
  char span[32];

  if (joint->fd_growth >= joint->fd_growth_threshold) {
    span_write(subject->fd_window_s, span, sizeof(span));
    snprintf(buffer, capacity, "opened %.0f files in %s",
             (double)joint->fd_growth, span);
  } else if (joint->fd_eta_s > 0) {
    duration_write((double)joint->fd_eta_s, span, sizeof(span));
    snprintf(buffer, capacity, "will run out of file descriptors in %s", span);
  } else {
    snprintf(buffer, capacity, "ran out of file descriptors");
  }
}

void message_write_blown(char buffer[MESSAGE_BYTES],
                         const struct fuse_subject *subject) {
  char fds[96], together[48] = "", sentence[2 * MESSAGE_BYTES];

  fds_write(subject, fds, sizeof(fds));
  if (subject->processes > 0)
    snprintf(together, sizeof(together), "%d processes together ",
             subject->processes);
  snprintf(sentence, sizeof(sentence),
           "%s: pid %d waits %.0f ms of each second for I/O (%.0f allowed) and "
           "%s%s; fuse blown.",
           subject->target, subject->pid, (double)subject->joint->io_wait,
           (double)subject->joint->io_wait_threshold, together, fds);
  cut_at_word(sentence, MESSAGE_BYTES);
  memcpy(buffer, sentence, strlen(sentence) + 1);
}

void message_write_restored(char buffer[MESSAGE_BYTES], const char *target,
                            double rest_s) {
  char rest[32];

  duration_write(rest_s, rest, sizeof(rest));
  snprintf(buffer, MESSAGE_BYTES, "%s: fuse restored after %s of rest.", target,
           rest);
}
