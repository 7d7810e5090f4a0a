/* recruit.c - see recruit.h */
#include "recruit.h"

#include "absence.h"
#include "base/file.h"
#include "discover/title.h"
#include "pid_files.h"
#include "sample/threads.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { BATCH_MOST = 32, CGROUP_BYTES = 4096, PATH_BYTES = 32 };

/* Between the free files and the guarded ones. */
struct applicant {
  int pid;
  int dirfd;
  int tid; /* of who tells for a leader that has ended; 0: itself */
  double uid;
  char cmdline_path[PATH_BYTES], exe_path[PATH_BYTES];
  char name[64];
  char cgroup[CGROUP_BYTES]; /* where a rule asks for it */
};

struct recruiter {
  const struct settings *settings;
  struct reader *reader;
  struct lane *lane;
  int procfd;
  struct pid_files *pid_files;
  bool wants_cgroup, wants_cmdline, wants_exe; /* some rule does */
  struct applicant applicant[BATCH_MOST];
  size_t waiting;
  struct absence absence; /* of strangers, by pid */
  /* during recruit_all() */
  struct census *census;
  double end_s;
  recruit_take take;
  void *context;
};

/* What no rule asks for is not read: exe and cmdline can hang. */
static void note_wishes(struct recruiter *recruiter) {
  const struct settings *settings = recruiter->settings;

  for (size_t i = 0; i < settings->group_count; i++) {
    const struct rule *rule = &settings->groups[i].rule;

    recruiter->wants_cgroup |= rule->unit || rule->cgroup;
    recruiter->wants_cmdline |= rule->pattern != NULL;
    recruiter->wants_exe |= rule->exe != NULL;
  }
}

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
  note_wishes(recruiter);
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
  return recruiter->wants_cgroup;
}

