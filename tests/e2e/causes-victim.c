/*
 * causes-victim.c - threads that wait for one thing each, for causes.t.
 *
 *   causes-victim WHAT [PATH] [THREADS [SLEEPERS]]
 *
 * direct-read, direct-write, read, write, fsync, fault, populate, stat, flock:
 * of PATH swapped: so many MiB in place of PATH, paged out and touched
 * pipe-write, pipe-read, send, receive, accept, futex, nanosleep, poll, pause,
 * vfork
 *
 * THREADS do that, SLEEPERS sleep beside them, and so does the leader.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

enum { BLOCK = 65536, PAGE = 4096, MIB = 1 << 20 };

#ifndef MADV_PAGEOUT
#define MADV_PAGEOUT 21
#endif

static const char *path;

static _Noreturn void fail(const char *what) {
  fprintf(stderr, "%s: %s\n", what, strerror(errno));
  exit(1);
}

static int open_or_fail(int flags) {
  int fd = open(path, flags | O_CLOEXEC, 0600);

  if (fd < 0)
    fail(path);
  return fd;
}

/* Each thread has a part of its own, so that no two want one page. */
static off_t own_part(void) {
  static off_t next;

  return __atomic_add_fetch(&next, (off_t)1 << 30, __ATOMIC_RELAXED);
}

static void *block_of(size_t bytes) {
  void *block;

  if (posix_memalign(&block, PAGE, bytes) != 0)
    fail("memory");
  memset(block, 'x', bytes);
  return block;
}

static void each_read(int flags) {
  int fd = open_or_fail(O_RDONLY | flags);
  void *block = block_of(PAGE);

  (void)posix_fadvise(fd, 0, 0, POSIX_FADV_RANDOM);
  for (off_t at = own_part();; at += BLOCK)
    if (pread(fd, block, PAGE, at) < 0)
      fail("read");
}

static void *direct_read(void *nothing) {
  each_read(O_DIRECT);
  return nothing;
}

static void *buffered_read(void *nothing) {
  each_read(0);
  return nothing;
}

static void each_write(int flags, int sync) {
  int fd = open_or_fail(O_WRONLY | flags);
  void *block = block_of(BLOCK);

  for (off_t at = own_part();; at += BLOCK)
    if (pwrite(fd, block, BLOCK, at) < 0 || (sync && fsync(fd) < 0))
      fail("write");
}

static void *direct_write(void *nothing) {
  each_write(O_DIRECT, 0);
  return nothing;
}

static void *buffered_write(void *nothing) {
  each_write(0, 0);
  return nothing;
}

static void *sync_write(void *nothing) {
  each_write(0, 1);
  return nothing;
}

static void *fault(void *nothing) {
  size_t bytes = (size_t)1 << 30;
  volatile char *memory = mmap(NULL, bytes, PROT_READ, MAP_SHARED,
                               open_or_fail(O_RDONLY), own_part());

  if (memory == MAP_FAILED || madvise((void *)memory, bytes, MADV_RANDOM) < 0)
    fail("mmap");
  for (size_t at = 0;; at = (at + BLOCK) % bytes)
    (void)memory[at];
  return nothing;
}

static void *populate(void *nothing) {
  int fd = open_or_fail(O_RDONLY);
  size_t bytes = (size_t)64 * MIB;

  for (off_t at = own_part();; at += (off_t)bytes)
    if (mmap(NULL, bytes, PROT_READ, MAP_SHARED | MAP_POPULATE, fd, at) ==
        MAP_FAILED)
      fail("mmap");
  return nothing;
}

