/* evidence_threads.c - the threads of a member in evidence; see
 * evidence_parts.h */
#include "evidence_parts.h"
#include "pipeline.h"

#include <math.h>

int evidence_next_largest(const int *number, int count, const bool *done) {
  int largest = -1;

  for (int i = 0; i < count; i++)
    if (!done[i] && number[i] > 0 &&
        (largest < 0 || number[i] > number[largest]))
      largest = i;
  return largest;
}

static void put_causes(struct json *json, const int number[CAUSE_COUNT]) {
  bool done[CAUSE_COUNT] = {false};
  int i;

  json_array(json, "causes");
  while ((i = evidence_next_largest(number, CAUSE_COUNT, done)) >= 0) {
    done[i] = true;
    json_object(json, NULL);
    json_string(json, "cause", causes[i].name);
    json_string(json, "words", causes[i].words);
    json_number(json, "threads", number[i]);
    json_end_object(json);
  }
  json_end_array(json);
}

static void put_stack(struct json *json, const struct dossier *dossier,
                      int stack) {
  json_array(json, "stack");
  if (stack >= 0)
    for (int i = 0; i < dossier->stack[stack].frames; i++)
      json_string(json, NULL, dossier->stack[stack].frame[i]);
  json_end_array(json);
}

static void put_thread(struct json *json, const struct dossier *dossier,
                       const struct dossier_thread *thread, double now_s) {
  char state[2] = {thread->state, '\0'};

  json_object(json, NULL);
  json_number(json, "tid", thread->tid);
  json_string_or_null(json, "comm", thread->comm);
  json_string_or_null(json, "state", state);
  json_string(json, "cause", causes[thread->cause].name);
  json_string_or_null(json, "wchan", thread->wchan);
  json_exact_or_null(json, "for_s", now_s - thread->since_s);
  json_exact_or_null(json, "syscall",
                     thread->syscall < 0 ? (double)NAN
                                         : (double)thread->syscall);
  json_exact_or_null(json, "fd", thread->fd < 0 ? (double)NAN : thread->fd);
  put_stack(json, dossier, thread->stack);
  json_end_object(json);
}

/* Those that are held up for sure go before those that may idle, of which a
 * runtime has hundreds: 0, 1; -1 for those that are not told. */
static int turn_of(const struct dossier_thread *thread) {
  if (thread->cause == CAUSE_RUNNING || thread->cause == CAUSE_CHOICE)
    return -1;
  return causes[thread->cause].may_idle;
}

/* Returns how many more of them there are than have room. */
static int put_list(struct json *json, const struct dossier *dossier,
                    double now_s) {
  int told = 0;

  json_array(json, "list");
  for (int turn = 0; turn <= 1; turn++)
    for (int i = 0; i < dossier->thread_count; i++)
      if (turn_of(&dossier->thread[i]) == turn && told++ < EVIDENCE_THREADS)
        put_thread(json, dossier, &dossier->thread[i], now_s);
  json_end_array(json);
  return told - EVIDENCE_THREADS;
}

void evidence_put_threads(struct json *json, const struct evidence_scene *scene,
                          const struct dossier *dossier) {
  int more;

  if (!dossier) {
    json_null(json, "threads");
    return;
  }
  json_object(json, "threads");
  json_number(json, "count", dossier->threads_there);
  json_number(json, "looked_at", dossier->findings.threads);
  json_number(json, "looks", dossier->looks);
  put_causes(json, dossier->findings.cause);
  more = put_list(json, dossier, timeline_now_s(scene->parts->timeline));
  json_boolean(json, "truncated",
               more > 0 || dossier->thread_count < dossier->threads_there);
  json_end_object(json);
}