bool recruiter_names_another(const struct recruiter *recruiter, size_t group,
                             int pid) {
  int named = pid_files_at(recruiter->pid_files, group);

  return named > 0 && named != pid;
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

/* Arguments stand behind each other, each with its NUL. */
static const char *joined(struct reading *reading) {
  long length = reading->length < 0 ? 0 : reading->length;

  if (length == (long)reading->capacity)
    length--;
  while (length > 0 && reading->bytes[length - 1] == '\0')
    length--;
  for (long i = 0; i < length; i++)
    if (reading->bytes[i] == '\0')
      reading->bytes[i] = ' ';
  reading->bytes[length] = '\0';
  return reading->bytes;
}

/* The program file, with neither "\0" nor " (deleted)" behind it. */
static const char *program(struct reading *reading) {
  static const char deleted[] = " (deleted)";
  char *hit;

  joined(reading);
  hit = strstr(reading->bytes, deleted);
  if (hit && hit[sizeof(deleted) - 1] == '\0')
    *hit = '\0';
  return reading->bytes;
}

/* What was read of a process beside its free file, see add_readings(). */
static struct candidate candidate_of(const struct recruiter *recruiter,
                                     const struct applicant *applicant,
                                     struct errand *errand) {
  struct candidate candidate = {.pid = applicant->pid,
                                .comm = applicant->name,
                                .uid = applicant->uid,
                                .cgroup = applicant->cgroup};
  struct reading *next = errand ? errand->reading : NULL;

  if (next && recruiter->wants_cmdline)
    candidate.cmdline = joined(next++);
  if (next && recruiter->wants_exe)
    candidate.exe = program(next);
  return candidate;
}

static void hear(struct recruiter *recruiter, struct applicant *applicant,
                 struct errand *errand) {
  struct candidate candidate = {.pid = applicant->pid};
  size_t group = recruiter->settings->group_count;
  bool unsure;

  if (errand->outcome == ERRAND_LOST)
    absence_note(&recruiter->absence, recruiter->lane, applicant->pid,
                 errand->ticket);
  /* there was no time: once more at once; no thread: when it has its turn */
  if (errand->outcome == ERRAND_SKIPPED && !lane_is_spent(recruiter->lane))
    census_revisit(recruiter->census, applicant->pid);
  if (errand->outcome == ERRAND_DONE) {
    candidate = candidate_of(recruiter, applicant, errand);
    group = ask_all(recruiter, candidate, &unsure);
  }
  if (join(recruiter, group, &candidate, applicant->dirfd))
    census_follow(recruiter->census, applicant->pid);
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

/* The file of a process, or of the thread that tells for its leader: the row
 * of a thread has an N for its number. */
static void add_reading(struct errand *errand,
                        const struct applicant *applicant,
                        enum source_id of_process, enum source_id of_thread,
                        char path[PATH_BYTES]) {
  if (applicant->tid == 0) {
    (void)errand_add(errand, of_process);
    return;
  }
  snprintf(path, PATH_BYTES, "task/%d/%s", applicant->tid,
           sources[of_process].path);
  (void)errand_add_at(errand, of_thread, path);
}

/* cmdline and exe in this order, each if it is wanted. */
static void add_readings(const struct recruiter *recruiter,
                         struct applicant *applicant, struct errand *errand) {
  if (recruiter->wants_cmdline)
    add_reading(errand, applicant, SOURCE_CMDLINE, SOURCE_TASK_CMDLINE,
                applicant->cmdline_path);
  if (recruiter->wants_exe)
    add_reading(errand, applicant, SOURCE_EXE, SOURCE_TASK_EXE,
                applicant->exe_path);
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
  add_readings(recruiter, errand->owner, errand);
  if (recruiter->waiting == BATCH_MOST)
    run_batch(recruiter);
  return true;
}

static bool is_over(double state) {
  return state == 'Z' || state == 'X';
}

/* Name, user and state by the free file; -errno when it is no process to
 * follow, which is counted unless it has just gone. */
static int introduce(struct recruiter *recruiter, int pid,
                     struct applicant *ret_applicant) {
  double value[METRIC_MEMBER_COUNT];
  char path[16];
  int r;

  snprintf(path, sizeof(path), "%d", pid);
  *ret_applicant = (struct applicant){.pid = pid};
  ret_applicant->dirfd = file_pin_at(recruiter->procfd, path);
  if (ret_applicant->dirfd < 0)
    return read_take(recruiter->reader, SOURCE_STATUS, NULL,
                     ret_applicant->dirfd, value);
  r = read_name(recruiter->reader, ret_applicant->dirfd, value,
                ret_applicant->name);
  ret_applicant->uid = value[METRIC_UID];
  if (r == 0 && threads_lost_leader(value))
    ret_applicant->tid =
        threads_living(recruiter->reader, ret_applicant->dirfd);
  if (r == 0 && (!is_over(value[METRIC_STATE]) || ret_applicant->tid > 0))
    return 0;
  close(ret_applicant->dirfd);
  return -ESRCH;
}

/* What does not fit is cut: the first hierarchies are kept. */
static void read_cgroup(const struct recruiter *recruiter,
                        struct applicant *applicant) {
  long length = -ENOENT;

  if (recruiter->wants_cgroup)
    length = file_read_start_at(applicant->dirfd, sources[SOURCE_CGROUP].path,
                                applicant->cgroup, CGROUP_BYTES - 1);
  applicant->cgroup[length > 0 ? length : 0] = '\0';
}

static bool look(void *context, int pid) {
  struct recruiter *recruiter = context;
  struct applicant applicant;
  struct candidate candidate;
  bool unsure;
  size_t group;

  if (pid == recruiter->settings->ignored_pid ||
      introduce(recruiter, pid, &applicant) < 0)
    return false;
  read_cgroup(recruiter, &applicant);
  candidate = candidate_of(recruiter, &applicant, NULL);
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
  recruiter->take = take;
  recruiter->context = context;
  pid_files_read(recruiter->pid_files, census, end_s);
  census_each(census, look, recruiter);
  run_batch(recruiter);
}
