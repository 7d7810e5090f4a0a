/* explain_words.c - see explain_words.h */
#include "cli/explain_words.h"

#include "emit/words.h"
#include "judge/cause.h"
#include "metric/unit.h"

#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

/* The ids of which are the base of a unit's name. */
static enum unit_id unit_of(const char *name, bool *ret_rate) {
  size_t length = strlen(name);
  char bare[32];

  *ret_rate = length > 2 && length < sizeof(bare) &&
              strcmp(name + length - 2, "/s") == 0 && strcmp(name, "ms/s") != 0;
  snprintf(bare, sizeof(bare), "%.*s", (int)(length - (*ret_rate ? 2 : 0)),
           name);
  for (int id = 0; id < UNIT_IDS; id++)
    if (strcmp(units[id].name, bare) == 0)
      return (enum unit_id)id;
  return UNIT_COUNT_OF;
}

void words_of_value(const char *unit, double value, char *buffer,
                    size_t capacity) {
  bool is_rate;
  enum unit_id id = unit_of(unit, &is_rate);
  char text[64];

  unit_write(id, value, text, sizeof(text));
  snprintf(buffer, capacity, "%s%s", text,
           is_rate && isfinite(value) ? "/s" : "");
}

void words_of_forecast(const struct json_node *wall, char *buffer,
                       size_t capacity) {
  double eta_s = json_number_of(wall, "eta_s");
  double upper_s = json_number_of(wall, "upper_s");
  double probability = json_number_of(wall, "probability_percent");
  char eta[32], lower[32], upper[32], chance[32] = "";

  duration_write(eta_s, eta, sizeof(eta));
  duration_write(json_number_of(wall, "lower_s"), lower, sizeof(lower));
  duration_write(upper_s, upper, sizeof(upper));
  if (!isnan(probability))
    snprintf(chance, sizeof(chance), ", %.0f %%", probability);
  if (isnan(eta_s))
    snprintf(buffer, capacity, "-");
  else if (eta_s <= 0)
    snprintf(buffer, capacity, "met");
  else
    snprintf(buffer, capacity, "in %s (%s to %s)%s", eta, lower,
             isnan(upper_s) ? "beyond the horizon" : upper, chance);
}

bool member_is_told(const struct json_node *member) {
  return !isnan(json_number_of(member, "pid"));
}

size_t members_told(const struct json_node *evidence, double *ret_all) {
  const struct json_node *members = json_member(evidence, "members");
  size_t told = 0;

  for (size_t i = 0; i < json_count(members); i++)
    told += member_is_told(json_element(members, i));
  *ret_all = fmax((double)json_count(members),
                  json_number_of(evidence, "member_count"));
  return told;
}

/* Adds to a list, with a comma where something stands already. */
static void add(char *buffer, size_t capacity, const char *more) {
  size_t length = strlen(buffer);

  snprintf(buffer + length, capacity - length, "%s%s", length ? ", " : "",
           more);
}

/* The first tells of how many, if that is known. */
static void add_cause(const struct json_node *cause, double all, char *buffer,
                      size_t capacity) {
  const char *words = json_text_of(cause, "words");
  bool tells_all = buffer[0] == '\0' && !isnan(all);
  char threads[32], of[32], one[192];

  if (words[0] == '\0')
    return;
  count_write(json_number_of(cause, "threads"), threads, sizeof(threads));
  count_write(all, of, sizeof(of));
  snprintf(one, sizeof(one), "%.100s %s%s%s", words, threads,
           tells_all ? " of " : "", tells_all ? of : "");
  add(buffer, capacity, one);
}

void words_of_causes(const struct json_node *threads, char *buffer,
                     size_t capacity) {
  const struct json_node *list = json_member(threads, "causes");
  double all = json_number_of(threads, "looked_at");

  buffer[0] = '\0';
  for (size_t i = 0; i < json_count(list); i++)
    add_cause(json_element(list, i), all, buffer, capacity);
  if (all < json_number_of(threads, "count"))
    add(buffer, capacity, "and more that were not looked at");
}

const char *words_of_cause(const char *name) {
  enum cause cause = cause_find(name);

  return cause < CAUSE_COUNT ? causes[cause].words : name;
}

/* Nothing is below 0 here, but for what was rounded. */
static void write_value(const struct json_node *values, const char *name,
                        double factor, char buffer[32]) {
  double value = factor * json_number_of(values, name);

  count_write(value < 0 ? 0 : value, buffer, 32);
}

void words_of_pressure(const struct json_node *values, char *buffer,
                       size_t capacity) {
  char some[32], full[32], memory[32];

  write_value(values, "psi_io_some_avg10", 1, some);
  write_value(values, "psi_io_full_avg10", 1, full);
  write_value(values, "psi_memory_some_avg10", 1, memory);
  buffer[0] = '\0';
  if (!isnan(json_number_of(values, "psi_io_some_avg10")))
    snprintf(buffer, capacity,
             "some task waits for I/O %s %% of the time, all of them %s %%; "
             "for memory %s %%",
             some, full, memory);
}

