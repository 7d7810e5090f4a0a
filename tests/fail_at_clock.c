/*
 * fail_at_clock.c - see fail_at_clock.h
 *
 * One thread runs at a time, until it waits for a condition, for the end of
 * another, or ends; then the first of those that may go on does, as they were
 * started. So each run is the same as the one before.
 *
 *   running -> waiting (signalled, or its time has come) -> ready -> running
 */
#include "fail_at_clock.h"

#include "fail_at.h"

#include <errno.h>
#include <math.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <time.h>

enum task_state { TASK_NONE, TASK_READY, TASK_WAITING, TASK_LAST };

struct task {
  enum task_state state; /* LAST: ready when no other is */
  const pthread_cond_t *condition;
  double until_s;
  bool late;
  int joined; /* who is waited for to end; 0: nobody */
  pthread_t thread;
  pthread_cond_t turn;
};

static struct {
  pthread_mutex_t mutex; /* guards all below */
  double now_s;
  int turn; /* whose it is */
  struct task task[FAIL_THREADS];
} yard = {.mutex = PTHREAD_MUTEX_INITIALIZER,
          .now_s = 1000,
          .task = {{.state = TASK_READY, .turn = PTHREAD_COND_INITIALIZER}}};

static _Thread_local int self; /* the number of the task */

int __real_pthread_create(pthread_t *thread, const pthread_attr_t *attributes,
                          void *(*run)(void *), void *argument);
int __wrap_pthread_create(pthread_t *thread, const pthread_attr_t *attributes,
                          void *(*run)(void *), void *argument);
int __real_pthread_join(pthread_t thread, void **ret_result);
int __wrap_pthread_join(pthread_t thread, void **ret_result);
int __wrap_pthread_cond_wait(pthread_cond_t *condition, pthread_mutex_t *mutex);
int __wrap_pthread_cond_timedwait(pthread_cond_t *condition,
                                  pthread_mutex_t *mutex,
                                  const struct timespec *until);
int __real_pthread_cond_signal(pthread_cond_t *condition);
int __wrap_pthread_cond_signal(pthread_cond_t *condition);
int __real_pthread_cond_wait(pthread_cond_t *condition, pthread_mutex_t *mutex);
void *__real_malloc(size_t bytes);
void __real_free(void *at);

double fail_at_now_s(void) {
  double now_s;

  pthread_mutex_lock(&yard.mutex);
  now_s = yard.now_s;
  pthread_mutex_unlock(&yard.mutex);
  return now_s;
}

/* --- whose turn it is; all of it is called locked ---------------------------
 */

static void wake_the_late(void) {
  for (int i = 0; i < FAIL_THREADS; i++) {
    struct task *task = &yard.task[i];

    if (task->state != TASK_WAITING || task->until_s > yard.now_s)
      continue;
    task->state = TASK_READY;
    task->late = true;
  }
}

static int first_of(enum task_state state) {
  int i = 0;

  while (i < FAIL_THREADS && yard.task[i].state != state)
    i++;
  return i;
}

static double soonest_s(void) {
  double soonest = INFINITY;

  for (int i = 0; i < FAIL_THREADS; i++)
    if (yard.task[i].state == TASK_WAITING)
      soonest = fmin(soonest, yard.task[i].until_s);
  return soonest;
}

/* Where all wait, time passes until the first need not; where none would ever
 * go on, the story hangs, which its parent notices. */
static void give_turn(void) {
  int next = first_of(TASK_READY);

  if (next == FAIL_THREADS)
    next = first_of(TASK_LAST);
  if (next == FAIL_THREADS) {
    double soonest = soonest_s();

    if (!isfinite(soonest)) {
      raise(SIGALRM); /* it hangs */
    }
    yard.now_s = soonest;
    wake_the_late();
    next = first_of(TASK_READY);
  }
  yard.turn = next;
  __real_pthread_cond_signal(&yard.task[next].turn);
}

static void take_turn(void) {
  while (yard.turn != self)
    __real_pthread_cond_wait(&yard.task[self].turn, &yard.mutex);
  yard.task[self].state = TASK_READY;
}

void fail_at_advance(double s) {
  pthread_mutex_lock(&yard.mutex);
  yard.now_s += s;
  wake_the_late();
  pthread_mutex_unlock(&yard.mutex);
}

void fail_at_settle(void) {
  pthread_mutex_lock(&yard.mutex);
  yard.task[self].state = TASK_LAST;
  give_turn();
  take_turn();
  pthread_mutex_unlock(&yard.mutex);
}

