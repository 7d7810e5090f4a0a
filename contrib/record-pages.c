/*
 * record-pages.c - the process that contrib/record-pages records. It takes what
 * tests/sample/test_page_size.c knows of it, says so, and sleeps.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

enum {
  MIB = 1024 * 1024,
  ANONYMOUS_BYTES = 20 * MIB,
  SHARED_BYTES = 2 * MIB,
  MAPPED_BYTES = 4 * MIB,
  MAPPED_AT = 8 * MIB, /* on the disk */
  READ_BYTES = MIB,
  READ_AT = 24 * MIB,
  WRITTEN_BYTES = 2 * MIB,
  WRITTEN_AT = 16 * MIB,
};

#define BUSY_S 1.5

static void must(int is_so, const char *what) {
  if (is_so)
    return;
  perror(what);
  exit(1);
}

/* Not in huge pages, of which one would be more than all that is asked for. */
static char *map(size_t bytes, int flags, int fd, off_t at) {
  int rights = fd < 0 ? PROT_READ | PROT_WRITE : PROT_READ;
  char *memory = mmap(NULL, bytes, rights, flags, fd, at);

  must(memory != MAP_FAILED, "mmap");
  (void)madvise(memory, bytes, MADV_NOHUGEPAGE);
  return memory;
}

static void limit(int what, rlim_t soft, rlim_t hard) {
  const struct rlimit rlimit = {soft, hard};

  must(setrlimit(what, &rlimit) == 0, "setrlimit");
}

static void take_memory(void) {
  char *memory = map(ANONYMOUS_BYTES, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  size_t page = (size_t)sysconf(_SC_PAGESIZE);

  memset(memory, 1, ANONYMOUS_BYTES);
  memset(map(SHARED_BYTES, MAP_SHARED | MAP_ANONYMOUS, -1, 0), 1, SHARED_BYTES);
  /* what a thread has counted for itself is added up when memory is unmapped */
  (void)munmap(map(page, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0), page);
}

/* The disk is what it finds open as standard input. */
static void use_disk(int fd) {
  const volatile char *mapped;
  char *buffer = map(WRITTEN_BYTES, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

  must(pread(fd, buffer, READ_BYTES, READ_AT) == READ_BYTES, "pread");
  must(pwrite(fd, buffer, WRITTEN_BYTES, WRITTEN_AT) == WRITTEN_BYTES,
       "pwrite");
  (void)munmap(buffer, WRITTEN_BYTES);
  mapped = map(MAPPED_BYTES, MAP_SHARED, fd, MAPPED_AT);
  for (size_t at = 0; at < MAPPED_BYTES; at += 4096)
    (void)mapped[at];
}

static double busy_s(void) {
  struct timespec now;

  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

/* record-pages READY: with 0, 1, 2, a pipe and two more files it has 7 open. */
int main(int argc, char **argv) {
  int pipe_fds[2];
  int ready;

  must(argc == 2, "record-pages READY");
  limit(RLIMIT_NOFILE, 256, 1024);
  limit(RLIMIT_AS, 1024 * MIB, RLIM_INFINITY);
  limit(RLIMIT_DATA, 512 * MIB, RLIM_INFINITY);
  must(pipe(pipe_fds) == 0, "pipe");
  must(open("/dev/zero", O_RDONLY) >= 0, "/dev/zero");
  must(open("/dev/null", O_RDONLY) >= 0, "/dev/null");
  use_disk(STDIN_FILENO);
  take_memory();
  while (busy_s() < BUSY_S)
    for (volatile int i = 0; i < MIB; i++)
      ;
  ready = open(argv[1], O_WRONLY | O_CREAT, 0600);
  must(ready >= 0, argv[1]);
  close(ready);
  for (;;)
    pause();
}
