/* desk.c - see desk.h */
#include "emit/desk.h"

#include "base/seconds.h"
#include "base/thread.h"

#include <errno.h>
#include <math.h>
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
  bool begun;
  bool spares;        /* the thread's own from the first deed on */
  struct deeds deeds; /* that wait */
  double now_s;
  double since_s; /* what it is at; 0: nothing */
  bool is_told;   /* that it hangs */
  struct deed_report report;
};

double desk_now_s(void) {
  return seconds_of(CLOCK_MONOTONIC);
}

/* Of its own: where the clock cannot be read it stands still, but for what was
 * waited for. Called locked, as the next is. */
static double now_of(struct desk *desk) {
  desk->now_s = fmax(desk->now_s, desk_now_s());
  return desk->now_s;
}

static void wait_until(struct desk *desk, double until_s) {
  if (thread_wait_until(&desk->work, &desk->mutex, until_s) == -ETIMEDOUT)
    desk->now_s = fmax(desk->now_s, until_s);
}

/* These two are called locked. */
static void tell_what_hangs(struct desk *desk) {
  if (desk->since_s <= 0 || desk->is_told ||
      now_of(desk) - desk->since_s < desk->office.hang_s)
    return;
  desk->is_told = true;
  report_hang(&desk->report, desk->office.hang_s);
}

static void tell_that_it_answers(struct desk *desk) {
  if (desk->is_told)
    report_answer(&desk->report, now_of(desk) - desk->since_s);
  desk->is_told = false;
  desk->since_s = 0;
}

/* --- the thread ------------------------------------------------------------
 */

/* Only a desk without a thread may be released. */
static void release(struct desk *desk) {
  deeds_release(&desk->deeds);
  pthread_cond_destroy(&desk->work);
  pthread_cond_destroy(&desk->rest);
  pthread_mutex_destroy(&desk->mutex);
  free(desk->path);
  free(desk);
}

/* Without the lock; none but the thread comes by here. */
static struct fault begin_and_act(struct desk *desk, const struct deed *deed) {
  struct fault fault = {FAULT_NONE, 0};

  if (!desk->begun && desk->trade->begin)
    fault = desk->trade->begin(&desk->office);
  desk->begun = fault.step == FAULT_NONE;
  return desk->begun ? desk->trade->act(&desk->office, deed) : fault;
}

/* Called and left locked; the lock is open while it acts. */
static struct fault act(struct desk *desk, const struct deed *deed) {
  struct fault fault;

  desk->since_s = now_of(desk);
  pthread_mutex_unlock(&desk->mutex);
  fault = begin_and_act(desk, deed);
  pthread_mutex_lock(&desk->mutex);
  tell_that_it_answers(desk);
  return fault;
}

/* All these are called locked. */
static void lose(struct desk *desk, struct deed *deed) {
  if (deed)
    report_loss(&desk->report, deed->leaf, deed->at);
  free(deed);
}

static void wait_again(struct desk *desk, struct deed *deed) {
  deed->due_s = now_of(desk) + desk->office.retry_s;
  deeds_append(&desk->deeds, deed);
}

/* Of two about one file the newer is kept; of all as many as there may be. */
static void keep_failed(struct desk *desk, struct deed *deed) {
  const struct office *office = &desk->office;

  if (deed->failed_s <= 0)
    deed->failed_s = now_of(desk);
  if (desk->quit || desk->deeds.count >= desk->trade->most ||
      now_of(desk) - deed->failed_s >= office->stale_s ||
      (double)deed->length > office->kept_bytes) {
    lose(desk, deed);
    return;
  }
  free(deeds_take_failed(&desk->deeds, deed->leaf));
  while ((double)(deeds_failed_bytes(&desk->deeds) + deed->length) >
         office->kept_bytes)
    lose(desk, deeds_take_failed(&desk->deeds, NULL));
  wait_again(desk, deed);
}

static void end_deed(struct desk *desk, struct deed *deed) {
  if (deed->failed_s > 0)
    report_late(&desk->report, deed->leaf, deed->at);
  deed->failed_s = 0;
  deed->is_done = true;
  if (!deed->lasts || desk->quit)
    free(deed);
  else
    wait_again(desk, deed);
}

