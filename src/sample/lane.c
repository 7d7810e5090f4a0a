/* lane.c - see lane.h */
#include "sample/lane.h"

#include "base/file.h"
#include "sample/netlink.h"

#include <errno.h>
#include <math.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

enum { STACK_BYTES = 256 * 1024 };

struct worker {
  struct lane *lane;
  struct errand *errand; /* what it is on; NULL when idle */
  double since_s;        /* when its present reading began */
  unsigned deadlines;    /* that this reading may take */
  double cpu_s;          /* that the lane has counted already */
  bool lost;
  struct netlink netlink;
  pthread_t thread;
};

struct lane {
  pthread_mutex_t mutex; /* guards all below, and each errand's outcome */
  pthread_cond_t work;   /* there is something to read, or the end */
  pthread_cond_t rest;   /* the batch is finished */
  struct worker *worker; /* the one that is not lost; may be NULL */
  bool quit;
  bool refused; /* the kernel tells no taskstats */
  unsigned stuck;
  unsigned max_stuck;
  double deadline_s;
  double patience_s; /* left of lane_be_patient() */
  unsigned long tickets;
  size_t pending; /* of the batch */
  size_t next;    /* of the batch, to be read */
  size_t taken;   /* length of the batch */
  size_t capacity;
  struct errand **batch;
  struct errand **idle; /* stack of blank errands */
  size_t idle_count;
  struct errand **out; /* with lost threads */
  size_t out_count;
  double cpu_s; /* of all threads until they last lay down */
};