/* No two pages are the same, and none is of one byte: such need no swap. */
static void *swapped(void *nothing) {
  size_t bytes = (size_t)strtol(path, NULL, 10) * MIB;
  unsigned *memory = mmap(NULL, bytes, PROT_READ | PROT_WRITE,
                          MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  unsigned seed = 1;

  if (memory == MAP_FAILED)
    fail("memory");
  for (size_t i = 0; i < bytes / sizeof(*memory); i++)
    memory[i] = seed = seed * 1664525 + 1013904223;
  (void)madvise(memory, bytes, MADV_PAGEOUT);
  puts("out");
  fflush(stdout);
  sleep(2);
  (void)madvise(memory, bytes, MADV_RANDOM);
  for (size_t at = 0;; at = (at + PAGE) % bytes)
    (void)((volatile char *)memory)[at];
  return nothing;
}

static void *ask(void *nothing) {
  struct stat found;

  for (;;)
    (void)stat(path, &found);
  return nothing;
}

/* Two open files are two owners. */
static void *lock_file(void *nothing) {
  if (flock(open_or_fail(O_RDWR | O_CREAT), LOCK_EX) < 0 ||
      flock(open_or_fail(O_RDWR | O_CREAT), LOCK_EX) < 0)
    fail("flock");
  return nothing;
}

static void fill(int fd) {
  static char block[BLOCK];

  for (;;)
    if (write(fd, block, sizeof(block)) < 0)
      fail("write");
}

static void drain(int fd) {
  static char block[BLOCK];

  for (;;)
    if (read(fd, block, sizeof(block)) <= 0)
      fail("read");
}

static void *fill_pipe(void *nothing) {
  int fd[2];

  if (pipe(fd) < 0)
    fail("pipe");
  fill(fd[1]);
  return nothing;
}

static void *drain_pipe(void *nothing) {
  int fd[2];

  if (pipe(fd) < 0)
    fail("pipe");
  drain(fd[0]);
  return nothing;
}

static int listen_here(struct sockaddr_in *ret_address) {
  socklen_t length = sizeof(*ret_address);
  int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

  *ret_address = (struct sockaddr_in){
      .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  if (fd < 0 || bind(fd, (void *)ret_address, length) < 0 ||
      listen(fd, 1) < 0 || getsockname(fd, (void *)ret_address, &length) < 0)
    fail("listen");
  return fd;
}

/* Nobody reads or writes at its other end. */
static int connect_here(void) {
  struct sockaddr_in address;
  int server = listen_here(&address);
  int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

  if (fd < 0 || connect(fd, (void *)&address, sizeof(address)) < 0 ||
      accept(server, NULL, NULL) < 0)
    fail("connect");
  return fd;
}

static void *send_on(void *nothing) {
  fill(connect_here());
  return nothing;
}

static void *receive(void *nothing) {
  drain(connect_here());
  return nothing;
}

static void *wait_for_client(void *nothing) {
  struct sockaddr_in address;

  (void)accept(listen_here(&address), NULL, NULL);
  return nothing;
}

static void *lock_twice(void *nothing) {
  static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;

  pthread_mutex_lock(&mutex);
  pthread_mutex_lock(&mutex);
  return nothing;
}

static void *sleep_on(void *nothing) {
  for (;;)
    nanosleep(&(struct timespec){.tv_sec = 1000}, NULL);
  return nothing;
}

static void *poll_on(void *nothing) {
  for (;;)
    (void)poll(NULL, 0, -1);
  return nothing;
}

static void *pause_on(void *nothing) {
  for (;;)
    pause();
  return nothing;
}

/* As vfork(2), but for the memory. The child ends with this process. */
static void *wait_for_child(void *nothing) {
  if (syscall(SYS_clone, CLONE_VFORK | SIGCHLD, NULL, NULL, NULL, 0) == 0) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    for (;;)
      sleep(1000);
  }
  return nothing;
}

static const struct {
  const char *what;
  void *(*run)(void *);
} deeds[] = {
    {"direct-read", direct_read},
    {"direct-write", direct_write},
    {"read", buffered_read},
    {"write", buffered_write},
    {"fsync", sync_write},
    {"fault", fault},
    {"populate", populate},
    {"swapped", swapped},
    {"stat", ask},
    {"flock", lock_file},
    {"pipe-write", fill_pipe},
    {"pipe-read", drain_pipe},
    {"send", send_on},
    {"receive", receive},
    {"accept", wait_for_client},
    {"futex", lock_twice},
    {"nanosleep", sleep_on},
    {"poll", poll_on},
    {"pause", pause_on},
    {"vfork", wait_for_child},
};

static void start(void *(*run)(void *), long count) {
  pthread_attr_t attributes;
  pthread_t thread;

  pthread_attr_init(&attributes);
  pthread_attr_setstacksize(&attributes, BLOCK);
  for (long i = 0; i < count; i++)
    if (pthread_create(&thread, &attributes, run, NULL) != 0)
      fail("thread");
}

int main(int argc, char **argv) {
  path = argc > 2 ? argv[2] : "";
  for (size_t i = 0; argc > 1 && i < sizeof(deeds) / sizeof(deeds[0]); i++)
    if (strcmp(argv[1], deeds[i].what) == 0) {
      start(deeds[i].run, argc > 3 ? strtol(argv[3], NULL, 10) : 1);
      start(sleep_on, argc > 4 ? strtol(argv[4], NULL, 10) : 0);
      puts("ready");
      fflush(stdout);
      (void)pause_on(NULL);
    }
  return 2;
}
