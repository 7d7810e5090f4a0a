/*
 * hostile.c - processes that mean no good, for hostile.t.
 *
 *   hostile names DIRECTORY CHILDREN   each takes its share of all names, for
 *                                      itself and for files that it keeps open
 *   hostile files DIRECTORY COUNT      open files, until there is no room
 *   hostile threads COUNT              a name each
 *   hostile cgroup DIRECTORY WIDTH     in levels of so many bytes, 4 000 in all
 *
 * All end by SIGTERM; "ready" is said before they wait for it.
 */
#include "../hostile.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum {
  CHILDREN_MOST = 128,
  CHILD_FDS = 32,
  NAP_MS = 100,
  DEEP_BYTES = 4000,
  LEVELS_MOST = 2000,
  STACK_BYTES = 64 * 1024
};

static volatile sig_atomic_t ended;

static void end(int signal) {
  (void)signal;
  ended = 1;
}

static _Noreturn void fail(const char *what) {
  fprintf(stderr, "%s: %s\n", what, strerror(errno));
  exit(1);
}

static void nap(long ms) {
  (void)nanosleep(&(struct timespec){ms / 1000, ms % 1000 * 1000000}, NULL);
}

/* The signal cannot come between the question and the sleep: it wakes naps,
 * and there is always another. */
static void wait_for_end(void) {
  printf("ready\n");
  fflush(stdout);
  while (!ended)
    nap(1000);
}

static void bound_files(rlim_t most) {
  struct rlimit limit = {most, most};

  if (setrlimit(RLIMIT_NOFILE, &limit) < 0)
    fail("RLIMIT_NOFILE");
}

