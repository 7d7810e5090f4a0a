/*
 * demo.c - the workload of contrib/quickstart: one process that runs into a
 * wall of its own at a known time, or one that runs into none.
 */
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <math.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

enum {
  USAGE_STATUS = 2,
  NAME_MOST = 15, /* the kernel keeps no more of a name */
  PATH_BYTES = 4096,
  STEPS_A_SECOND = 20,
  RING_BYTES = 16 * 1024 * 1024,
  BLOCKS_A_SECOND = 10,
  QUIET_FDS = 4,
};

struct demo {
  const char *name;
  const char *directory;
  double limit;
  double seconds;
  double rate;
  double linger_s;
};

struct verb {
  const char *word, *name;
  int (*run)(const struct demo *demo);
  bool heads_for_a_wall; /* takes --limit, --seconds and --linger */
  bool writes;           /* takes --dir and --rate */
};

static const char usage[] =
    "usage: io-forecast-demo fds --limit N --seconds S [--linger S]\n"
    "       io-forecast-demo memory --limit BYTES --seconds S [--linger S]\n"
    "       io-forecast-demo files --dir DIR --rate BYTES\n"
    "       io-forecast-demo quiet\n"
    "Each takes --name NAME, and BYTES with K, M or G. A line on the standard\n"
    "output tells when the wall is met: wall fd_limit|memory_max EPOCH\n";

static int complain(const char *what) {
  fprintf(stderr, "io-forecast-demo: %s.\n", what);
  return USAGE_STATUS;
}

static int fail(const char *what) {
  fprintf(stderr, "io-forecast-demo: %s: %s.\n", what, strerror(errno));
  return 1;
}

