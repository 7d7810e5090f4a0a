/* by_pipeline.c - a course over the pipeline: samples are put in as they are
 * made up, and nothing else is there. */
#include "course.h"

#include "metric/metric.h"
#include "pipeline.h"
#include "standings.h"

#include <stdio.h>

static const double STEP_S = 10;

struct stage {
  struct course *course;
  struct settings settings;
  struct pipeline *pipeline;
  struct member *member[ACTORS];
  unsigned life[ACTORS]; /* of whom it is */
};

static int configure(struct settings *settings) {
  struct complaint complaint = {"out of memory"};
  struct argument argument;
  int r = settings_init(settings);

  for (int i = 0; i < ROLES && r == 0; i++) {
    argument = (struct argument){.text = roles[i].group};
    r = settings_set(settings, "Process", &argument, 1, &complaint);
  }
  argument = (struct argument){.number = 2};
  if (r == 0)
    r = settings_set(settings, "PerProcess", &argument, 1, &complaint);
  if (r < 0)
    fprintf(stderr, "soak: %s.\n", complaint.text);
  return r;
}

static void forget(double *value, int count) {
  for (int id = 0; id < count; id++)
    value[id] = NAN;
}

static void sample_guarded(const struct actor *actor, double *raw) {
  raw[METRIC_PROCESS_BLOCK_DELAY] = actor->waited_s;
  raw[METRIC_CPU_USER] = actor->cpu_s;
  raw[METRIC_CPU_SYSTEM] = actor->cpu_s / 4;
  raw[METRIC_IO_READ_BYTES] = actor->read_bytes;
  raw[METRIC_IO_WRITE_BYTES] = actor->written_bytes;
  raw[METRIC_RCHAR] = 2 * actor->read_bytes;
  raw[METRIC_WCHAR] = 2 * actor->written_bytes;
  raw[METRIC_START_TIME] = actor->born_s;
}

static void sample_of(const struct actor *actor, double *raw) {
  double rss = actor->has[RESOURCE_RSS];

  forget(raw, METRIC_MEMBER_COUNT);
  if (actor->hidden)
    return;
  raw[METRIC_STATE] = 'S';
  raw[METRIC_FD_COUNT] = actor->has[RESOURCE_FDS];
  raw[METRIC_LIMIT_FDS] = actor->limit[RESOURCE_FDS];
  raw[METRIC_MEM_RSS] = rss;
  raw[METRIC_RSS_ANON] = 0.9 * rss;
  raw[METRIC_RSS_FILE] = 0.1 * rss;
  raw[METRIC_RSS_SHMEM] = 0;
  raw[METRIC_CGROUP_LIMIT] = actor->limit[RESOURCE_RSS];
  raw[METRIC_CGROUP_USAGE] = rss;
  raw[METRIC_THREADS] = actor->has[RESOURCE_THREADS];
  raw[METRIC_CGROUP_TASKS_LIMIT] = actor->limit[RESOURCE_THREADS];
  raw[METRIC_CGROUP_TASKS] = actor->has[RESOURCE_THREADS];
  raw[METRIC_THREADS_WANTED] = 0;
  if (actor->stuck_s <= 0)
    sample_guarded(actor, raw);
}

static void observe(struct stage *stage, int i) {
  const struct actor *actor = &stage->course->world.actor[i];
  struct glance glance = {.command = actor->role->group,
                          .stuck_s = actor->stuck_s};
  double raw[METRIC_MEMBER_COUNT];

  sample_of(actor, raw);
  pipeline_observe(stage->pipeline, stage->member[i], &glance, raw);
}

/* Who has gone goes, and who has come comes, be it under the same pid. */
static void follow(struct stage *stage, int i) {
  const struct actor *actor = &stage->course->world.actor[i];
  size_t group = (size_t)(actor->role - roles);

  if (stage->member[i] && (!actor->alive || stage->life[i] != actor->life)) {
    pipeline_dismiss(stage->pipeline, stage->member[i]);
    stage->member[i] = NULL;
  }
  if (!actor->alive)
    return;
  if (!stage->member[i]) {
    (void)pipeline_group(stage->pipeline, group, NULL);
    stage->member[i] = pipeline_admit(stage->pipeline, group, actor->pid);
    stage->life[i] = actor->life;
  }
  if (stage->member[i])
    observe(stage, i);
  else
    tally_break(&stage->course->tally, "there is no place for pid %d",
                actor->pid);
}

