/*
 * growth-victim.c - a process whose memory grows in one way.
 *
 *   growth-victim WAY STEPS STEP_MS [FILE]
 *
 * In each step it takes a MiB more; then it waits to be killed. Says "ready"
 * before the first.
 */
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { STEP_BYTES = 1 << 20, PAGE_BYTES = 4096, USAGE_STATUS = 2 };

/* What a way works on. */
struct land {
  int fd;
  char *area; /* of all steps */
  size_t bytes;
  int step, steps;
};

static void fail(const char *what) {
  perror(what);
  exit(1);
}

static char *map(size_t bytes, int flags, int fd) {
  void *area = mmap(NULL, bytes, PROT_READ | PROT_WRITE, flags, fd, 0);

  if (area == MAP_FAILED)
    fail("mmap");
  return area;
}

static void touch(char *at, size_t bytes) {
  for (size_t i = 0; i < bytes; i += PAGE_BYTES)
    at[i] = 1;
}

static void look_at(const char *at, size_t bytes) {
  static volatile char seen;

  for (size_t i = 0; i < bytes; i += PAGE_BYTES)
    seen = at[i];
  (void)seen;
}

static char *piece(const struct land *land) {
  return land->area + (size_t)land->step * STEP_BYTES;
}

static void leak(struct land *land) {
  (void)land;
  touch(map(STEP_BYTES, MAP_PRIVATE | MAP_ANONYMOUS, -1), STEP_BYTES);
}

static void grow_heap(struct land *land) {
  void *at = sbrk(STEP_BYTES);

  (void)land;
  if (at == (void *)-1)
    fail("sbrk");
  touch(at, STEP_BYTES);
}

static void share(struct land *land) {
  if (!land->area)
    land->area = map(land->bytes, MAP_SHARED | MAP_ANONYMOUS, -1);
  touch(piece(land), STEP_BYTES);
}

static void read_file(struct land *land) {
  if (!land->area)
    land->area = map(land->bytes, MAP_PRIVATE, land->fd);
  look_at(piece(land), STEP_BYTES);
}

/* A reader at first, then a writer: what it had of the file becomes its own. */
static void copy_on_write(struct land *land) {
  if (!land->area) {
    land->area = map(land->bytes, MAP_PRIVATE, land->fd);
    look_at(land->area, land->bytes);
  }
  touch(piece(land), STEP_BYTES);
}

/* The last quarter of its time it has all of it no more. */
static void give_back(struct land *land) {
  if (!land->area)
    land->area = map(land->bytes, MAP_PRIVATE | MAP_ANONYMOUS, -1);
  if (land->step < 3 * land->steps / 4)
    touch(piece(land), STEP_BYTES);
  else if (madvise(land->area, land->bytes, MADV_DONTNEED) < 0)
    fail("madvise");
}

/* It takes up to eight, and gives one back whenever it likes. */
static void be_busy(struct land *land) {
  static char *held[8];
  static uint32_t dice = 1;
  char **one;

  (void)land;
  dice = dice * 1664525u + 1013904223u;
  one = &held[dice >> 29];
  if (*one)
    munmap(*one, STEP_BYTES);
  *one = *one ? NULL : map(STEP_BYTES, MAP_PRIVATE | MAP_ANONYMOUS, -1);
  if (*one)
    touch(*one, STEP_BYTES);
}

static const struct {
  const char *name;
  void (*step)(struct land *land);
} ways[] = {
    {"leak", leak},      {"heap", grow_heap},    {"shared", share},
    {"file", read_file}, {"cow", copy_on_write}, {"back", give_back},
    {"busy", be_busy},
};

static void live(struct land *land, void (*step)(struct land *land),
                 long step_ms) {
  struct timespec rest = {.tv_sec = step_ms / 1000,
                          .tv_nsec = step_ms % 1000 * 1000000};

  for (; land->step < land->steps; land->step++) {
    step(land);
    if (land->step == 0)
      (void)!write(STDOUT_FILENO, "ready\n", 6);
    nanosleep(&rest, NULL);
  }
  for (;;)
    pause();
}

int main(int argc, char **argv) {
  struct land land = {.fd = -1};

  if (argc < 4)
    return USAGE_STATUS;
  land.steps = (int)strtol(argv[2], NULL, 10);
  land.bytes = (size_t)land.steps * STEP_BYTES;
  if (argc > 4)
    land.fd = open(argv[4], O_RDONLY | O_CLOEXEC);
  for (size_t i = 0; i < sizeof(ways) / sizeof(ways[0]); i++)
    if (strcmp(argv[1], ways[i].name) == 0)
      live(&land, ways[i].step, strtol(argv[3], NULL, 10));
  return USAGE_STATUS;
}
