/*
 * reuse.c - one pid, process after process, under the eyes of the real agent.
 *
 *   reuse VARIANT COUNT
 *
 * In a pid namespace with a /proc of its own, ns_last_pid makes each successor
 * get the pid of its predecessor. Each has written more than all before it when
 * it is first seen, so that whoever takes it for its predecessor finds growth
 * that never was; and the totals must be, to the byte, what the processes wrote
 * while they were followed. Prints what it has seen; ends with 0 when nothing
 * was mixed, with 1 when something was, and with 77 where it cannot be tried.
 */
#include "agent.h"

#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <sched.h>
#include <semaphore.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum {
  CANNOT = 77,
  PID = 1000,
  BYTES_A_GENERATION = 4096,
  STEP_BYTES = 100,
  AREA_BYTES = 1 << 30,
  AGE_NS = 25000000,
  FEW_FDS = 20, /* a quarter is for pins */
  FILLERS = FEW_FDS / 4,
  OWN_FDS = 4, /* three standard ones and /dev/null */
  GROUPS = 2,
};

struct variant {
  const char *name;
  const char *group[GROUPS]; /* of the even and of the odd generations */
  bool by_command_line;
  bool unpinned;
  bool racing;   /* reuses go on while the agent samples */
  int old_every; /* of so many one outlives its tick of the clock; 0: none */
};

static const struct variant variants[] = {
    {.name = "other", .group = {"even", "odd"}},
    {.name = "same", .group = {"same", "same"}},
    {.name = "argued", .group = {"argued", "argued"}, .by_command_line = true},
    {.name = "unpinned",
     .group = {"same", "same"},
     .unpinned = true,
     .old_every = 4},
    {.name = "racing", .group = {"same", "same"}, .racing = true},
    {.name = "racing-unpinned",
     .group = {"same", "same"},
     .unpinned = true,
     .racing = true,
     .old_every = 16},
};

/* Between the one who reuses, its present child, and the agent. */
struct shared {
  sem_t go, done;
  volatile long generation;
  volatile bool over;
};

/* What the agent told of a group in a tick. */
struct told {
  double count, fds, written;
};

struct scene {
  const struct variant *variant;
  const char *area; /* what is written */
  struct shared *shared;
  int last_pid; /* the file ns_last_pid */
  struct settings settings;
  struct agent *agent;
  double now_s;
  struct told told[GROUPS];
  /* the one that has the pid now */
  pid_t child;
  double written;
  bool followed;
  unsigned long long start_time;
  /* what must be told */
  double expected[GROUPS];
  long reuses, same_time, grown, ticks, mixed;
};

static int fail(const char *what) {
  fprintf(stderr, "reuse: %s: %s.\n", what, strerror(errno));
  return CANNOT;
}

/* --- the processes ------------------------------------------------------- */

static int fds_of(long generation) {
  return OWN_FDS + (int)(generation % 7);
}

static long bytes_of(long generation) {
  return (generation + 1) * BYTES_A_GENERATION;
}

static void put(int fd, const char *area, long bytes) {
  if (write(fd, area, (size_t)bytes) != bytes)
    _exit(1);
}

/* Has its name, by which it is matched, only when it has all else. */
static void be(const struct scene *scene, long generation) {
  int null;

  prctl(PR_SET_PDEATHSIG, SIGKILL);
  close_range(3, ~0U, 0);
  null = open("/dev/null", O_WRONLY);
  for (int i = OWN_FDS; i < fds_of(generation); i++)
    (void)open("/dev/null", O_WRONLY);
  put(null, scene->area, bytes_of(generation));
  prctl(PR_SET_NAME, scene->variant->group[generation % GROUPS]);
  for (;;) {
    sem_post(&scene->shared->done);
    sem_wait(&scene->shared->go);
    put(null, scene->area, STEP_BYTES);
  }
}

