/* bench-loop.c - what being watched costs: a process with much memory takes and
 * returns a little more of it, and tells how long the slowest of it took.
 *
 * usage: bench-loop SECONDS RESIDENT_BYTES
 *
 * For each line that it reads it does so for SECONDS, and prints the 99.9th
 * percentile in ns, the median, and how many there were. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

/* Of a latency only its place in a table is kept: 64 places for each power of
 * two, so that it is known to 1.6 %. */
enum { PIECE = 64 * 1024, PLACES = 64, POWERS = 40, PAUSE_NS = 20000 };

static unsigned long seen[POWERS * PLACES];

static uint64_t now_ns(void) {
  struct timespec now;

  clock_gettime(CLOCK_MONOTONIC, &now);
  return (uint64_t)now.tv_sec * 1000000000 + (uint64_t)now.tv_nsec;
}

static void *take(size_t bytes) {
  void *at = mmap(NULL, bytes, PROT_READ | PROT_WRITE,
                  MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

  if (at == MAP_FAILED)
    return NULL;
  memset(at, 1, bytes);
  return at;
}

static unsigned place_of(uint64_t ns) {
  unsigned power = 0;

  while (ns >> (power + 6) > 1 && power < POWERS - 1)
    power++;
  return power * PLACES + (unsigned)(ns >> power) % PLACES;
}

/* The least value of a place. */
static double value_of(unsigned place) {
  unsigned power = place / PLACES;

  return (double)(((uint64_t)PLACES + place % PLACES) << power);
}

static double quantile(unsigned long count, double share) {
  unsigned long below = 0;

  for (unsigned i = 0; i < POWERS * PLACES; i++) {
    below += seen[i];
    if ((double)below >= share * (double)count)
      return value_of(i);
  }
  return 0;
}

/* Takes and returns a piece until `end_ns`; returns how often, or 0. */
static unsigned long run(uint64_t end_ns) {
  const struct timespec pause = {.tv_nsec = PAUSE_NS};
  unsigned long count = 0;

  memset(seen, 0, sizeof(seen));
  for (uint64_t from = now_ns(); from < end_ns; from = now_ns()) {
    void *piece = take(PIECE);

    if (!piece || munmap(piece, PIECE) < 0)
      return 0;
    seen[place_of(now_ns() - from)]++;
    count++;
    nanosleep(&pause, NULL);
  }
  return count;
}

int main(int argc, char **argv) {
  double seconds = argc == 3 ? strtod(argv[1], NULL) : 0;
  size_t resident = argc == 3 ? strtoul(argv[2], NULL, 10) : 0;
  char line[16];

  if (!(seconds > 0) || resident == 0 || !take(resident)) {
    fputs("usage: bench-loop SECONDS RESIDENT_BYTES\n", stderr);
    return 2;
  }
  while (read(STDIN_FILENO, line, sizeof(line)) > 0) {
    unsigned long count = run(now_ns() + (uint64_t)(seconds * 1e9));

    if (count == 0)
      return 1;
    printf("%.0f %.0f %lu\n", quantile(count, 0.999), quantile(count, 0.5),
           count);
    fflush(stdout);
  }
  return 0;
}
