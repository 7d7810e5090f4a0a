/* crew.c - see crew.h */
#include "sample/crew.h"

#include "base/seconds.h"
#include "base/thread.h"
#include "sample/netlink.h"

#include <errno.h>
#include <math.h>
#include <pthread.h>
#include <stdlib.h>
#include <time.h>

struct worker {
  struct crew *crew;
  struct errand *errand; /* what it is on; NULL when idle */
  double since_s;        /* when its present reading began */
  unsigned deadlines;    /* that this reading may take */
  double cpu_s;          /* that the crew has counted already */
  bool lost;
  struct netlink netlink;
  pthread_t thread;
};

struct crew {
  pthread_mutex_t mutex; /* guards all below, and each errand's outcome */
  pthread_cond_t work;   /* there is something to read, or the end */
  pthread_cond_t rest;   /* the batch is finished */
  struct worker *worker; /* the one that is not lost; may be NULL */
  bool quit;
  struct tally tally;
  struct batch batch;
};

double crew_now_s(void) {
  return seconds_of(CLOCK_MONOTONIC);
}

void crew_lock(struct crew *crew) {
  pthread_mutex_lock(&crew->mutex);
}

void crew_unlock(struct crew *crew) {
  pthread_mutex_unlock(&crew->mutex);
}

/* Only a crew without a living or lost thread may be released. */
static void release(struct crew *crew) {
  batch_release(&crew->batch);
  pthread_cond_destroy(&crew->work);
  pthread_cond_destroy(&crew->rest);
  pthread_mutex_destroy(&crew->mutex);
  free(crew);
}

/* The lost thread's last act: its errand is free again. Unlocks. */
static void come_back(struct worker *worker) {
  struct crew *crew = worker->crew;
  bool last;

  errand_close_opened(worker->errand);
  batch_return(&crew->batch, worker->errand);
  crew->tally.lost--;
  last = crew->quit && crew->tally.lost == 0 && !crew->worker;
  crew_unlock(crew);
  netlink_close(&worker->netlink);
  free(worker);
  if (last)
    release(crew);
}

/* One that is astray ends. The next batch finds no thread, and has another
 * started: one that this one started would be astray too. Unlocks. */
static void leave(struct worker *worker) {
  struct crew *crew = worker->crew;

  crew->worker = NULL;
  pthread_detach(worker->thread);
  pthread_cond_signal(&crew->rest);
  crew_unlock(crew);
  netlink_close(&worker->netlink);
  free(worker);
}

/* That a process has gone is none. */
static bool is_refusal(const struct reading *reading) {
  long r = reading->length;

  return reading->source == SOURCE_TASKSTATS &&
         (r == -EPERM || r == -EACCES || r == -EINVAL || r == -ENOENT ||
          r == -EOPNOTSUPP || r == -EPROTONOSUPPORT || r == -EAFNOSUPPORT);
}

static unsigned deadlines_of(const struct reading *reading) {
  unsigned deadlines =
      reading->source < SOURCE_COUNT ? sources[reading->source].deadlines : 0;

  return deadlines ? deadlines : 1;
}

/* Called and left locked; the lock is open while a file is read. Once lost, the
 * thread must not touch `dirfd` again: it may have been closed meanwhile. */
static void go(struct worker *worker, struct errand *errand) {
  struct crew *crew = worker->crew;

  worker->errand = errand;
  for (int i = 0; i < errand->count && !worker->lost; i++) {
    worker->since_s = errand->read_s = crew_now_s();
    worker->deadlines = deadlines_of(&errand->reading[i]);
    crew_unlock(crew);
    errand_read(errand, i, &worker->netlink);
    crew_lock(crew);
    crew->tally.refused =
        crew->tally.refused || is_refusal(&errand->reading[i]);
  }
  if (worker->lost)
    return;
  worker->errand = NULL;
  batch_done(&crew->batch, errand);
  if (crew->batch.pending == 0)
    pthread_cond_signal(&crew->rest);
}

/* Called locked. */
static void count_cpu(struct worker *worker) {
  double cpu_s = seconds_of(CLOCK_THREAD_CPUTIME_ID);

  if (isnan(cpu_s))
    return;
  worker->crew->tally.cpu_s += cpu_s - worker->cpu_s;
  worker->cpu_s = cpu_s;
}

static void *work(void *argument) {
  struct worker *worker = argument;
  struct crew *crew = worker->crew;

  crew_lock(crew);
  while (!crew->quit && !worker->lost && !worker->netlink.astray) {
    struct errand *errand = batch_next(&crew->batch);

    if (errand) {
      go(worker, errand);
      continue;
    }
    count_cpu(worker);
    pthread_cond_wait(&crew->work, &crew->mutex);
  }
  count_cpu(worker);
  if (worker->lost)
    come_back(worker); /* unlocks */
  else if (worker->netlink.astray && !crew->quit)
    leave(worker); /* too */
  else
    crew_unlock(crew);
  return NULL;
}

void crew_hire(struct crew *crew) {
  struct worker *worker = calloc(1, sizeof(*worker));

  crew->worker = NULL;
  if (!worker)
    return;
  worker->crew = crew;
  worker->netlink = NETLINK_CLOSED;
  if (thread_start(&worker->thread, work, worker) == 0)
    crew->worker = worker;
  else
    free(worker);
}

static void init_sync(struct crew *crew) {
  pthread_mutex_init(&crew->mutex, NULL);
  pthread_cond_init(&crew->work, NULL);
  thread_condition_init(&crew->rest);
}

struct crew *crew_new(size_t batch, unsigned out) {
  struct crew *crew = calloc(1, sizeof(*crew));

  if (!crew)
    return NULL;
  init_sync(crew);
  if (batch_init(&crew->batch, batch, out))
    crew_hire(crew);
  if (!crew->worker) {
    release(crew);
    return NULL;
  }
  return crew;
}

void crew_free(struct crew *crew) {
  struct worker *idle;
  bool last;

  if (!crew)
    return;
  crew_lock(crew);
  batch_clear(&crew->batch);
  crew->quit = true;
  idle = crew->worker;
  pthread_cond_signal(&crew->work);
  crew_unlock(crew);
  if (idle) {
    pthread_join(idle->thread, NULL);
    netlink_close(&idle->netlink);
  }
  free(idle);
  crew_lock(crew);
  crew->worker = NULL;
  last = crew->tally.lost == 0;
  crew_unlock(crew);
  if (last)
    release(crew);
}

struct batch *crew_batch(struct crew *crew) {
  return &crew->batch;
}

struct tally crew_tally(const struct crew *crew) {
  return crew->tally;
}

struct stint crew_stint(const struct crew *crew) {
  const struct worker *worker = crew->worker;

  if (!worker || !worker->errand)
    return (struct stint){.since_s = crew_now_s(), .deadlines = 1};
  return (struct stint){true, worker->since_s, worker->deadlines};
}

bool crew_is_manned(const struct crew *crew) {
  return crew->worker != NULL;
}

void crew_wake(struct crew *crew) {
  pthread_cond_signal(&crew->work);
}

void crew_wait(struct crew *crew, double until_s) {
  thread_wait_until(&crew->rest, &crew->mutex, until_s);
}

void crew_lose(struct crew *crew) {
  struct worker *worker = crew->worker;

  worker->lost = true;
  batch_lose(&crew->batch, worker->errand);
  pthread_detach(worker->thread);
  crew->tally.lost++;
  crew_hire(crew);
}
