/*
 * growth-watch.c - how the memory of a process grows, as the plugin finds it.
 *
 *   growth-watch PID TICKS TICK_MS
 *
 * Looks at it so many times with the agent, and at its mappings in the first
 * and in the last of these. Prints "pattern NAME", "per_s ANON FILE SHARED"
 * (MiB), "sentence ..", "mapping BYTES GREW WHAT" for each, "maps_ms LONGEST".
 */
#include "agent.h"
#include "base/file.h"
#include "emit/growth_text.h"
#include "herd.h"
#include "inquest_maps.h"
#include "sample/lane.h"
#include "tape.h"

#include <fcntl.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { USAGE_STATUS = 2, MAX_STUCK = 4 };

struct watch {
  struct settings settings;
  struct growth_account account; /* of the last tick */
  struct maps_inquest inquest;
  struct dossier dossier;
  struct lane *lane;
  double maps_s; /* of the longest look */
};

static void say(void *context, const char *sentence) {
  (void)context;
  fprintf(stderr, "growth-watch: %s\n", sentence);
}

/* At the end of a tick. */
static void look(void *context, const struct pipeline *pipeline,
                 const struct entry *entry) {
  struct watch *watch = context;
  struct parts parts = pipeline_parts(pipeline);

  if (entry->kind != ENTRY_FINISH)
    return;
  for (size_t i = 0; i < parts.herd->high; i++) {
    const struct member *member = herd_at(parts.herd, i);

    if (member)
      watch->account = member_growth(member, timeline_now_s(parts.timeline),
                                     parts.page_bytes);
  }
}

static void look_at_maps(struct watch *watch, int pid) {
  char path[32];
  double start_s = lane_now_s();
  struct errand *errand = lane_take(watch->lane);

  snprintf(path, sizeof(path), "/proc/%d", pid);
  errand->dirfd = file_pin_at(AT_FDCWD, path);
  errand->pid = pid;
  maps_fill(errand);
  lane_run(watch->lane, start_s + 10);
  watch->maps_s = fmax(watch->maps_s, lane_now_s() - start_s);
  if (maps_take(&watch->inquest, &watch->dossier, errand, start_s) < 0)
    say(watch, "maps cannot be read");
  close(errand->dirfd);
  lane_clear(watch->lane);
}

static bool choose(struct settings *settings, int pid) {
  struct argument argument = {.text = "watched"};
  struct complaint complaint;

  if (settings_init(settings) < 0 ||
      settings_open_group(settings, &argument, 1, &complaint) < 0)
    return false;
  settings->groups[0].rule.pid = pid;
  return settings_close_group(settings, &complaint) >= 0;
}

static int run(struct watch *watch, int pid, int ticks, double tick_s) {
  struct sink sink = {.say = say};
  struct tape tape = {watch, look};
  struct timespec rest = {.tv_sec = (time_t)tick_s,
                          .tv_nsec = (long)(1e9 * (tick_s - floor(tick_s)))};
  struct complaint complaint = {""};
  struct agent *agent = agent_new(&watch->settings, &complaint);

  if (!agent) {
    say(watch, complaint.text);
    return 1;
  }
  agent_record(agent, &tape);
  for (int i = 0; i < ticks; i++) {
    (void)agent_tick(agent, lane_now_s(), tick_s, &sink);
    if (i == 0 || i == ticks - 1)
      look_at_maps(watch, pid);
    nanosleep(&rest, NULL);
  }
  agent_free(agent);
  return 0;
}

static void print(const struct watch *watch) {
  const double MIB = 1024 * 1024;
  const struct growth_account *account = &watch->account;
  char sentence[GROWTH_TEXT_BYTES];

  growth_write(account, sentence, sizeof(sentence));
  printf("pattern %s\nper_s %.1f %.1f %.1f\nsentence %s\n",
         growth_rows[account->pattern].name, account->anon_per_s / MIB,
         account->file_per_s / MIB, account->shared_per_s / MIB, sentence);
  for (int i = 0; i < watch->dossier.mapping_count; i++) {
    const struct dossier_mapping *mapping = &watch->dossier.mapping[i];

    printf("mapping %.0f %.0f %s\n", mapping->bytes, mapping->grew_bytes,
           mapping->what);
  }
  printf("maps_ms %.1f\n", 1e3 * watch->maps_s);
}

int main(int argc, char **argv) {
  static struct watch watch;
  int pid, r;

  if (argc != 4)
    return USAGE_STATUS;
  pid = (int)strtol(argv[1], NULL, 10);
  watch.lane = lane_new(1, MAX_STUCK, 1);
  maps_open(&watch.inquest);
  if (!watch.lane || !choose(&watch.settings, pid))
    return 1;
  r = run(&watch, pid, (int)strtol(argv[2], NULL, 10),
          strtod(argv[3], NULL) / 1000);
  if (r == 0)
    print(&watch);
  lane_free(watch.lane);
  settings_release(&watch.settings);
  return r;
}
