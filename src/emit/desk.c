/* desk.c - see desk.h */
#include "emit/desk.h"

#include "base/thread.h"
#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

struct desk {
  pthread_mutex_t mutex; /* guards all below the first three */
  const struct trade *trade;
  struct office office;
  char *path;
  pthread_cond_t work; /* there is something to do, or the end */
  pthread_cond_t rest; /* the thread has ended */
  pthread_t thread;
  bool started, ended;
  bool quit; /* end when nothing waits */
  bool left; /* to its fate */
  bool look;
  struct deed *first; /* of those that wait */
  size_t waiting;
  double not_before_s;
  double since_s; /* what it is at; 0: nothing */
  bool is_told;   /* that it hangs */
  struct deed_report report;
};

double desk_now_s(void) {
  struct timespec now;

  clock_gettime(CLOCK_MONOTONIC, &now);
  return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

static void wait_until(struct desk *desk, pthread_cond_t *cond, double s) {
  time_t whole = (time_t)s;
  struct timespec at = {.tv_sec = whole,
                        .tv_nsec = (long)((s - (double)whole) * 1e9)};

  pthread_cond_timedwait(cond, &desk->mutex, &at);
}

int deed_new(int kind, const char *group, const char *text, size_t length,
             struct deed **ret_deed) {
  struct deed *deed = calloc(1, sizeof(*deed) + length);
  int r = deed ? leaf_of_group(group, deed->leaf) : -ENOMEM;

  if (r < 0) {
    free(deed);
    return r;
  }
  deed->kind = kind;
  deed->length = length;
  memcpy(deed->text, text, length);
  *ret_deed = deed;
  return 0;
}

/* These two are called locked. */
static void tell_what_hangs(struct desk *desk) {
  if (desk->since_s <= 0 || desk->is_told ||
      desk_now_s() - desk->since_s < desk->office.hang_s)
    return;
  desk->is_told = true;
  report_hang(&desk->report, desk->office.hang_s);
}

static void tell_that_it_answers(struct desk *desk) {
  if (desk->is_told)
    report_answer(&desk->report, desk_now_s() - desk->since_s);
  desk->is_told = false;
  desk->since_s = 0;
}

/* What waits; locked, as well. */
static struct deed **place_of(struct desk *desk, const char *leaf) {
  struct deed **at = &desk->first;

  while (*at && (!leaf || strcmp((*at)->leaf, leaf) != 0))
    at = &(*at)->next;
  return at;
}

static void append(struct desk *desk, struct deed *deed) {
  deed->next = NULL;
  *place_of(desk, NULL) = deed;
  desk->waiting++;
}

static struct deed *take_out(struct desk *desk, struct deed **at) {
  struct deed *deed = *at;

  if (deed) {
    *at = deed->next;
    desk->waiting--;
  }
  return deed;
}

/* --- the thread ------------------------------------------------------------
 */

/* Only a desk without a thread may be released. */
static void release(struct desk *desk) {
  while (desk->first)
    free(take_out(desk, &desk->first));
  pthread_cond_destroy(&desk->work);
  pthread_cond_destroy(&desk->rest);
  pthread_mutex_destroy(&desk->mutex);
  free(desk->path);
  free(desk);
}

/* Called and left locked; the lock is open while it acts. */
static struct fault act(struct desk *desk, const struct deed *deed) {
  struct fault fault;

  desk->since_s = desk_now_s();
  pthread_mutex_unlock(&desk->mutex);
  fault = desk->trade->act(&desk->office, deed);
  pthread_mutex_lock(&desk->mutex);
  tell_that_it_answers(desk);
  return fault;
}

static void go(struct desk *desk, struct deed *deed) {
  struct fault fault = act(desk, deed);

  report_note(&desk->report, fault);
  if (fault.step == FAULT_NONE || !desk->trade->patient || desk->quit ||
      *place_of(desk, deed->leaf)) {
    free(deed);
    return;
  }
  append(desk, deed);
  desk->not_before_s = desk_now_s() + desk->office.retry_s;
}

/* Whether a look could show that trouble is over. */
static bool is_worth_a_look(const struct desk *desk) {
  enum fault_step step = desk->report.fault.step;

  return step != FAULT_NONE && step <= FAULT_ACCESS;
}

/* In trouble it wakes up by itself. */
static void rest(struct desk *desk) {
  double until_s = desk_now_s() + desk->office.retry_s;

  if (desk->first)
    wait_until(desk, &desk->work, desk->not_before_s);
  else if (!is_worth_a_look(desk))
    pthread_cond_wait(&desk->work, &desk->mutex);
  else {
    wait_until(desk, &desk->work, until_s);
    desk->look = desk->look || desk_now_s() >= until_s;
  }
}

static void *work(void *argument) {
  struct desk *desk = argument;
  bool last;

  pthread_mutex_lock(&desk->mutex);
  while (!desk->left && !(desk->quit && !desk->first)) {
    if (desk->first && (desk->quit || desk_now_s() >= desk->not_before_s))
      go(desk, take_out(desk, &desk->first));
    else if (desk->look) {
      desk->look = false;
      report_note_look(&desk->report, act(desk, NULL));
    } else
      rest(desk);
  }
  desk->ended = true;
  last = desk->left;
  pthread_cond_signal(&desk->rest);
  pthread_mutex_unlock(&desk->mutex);
  if (last)
    release(desk);
  return NULL;
}

/* --- for its owner ---------------------------------------------------------
 */

struct desk *desk_new(const struct trade *trade, const struct office *office) {
  struct desk *desk = calloc(1, sizeof(*desk));
  pthread_condattr_t attributes;

  if (!desk || !(desk->path = strdup(office->path))) {
    free(desk);
    return NULL;
  }
  desk->trade = trade;
  desk->office = *office;
  desk->office.path = desk->path;
  desk->report =
      (struct deed_report){.wording = &trade->wording, .path = desk->path};
  pthread_condattr_init(&attributes);
  pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
  pthread_mutex_init(&desk->mutex, NULL);
  pthread_cond_init(&desk->work, &attributes);
  pthread_cond_init(&desk->rest, &attributes);
  pthread_condattr_destroy(&attributes);
  return desk;
}

void desk_free(struct desk *desk, double until_s) {
  bool is_over;

  if (!desk)
    return;
  pthread_mutex_lock(&desk->mutex);
  desk->quit = true;
  pthread_cond_signal(&desk->work);
  while (desk->started && !desk->ended && desk_now_s() < until_s)
    wait_until(desk, &desk->rest, until_s);
  is_over = !desk->started || desk->ended;
  desk->left = !is_over;
  if (desk->left)
    pthread_detach(desk->thread);
  pthread_mutex_unlock(&desk->mutex);
  if (!is_over)
    return;
  if (desk->started)
    pthread_join(desk->thread, NULL);
  release(desk);
}

/* Called locked. */
static int accept_deed(struct desk *desk, struct deed *deed) {
  if (!desk->started && thread_start(&desk->thread, work, desk) < 0)
    return -EAGAIN;
  desk->started = true;
  if (!deed) {
    desk->look = true;
    return 0;
  }
  if (desk->trade->patient)
    free(take_out(desk, place_of(desk, deed->leaf)));
  if (desk->waiting >= desk->trade->most)
    return -ENOBUFS;
  append(desk, deed);
  return 0;
}

int desk_take(struct desk *desk, struct deed *deed) {
  enum fault_step step;
  int r;

  pthread_mutex_lock(&desk->mutex);
  r = accept_deed(desk, deed);
  step = r == -ENOBUFS ? FAULT_QUEUE : FAULT_THREAD;
  if (r < 0) {
    report_note(&desk->report, (struct fault){.step = step});
    free(deed);
  }
  desk->not_before_s = 0;
  pthread_cond_signal(&desk->work);
  pthread_mutex_unlock(&desk->mutex);
  return r;
}

void desk_note(struct desk *desk, struct fault fault) {
  pthread_mutex_lock(&desk->mutex);
  report_note(&desk->report, fault);
  pthread_mutex_unlock(&desk->mutex);
}

bool desk_hear(struct desk *desk, char ret_sentence[SENTENCE_BYTES]) {
  bool is_said;

  pthread_mutex_lock(&desk->mutex);
  tell_what_hangs(desk);
  is_said = report_take(&desk->report, ret_sentence);
  pthread_mutex_unlock(&desk->mutex);
  return is_said;
}
