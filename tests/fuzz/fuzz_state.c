/* fuzz_state.c - any text at all is no state, or one that a pipeline goes on
 * from. For libFuzzer; `make fuzz-state` builds it, see docs/HACKING.md. Given
 * a file name behind --seed it writes a state to begin with there. */
#include "state_scene.h"

#include "settings.h"

#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerInitialize(int *argc, char ***argv);

enum { MEMBERS = 2, SEED_TICKS = 80, TICKS = 3 };

static const struct sink nowhere = {0};

struct world {
  struct settings settings;
  struct pipeline *pipeline;
  struct roster roster;
};

static void set(struct world *world, const char *key, const char *first,
                const char *second) {
  struct argument arguments[] = {{.text = first}, {.text = second}};
  struct complaint complaint;

  (void)settings_set(&world->settings, key, arguments, second ? 2 : 1,
                     &complaint);
}

static void open_world(struct world *world) {
  settings_init(&world->settings);
  set(world, "Process", "web", NULL);
  set(world, "ProcessMatch", "pool-$1", "^php ([a-z]+)");
  set(world, "MaxProcesses", "4", NULL);
  set(world, "MaxGroups", "2", NULL);
  world->pipeline = pipeline_new(&world->settings, 4, 4096);
  stage_open(&world->roster, MEMBERS);
  for (int i = 0; i < MEMBERS; i++)
    stage_admit(&world->roster, world->pipeline, 0, 11 + i, "web");
}

static void close_world(struct world *world) {
  pipeline_free(world->pipeline);
  stage_close(&world->roster);
  settings_release(&world->settings);
}

static void observe(struct world *world, struct reunion *reunion, int i,
                    double now_s) {
  struct seat *seat = &world->roster.seat[i];
  double raw[METRIC_MEMBER_COUNT];

  for (int id = 0; id < METRIC_MEMBER_COUNT; id++)
    raw[id] = NAN;
  raw[METRIC_START_TIME] = 1000 + i;
  raw[METRIC_FD_COUNT] = 100 + 3 * now_s;
  raw[METRIC_LIMIT_FDS] = 4096;
  raw[METRIC_THREADS] = 1;
  raw[METRIC_RSS_ANON] = 1e6 + 4096 * now_s;
  if (reunion)
    reunion_meet(reunion, &(struct newcomer){11 + i, 1000 + i, NAN, "web"},
                 seat->member);
  pipeline_observe(world->pipeline, seat->member,
                   &(struct glance){.command = "web"}, raw);
}

static void tick(struct world *world, struct reunion *reunion, double now_s) {
  double raw[METRIC_COUNT];

  for (int id = 0; id < METRIC_COUNT; id++)
    raw[id] = NAN;
  raw[METRIC_MEM_TOTAL] = 8e9;
  raw[METRIC_MEM_AVAILABLE] = 4e9 - 1e6 * now_s;
  raw[METRIC_DISK_READS] = 10 * now_s;
  raw[METRIC_FS_SIZE] = 2e9;
  raw[METRIC_FS_USED] = 1e9 + 1e6 * now_s;
  pipeline_begin(world->pipeline, now_s);
  pipeline_host(world->pipeline, raw);
  (void)pipeline_disk(world->pipeline, "sda", raw, &nowhere);
  for (int i = 0; i < MEMBERS; i++)
    observe(world, reunion, i, now_s);
  (void)pipeline_filesystem(world->pipeline, "/srv", 0, raw);
  (void)pipeline_group(world->pipeline, 1, "pool-blue");
  pipeline_finish(world->pipeline, &nowhere);
}

/* What was taken has to do for a state, too. */
static void save_again(const struct world *world, const struct reunion *reunion,
                       double now_s) {
  struct stage stage = {world->pipeline, &world->roster, reunion};
  size_t length;
  char *text = state_of(&stage, now_s, "best", &length);

  if (state_check(text, length))
    abort();
  free(text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  struct archive_tick tick_of = {182, STATE_WALL_CLOCK_S + 182, 1};
  struct reunion *reunion;
  struct world world;

  if (state_check((const char *)data, size))
    return 0;
  open_world(&world);
  reunion = state_resume((const char *)data, size, &world.settings,
                         world.pipeline, &tick_of, BOOT_ID);
  for (int i = 0; i < TICKS; i++)
    tick(&world, reunion, tick_of.now_s + i);
  save_again(&world, reunion, tick_of.now_s + TICKS - 1);
  reunion_free(reunion);
  close_world(&world);
  return 0;
}

static int write_seed(const char *path) {
  struct world world;
  size_t length;
  FILE *file = fopen(path, "w");
  char *text;

  if (!file)
    return 1;
  open_world(&world);
  for (int i = 1; i <= SEED_TICKS; i++)
    tick(&world, NULL, 100 + i);
  text = state_of(&(struct stage){world.pipeline, &world.roster, NULL},
                  100 + SEED_TICKS, "best", &length);
  fwrite(text, 1, length, file);
  free(text);
  close_world(&world);
  return fclose(file) == 0 ? 0 : 1;
}

int LLVMFuzzerInitialize(int *argc, char ***argv) {
  if (*argc == 3 && strcmp((*argv)[1], "--seed") == 0)
    exit(write_seed((*argv)[2]));
  return 0;
}
