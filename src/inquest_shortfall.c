/* inquest_shortfall.c - see inquest_shortfall.h */
#include "inquest_shortfall.h"

#include "inquest_topic.h"
#include "lack.h"

void shortfall_count(struct shortfall *shortfall,
                     const struct thread_sight *sight) {
  shortfall->denied = shortfall->denied || sight->stack_denied;
  shortfall->has_stack = shortfall->has_stack || !text_is_empty(sight->stack);
  if (sight->state != 'S' && sight->state != 'D')
    return;
  shortfall->sleepers++;
  shortfall->without_wchan += sight->wchan[0] == '\0';
  shortfall->without_syscall += !sight->knows_syscall;
  shortfall->unoffered_syscall += sight->has_no_syscall;
}

static void say(struct inquiry *inquiry, bool lacks, const char *what,
                const char *why) {
  if (lacks)
    lack_note(&inquiry->dossier, what, why);
  else
    lack_drop(&inquiry->dossier, what);
}

/* What was not asked, because it would hang. */
static void say_unasked(struct inquiry *inquiry, bool symbols) {
  struct dossier *dossier = &inquiry->dossier;

  lack_note(dossier, "syscall", LACK_UNANSWERED);
  if (inquiry->settings->collect_stack)
    lack_note(dossier, "stack", LACK_UNANSWERED);
  if (!symbols)
    lack_note(dossier, "wchan", LACK_UNANSWERED);
  inquiry->threads.was_stuck = true;
}

static void forget_unasked(struct inquiry *inquiry) {
  if (!inquiry->threads.was_stuck)
    return;
  lack_drop(&inquiry->dossier, "syscall");
  lack_drop(&inquiry->dossier, "stack");
  lack_drop(&inquiry->dossier, "wchan");
  inquiry->threads.was_stuck = false;
}

static void tell_refused(struct inquiry *inquiry,
                         const struct shortfall *shortfall) {
  int sleepers = shortfall->sleepers;

  if (sleepers > 0) {
    say(inquiry, shortfall->without_wchan == sleepers, "wchan",
        "CAP_SYS_PTRACE is missing");
    say(inquiry, shortfall->without_syscall == sleepers, "syscall",
        shortfall->unoffered_syscall == sleepers ? "the kernel has no such file"
                                                 : "CAP_SYS_PTRACE is missing");
  }
  if (shortfall->denied || shortfall->has_stack)
    say(inquiry, shortfall->denied, "stack", "CAP_SYS_ADMIN is missing");
}

void shortfall_tell(const struct shortfall *shortfall, struct inquiry *inquiry,
                    const struct sight_order *order) {
  if (order->no_locks) {
    say_unasked(inquiry, order->symbols);
    return;
  }
  forget_unasked(inquiry);
  tell_refused(inquiry, shortfall);
}