/* An open file of that name, or -1 where there can be none. */
static int open_named(int directory, const char *name) {
  if (strchr(name, '/') || strcmp(name, ".") == 0 || strcmp(name, "..") == 0)
    return -1;
  return openat(directory, name, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
}

static int open_directory(const char *path) {
  int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

  if (fd < 0)
    fail(path);
  return fd;
}

/* --- names -----------------------------------------------------------------
 */

/* What stands in cmdline behind the name of the program: 15 bytes are there for
 * it, and a NUL is a blank to who joins them. */
static void show(char *argument, const char *name) {
  memset(argument, 0, HOSTILE_BYTES - 1);
  memcpy(argument, name, strlen(name));
  prctl(PR_SET_NAME, name);
}

/* One name of `children`, from the first that is its own on. The files that it
 * has open come to their limit at once. */
static void be_child(int directory, char *argument, int first, int children) {
  struct dice dice = {hostile_seed};
  char name[HOSTILE_BYTES];

  for (int number = 0; number < HOSTILE_ALL && !ended; number++) {
    hostile_name(&dice, number, name);
    if (number % children != first)
      continue;
    show(argument, name);
    (void)open_named(directory, name);
    nap(NAP_MS);
  }
  while (!ended)
    nap(1000);
}

/* Executed anew, so that each has a command line to write to. */
static pid_t start_child(char **argv, int first, int children) {
  char place[16], count[16];
  pid_t pid = fork();

  if (pid != 0)
    return pid;
  snprintf(place, sizeof(place), "%d", first);
  snprintf(count, sizeof(count), "%d", children);
  execl("/proc/self/exe", "hostile-child", "nnnnnnnnnnnnnnn", argv[2], place,
        count, (char *)NULL);
  fail("execl");
}

static void run_names(char **argv) {
  int children = atoi(argv[3]);
  pid_t pid[CHILDREN_MOST];

  for (int i = 0; i < children && i < CHILDREN_MOST; i++)
    pid[i] = start_child(argv, i, children);
  wait_for_end();
  for (int i = 0; i < children && i < CHILDREN_MOST; i++)
    kill(pid[i], SIGTERM);
  while (wait(NULL) > 0)
    continue;
}

/* --- files -----------------------------------------------------------------
 */

static void run_files(char **argv) {
  struct dice dice = {hostile_seed};
  int directory = open_directory(argv[2]);
  rlim_t count = (rlim_t)atol(argv[3]);
  char name[HOSTILE_BYTES];
  int number = 0, opened = 0;

  bound_files(count);
  while (opened >= 0 && !ended) {
    hostile_name(&dice, number++, name);
    opened = strchr(name, '/') ? 0 : open_named(directory, name);
    if (opened < 0 && errno != EMFILE)
      opened = 0; /* "." is none */
  }
  printf("names %d\n", number);
  wait_for_end();
}

/* --- threads ---------------------------------------------------------------
 */

static void *be_thread(void *name) {
  prctl(PR_SET_NAME, name);
  for (;;)
    nap(1000);
  return NULL;
}

static void run_threads(char **argv) {
  struct dice dice = {hostile_seed};
  int count = atoi(argv[2]);
  pthread_attr_t attributes;

  pthread_attr_init(&attributes);
  pthread_attr_setstacksize(&attributes, STACK_BYTES);
  for (int i = 0; i < count; i++) {
    char *name = malloc(HOSTILE_BYTES);
    pthread_t thread;

    if (!name)
      fail("malloc");
    hostile_name(&dice, i, name);
    errno = pthread_create(&thread, &attributes, be_thread, name);
    if (errno != 0)
      fail("pthread_create");
  }
  wait_for_end();
}

/* --- cgroup ----------------------------------------------------------------
 */

struct levels {
  int count;
  int fd[LEVELS_MOST + 1];
  char name[LEVELS_MOST][256];
};

static void make_levels(struct levels *levels, int width) {
  for (int length = 0; length + width + 1 <= DEEP_BYTES; length += width + 1) {
    int i = levels->count;
    int above = levels->fd[i];

    memset(levels->name[i], 'c', (size_t)width);
    if (i == 0) /* of this process alone */
      snprintf(levels->name[i], 256, "hostile-%d", getpid());
    if (mkdirat(above, levels->name[i], 0700) < 0)
      return;
    levels->fd[++levels->count] =
        openat(above, levels->name[i], O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  }
}

static void remove_levels(struct levels *levels) {
  for (int i = levels->count; i > 0; i--)
    (void)unlinkat(levels->fd[i - 1], levels->name[i - 1], AT_REMOVEDIR);
}

static bool enter(int cgroup) {
  int fd = openat(cgroup, "cgroup.procs", O_WRONLY | O_CLOEXEC);
  bool entered = fd >= 0 && write(fd, "0", 1) == 1;

  if (fd >= 0)
    close(fd);
  return entered;
}

/* Whoever is in it cannot remove it. */
static void run_cgroup(char **argv) {
  static struct levels levels;
  pid_t pid;

  bound_files(LEVELS_MOST + 100);
  levels.fd[0] = open_directory(argv[2]);
  make_levels(&levels, atoi(argv[3]));
  pid = fork();
  if (pid == 0) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    prctl(PR_SET_NAME, "hostile-deep");
    if (!enter(levels.fd[levels.count]))
      fail("cgroup.procs");
    wait_for_end();
    exit(0);
  }
  while (!ended && waitpid(pid, NULL, WNOHANG) == 0)
    nap(1000);
  kill(pid, SIGKILL);
  (void)waitpid(pid, NULL, 0);
  for (int i = 0; i < 50; i++, nap(20)) /* until the kernel has let it go */
    remove_levels(&levels);
}

int main(int argc, char **argv) {
  struct sigaction action = {.sa_handler = end};
  const char *what = argc > 2 ? argv[1] : "";

  sigaction(SIGTERM, &action, NULL);
  if (argc == 5 && strcmp(argv[0], "hostile-child") == 0) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    bound_files(CHILD_FDS);
    be_child(open_directory(argv[2]), argv[1], atoi(argv[3]), atoi(argv[4]));
  } else if (argc == 4 && strcmp(what, "names") == 0)
    run_names(argv);
  else if (argc == 4 && strcmp(what, "files") == 0)
    run_files(argv);
  else if (argc == 3 && strcmp(what, "threads") == 0)
    run_threads(argv);
  else if (argc == 4 && strcmp(what, "cgroup") == 0)
    run_cgroup(argv);
  else
    fprintf(stderr, "usage: hostile names|files|threads|cgroup ...\n");
  return 0;
}
