/* inquest_threads.c - see inquest_threads.h */
#include "inquest_threads.h"

#include "inquest_shortfall.h"
#include "inquest_topic.h"
#include "lack.h"
#include "sample/lane.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

bool threads_want(const struct inquiry *inquiry) {
  (void)inquiry;
  return true;
}

void threads_fill(struct inquiry *inquiry, struct errand *errand) {
  struct sight_order order = {.at = inquiry->threads.at,
                              .most = SIGHTS_MOST,
                              .stacks = inquiry->settings->collect_stack};

  (void)errand_add_sights(errand, order);
}

void states_fill(struct inquiry *inquiry, struct errand *errand) {
  struct sight_order order = {.at = inquiry->threads.at,
                              .most = SIGHTS_MOST,
                              .no_locks = true,
                              .symbols = !inquiry->kernel->wchan_hangs};

  (void)errand_add_sights(errand, order);
}

/* Threads are listed in the same order each time: the next is mostly where it
 * is expected. -1 when there is no room for another. */
static int find(struct inquiry *inquiry, int tid) {
  struct dossier *dossier = &inquiry->dossier;
  struct inquest_threads *threads = &inquiry->threads;

  for (int i = 0; i < dossier->thread_count; i++) {
    int at = (threads->expected + i) % dossier->thread_count;

    if (dossier->thread[at].tid == tid)
      return at;
  }
  if (dossier->thread_count == DOSSIER_THREADS)
    return -1;
  dossier->thread[dossier->thread_count] =
      (struct dossier_thread){.tid = tid, .stack = -1};
  return dossier->thread_count++;
}

/* What two of the last looks agree on, the newest before others. */
static enum cause settled(const struct thread_past *past, int looks) {
  const unsigned char *cause = past->cause;

  if (looks < 2 || cause[0] == cause[1])
    return (enum cause)cause[0];
  if (looks > 2 && (cause[2] == cause[0] || cause[2] == cause[1]))
    return (enum cause)cause[2];
  return CAUSE_UNKNOWN;
}

static void note_cause(struct inquiry *inquiry, int at, enum cause cause) {
  struct dossier_thread *thread = &inquiry->dossier.thread[at];
  struct thread_past *past = &inquiry->threads.past[at];
  enum cause now;

  memmove(past->cause + 1, past->cause, LOOKS_KEPT - 1);
  past->cause[0] = (unsigned char)cause;
  thread->looks++;
  now = settled(past, thread->looks);
  if (thread->looks == 1 || now != thread->cause)
    thread->since_s = inquiry->now_s;
  thread->cause = now;
}

static bool is_stack_of(const struct dossier *dossier, int stack) {
  for (int i = 0; i < dossier->thread_count; i++)
    if (dossier->thread[i].stack == stack)
      return true;
  return false;
}

/* A place for a stack, or -1. */
static int place_for_stack(struct dossier *dossier) {
  if (dossier->stack_count < DOSSIER_STACKS)
    return dossier->stack_count++;
  for (int i = 0; i < DOSSIER_STACKS; i++)
    if (!is_stack_of(dossier, i))
      return i;
  return -1;
}

/* The last stack that was seen of a thread is kept while it waits. */
static void note_stack(struct dossier *dossier, struct dossier_thread *thread,
                       struct text text) {
  struct dossier_stack *stack;
  struct text frame;

  if (thread->state != 'D')
    thread->stack = -1;
  if (text_is_empty(text))
    return;
  if (thread->stack < 0)
    thread->stack = place_for_stack(dossier);
  if (thread->stack < 0)
    return;
  stack = &dossier->stack[thread->stack];
  for (stack->frames = 0; stack->frames < DOSSIER_FRAMES; stack->frames++) {
    frame = sight_frame(&text);
    if (text_is_empty(frame))
      break;
    text_copy(frame, stack->frame[stack->frames], SYMBOL_BYTES);
  }
}

