/* fail_at_story.c - see fail_at_story.h */
#include "expect.h"

#include "fail_at_clock.h"
#include "fail_at_end.h"
#include "fail_at_story.h"
#include "fail_at_world.h"

#include <math.h>
#include <string.h>
#include <time.h>

void story_prepare(struct story *story) {
  tree_open(&story->tree);
  world_make(&story->tree);
}

static int configure(const struct tree *tree) {
  char bundles[128], fuses[128], state[128], pid_file[128];
  const struct daemon_option shop[] = {{"Comm", {"shop"}},
                                       {"CommandLine", {"--all$"}},
                                       {"Exe", {"/srv/bin/program"}},
                                       {"Cgroup", {"/shop*"}},
                                       {"Threshold", {"mem_rss", "6G"}},
                                       {0}};
  const struct daemon_option api[] = {{"PidFile", {pid_file}}, {0}};
  const struct daemon_option nobody[] = {{"User", {"root"}}, {0}};
  const struct daemon_option options[] = {
      {"ProcPath", {tree->root}},
      {"SysPath", {tree->root}},
      {"EvidenceDir", {bundles}},
      {"FuseDir", {fuses}},
      {"StateFile", {state}},
      {"StateInterval", {"40"}},
      {"EvidenceKeep", {"1"}},
      {"MaxProcesses", {"8"}},
      {"MaxGroups", {"4"}},
      {"PerProcess", {"2"}},
      {"FdGrowth", {"5"}},
      {"FdWindow", {"20"}},
      {"IoWaitMs", {"10"}},
      {"TripAfter", {"10"}},
      {"ClearAfter", {"20"}},
      {"CollectMaps", {"true"}},
      {"CollectStack", {"true"}},
      {"Process", {"web"}},
      {"ProcessMatch", {"m-$1", "^(stranger)"}},
      {"Process", {"shop"}, shop},
      {"Process", {"api"}, api},
      {"Process", {"nobody"}, nobody},
      {0}};

  snprintf(bundles, sizeof(bundles), "%s/bundles", tree->root);
  snprintf(fuses, sizeof(fuses), "%s/fuses", tree->root);
  snprintf(state, sizeof(state), "%s/state/state.json", tree->root);
  snprintf(pid_file, sizeof(pid_file), "%s/api.pid", tree->root);
  return daemon_configure(options);
}

static void step_to(int step) {
  daemon_step(step);
  fail_at_step(step);
  if (step == STORY_HEAL)
    fail_at_heal();
}

/* Of no clock that the story has. */
static double real_now_s(void) {
  struct timespec now;

  timespec_get(&now, TIME_UTC);
  return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

static void tick(struct story *story, int step) {
  double real_s = real_now_s(), own_s;

  step_to(step);
  world_turn(&story->tree, step, story->trouble);
  fail_at_advance(STORY_INTERVAL_S);
  own_s = fail_at_now_s();
  fail_at_settle();
  (void)daemon_read();
  fail_at_settle();
  story->end.slowest_s = fmax(story->end.slowest_s, real_now_s() - real_s);
  story->end.strayed_s = fmax(story->end.strayed_s, fail_at_now_s() - own_s);
  if (step >= STORY_TROUBLE)
    end_look_for_flag(story);
  end_look_for_drafts(story);
}

/* As the daemon: one that cannot be initialized is not read, but is stopped. */
static bool start(struct story *story) {
  int r;

  daemon_load(&story->told, STORY_INTERVAL_S);
  r = configure(&story->tree);
  if (r == 0)
    r = daemon_init();
  fail_at_settle();
  return r == 0;
}

void story_run(struct story *story, const struct fail_point *point,
               const char *before) {
  int fds_before = end_count_fds();

  memset(&story->end, 0, offsetof(struct story_end, evidence));
  story->end.evidence[0] = story->end.state[0] = '\0';
  world_reset(&story->tree, before);
  fail_at_begin(point, story->tree.root, &story->book);
  if (before[0])
    fail_at_advance(10 * STORY_TICKS +
                    60); /* behind the run that has left it */
  step_to(STORY_START);
  story->end.is_started = start(story);
  if (story->end.is_started) {
    for (int step = 1; step <= STORY_TICKS; step++)
      tick(story, step);
    step_to(STORY_FLUSH);
    (void)daemon_flush();
    fail_at_settle();
  }
  step_to(STORY_STOP);
  (void)daemon_shutdown();
  fail_at_settle();
  end_look(story, fds_before);
  story->end.is_untouched =
      story->end.state_bytes > 0 && strcmp(story->end.state, before) == 0;
}