static double now_s(void) {
  struct timespec now;

  clock_gettime(CLOCK_MONOTONIC, &now);
  return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

static sigset_t endings(void) {
  sigset_t set;

  sigemptyset(&set);
  sigaddset(&set, SIGTERM);
  sigaddset(&set, SIGINT);
  return set;
}

/* Whether to go on: false once we were told to end. The endings are blocked and
 * only taken here, so that none can slip in between a look at a flag and the
 * sleep, which may be for ever. Deadlines are absolute: no step is late because
 * the one before it was. */
static bool sleep_until(double at_s) {
  sigset_t set = endings();

  for (;;) {
    double left_s = fmin(fmax(at_s - now_s(), 0), 3600);
    struct timespec left = {.tv_sec = (time_t)left_s,
                            .tv_nsec = (long)((left_s - floor(left_s)) * 1e9)};

    if (sigtimedwait(&set, NULL, &left) > 0)
      return false;
    if (now_s() >= at_s)
      return true;
  }
}

/* dprintf(3) allocates nothing that the walls could refuse. */
static int tell_wall(const char *wall) {
  struct timespec now;

  clock_gettime(CLOCK_REALTIME, &now);
  return dprintf(STDOUT_FILENO, "wall %s %lld.%03ld\n", wall,
                 (long long)now.tv_sec, now.tv_nsec / 1000000) < 0
             ? fail("the wall cannot be told")
             : 0;
}

static int linger(const struct demo *demo) {
  (void)sleep_until(now_s() + demo->linger_s);
  return 0;
}

static int set_limit(enum __rlimit_resource resource, double limit) {
  struct rlimit both = {.rlim_cur = (rlim_t)limit, .rlim_max = (rlim_t)limit};

  return setrlimit(resource, &both) < 0 ? fail("the limit cannot be set") : 0;
}

static int open_null(void) {
  return open("/dev/null", O_RDONLY | O_CLOEXEC);
}

static int count_open(int limit) {
  int count = 0;

  for (int fd = 0; fd < limit; fd++)
    count += fcntl(fd, F_GETFD) >= 0;
  return count;
}

static int run_fds(const struct demo *demo) {
  double start_s = now_s();
  int leaks = (int)demo->limit - count_open((int)demo->limit);

  if (set_limit(RLIMIT_NOFILE, demo->limit))
    return 1;
  for (int i = 1; i <= leaks; i++) {
    if (!sleep_until(start_s + demo->seconds * i / leaks))
      return 0;
    if (open_null() < 0)
      return fail("/dev/null cannot be opened");
  }
  return tell_wall("fd_limit") ? 1 : linger(demo);
}

/* In bytes; 0 when it cannot be read. */
static double address_space(double page_bytes) {
  char text[128];
  int fd = open("/proc/self/statm", O_RDONLY | O_CLOEXEC);
  ssize_t length;

  if (fd < 0)
    return 0;
  length = read(fd, text, sizeof(text) - 1);
  close(fd);
  if (length <= 0)
    return 0;
  text[length] = '\0';
  return (double)strtoull(text, NULL, 10) * page_bytes;
}

/* Every page is touched: the resident size keeps step with the address space,
 * and so the plugin's sum of resident size and room stays where it is. */
static int grow(size_t bytes) {
  void *chunk = mmap(NULL, bytes, PROT_READ | PROT_WRITE,
                     MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

  if (chunk == MAP_FAILED)
    return -errno;
  memset(chunk, 1, bytes);
  return 0;
}

/* A step that fails is the last one: `steps` of them fit in. */
static int grow_until_refused(const struct demo *demo, double start_s,
                              size_t chunk, double steps) {
  int r = 0;

  for (double i = 1; r == 0; i++) {
    if (!sleep_until(start_s + demo->seconds * i / (steps + 1)))
      return 0;
    r = grow(chunk);
  }
  errno = -r;
  if (r != -ENOMEM)
    return fail("memory cannot be mapped");
  return tell_wall("memory_max") ? 1 : linger(demo);
}

static int run_memory(const struct demo *demo) {
  double page_bytes = (double)sysconf(_SC_PAGESIZE);
  double start_s = now_s();
  double pages =
      fmax(1, floor(demo->limit / demo->seconds / STEPS_A_SECOND / page_bytes));
  double chunk = pages * page_bytes;
  double steps = fmax(1, floor(demo->limit / chunk));
  double present = address_space(page_bytes);

  if (present <= 0)
    return fail("/proc/self/statm cannot be read");
  /* A huge page would make two megabytes resident at one touch. */
  (void)prctl(PR_SET_THP_DISABLE, 1, 0, 0, 0);
  if (set_limit(RLIMIT_AS, present + steps * chunk))
    return 1;
  return grow_until_refused(demo, start_s, (size_t)chunk, steps);
}

static int write_block(int fd, const char *block, size_t bytes, off_t at) {
  ssize_t written = pwrite(fd, block, bytes, at);

  return written == (ssize_t)bytes ? 0 : fail("the file cannot be written");
}

static int write_ring(const struct demo *demo, int fd, const char *block,
                      size_t bytes) {
  double start_s = now_s();
  size_t at = 0;

  for (double i = 1; sleep_until(start_s + i * (double)bytes / demo->rate);
       i++) {
    if (write_block(fd, block, bytes, (off_t)at))
      return 1;
    at = at + 2 * bytes > RING_BYTES ? 0 : at + bytes;
  }
  return 0;
}

static int run_files(const struct demo *demo) {
  double most = fmin(demo->rate / BLOCKS_A_SECOND, RING_BYTES);
  size_t bytes = (size_t)fmax(most, 1);
  char path[PATH_BYTES];
  char *block = calloc(1, bytes);
  int length = snprintf(path, sizeof(path), "%s/io-forecast-demo.%d",
                        demo->directory, (int)getpid());
  int fd, r;

  if (!block || length >= PATH_BYTES) {
    free(block);
    return complain("--dir or --rate is too large");
  }
  fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  r = fd < 0 ? fail(path) : write_ring(demo, fd, block, bytes);
  if (fd >= 0)
    unlink(path);
  free(block);
  return r;
}

static int run_quiet(const struct demo *demo) {
  for (int i = 0; i < QUIET_FDS; i++)
    if (open_null() < 0)
      return fail("/dev/null cannot be opened");
  return linger(demo);
}

static const struct verb verbs[] = {
    {"fds", "demo-fds", run_fds, .heads_for_a_wall = true},
    {"memory", "demo-memory", run_memory, .heads_for_a_wall = true},
    {"files", "demo-files", run_files, .writes = true},
    {"quiet", "demo-quiet", run_quiet},
};

static const struct verb *find_verb(const char *word) {
  for (size_t i = 0; i < sizeof(verbs) / sizeof(verbs[0]); i++)
    if (strcmp(verbs[i].word, word) == 0)
      return &verbs[i];
  return NULL;
}

/* "64M"; NaN when it is no number above 0. */
static double quantity(const char *text) {
  static const char suffixes[] = "KMG";
  char *end;
  double value = strtod(text, &end);
  const char *suffix = *end ? strchr(suffixes, *end) : NULL;

  if (suffix) {
    value *= pow(1024, (double)(suffix - suffixes + 1));
    end++;
  }
  return end != text && !*end && value > 0 && value < 1e15 ? value
                                                           : (double)NAN;
}

static int take_quantity(const char *key, const char *text, double *ret_value) {
  double value = quantity(text);

  if (isnan(value)) {
    fprintf(stderr,
            "io-forecast-demo: --%s \"%s\" will not do; allowed is a number "
            "above 0.\n",
            key, text);
    return USAGE_STATUS;
  }
  *ret_value = value;
  return 0;
}

static int take_name(struct demo *demo, const char *name) {
  if (!name[0] || strlen(name) > NAME_MOST)
    return complain("--name takes a name of 1 to 15 bytes");
  demo->name = name;
  return 0;
}

static int take_option(struct demo *demo, int option) {
  switch (option) {
  case 'n':
    return take_name(demo, optarg);
  case 'd':
    demo->directory = optarg;
    return 0;
  case 'l':
    return take_quantity("limit", optarg, &demo->limit);
  case 's':
    return take_quantity("seconds", optarg, &demo->seconds);
  case 'r':
    return take_quantity("rate", optarg, &demo->rate);
  case 'w':
    return take_quantity("linger", optarg, &demo->linger_s);
  default:
    return complain("there is no such option, or its value is missing; see "
                    "--help");
  }
}

static int check(const struct verb *verb, const struct demo *demo) {
  bool walled = !isnan(demo->limit) || !isnan(demo->seconds);
  bool writes = demo->directory || !isnan(demo->rate);

  if (verb->heads_for_a_wall && (isnan(demo->limit) || isnan(demo->seconds)))
    return complain("fds and memory need --limit and --seconds");
  if (verb->writes && (!demo->directory || isnan(demo->rate)))
    return complain("files needs --dir and --rate");
  if ((walled && !verb->heads_for_a_wall) || (writes && !verb->writes))
    return complain("this verb does not take these options; see --help");
  if (verb->run == run_fds && !(demo->limit >= 8 && demo->limit <= 1048576))
    return complain("fds takes a --limit from 8 to 1048576");
  if (verb->run == run_memory && demo->limit < 1048576)
    return complain("memory takes a --limit of 1M or more");
  return 0;
}

static int parse(const struct verb *verb, struct demo *demo, int argc,
                 char **argv) {
  static const struct option options[] = {
      {"name", required_argument, NULL, 'n'},
      {"dir", required_argument, NULL, 'd'},
      {"limit", required_argument, NULL, 'l'},
      {"seconds", required_argument, NULL, 's'},
      {"rate", required_argument, NULL, 'r'},
      {"linger", required_argument, NULL, 'w'},
      {NULL, 0, NULL, 0},
  };
  int option;
  int r = 0;

  opterr = 0;
  while (r == 0 && (option = getopt_long(argc, argv, "", options, NULL)) >= 0)
    r = take_option(demo, option);
  if (r == 0 && optind < argc)
    r = complain("one verb and its options, nothing more");
  return r ? r : check(verb, demo);
}

/* From now on we end with our parent, and by no other way than sleep_until().
 * Whoever was started by a parent that is gone already has another one. */
static bool prepare(const struct demo *demo, pid_t parent) {
  sigset_t set = endings();

  sigprocmask(SIG_BLOCK, &set, NULL);
  prctl(PR_SET_PDEATHSIG, SIGTERM);
  prctl(PR_SET_NAME, demo->name);
  return getppid() == parent;
}

int main(int argc, char **argv) {
  pid_t parent = getppid();
  const struct verb *verb = argc > 1 ? find_verb(argv[1]) : NULL;
  struct demo demo = {
      .limit = NAN, .seconds = NAN, .rate = NAN, .linger_s = INFINITY};
  int r;

  if (argc > 1 && strcmp(argv[1], "--help") == 0) {
    fputs(usage, stdout);
    return 0;
  }
  if (!verb)
    return complain("the first word is fds, memory, files or quiet");
  demo.name = verb->name;
  r = parse(verb, &demo, argc - 1, argv + 1);
  if (r)
    return r;
  return prepare(&demo, parent) ? verb->run(&demo) : 0;
}