static void put_host(struct stage *stage) {
  const struct host *host = &stage->course->world.host;
  double raw[METRIC_COUNT];

  forget(raw, METRIC_COUNT);
  raw[METRIC_MEM_TOTAL] = host->mem_total;
  raw[METRIC_MEM_AVAILABLE] = host->mem_available;
  raw[METRIC_SWAP_TOTAL] = host->swap_total;
  raw[METRIC_SWAP_FREE] = host->swap_free;
  raw[METRIC_NR_DIRTY] = PAGE_BYTES * host->dirty;
  raw[METRIC_NR_WRITEBACK] = 0;
  raw[METRIC_NR_DIRTY_THRESHOLD] = PAGE_BYTES * host->dirty_threshold;
  raw[METRIC_NR_DIRTY_BACKGROUND] = PAGE_BYTES * host->dirty_background;
  raw[METRIC_THREADS_MAX] = 250000; /* as far away as in tests/soak/forge.c */
  raw[METRIC_PID_MAX] = 4194304;
  raw[METRIC_HOST_TASKS] = 400;
  raw[METRIC_TASK_DELAYACCT] = 1;
  pipeline_host(stage->pipeline, raw);
}

static void put_disk(struct stage *stage, const struct sink *sink) {
  const struct host *host = &stage->course->world.host;
  double raw[METRIC_COUNT];

  forget(raw, METRIC_COUNT);
  raw[METRIC_DISK_READS] = host->disk_ops;
  raw[METRIC_DISK_READ_TIME] = host->disk_time_s;
  raw[METRIC_DISK_WRITES] = host->disk_ops;
  raw[METRIC_DISK_WRITE_TIME] = host->disk_time_s;
  raw[METRIC_DISK_QUEUE] = 1;
  raw[METRIC_DISK_BUSY_TIME] = host->disk_busy_s;
  (void)pipeline_disk(stage->pipeline, "sda", raw, sink);
}

static void put_volume(struct stage *stage) {
  const struct host *host = &stage->course->world.host;
  double raw[METRIC_COUNT];

  forget(raw, METRIC_COUNT);
  raw[METRIC_FS_SIZE] = host->fs_size;
  raw[METRIC_FS_USED] = host->fs_used;
  raw[METRIC_FS_FREE] = host->fs_size - host->fs_used;
  (void)pipeline_filesystem(stage->pipeline, "/srv", 0, raw);
}

static void look_at(void *context, const struct stand *stand) {
  struct stage *stage = context;

  tally_check(&stage->course->tally, stand->target, stand->wall->name,
              &stand->standing->forecast);
}

static void tick(struct stage *stage) {
  const struct world *world = &stage->course->world;
  struct sink sink = tally_sink(&stage->course->tally);

  if (!pipeline_begin(stage->pipeline, world->now_s)) {
    tally_break(&stage->course->tally, "no tick is begun");
    return;
  }
  if (world->torn)
    pipeline_tear(stage->pipeline);
  pipeline_date(stage->pipeline,
                &(struct date){world->date_s - world->now_s, 0});
  put_host(stage);
  put_disk(stage, &sink);
  for (int i = 0; i < ACTORS; i++)
    follow(stage, i);
  put_volume(stage);
  pipeline_finish(stage->pipeline, &sink);
  standings_each(stage->pipeline, &stage->settings, look_at, stage);
}

int play_pipeline(struct course *course, double days, uint64_t seed) {
  struct stage stage = {.course = course};

  course_init(course, days, seed, STEP_S, ~BIT(TROUBLE_STATE_FULL));
  if (configure(&stage.settings) < 0)
    return 1;
  stage.pipeline = pipeline_new(&stage.settings, MACHINE_CPUS, PAGE_BYTES);
  if (!stage.pipeline) {
    fprintf(stderr, "soak: out of memory.\n");
    return 1;
  }
  while (course_next(course)) {
    tick(&stage);
    course_close(course);
  }
  pipeline_free(stage.pipeline);
  settings_release(&stage.settings);
  return 0;
}