/* False when there is no room for it. */
static bool note(struct inquiry *inquiry, const struct thread_sight *sight) {
  int at = find(inquiry, sight->tid);
  struct dossier_thread *thread;

  if (at < 0)
    return false;
  thread = &inquiry->dossier.thread[at];
  thread->state = sight->state;
  thread->syscall = sight->knows_syscall ? sight->syscall : -1;
  thread->fd = syscall_has_fd(thread->syscall) ? sight->argument : -1;
  memcpy(thread->comm, sight->comm, sizeof(thread->comm));
  memcpy(thread->wchan, sight->wchan, sizeof(thread->wchan));
  note_cause(inquiry, at, cause_of(sight));
  note_stack(&inquiry->dossier, thread, sight->stack);
  inquiry->threads.past[at].seen = true;
  inquiry->threads.expected = at + 1;
  return true;
}

/* Those that were not there in this round have ended. */
static void end_round(struct inquiry *inquiry) {
  struct dossier *dossier = &inquiry->dossier;
  struct inquest_threads *threads = &inquiry->threads;
  int kept = 0;

  for (int i = 0; i < dossier->thread_count; i++) {
    if (!threads->past[i].seen)
      continue;
    dossier->thread[kept] = dossier->thread[i];
    threads->past[kept] = threads->past[i];
    threads->past[kept].seen = false;
    kept++;
  }
  dossier->thread_count = kept;
  dossier->looks++;
  threads->at = 0;
  threads->expected = 0;
}

static void count_findings(struct dossier *dossier) {
  struct findings *findings = &dossier->findings;

  findings->threads = 0;
  memset(findings->cause, 0, sizeof(findings->cause));
  for (int i = 0; i < dossier->thread_count; i++) {
    const struct dossier_thread *thread = &dossier->thread[i];

    if (thread->looks < 2)
      continue;
    findings->threads++;
    findings->cause[thread->cause]++;
  }
}

static bool has_ended(char state) {
  return state == 'Z' || state == 'X';
}

static void take_text(struct inquiry *inquiry, const struct reading *reading) {
  struct text rest = text_of(reading->bytes, (size_t)reading->length);
  struct shortfall shortfall = {0};
  struct thread_sight sight;
  bool fits = true;

  while (fits && sights_next(&rest, &sight)) {
    if (has_ended(sight.state))
      continue;
    shortfall_count(&shortfall, &sight);
    fits = note(inquiry, &sight);
  }
  shortfall_tell(&shortfall, inquiry, &reading->order);
  inquiry->threads.at = reading->order.at;
  if (!fits || reading->order.at == 0)
    end_round(inquiry);
}

static void note_number(struct inquiry *inquiry) {
  struct dossier *dossier = &inquiry->dossier;
  double threads = inquiry->person.threads;

  dossier->threads_there = dossier->thread_count;
  if (threads > dossier->thread_count)
    dossier->threads_there = (int)threads;
}

static void take_lost(struct inquiry *inquiry) {
  inquiry->threads.at = 0;
  lack_note(&inquiry->dossier, "threads", LACK_UNANSWERED);
}

void states_take(struct inquiry *inquiry, const struct errand *errand) {
  if (errand->outcome == ERRAND_LOST && !inquiry->kernel->wchan_hangs) {
    inquiry->kernel->wchan_hangs = true;
    inquiry->trip[TOPIC_STATES].ticket = 0; /* the next can do without */
  }
  threads_take(inquiry, errand);
}

void threads_take(struct inquiry *inquiry, const struct errand *errand) {
  const struct reading *reading = &errand->reading[0];

  if (errand->outcome == ERRAND_LOST) {
    take_lost(inquiry);
    return;
  }
  if (reading->length < 0) {
    if (reading->length != -ESRCH && reading->length != -ENOENT)
      lack_note(&inquiry->dossier, "threads", strerror((int)-reading->length));
    return;
  }
  lack_drop(&inquiry->dossier, "threads");
  take_text(inquiry, reading);
  note_number(inquiry);
  count_findings(&inquiry->dossier);
}