static int next_pid(const struct scene *scene, pid_t pid) {
  char text[16];
  int length = snprintf(text, sizeof(text), "%d", pid - 1);

  return pwrite(scene->last_pid, text, (size_t)length, 0) == length ? 0 : -1;
}

static void bury(struct scene *scene) {
  if (scene->child <= 0)
    return;
  kill(scene->child, SIGKILL);
  waitpid(scene->child, NULL, 0);
  scene->child = 0;
}

/* The next generation under the same pid: 0, or -1 when it got another one. */
static int replace(struct scene *scene, long generation) {
  bury(scene);
  if (next_pid(scene, PID) < 0)
    return -1;
  scene->child = fork();
  if (scene->child == 0)
    be(scene, generation);
  if (scene->child != PID)
    return -1;
  while (sem_wait(&scene->shared->done) < 0)
    ;
  return 0;
}

/* The tick of the clock in which it started: behind the last bracket the 20th
 * word, as the 22nd of all. */
static unsigned long long start_time_now(void) {
  char path[32], text[1024];
  char *at;
  ssize_t length;
  int fd;

  snprintf(path, sizeof(path), "/proc/%d/stat", PID);
  fd = open(path, O_RDONLY | O_CLOEXEC);
  length = fd < 0 ? 0 : read(fd, text, sizeof(text) - 1);
  if (fd >= 0)
    close(fd);
  text[length > 0 ? length : 0] = '\0';
  at = strrchr(text, ')');
  for (int word = 0; at && word < 20; word++)
    at = strchr(at + 1, ' ');
  return at ? strtoull(at, NULL, 10) : 0;
}

static void outlive_the_clock(void) {
  nanosleep(&(struct timespec){.tv_nsec = AGE_NS}, NULL);
}

static bool gets_old(const struct variant *variant, long generation) {
  return variant->old_every && generation % variant->old_every == 0;
}

/* --- the agent ----------------------------------------------------------- */

static void hear(void *context, const struct record *record) {
  struct scene *scene = context;

  for (int i = 0; i < GROUPS; i++) {
    struct told *told = &scene->told[i];

    if (strcmp(record->target, scene->variant->group[i]) != 0)
      continue;
    if (strcmp(record->type, "ps_count") == 0)
      told->count = record->value[0];
    if (strcmp(record->type, "file_handles") == 0 && !record->type_instance[0])
      told->fds = record->value[0];
    if (strcmp(record->type, "io_octets") == 0)
      told->written = record->value[1];
  }
}

static void tick(struct scene *scene) {
  struct sink sink = {.context = scene, .take = hear};

  for (int i = 0; i < GROUPS; i++)
    scene->told[i] = (struct told){0, NAN, NAN};
  scene->now_s += 1;
  (void)agent_tick(scene->agent, scene->now_s, 20, &sink);
  scene->ticks++;
}

static void mix(struct scene *scene, const char *what, double told,
                double wanted) {
  if (scene->mixed++ < 5)
    printf("mixed: generation %ld: %s is %.17g, not %.17g\n",
           scene->shared->generation, what, told, wanted);
}

/* What was told must be of the present one, or of nobody. */
static void judge(struct scene *scene, long generation) {
  int at = (int)(generation % GROUPS);
  bool alone = scene->variant->group[0] == scene->variant->group[1];
  const struct told *told = &scene->told[at];
  double *expected = &scene->expected[alone ? 0 : at];

  if (!alone && scene->told[1 - at].count > 0)
    mix(scene, "the count of the other group", scene->told[1 - at].count, 0);
  if (told->count > 1)
    mix(scene, "the count", told->count, 1);
  if (told->count != 1) {
    scene->followed = false;
    return;
  }
  if (told->fds != fds_of(generation))
    mix(scene, "file_handles", told->fds, fds_of(generation));
  if (scene->followed)
    *expected += (double)bytes_of(generation) - scene->written;
  if (scene->followed && !isnan(told->written) && told->written != *expected)
    mix(scene, "the sum of what was written", told->written, *expected);
  scene->followed = true;
}