static double seconds_of(clockid_t clock) {
  struct timespec now;

  clock_gettime(clock, &now);
  return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

double lane_now_s(void) {
  return seconds_of(CLOCK_MONOTONIC);
}

static struct timespec timespec_of(double s) {
  time_t whole = (time_t)s;

  return (struct timespec){.tv_sec = whole,
                           .tv_nsec = (long)((s - (double)whole) * 1e9)};
}

/* Only a lane without a living or lost thread may be released. */
static void release(struct lane *lane) {
  for (size_t i = 0; i < lane->idle_count; i++)
    free(lane->idle[i]);
  for (size_t i = 0; i < lane->taken; i++)
    free(lane->batch[i]);
  pthread_cond_destroy(&lane->work);
  pthread_cond_destroy(&lane->rest);
  pthread_mutex_destroy(&lane->mutex);
  free(lane->batch);
  free(lane->idle);
  free(lane->out);
  free(lane);
}

/* The lost thread's last act: its errand is free again. Unlocks. */
static void come_back(struct worker *worker) {
  struct lane *lane = worker->lane;
  bool last;

  for (size_t i = 0; i < lane->out_count; i++)
    if (lane->out[i] == worker->errand)
      lane->out[i] = lane->out[--lane->out_count];
  errand_close_opened(worker->errand);
  lane->idle[lane->idle_count++] = worker->errand;
  lane->stuck--;
  last = lane->quit && lane->stuck == 0 && !lane->worker;
  pthread_mutex_unlock(&lane->mutex);
  netlink_close(&worker->netlink);
  free(worker);
  if (last)
    release(lane);
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
  struct lane *lane = worker->lane;

  worker->errand = errand;
  for (int i = 0; i < errand->count && !worker->lost; i++) {
    worker->since_s = errand->read_s = lane_now_s();
    worker->deadlines = deadlines_of(&errand->reading[i]);
    pthread_mutex_unlock(&lane->mutex);
    errand_read(errand, i, &worker->netlink);
    pthread_mutex_lock(&lane->mutex);
    lane->refused = lane->refused || is_refusal(&errand->reading[i]);
  }
  if (worker->lost)
    return;
  worker->errand = NULL;
  errand->outcome = ERRAND_DONE;
  if (--lane->pending == 0)
    pthread_cond_signal(&lane->rest);
}

/* Called locked. */
static void count_cpu(struct worker *worker) {
  double cpu_s = seconds_of(CLOCK_THREAD_CPUTIME_ID);

  worker->lane->cpu_s += cpu_s - worker->cpu_s;
  worker->cpu_s = cpu_s;
}

static void *work(void *argument) {
  struct worker *worker = argument;
  struct lane *lane = worker->lane;

  pthread_mutex_lock(&lane->mutex);
  while (!lane->quit && !worker->lost) {
    if (lane->pending > 0 && lane->next < lane->taken) {
      go(worker, lane->batch[lane->next++]);
      continue;
    }
    count_cpu(worker);
    pthread_cond_wait(&lane->work, &lane->mutex);
  }
  count_cpu(worker);
  if (worker->lost)
    come_back(worker); /* unlocks */
  else
    pthread_mutex_unlock(&lane->mutex);
  return NULL;
}

/* Signals are the daemon's business: the thread blocks them all. */
static int start_thread(struct worker *worker) {
  pthread_attr_t attributes;
  sigset_t all, before;
  int r;

  pthread_attr_init(&attributes);
  pthread_attr_setstacksize(&attributes, STACK_BYTES);
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  r = pthread_create(&worker->thread, &attributes, work, worker);
  pthread_sigmask(SIG_SETMASK, &before, NULL);
  pthread_attr_destroy(&attributes);
  return r;
}

/* Called locked. Without memory or threads the lane does without. */
static void hire(struct lane *lane) {
  struct worker *worker = calloc(1, sizeof(*worker));

  lane->worker = NULL;
  if (!worker)
    return;
  worker->lane = lane;
  worker->netlink = NETLINK_CLOSED;
  if (start_thread(worker) == 0)
    lane->worker = worker;
  else
    free(worker);
}

static int init_sync(struct lane *lane) {
  pthread_condattr_t attributes;

  pthread_condattr_init(&attributes);
  pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
  pthread_mutex_init(&lane->mutex, NULL);
  pthread_cond_init(&lane->work, NULL);
  pthread_cond_init(&lane->rest, &attributes);
  pthread_condattr_destroy(&attributes);
  return 0;
}

static bool fill(struct lane *lane, size_t errands) {
  lane->batch = calloc(lane->capacity, sizeof(struct errand *));
  lane->idle = calloc(errands, sizeof(struct errand *));
  lane->out = calloc(errands, sizeof(struct errand *));
  if (!lane->batch || !lane->idle || !lane->out)
    return false;
  while (lane->idle_count < errands) {
    struct errand *errand = calloc(1, sizeof(*errand));

    if (!errand)
      return false;
    lane->idle[lane->idle_count++] = errand;
  }
  return true;
}

struct lane *lane_new(size_t batch, unsigned max_stuck, double deadline_s) {
  struct lane *lane = calloc(1, sizeof(*lane));

  if (!lane)
    return NULL;
  init_sync(lane);
  lane->capacity = batch;
  lane->max_stuck = max_stuck;
  lane->patience_s = INFINITY;
  lane->deadline_s = deadline_s;
  if (!fill(lane, batch + max_stuck)) {
    release(lane);
    return NULL;
  }
  hire(lane);
  if (!lane->worker) {
    release(lane);
    return NULL;
  }
  return lane;
}

void lane_free(struct lane *lane) {
  struct worker *idle;
  bool last;

  if (!lane)
    return;
  lane_clear(lane);
  pthread_mutex_lock(&lane->mutex);
  lane->quit = true;
  idle = lane->worker;
  pthread_cond_signal(&lane->work);
  pthread_mutex_unlock(&lane->mutex);
  if (idle) {
    pthread_join(idle->thread, NULL);
    netlink_close(&idle->netlink);
  }
  free(idle);
  pthread_mutex_lock(&lane->mutex);
  lane->worker = NULL;
  last = lane->stuck == 0;
  pthread_mutex_unlock(&lane->mutex);
  if (last)
    release(lane);
}

void lane_be_patient(struct lane *lane, double patience_s) {
  lane->patience_s = patience_s;
}

struct errand *lane_take(struct lane *lane) {
  struct errand *errand = NULL;

  pthread_mutex_lock(&lane->mutex);
  if (lane->taken < lane->capacity && lane->idle_count > 0) {
    errand = lane->idle[--lane->idle_count];
    errand->outcome = ERRAND_WAITING;
    errand->ticket = ++lane->tickets;
    errand_clear(errand);
    lane->batch[lane->taken++] = errand;
  }
  pthread_mutex_unlock(&lane->mutex);
  return errand;
}

/* Called locked: the worker's present errand is given up. */
static void lose(struct lane *lane) {
  struct worker *worker = lane->worker;

  lane->patience_s -= lane_now_s() - worker->since_s;
  worker->lost = true;
  worker->errand->outcome = ERRAND_LOST;
  lane->out[lane->out_count++] = worker->errand;
  pthread_detach(worker->thread);
  lane->pending--;
  lane->stuck++;
  hire(lane);
}

/* Called locked: what has not begun will not. */
static void skip_the_rest(struct lane *lane) {
  for (; lane->next < lane->taken; lane->next++) {
    lane->batch[lane->next]->outcome = ERRAND_SKIPPED;
    lane->pending--;
  }
}

static bool may_read(const struct lane *lane, unsigned most) {
  return lane->worker && lane->stuck < most && lane->patience_s > 0;
}

/* For the present reading. */
static double deadline_of(const struct lane *lane) {
  unsigned deadlines = lane->worker->errand ? lane->worker->deadlines : 1;

  return fmin(deadlines * lane->deadline_s, lane->patience_s);
}

/* Called locked: waits until something is to be decided. Nobody tells when a
 * reading begins: to look again after a deadline is early enough. */
static void wait_until(struct lane *lane, double end_s) {
  const struct worker *worker = lane->worker;
  double since_s = worker->errand ? worker->since_s : lane_now_s();
  struct timespec at = timespec_of(fmin(end_s, since_s + deadline_of(lane)));

  pthread_cond_timedwait(&lane->rest, &lane->mutex, &at);
}

static bool is_overdue(const struct lane *lane, double now_s, double end_s) {
  const struct worker *worker = lane->worker;

  return worker->errand &&
         (now_s >= end_s || now_s >= worker->since_s + deadline_of(lane));
}

/* With `most` threads lost nothing more is read. */
static void run(struct lane *lane, double end_s, unsigned most) {
  if (lane->taken == 0)
    return;
  pthread_mutex_lock(&lane->mutex);
  lane->next = 0;
  lane->pending = lane->taken;
  if (!lane->worker && lane->stuck < most)
    hire(lane);
  if (!may_read(lane, most) || lane_now_s() >= end_s)
    skip_the_rest(lane);
  pthread_cond_signal(&lane->work);
  while (lane->pending > 0) {
    double now_s;

    wait_until(lane, end_s);
    now_s = lane_now_s();
    if (now_s >= end_s)
      skip_the_rest(lane);
    if (lane->pending > 0 && is_overdue(lane, now_s, end_s))
      lose(lane);
    if (!may_read(lane, most))
      skip_the_rest(lane);
    if (lane->pending > 0)
      pthread_cond_signal(&lane->work);
  }
  pthread_mutex_unlock(&lane->mutex);
}

void lane_run(struct lane *lane, double end_s) {
  run(lane, end_s, lane->max_stuck);
}

static unsigned modest_share(const struct lane *lane) {
  return (lane->max_stuck + 1) / 2;
}

void lane_run_modestly(struct lane *lane, double end_s) {
  run(lane, end_s, modest_share(lane));
}

bool lane_is_spent(struct lane *lane) {
  return lane_stuck(lane) >= modest_share(lane);
}

struct errand *lane_look(struct lane *lane, size_t index) {
  return index < lane->taken ? lane->batch[index] : NULL;
}

void lane_clear(struct lane *lane) {
  pthread_mutex_lock(&lane->mutex);
  for (size_t i = 0; i < lane->taken; i++)
    if (lane->batch[i]->outcome != ERRAND_LOST)
      lane->idle[lane->idle_count++] = lane->batch[i];
  lane->taken = 0;
  pthread_mutex_unlock(&lane->mutex);
}

bool lane_may_account(struct lane *lane) {
  bool refused;

  pthread_mutex_lock(&lane->mutex);
  refused = lane->refused;
  pthread_mutex_unlock(&lane->mutex);
  return !refused;
}

bool lane_is_out(struct lane *lane, unsigned long ticket) {
  bool out = false;

  pthread_mutex_lock(&lane->mutex);
  for (size_t i = 0; i < lane->out_count; i++)
    out = out || lane->out[i]->ticket == ticket;
  pthread_mutex_unlock(&lane->mutex);
  return out;
}

double lane_cpu_s(struct lane *lane) {
  double cpu_s;

  pthread_mutex_lock(&lane->mutex);
  cpu_s = lane->cpu_s;
  pthread_mutex_unlock(&lane->mutex);
  return cpu_s;
}

unsigned lane_stuck(struct lane *lane) {
  unsigned stuck;

  pthread_mutex_lock(&lane->mutex);
  stuck = lane->stuck;
  pthread_mutex_unlock(&lane->mutex);
  return stuck;
}