int fail_at_living(void) {
  int living = 0;

  for (int i = 1; i < FAIL_THREADS; i++)
    living += yard.task[i].state != TASK_NONE;
  return living;
}

/* --- conditions ------------------------------------------------------------
 */

static int wait_until(const pthread_cond_t *condition, pthread_mutex_t *mutex,
                      double until_s) {
  struct task *task = &yard.task[self];
  bool late;

  pthread_mutex_lock(&yard.mutex);
  if (yard.now_s >= until_s) {
    pthread_mutex_unlock(&yard.mutex);
    return ETIMEDOUT;
  }
  task->state = TASK_WAITING;
  task->condition = condition;
  task->until_s = until_s;
  task->late = false;
  pthread_mutex_unlock(mutex);
  give_turn();
  take_turn();
  late = task->late;
  task->condition = NULL;
  pthread_mutex_unlock(&yard.mutex);
  pthread_mutex_lock(mutex); /* who is not running has none */
  return late ? ETIMEDOUT : 0;
}

int __wrap_pthread_cond_wait(pthread_cond_t *condition,
                             pthread_mutex_t *mutex) {
  return wait_until(condition, mutex, INFINITY);
}

int __wrap_pthread_cond_timedwait(pthread_cond_t *condition,
                                  pthread_mutex_t *mutex,
                                  const struct timespec *until) {
  if (until->tv_nsec < 0 || until->tv_nsec >= 1000000000)
    return EINVAL;
  return wait_until(condition, mutex,
                    (double)until->tv_sec + 1e-9 * (double)until->tv_nsec);
}

int __wrap_pthread_cond_signal(pthread_cond_t *condition) {
  pthread_mutex_lock(&yard.mutex);
  for (int i = 0; i < FAIL_THREADS; i++)
    if (yard.task[i].state == TASK_WAITING &&
        yard.task[i].condition == condition) {
      yard.task[i].state = TASK_READY;
      break;
    }
  pthread_mutex_unlock(&yard.mutex);
  return 0;
}

/* --- threads ---------------------------------------------------------------
 */

struct start {
  void *(*run)(void *);
  void *argument;
  int number;
};

/* Who waits for the end of this one goes on. */
static void end_task(void) {
  pthread_mutex_lock(&yard.mutex);
  yard.task[self].state = TASK_NONE;
  for (int i = 0; i < FAIL_THREADS; i++)
    if (yard.task[i].state == TASK_WAITING && yard.task[i].joined == self)
      yard.task[i].state = TASK_READY;
  give_turn();
  pthread_mutex_unlock(&yard.mutex);
}

static void *run_thread(void *argument) {
  struct start start = *(struct start *)argument;
  void *result;

  __real_free(argument);
  self = start.number;
  fail_at_thread(start.number);
  pthread_mutex_lock(&yard.mutex);
  take_turn();
  pthread_mutex_unlock(&yard.mutex);
  result = start.run(start.argument);
  fail_at_leave();
  end_task();
  return result;
}

int __wrap_pthread_create(pthread_t *thread, const pthread_attr_t *attributes,
                          void *(*run)(void *), void *argument) {
  int way = fail_at(CALL_pthread_create), r;
  struct start *start;
  struct task *task;

  if (way != WAY_NONE)
    return way;
  start = __real_malloc(sizeof(*start));
  *start = (struct start){run, argument, fail_at_next_thread()};
  task = &yard.task[start->number];
  *task = (struct task){.state = TASK_READY};
  pthread_cond_init(&task->turn, NULL);
  r = __real_pthread_create(thread, attributes, run_thread, start);
  if (r != 0)
    abort();
  task->thread = *thread;
  return r;
}

int __wrap_pthread_join(pthread_t thread, void **ret_result) {
  struct task *task = &yard.task[self];
  int i = 1;

  pthread_mutex_lock(&yard.mutex);
  while (i < FAIL_THREADS && !(yard.task[i].state != TASK_NONE &&
                               pthread_equal(yard.task[i].thread, thread)))
    i++;
  if (i < FAIL_THREADS) {
    task->state = TASK_WAITING;
    task->condition = NULL;
    task->until_s = INFINITY;
    task->joined = i;
    give_turn();
    take_turn();
    task->joined = 0;
  }
  pthread_mutex_unlock(&yard.mutex);
  return __real_pthread_join(thread, ret_result);
}
