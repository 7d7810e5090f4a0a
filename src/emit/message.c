/* message.c - see message.h */
#include "emit/message.h"

#include "emit/words.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* Whether two durations are told in the same unit. */
static bool same_unit(double a, double b) {
  if (a < 600 || b < 600)
    return a < 600 && b < 600;
  return round(a / 60) < 120 && round(b / 60) < 120;
}

/* "31 min", or its number alone. */
static void bound_write(double s, bool bare, char *buffer, size_t capacity) {
  char *unit;

  duration_write(s, buffer, capacity);
  unit = strchr(buffer, ' ');
  if (bare && unit)
    *unit = '\0';
}

/* " in 31 min (27–36)" */
static void when_write(const struct forecast *forecast, char *buffer,
                       size_t capacity) {
  bool bare = same_unit(forecast->lower_s, forecast->eta_s) &&
              same_unit(forecast->eta_s, forecast->upper_s);
  char eta[32], lower[32], upper[32];

  duration_write(forecast->eta_s, eta, sizeof(eta));
  if (isnan(forecast->upper_s)) {
    duration_write(forecast->lower_s, lower, sizeof(lower));
    snprintf(buffer, capacity, " in %s (%s or more)", eta, lower);
    return;
  }
  bound_write(forecast->lower_s, bare, lower, sizeof(lower));
  bound_write(forecast->upper_s, bare, upper, sizeof(upper));
  snprintf(buffer, capacity, " in %s (%s–%s)", eta, lower, upper);
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

static const double DAY_S = 86400;

/* " since 13:40", or " for 26 h" */
static void since_write(double seen_s, double local_s, char *buffer,
                        size_t capacity) {
  buffer[0] = '\0';
  if (isnan(seen_s) || !(local_s > seen_s))
    return;
  if (seen_s < DAY_S) {
    long minute = (long)(fmod(local_s - seen_s, DAY_S) / 60);

    snprintf(buffer, capacity, " since %02ld:%02ld", minute / 60, minute % 60);
  } else {
    snprintf(buffer, capacity, " for %.0f h", seen_s / 3600);
  }
}

/* ", +4.2/min since 13:40" */
static void speed_write(const struct wall *wall,
                        const struct forecast *forecast, double local_s,
                        char *buffer, size_t capacity) {
  char rate[32], since[32];

  buffer[0] = '\0';
  if (isnan(forecast->per_s))
    return;
  unit_write(metrics[wall->metric].unit, fabs(60 * forecast->per_s), rate,
             sizeof(rate));
  since_write(forecast->seen_s, local_s, since, sizeof(since));
  snprintf(buffer, capacity, ", %c%s/min%s", forecast->per_s < 0 ? '-' : '+',
           rate, since);
}

/* "pid 4242 holds ", "it holds ", "at " */
static void holder_write(const struct wall *wall,
                         const struct message_subject *subject, char *buffer,
                         size_t capacity) {
  const char *holds = wall->holds ? wall->holds : "is at";

  if (subject->pid == 0)
    snprintf(buffer, capacity, "at ");
  else if (subject->members > 1)
    snprintf(buffer, capacity, "pid %d %s ", subject->pid, holds);
  else
    snprintf(buffer, capacity, "it %s ", holds);
}

/* "; pid 4242 holds 871 of 1024, +4.2/min since 13:40" */
static void where_write(const struct wall *wall,
                        const struct message_subject *subject,
                        const struct standing *standing, char *buffer,
                        size_t capacity) {
  enum unit_id unit = metrics[wall->metric].unit;
  char value[32], limit[32], speed[80], who[48];

  unit_write(unit, standing->value, value, sizeof(value));
  unit_write(unit, standing->limit, limit, sizeof(limit));
  holder_write(wall, subject, who, sizeof(who));
  speed_write(wall, &standing->forecast, subject->local_s, speed,
              sizeof(speed));
  snprintf(buffer, capacity, "; %s%s of %s%s", who, value, limit, speed);
}

/* "; most are sockets", "; 31 of 40 threads in storage read", "; it is
 * anonymous: a leak, or copy-on-write" */
static void findings_write(const struct wall *wall,
                           const struct message_subject *subject, char *buffer,
                           size_t capacity) {
  static const char *const memory[GROWTH_PATTERNS] = {[GROWTH_ANONYMOUS] =
                                                          "; it is anonymous: ",
                                                      [GROWTH_FILE] = "; ",
                                                      [GROWTH_SHARED] = "; ",
                                                      [GROWTH_MIXED] = "; "};
  const struct findings *findings = subject->findings;
  enum fd_kind kind = findings ? findings_kind(findings) : FD_KIND_COUNT;
  enum cause cause = findings ? findings_cause(findings) : CAUSE_UNKNOWN;

  buffer[0] = '\0';
  if (wall->metric == METRIC_FD_COUNT && kind != FD_KIND_COUNT)
    snprintf(buffer, capacity, "; most are %s", fd_kind_plurals[kind]);
  if (wall->metric == METRIC_IO_WAIT && cause != CAUSE_UNKNOWN)
    snprintf(buffer, capacity, "; %d of %d threads in %s",
             findings->cause[cause], findings->threads, causes[cause].words);
  if (memory[subject->memory])
    snprintf(buffer, capacity, "%s%s", memory[subject->memory],
             growth_rows[subject->memory].words);
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

/* A disk has no processes. */
static const char *and_nobody(const struct message_subject *subject) {
  return subject->members || is_named(subject) ? "" : ", no process is left";
}

/* What fits, and nothing of what does not. */
static void append(char sentence[MESSAGE_BYTES], const char *more) {
  size_t length = strlen(sentence);

  if (length + strlen(more) + strlen(".") < MESSAGE_BYTES)
    memcpy(sentence + length, more, strlen(more) + 1);
}

static void stop(char sentence[MESSAGE_BYTES]) {
  size_t length = strlen(sentence);

  if (sentence[length - 1] != '.')
    memcpy(sentence + length, ".", sizeof("."));
}

/* What is met or will be, and when. */
static void wall_write(const struct wall *wall, const struct standing *standing,
                       char *buffer, size_t capacity) {
  bool reached = wall_is_reached(wall, standing->value, standing->limit);
  char when[112] = "";

  if (!reached)
    when_write(&standing->forecast, when, sizeof(when));
  snprintf(buffer, capacity, "%s%s%s%s", reached ? wall->has : wall->will,
           wall->is_told_by_name ? " " : "",
           wall->is_told_by_name ? wall->name : "", when);
}

void message_write(char buffer[MESSAGE_BYTES], const struct wall *wall,
                   const struct message_subject *subject,
                   const struct standing *standing) {
  char who[72], what[240], where[240], more[192], sentence[4 * MESSAGE_BYTES];

  if (subject->state == STATE_OK) {
    snprintf(buffer, MESSAGE_BYTES, "%s: %s is no longer in sight%s.",
             subject->target, wall->name, and_nobody(subject));
    return;
  }
  who_write(subject, who, sizeof(who));
  wall_write(wall, standing, what, sizeof(what));
  where_write(wall, subject, standing, where, sizeof(where));
  snprintf(sentence, sizeof(sentence), "%s: %s %s%s", subject->target, who,
           what, where);
  cut_at_word(sentence, MESSAGE_BYTES - 1);
  memcpy(buffer, sentence, strlen(sentence) + 1);
  findings_write(wall, subject, more, sizeof(more));
  append(buffer, more);
  stop(buffer);
  rhythm_write(subject->rhythm, more, sizeof(more));
  append(buffer, more);
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
