/* by_agent.c - a course over an agent, which sees it as a /proc and a /sys,
 * keeps its state in a file, and is started anew in the first hours: what it
 * gives back then is counted, and from there on what it takes. */
#include "course.h"

#include "agent.h"
#include "forge.h"
#include "wraps.h"

#include <errno.h>
#include <math.h>
#include <string.h>
#include <time.h>

static const double STEP_S = 10, FIRST_START_S = 10800, START_EVERY_S = 21600;
enum { STARTS = 2 };

/* What malloc(3) keeps of small pieces that were freed, and what others of the
 * process have: stdio, the C library. */
static const double LEFT_MOST = 65536;

struct stage {
  struct course *course;
  struct forge forge;
  struct settings settings;
  struct agent *agent;
  double next_start_s;
  int starts;
  double bare_bytes; /* of heap before the first agent was made */
};

static int set(struct stage *stage, const char *key, const char *text,
               double number) {
  struct argument argument = {.text = text, .number = number};
  struct complaint complaint;
  int r = settings_set(&stage->settings, key, &argument, 1, &complaint);

  if (r < 0)
    fprintf(stderr, "soak: %s.\n", complaint.text);
  return r;
}

static int set_path(struct stage *stage, const char *key, const char *below) {
  char path[128];

  snprintf(path, sizeof(path), "%s/%s", stage->forge.root, below);
  return set(stage, key, path, 0);
}

/* A deadline that a busy machine does not overrun by itself. */
static int configure(struct stage *stage) {
  int r = settings_init(&stage->settings);

  for (int i = 0; i < ROLES && r == 0; i++)
    r = set(stage, "Process", roles[i].group, 0);
  if (r == 0)
    r = set(stage, "PerProcess", NULL, 2);
  if (r == 0)
    r = set(stage, "ReadDeadlineMs", NULL, 500);
  if (r == 0)
    r = set_path(stage, "ProcPath", "proc");
  if (r == 0)
    r = set_path(stage, "SysPath", "sys");
  if (r == 0)
    r = set_path(stage, "StateFile", "kept/state.json");
  if (r == 0)
    r = set_path(stage, "EvidenceDir", "kept/evidence");
  if (r == 0)
    r = set_path(stage, "FuseDir", "kept/fuse");
  return r;
}

/* Threads that hung in a file are on their way, and the last gives back what
 * they share. */
static double left_in_the_end(const struct stage *stage) {
  struct timespec time = {.tv_nsec = 10000000};
  double left = NAN;

  for (int i = 0; i < 200 && !(left <= LEFT_MOST); i++) {
    nanosleep(&time, NULL);
    left = burden_now(NULL).heap_bytes - stage->bare_bytes;
  }
  return left;
}

static void end_agent(struct stage *stage) {
  double left;

  forge_let_go(&stage->forge);
  agent_free(stage->agent);
  stage->agent = NULL;
  left = left_in_the_end(stage);
  if (!(left <= LEFT_MOST))
    tally_break(&stage->course->tally,
                "an agent has ended and leaves %.0f bytes", left);
  if (stage->course->tally.is_loud)
    fprintf(stderr, "soak: an agent leaves %.0f bytes\n", left);
}

static int start(struct stage *stage) {
  struct complaint complaint;

  stage->agent = agent_new(&stage->settings, &complaint);
  if (!stage->agent) {
    fprintf(stderr, "soak: %s.\n", complaint.text);
    return 1;
  }
  return agent_remember(stage->agent) < 0;
}

static int tick(struct stage *stage) {
  struct course *course = stage->course;
  struct sink sink = tally_sink(&course->tally);

  wraps_show(&course->world, course->plan.state_is_full);
  forge_show(&stage->forge, &course->world);
  if (stage->forge.failed) {
    fprintf(stderr, "soak: the files of a /proc cannot be written in %s.\n",
            stage->forge.root);
    return 1;
  }
  if (stage->starts < STARTS && course->world.lived_s >= stage->next_start_s) {
    stage->next_start_s += START_EVERY_S;
    stage->starts++;
    tally_restart(&course->tally);
    end_agent(stage);
    if (start(stage))
      return 1;
  }
  if (agent_tick(stage->agent, course->world.now_s, STEP_S, &sink) < 0)
    tally_break(&course->tally, "a tick fails");
  return 0;
}

static int play(struct stage *stage) {
  struct course *course = stage->course;
  int r;

  stage->bare_bytes = burden_now(NULL).heap_bytes;
  r = start(stage);

  while (r == 0 && course_next(course)) {
    r = tick(stage);
    course_close(course);
  }
  end_agent(stage);
  return r;
}

int play_agent(struct course *course, double days, uint64_t seed) {
  struct stage stage = {.course = course, .next_start_s = FIRST_START_S};
  int r;

  course_init(course, days, seed, STEP_S, ~0u);
  if (!forge_open(&stage.forge)) {
    fprintf(stderr, "soak: no directory can be made for a /proc (%s).\n",
            strerror(errno));
    return 1;
  }
  course->below = stage.forge.root;
  r = configure(&stage) < 0 ? 1 : play(&stage);
  course->refused = wraps_refused();
  wraps_forget();
  settings_release(&stage.settings);
  forge_close(&stage.forge);
  return r;
}
