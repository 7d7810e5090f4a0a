/* recruit.c - see recruit.h */
#include "recruit.h"

#include "absence.h"
#include "applicant.h"
#include "discover/title.h"
#include "pid_files.h"

#include <stdlib.h>
#include <unistd.h>

enum { BATCH_MOST = 32 };

struct recruiter {
  const struct settings *settings;
  struct reader *reader;
  struct lane *lane;
  int procfd;
  struct pid_files *pid_files;
  struct wishes wishes;
  struct applicant applicant[BATCH_MOST];
  size_t waiting;
  struct absence absence; /* of strangers, by pid */
  bool behind;            /* somebody could not be asked to the end */
  /* during recruit_all() */
  struct census *census;
  double end_s;
  recruit_take take;
  void *context;
};

struct recruiter *recruiter_new(const struct settings *settings,
                                struct reader *reader, struct lane *lane,
                                int procfd) {
  struct recruiter *recruiter = calloc(1, sizeof(*recruiter));

  if (!recruiter)
    return NULL;
  recruiter->settings = settings;
  recruiter->reader = reader;
  recruiter->lane = lane;
  recruiter->procfd = procfd;
  recruiter->wishes = wishes_of(settings);
  recruiter->pid_files = pid_files_new(settings, lane);
  if (!recruiter->pid_files) {
    recruiter_free(recruiter);
    return NULL;
  }
  return recruiter;
}

void recruiter_free(struct recruiter *recruiter) {
  if (!recruiter)
    return;
  pid_files_free(recruiter->pid_files);
  free(recruiter);
}

bool recruiter_wants_cgroup(const struct recruiter *recruiter) {
  return recruiter->wishes.cgroup;
}

bool recruiter_names_another(const struct recruiter *recruiter, size_t group,
                             int pid) {
  int named = pid_files_at(recruiter->pid_files, group);

  return named > 0 && named != pid;
}

bool recruiter_is_behind(const struct recruiter *recruiter) {
  return recruiter->behind;
}

/* The first group that takes it, or may take it: the index, group_count for
 * none; *ret_unsure when more must be read to know. */
static size_t ask_all(const struct recruiter *recruiter,
                      struct candidate candidate, bool *ret_unsure) {
  const struct settings *settings = recruiter->settings;
  size_t i = 0;

  *ret_unsure = false;
  for (; i < settings->group_count; i++) {
    enum rule_answer answer;

    candidate.pid_in_file = pid_files_at(recruiter->pid_files, i);
    answer = rule_ask(&settings->groups[i].rule, &candidate);
    *ret_unsure = answer == RULE_UNSURE;
    if (answer != RULE_NO)
      break;
  }
  return i;
}

/* It joins the group with that index; there is none behind the last. */
static bool join(struct recruiter *recruiter, size_t group,
                 const struct candidate *candidate, int dirfd) {
  const struct settings *settings = recruiter->settings;
  struct recruit recruit = {
      .group = group, .pid = candidate->pid, .dirfd = dirfd};
  char name[GROUP_NAME_BYTES];

  if (group < settings->group_count &&
      title_captures(settings->groups[group].title) > 0 &&
      title_capture(settings->groups[group].title,
                    &settings->groups[group].rule.regex, candidate->cmdline,
                    name, sizeof(name)) == 0)
    recruit.name = name;
  if (group < settings->group_count &&
      recruiter->take(recruiter->context, &recruit))
    return true;
  close(dirfd);
  return false;
}

/* Not judged by all that there is to know. */
static bool is_half_read(const struct errand *errand) {
  if (errand->outcome != ERRAND_DONE)
    return false;
  for (int i = 0; i < errand->count; i++)
    if (applicant_may_answer_later(errand->reading[i].length))
      return true;
  return false;
}

static void hear(struct recruiter *recruiter, struct applicant *applicant,
                 struct errand *errand) {
  struct candidate candidate = {.pid = applicant->pid};
  size_t group = recruiter->settings->group_count;
  bool unsure;

  if (errand->outcome != ERRAND_DONE)
    recruiter->behind = true;
  if (errand->outcome == ERRAND_LOST)
    absence_note(&recruiter->absence, recruiter->lane, applicant->pid,
                 errand->ticket);
  /* there was no time: once more at once; no thread: when it has its turn */
  if (errand->outcome == ERRAND_SKIPPED && !lane_is_spent(recruiter->lane))
    census_revisit(recruiter->census, applicant->pid);
  if (errand->outcome == ERRAND_DONE) {
    candidate = applicant_candidate(applicant, &recruiter->wishes, errand);
    group = ask_all(recruiter, candidate, &unsure);
  }
  if (join(recruiter, group, &candidate, applicant->dirfd))
    census_follow(recruiter->census, applicant->pid);
  else if (is_half_read(errand))
    census_revisit(recruiter->census, applicant->pid);
}

/* Fetches what the waiting ones could not be judged without. */
static void run_batch(struct recruiter *recruiter) {
  struct errand *errand;

  lane_run_modestly(recruiter->lane, recruiter->end_s);
  for (size_t i = 0; (errand = lane_look(recruiter->lane, i)); i++)
    hear(recruiter, errand->owner, errand);
  lane_clear(recruiter->lane);
  recruiter->waiting = 0;
}

static bool wait_for_more(struct recruiter *recruiter,
                          const struct applicant *applicant) {
  struct errand *errand = lane_take(recruiter->lane);

  if (!errand) {
    run_batch(recruiter);
    errand = lane_take(recruiter->lane);
  }
  if (!errand)
    return false;
  errand->dirfd = applicant->dirfd;
  errand->owner = &recruiter->applicant[recruiter->waiting];
  recruiter->applicant[recruiter->waiting++] = *applicant;
  applicant_fill_errand(errand->owner, &recruiter->wishes, errand);
  if (recruiter->waiting == BATCH_MOST)
    run_batch(recruiter);
  return true;
}

static bool look(void *context, int pid) {
  struct recruiter *recruiter = context;
  struct applicant applicant;
  struct candidate candidate;
  bool unsure;
  size_t group;
  int r;

  if (pid == recruiter->settings->ignored_pid)
    return false;
  r = applicant_introduce(recruiter->reader, recruiter->procfd, pid,
                          &recruiter->wishes, &applicant);
  if (applicant_may_answer_later(r))
    census_revisit(recruiter->census, pid);
  if (r < 0)
    return false;
  candidate = applicant_candidate(&applicant, &recruiter->wishes, NULL);
  group = ask_all(recruiter, candidate, &unsure);
  if (!unsure)
    return join(recruiter, group, &candidate, applicant.dirfd);
  if (absence_of(&recruiter->absence, recruiter->lane, pid) ||
      !wait_for_more(recruiter, &applicant))
    close(applicant.dirfd);
  return false; /* followed, if so, when the batch has run */
}

void recruit_all(struct recruiter *recruiter, struct census *census,
                 double end_s, recruit_take take, void *context) {
  recruiter->census = census;
  recruiter->end_s = end_s;
  recruiter->behind = false;
  recruiter->take = take;
  recruiter->context = context;
  pid_files_read(recruiter->pid_files, census, end_s);
  census_each(census, look, recruiter);
  run_batch(recruiter);
}