void words_of_disk(const struct json_node *disk, char *buffer,
                   size_t capacity) {
  const struct json_node *values = json_member(disk, "values");
  char busy[32], read[32], write[32];

  write_value(values, "disk_utilisation", 1, busy);
  write_value(values, "disk_read_await", 1000, read);
  write_value(values, "disk_write_await", 1000, write);
  buffer[0] = '\0';
  if (json_number_of(values, "disk_utilisation") >= 1)
    snprintf(buffer, capacity,
             "%.60s in use %s %%, reads take %s ms, writes %s ms",
             json_text_of(disk, "name"), busy, read, write);
}

void words_of_versions(const struct json_node *versions, char *buffer,
                       size_t capacity) {
  static const char *const parts[][2] = {{"io_forecast", "io_forecast"},
                                         {"Linux", "kernel"},
                                         {"collectd", "collectd"}};
  char one[96];

  buffer[0] = '\0';
  for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
    const char *version = json_text_of(versions, parts[i][1]);

    snprintf(one, sizeof(one), "%s %.60s", parts[i][0], version);
    if (version[0] != '\0')
      add(buffer, capacity, one);
  }
}

void words_of_fds(const struct json_node *fds, char *buffer, size_t capacity) {
  const struct json_node *kinds = json_member(fds, "kinds");
  const char *behind = ": ";

  count_write(json_number_of(fds, "count"), buffer, capacity);
  for (size_t i = 0; i < json_count(kinds); i++) {
    const char *kind = json_text_of(json_element(kinds, i), "kind");
    size_t used = strlen(buffer);
    char count[32];

    if (kind[0] == '\0')
      continue;
    count_write(json_number_of(json_element(kinds, i), "count"), count,
                sizeof(count));
    snprintf(buffer + used, capacity - used, "%s%s %.60s", behind, count, kind);
    behind = ", ";
  }
  if (json_number_of(fds, "looked_at") < json_number_of(fds, "count"))
    add(buffer, capacity, "not all looked at");
}

static void add_to_go(double left, double per_s, char *buffer,
                      size_t capacity) {
  char speed[32], time[32], more[96];

  if (!(per_s > 0))
    return;
  unit_write(UNIT_BYTE, per_s, speed, sizeof(speed));
  duration_write(left / per_s, time, sizeof(time));
  if (left > 0)
    snprintf(more, sizeof(more), "+%s/s, %s to go", speed, time);
  else
    snprintf(more, sizeof(more), "+%s/s", speed);
  add(buffer, capacity, more);
}

void words_of_file(const struct json_node *file, char *buffer,
                   size_t capacity) {
  double position = json_number_of(file, "position");
  double size = json_number_of(file, "size");
  double progress = json_number_of(file, "progress_percent");
  char at[32], of[32], percent[32], share[48] = "";

  count_write(progress, percent, sizeof(percent));
  if (!isnan(progress))
    snprintf(share, sizeof(share), " (%s %%)", percent);
  unit_write(UNIT_BYTE, position, at, sizeof(at));
  unit_write(UNIT_BYTE, size, of, sizeof(of));
  if (size > 0)
    snprintf(buffer, capacity, "at %s of %s%s", at, of, share);
  else
    snprintf(buffer, capacity, "at %s", at);
  add_to_go(size - position, json_number_of(file, "moved_per_s"), buffer,
            capacity);
  if (json_number_of(file, "writing") > 0)
    add(buffer, capacity, "open for writing");
}

void words_of_memory(const struct json_node *memory, char *buffer,
                     size_t capacity) {
  static const char *const parts[][2] = {{"anonymous_per_s", "anonymous"},
                                         {"file_per_s", "of files"},
                                         {"shared_per_s", "shared"}};
  char rate[32], one[64], time[32];

  duration_write(json_number_of(memory, "over_s"), time, sizeof(time));
  snprintf(buffer, capacity, "%.300s", json_text_of(memory, "words"));
  for (int i = 0; i < 3; i++) {
    double per_s = json_number_of(memory, parts[i][0]);

    if (!(fabs(60 * per_s) >= 1024) || isinf(60 * per_s))
      continue;
    unit_write(UNIT_BYTE, fabs(60 * per_s), rate, sizeof(rate));
    snprintf(one, sizeof(one), "%c%s/min %s", per_s < 0 ? '-' : '+', rate,
             parts[i][1]);
    add(buffer, capacity, one);
  }
  snprintf(one, sizeof(one), "over %s", time);
  if (buffer[0] != '\0' && !isnan(json_number_of(memory, "over_s")))
    add(buffer, capacity, one);
}

/* Beyond these years no calendar goes. */
static const double TIME_MOST_S = 1e11;

void words_of_time(double unix_s, double utc_offset_s, char *buffer,
                   size_t capacity) {
  double offset_s = fabs(utc_offset_s) < 86400 ? utc_offset_s : 0;
  double local_s = unix_s + offset_s;
  char zone[16] = "UTC";
  struct tm tm;
  time_t at;

  if (!(fabs(local_s) < TIME_MOST_S)) {
    snprintf(buffer, capacity, "-");
    return;
  }
  at = (time_t)floor(local_s);
  (void)gmtime_r(&at, &tm);
  if (offset_s != 0)
    snprintf(zone, sizeof(zone), "UTC%+.4g", offset_s / 3600);
  snprintf(buffer, capacity, "%04d-%02d-%02d %02d:%02d:%02d %s",
           tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday, tm.tm_hour, tm.tm_min,
           tm.tm_sec, zone);
}
