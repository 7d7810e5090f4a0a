/* fault.c - see fault.h */
#include "emit/fault.h"

#include "emit/bundle.h"
#include "emit/words.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum { PATH_SHOWN = 200 };

/* clang-format off */
static const char *const words[FAULT_STEPS] = {
  [FAULT_OPEN] = "it cannot be opened",
  [FAULT_WAY] = "a symbolic link on the way to it belongs to another user, who could lead it elsewhere; allowed are links of root and of the user of the daemon",
  [FAULT_OWNER] = "it belongs to another user, who could change what is written there; allowed are root and the user of the daemon",
  [FAULT_MODE] = "its group or everybody may write to it; allowed is that with the sticky bit only",
  [FAULT_ACCESS] = "it may not be written to",
  [FAULT_NAME] = "the name of a group will not do for a file",
  [FAULT_TAKEN] = "a file that is no flag has the name of a group, and stays; its flag is not raised",
  [FAULT_CREATE] = "no file can be created there",
  [FAULT_WRITE] = "a file cannot be written there",
  [FAULT_SYNC] = "a file does not reach the disk",
  [FAULT_RENAME] = "a file cannot be given its name",
  [FAULT_REMOVE] = "a file cannot be removed",
  [FAULT_SIZE] = "it would be more than EvidenceMaxBytes allows",
  [FAULT_QUEUE] = "too much waits there already",
  [FAULT_THREAD] = "no thread can be started, or memory is short",
};
/* clang-format on */

__attribute__((format(printf, 2, 3))) static void
say(struct deed_report *report, const char *format, ...) {
  char raw[SENTENCE_BYTES], what[SENTENCE_BYTES - PATH_SHOWN - 64];
  va_list arguments;

  if (report->said - report->heard == SENTENCES)
    return;
  va_start(arguments, format);
  vsnprintf(what, sizeof(what), format, arguments);
  va_end(arguments);
  snprintf(raw, sizeof(raw), "%s \"%.*s\": %s.", report->wording->option,
           PATH_SHOWN, report->path, what);
  clean_text(raw, report->sentence[report->said++ % SENTENCES], SENTENCE_BYTES);
}

/* Of evidence; what has no name, or no room, or no thread is not. */
static bool is_tried_again(enum fault_step step) {
  return step <= FAULT_RENAME && step != FAULT_NAME && step != FAULT_TAKEN;
}

/* All else goes on as it should. */
static bool is_of_one_file(enum fault_step step) {
  return step == FAULT_TAKEN || step == FAULT_REMOVE;
}

static void complain(struct deed_report *report, struct fault fault) {
  const char *why = fault.error ? strerrordesc_np(fault.error) : NULL;
  const char *what = words[fault.step];
  bool says_all = is_of_one_file(fault.step);
  const char *again = !report->is_last && is_tried_again(fault.step)
                          ? report->wording->again
                          : NULL;

  /* what open(2) says of a link is that it is no directory */
  if (fault.step == FAULT_OPEN &&
      (fault.error == ENOTDIR || fault.error == ELOOP)) {
    what = "it is a symbolic link, or no directory";
    why = NULL;
  }
  say(report, "%s%s%s%s%s%s%s%s", what, why ? " (" : "", why ? why : "",
      why ? ")" : "", says_all ? "" : "; ",
      says_all ? "" : report->wording->failing, again ? "; " : "",
      again ? again : "");
}

void report_note(struct deed_report *report, struct fault fault) {
  if (fault.step == report->fault.step && fault.error == report->fault.error)
    return;
  if (fault.step != FAULT_NONE)
    complain(report, fault);
  else if (report->fault.step !=
           FAULT_TAKEN) /* all others were all the while */
    say(report, "%s again", report->wording->working);
  report->fault = fault;
}

void report_note_look(struct deed_report *report, struct fault fault) {
  if (fault.step != FAULT_NONE || report->fault.step <= FAULT_ACCESS)
    report_note(report, fault);
}

void report_late(struct deed_report *report, const char *leaf, time_t at) {
  char instant[32];

  if (!report->wording->late)
    return;
  instant_write(at, instant, sizeof(instant));
  say(report, "%s: %s, of %s", report->wording->late, leaf, instant);
}

void report_loss(struct deed_report *report, const char *leaf, time_t at) {
  char instant[32];

  if (!report->wording->late)
    return;
  instant_write(at, instant, sizeof(instant));
  say(report, "what waited is lost: %s, of %s", leaf, instant);
}

void report_hang(struct deed_report *report, double s) {
  say(report, "it has not answered for %.0f s; until it does, %s", s,
      report->wording->failing);
}

void report_answer(struct deed_report *report, double s) {
  say(report, "it has answered after %.0f s", s);
}

bool report_take(struct deed_report *report,
                 char ret_sentence[SENTENCE_BYTES]) {
  if (report->heard == report->said)
    return false;
  memcpy(ret_sentence, report->sentence[report->heard++ % SENTENCES],
         SENTENCE_BYTES);
  return true;
}
