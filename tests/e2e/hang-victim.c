/*
 * hang-victim.c - a process that works, and gets stuck as real ones do.
 *
 *   hang-victim work           writes a byte to /dev/null every 50 ms
 *   hang-victim hold FILE      works, and has FILE open
 *   hang-victim exec FILE      works; SIGUSR1: opens FILE, to be closed by the
 *                              execve(2) of itself that follows
 *   hang-victim exec-big BYTES makes so much resident, execs itself, and again;
 *                              SIGUSR1: works
 *   hang-victim fault FILE     maps FILE and works; SIGUSR1: one thread writes
 *                              to the mapping, another calls mprotect(2) on it
 *
 * It is known by the name of the link by which it was started, as execve(2)
 * must not change it. Before it works it prints "ready".
 */
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <time.h>
#include <unistd.h>

enum {
  USAGE_STATUS = 2,
  STEP_MS = 50,
  HEAD_START_MS = 300,
  CHUNK_BYTES = 64 << 20
};

struct victim {
  char **argv;
  const char *argument;
  size_t bytes;
  char *mapping;
};

struct mode {
  const char *word;
  bool has_argument;
  int (*prepare)(struct victim *victim);
  int (*provoke)(struct victim *victim); /* at SIGUSR1 */
};

static int fail(const char *what) {
  fprintf(stderr, "hang-victim: %s: %s.\n", what, strerror(errno));
  return 1;
}

/* Whether SIGUSR1 came; it is blocked elsewhere, and pending over execve(2). */
static bool is_provoked(long milliseconds) {
  struct timespec most = {.tv_nsec = milliseconds * 1000000};
  sigset_t set;

  sigemptyset(&set);
  sigaddset(&set, SIGUSR1);
  return sigtimedwait(&set, NULL, &most) == SIGUSR1;
}

static int work(struct victim *victim, const struct mode *mode) {
  int fd = open("/dev/null", O_WRONLY | O_CLOEXEC);

  if (fd < 0)
    return fail("/dev/null");
  puts("ready");
  fflush(stdout);
  for (;;) {
    if (is_provoked(STEP_MS) && mode->provoke && mode->provoke(victim))
      return 1;
    if (write(fd, "", 1) != 1)
      return fail("/dev/null");
  }
}

static int exec_again(struct victim *victim) {
  execv(victim->argv[0], victim->argv);
  return fail(victim->argv[0]);
}

static int open_and_exec(struct victim *victim) {
  if (open(victim->argument, O_RDONLY | O_CLOEXEC) < 0)
    return fail(victim->argument);
  return exec_again(victim);
}

static int hold(struct victim *victim) {
  return open(victim->argument, O_RDONLY | O_CLOEXEC) < 0
             ? fail(victim->argument)
             : 0;
}

/* The same little memory at many places: it is resident at each of them, and
 * their number is what makes execve(2) slow. Huge pages would be too few. */
static int map_many(size_t bytes) {
  int fd = memfd_create("hang-victim", MFD_CLOEXEC);

  (void)prctl(PR_SET_THP_DISABLE, 1, 0, 0, 0);
  if (fd < 0 || ftruncate(fd, CHUNK_BYTES) < 0)
    return fail("memfd_create");
  for (size_t i = 0; i < bytes / CHUNK_BYTES; i++)
    if (mmap(NULL, CHUNK_BYTES, PROT_READ | PROT_WRITE,
             MAP_SHARED | MAP_POPULATE, fd, 0) == MAP_FAILED)
      return fail("mmap");
  return 0;
}

static int exec_big(struct victim *victim) {
  if (is_provoked(0))
    return 0;
  return map_many(strtoull(victim->argument, NULL, 10)) ? 1
                                                        : exec_again(victim);
}

static int map_file(struct victim *victim) {
  int fd = open(victim->argument, O_RDWR | O_CREAT | O_CLOEXEC, 0600);

  victim->bytes = (size_t)sysconf(_SC_PAGESIZE);
  if (fd < 0 || ftruncate(fd, (off_t)victim->bytes) < 0)
    return fail(victim->argument);
  victim->mapping =
      mmap(NULL, victim->bytes, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
  return victim->mapping == MAP_FAILED ? fail("mmap") : 0;
}

static void *write_to_it(void *argument) {
  const struct victim *victim = argument;

  (*(volatile char *)victim->mapping)++;
  return NULL;
}

static void *protect_it(void *argument) {
  const struct victim *victim = argument;

  /* Nobody tells that the other one is in its page fault. */
  nanosleep(&(struct timespec){.tv_nsec = HEAD_START_MS * 1000000L}, NULL);
  /* The fault may begin anew when it is over: writing stays allowed. */
  mprotect(victim->mapping, victim->bytes, PROT_READ | PROT_WRITE | PROT_EXEC);
  mprotect(victim->mapping, victim->bytes, PROT_READ | PROT_WRITE);
  return NULL;
}

static int fault(struct victim *victim) {
  pthread_t writer, protector;

  if (pthread_create(&writer, NULL, write_to_it, victim) ||
      pthread_create(&protector, NULL, protect_it, victim))
    return fail("pthread_create");
  pthread_detach(writer);
  pthread_detach(protector);
  return 0;
}

static const struct mode modes[] = {
    {"work", false, NULL, NULL},         {"hold", true, hold, NULL},
    {"exec", true, NULL, open_and_exec}, {"exec-big", true, exec_big, NULL},
    {"fault", true, map_file, fault},
};

static const struct mode *find_mode(int argc, char **argv) {
  for (size_t i = 0; argc > 1 && i < sizeof(modes) / sizeof(modes[0]); i++)
    if (strcmp(modes[i].word, argv[1]) == 0 &&
        argc == 2 + modes[i].has_argument)
      return &modes[i];
  return NULL;
}

int main(int argc, char **argv) {
  pid_t parent = getppid();
  const struct mode *mode = find_mode(argc, argv);
  struct victim victim = {.argv = argv};
  sigset_t set;

  if (!mode) {
    fputs("usage: hang-victim work | hold FILE | exec FILE | exec-big BYTES |"
          " fault FILE\n",
          stderr);
    return USAGE_STATUS;
  }
  victim.argument = argv[2];
  sigemptyset(&set);
  sigaddset(&set, SIGUSR1);
  sigprocmask(SIG_BLOCK, &set, NULL);
  prctl(PR_SET_PDEATHSIG, SIGTERM); /* it must not outlive the test */
  if (getppid() != parent)
    return 0;
  return mode->prepare && mode->prepare(&victim) ? 1 : work(&victim, mode);
}