static int set(struct scene *scene, const char *key, const char *first,
               const char *second) {
  struct argument arguments[] = {{.text = first}, {.text = second}};
  struct complaint complaint;
  int r = settings_set(&scene->settings, key, arguments, second ? 2 : 1,
                       &complaint);

  if (r < 0)
    fprintf(stderr, "reuse: %s.\n", complaint.text);
  return r;
}

static int begin(struct scene *scene) {
  const struct variant *variant = scene->variant;
  struct complaint complaint;
  int r = settings_init(&scene->settings);

  r = r < 0 ? r : set(scene, "ReadDeadlineMs", "5000", NULL);
  r = r < 0 ? r : set(scene, "MaxProcesses", "64", NULL);
  r = r < 0 ? r : set(scene, "Process", "filler", NULL);
  for (int i = 0; r == 0 && i < GROUPS; i++)
    if (i == 0 || variant->group[i] != variant->group[0])
      r = variant->by_command_line
              ? set(scene, "ProcessMatch", variant->group[i], "reuse argued ")
              : set(scene, "Process", variant->group[i], NULL);
  scene->settings.ignored_pid = getpid();
  scene->agent = r < 0 ? NULL : agent_new(&scene->settings, &complaint);
  return scene->agent ? 0 : -1;
}

/* --- one after the other -------------------------------------------------- */

/* Tick by tick: one that comes, is seen, writes, and goes. */
static void watch_one(struct scene *scene, long generation) {
  unsigned long long start_time = start_time_now();

  scene->same_time += generation > 0 && start_time == scene->start_time;
  scene->start_time = start_time;
  scene->followed = false;
  scene->written = (double)bytes_of(generation);
  if (gets_old(scene->variant, generation))
    outlive_the_clock();
  for (int i = 0; i < 3; i++) {
    tick(scene);
    judge(scene, generation);
  }
}

static void expect_step(struct scene *scene, long generation) {
  bool alone = scene->variant->group[0] == scene->variant->group[1];
  int at = alone ? 0 : (int)(generation % GROUPS);
  bool was_followed = scene->followed;

  sem_post(&scene->shared->go);
  while (sem_wait(&scene->shared->done) < 0)
    ;
  scene->expected[at] += was_followed ? STEP_BYTES : 0;
  tick(scene);
  judge(scene, generation);
  scene->grown += was_followed && scene->followed;
}

static int run_in_turn(struct scene *scene, long count) {
  for (long generation = 0; generation <= count; generation++) {
    scene->shared->generation = generation;
    if (replace(scene, generation) < 0)
      return fail("the pid cannot be had again");
    scene->reuses += generation > 0;
    watch_one(scene, generation);
    expect_step(scene, generation);
  }
  bury(scene);
  return 0;
}

/* --- at the same time ----------------------------------------------------- */

/* Lives for 0 to 2 ms: the agent finds it at every stage. */
static void reuse_for_ever(struct scene *scene, long count) {
  for (long generation = 0; generation <= count; generation++) {
    if (replace(scene, generation) < 0)
      _exit(1);
    scene->shared->generation = generation;
    nanosleep(&(struct timespec){.tv_nsec = (generation * 37 % 41) * 50000},
              NULL);
    if (gets_old(scene->variant, generation))
      outlive_the_clock();
  }
  bury(scene);
  scene->shared->over = true;
  _exit(0);
}

/* Nobody writes while it has its name: whatever grows has grown from one to the
 * next. */
static void judge_racing(struct scene *scene) {
  const struct told *told = &scene->told[0];

  if (told->count > 1)
    mix(scene, "the count", told->count, 1);
  if (told->written > 0)
    mix(scene, "the sum of what was written", told->written, 0);
  scene->grown += told->written == 0; /* seen twice, and not grown */
}

