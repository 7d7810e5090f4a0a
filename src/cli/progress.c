/* progress.c - see progress.h */
#include "cli/progress.h"

#include "metric/unit.h"

#include <math.h>
#include <time.h>
#include <unistd.h>

static const double PATIENCE_S = 2;
static const double EVERY_S = 0.5;

static double now_s(void) {
  struct timespec now;

  clock_gettime(CLOCK_MONOTONIC, &now);
  return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

void progress_init(struct progress *progress, FILE *out) {
  *progress = (struct progress){.began_s = now_s()};
  if (isatty(fileno(out)))
    progress->out = out;
}

void progress_expect(struct progress *progress, double bytes) {
  progress->all_bytes += bytes;
}

void progress_write(double done_bytes, double all_bytes, double passed_s,
                    char *buffer, size_t capacity) {
  char done[32], all[32], rate[32];

  unit_write(UNIT_BYTE, done_bytes, done, sizeof(done));
  unit_write(UNIT_BYTE, all_bytes, all, sizeof(all));
  unit_write(UNIT_BYTE, done_bytes / passed_s, rate, sizeof(rate));
  if (done_bytes <= all_bytes)
    snprintf(buffer, capacity, "%.0f %% of %s, %s/s",
             floor(100 * done_bytes / all_bytes), all, rate);
  else
    snprintf(buffer, capacity, "%s, %s/s", done, rate);
}

void progress_add(struct progress *progress, size_t bytes) {
  char line[120];
  double at_s;

  progress->done_bytes += (double)bytes;
  if (!progress->out)
    return;
  at_s = now_s();
  if (at_s - progress->began_s < PATIENCE_S ||
      at_s - progress->shown_s < EVERY_S)
    return;
  progress->shown_s = at_s;
  progress_write(progress->done_bytes, progress->all_bytes,
                 at_s - progress->began_s, line, sizeof(line));
  fprintf(progress->out, "\r%s\033[K", line);
  fflush(progress->out);
}

void progress_end(struct progress *progress) {
  if (progress->out && progress->shown_s > 0)
    fputs("\r\033[K", progress->out);
  progress->shown_s = 0;
}