static void go(struct desk *desk, struct deed *deed) {
  bool was_done = deed->is_done, is_done;
  struct fault fault = act(desk, deed);

  is_done = fault.step == FAULT_NONE || fault.step == desk->trade->done_but;
  /* that a file is still there proves nothing of writing one */
  if (!was_done)
    report_note(&desk->report, fault);
  else if (fault.step != desk->trade->done_but)
    report_note_look(&desk->report, fault);
  deed->is_done = was_done && is_done;
  if (desk->trade->last_counts && deeds_have(&desk->deeds, deed->leaf))
    free(deed);
  else if (is_done)
    end_deed(desk, deed);
  else
    keep_failed(desk, deed);
}

/* Whether a look could show that trouble is over. */
static bool is_worth_a_look(const struct desk *desk) {
  enum fault_step step = desk->report.fault.step;

  return step != FAULT_NONE && step <= FAULT_ACCESS;
}

/* Until a deed is due; in trouble it wakes up by itself. */
static void rest(struct desk *desk) {
  double look_s = now_of(desk) + desk->office.retry_s;
  double until_s = deeds_due_s(&desk->deeds);

  if (!desk->deeds.first && is_worth_a_look(desk))
    until_s = look_s;
  if (isinf(until_s)) {
    pthread_cond_wait(&desk->work, &desk->mutex);
    return;
  }
  wait_until(desk, until_s);
  desk->look = desk->look || (!desk->deeds.first && now_of(desk) >= look_s);
}

static void *work(void *argument) {
  struct desk *desk = argument;
  bool last;

  pthread_mutex_lock(&desk->mutex);
  while (!desk->left && !(desk->quit && !desk->deeds.first)) {
    struct deed *deed =
        deeds_take_due(&desk->deeds, desk->quit ? INFINITY : now_of(desk));

    if (deed)
      go(desk, deed);
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

  if (!desk || !(desk->path = strdup(office->path))) {
    free(desk);
    return NULL;
  }
  desk->trade = trade;
  desk->office = *office;
  desk->office.path = desk->path;
  desk->office.spares = &desk->spares;
  desk->report =
      (struct deed_report){.wording = &trade->wording, .path = desk->path};
  pthread_mutex_init(&desk->mutex, NULL);
  thread_condition_init(&desk->work);
  thread_condition_init(&desk->rest);
  return desk;
}

void desk_finish(struct desk *desk, double until_s) {
  if (!desk)
    return;
  pthread_mutex_lock(&desk->mutex);
  desk->quit = true;
  desk->report.is_last = true;
  pthread_cond_signal(&desk->work);
  while (desk->started && !desk->ended && desk_now_s() < until_s)
    thread_wait_until(&desk->rest, &desk->mutex, until_s);
  pthread_mutex_unlock(&desk->mutex);
}

void desk_free(struct desk *desk, double until_s) {
  bool is_over;

  if (!desk)
    return;
  desk_finish(desk, until_s);
  pthread_mutex_lock(&desk->mutex);
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

/* Called locked. What has failed makes room for what is new. */
static int accept_deed(struct desk *desk, struct deed *deed) {
  size_t most = desk->trade->most;

  if (!desk->started && thread_start(&desk->thread, work, desk) < 0)
    return -EAGAIN;
  desk->started = true;
  if (!deed) {
    desk->look = true;
    return 0;
  }
  if (desk->trade->last_counts)
    free(deeds_take(&desk->deeds, deed->leaf));
  if (desk->deeds.count >= most)
    lose(desk, deeds_take_failed(&desk->deeds, NULL));
  if (desk->deeds.count >= most)
    return -ENOBUFS;
  deeds_append(&desk->deeds, deed);
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
  pthread_cond_signal(&desk->work);
  pthread_mutex_unlock(&desk->mutex);
  return r;
}

void desk_spare(struct desk *desk) {
  pthread_mutex_lock(&desk->mutex);
  desk->spares = true;
  pthread_mutex_unlock(&desk->mutex);
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