static int run_racing(struct scene *scene, long count) {
  pid_t racer = fork();
  int status;

  if (racer == 0)
    reuse_for_ever(scene, count);
  while (waitpid(racer, &status, WNOHANG) == 0) {
    tick(scene);
    judge_racing(scene);
  }
  scene->reuses = scene->shared->generation;
  return scene->shared->over ? 0 : fail("the pid cannot be had again");
}

/* --- the namespace -------------------------------------------------------- */

static void fill(struct scene *scene) {
  for (int i = 0; i < FILLERS; i++)
    if (fork() == 0) {
      prctl(PR_SET_PDEATHSIG, SIGKILL);
      prctl(PR_SET_NAME, "filler");
      for (;;)
        pause();
    }
  (void)scene;
}

static int enter(struct scene *scene) {
  struct rlimit few = {FEW_FDS, FEW_FDS};

  if (mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL) < 0 ||
      mount("proc", "/proc", "proc", 0, NULL) < 0)
    return fail("no procfs of its own");
  scene->last_pid = open("/proc/sys/kernel/ns_last_pid", O_WRONLY | O_CLOEXEC);
  if (scene->last_pid < 0)
    return fail("ns_last_pid");
  if (!scene->variant->unpinned)
    return 0;
  fill(scene);
  if (setrlimit(RLIMIT_NOFILE, &few) < 0)
    return fail("RLIMIT_NOFILE");
  /* the fillers are old enough to be taken, and take all pins */
  outlive_the_clock();
  return 0;
}

static int run(struct scene *scene, long count) {
  int r = enter(scene);

  if (r == 0 && begin(scene) < 0)
    r = fail("the agent");
  if (r == 0)
    tick(scene);
  if (r == 0)
    r = scene->variant->racing ? run_racing(scene, count)
                               : run_in_turn(scene, count);
  agent_free(scene->agent);
  settings_release(&scene->settings);
  if (r != 0)
    return r;
  printf("%s: reuses %ld, ", scene->variant->name, scene->reuses);
  if (!scene->variant->racing)
    printf("of them with the same start time %ld, ", scene->same_time);
  printf("ticks %ld, followed %ld, mixed %ld\n", scene->ticks, scene->grown,
         scene->mixed);
  return scene->mixed ? 1 : 0;
}

static void *map(size_t bytes, int protection, int flags) {
  void *at = mmap(NULL, bytes, protection, flags | MAP_ANONYMOUS, -1, 0);

  return at == MAP_FAILED ? NULL : at;
}

static int prepare(struct scene *scene, const char *name) {
  for (size_t i = 0; i < sizeof(variants) / sizeof(variants[0]); i++)
    if (strcmp(name, variants[i].name) == 0)
      scene->variant = &variants[i];
  scene->area = map(AREA_BYTES, PROT_READ, MAP_PRIVATE | MAP_NORESERVE);
  scene->shared =
      map(sizeof(*scene->shared), PROT_READ | PROT_WRITE, MAP_SHARED);
  if (!scene->variant || !scene->area || !scene->shared)
    return -1;
  sem_init(&scene->shared->go, 1, 0);
  sem_init(&scene->shared->done, 1, 0);
  return 0;
}

int main(int argc, char **argv) {
  struct scene scene = {.now_s = 1000};
  int status;
  pid_t init;

  if (argc != 3 || prepare(&scene, argv[1]) < 0)
    return fail("usage: reuse VARIANT COUNT");
  if (unshare(CLONE_NEWPID | CLONE_NEWNS) < 0)
    return fail("no pid namespace");
  fflush(stdout);
  init = fork();
  if (init == 0) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    status = run(&scene, strtol(argv[2], NULL, 10));
    fflush(stdout);
    _exit(status);
  }
  if (init < 0 || waitpid(init, &status, 0) < 0 || !WIFEXITED(status))
    return fail("the namespace came to an end");
  return WEXITSTATUS(status);
}
