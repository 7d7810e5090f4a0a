/* applicant.c - see applicant.h */
#include "applicant.h"

#include "base/file.h"
#include "sample/threads.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

struct wishes wishes_of(const struct settings *settings) {
  struct wishes wishes = {0};

  for (size_t i = 0; i < settings->group_count; i++) {
    const struct rule *rule = &settings->groups[i].rule;

    wishes.cgroup |= rule->unit || rule->cgroup;
    wishes.cmdline |= rule->pattern != NULL;
    wishes.exe |= rule->exe != NULL;
  }
  return wishes;
}

/* What does not fit is cut: the first hierarchies are kept, those that are
 * whole. The beginning of a name is another one's. */
static int read_cgroup(struct applicant *applicant,
                       const struct wishes *wishes) {
  long length = -ENOENT;
  struct text whole;

  if (wishes->cgroup)
    length = file_read_start_at(applicant->dirfd, sources[SOURCE_CGROUP].path,
                                applicant->cgroup, APPLICANT_CGROUP_BYTES - 1);
  whole = text_whole_lines(
      text_of(applicant->cgroup, length > 0 ? (size_t)length : 0));
  applicant->cgroup[text_length(whole)] = '\0';
  return applicant_may_answer_later(length) ? (int)length : 0;
}

bool applicant_may_answer_later(long r) {
  return r < 0 && r != -ENOENT && r != -ESRCH && r != -EACCES && r != -EPERM;
}

static bool is_over(double state) {
  return state == 'Z' || state == 'X';
}

int applicant_introduce(struct reader *reader, int procfd, int pid,
                        const struct wishes *wishes,
                        struct applicant *ret_applicant) {
  double value[METRIC_MEMBER_COUNT];
  char path[16];
  int r;

  snprintf(path, sizeof(path), "%d", pid);
  *ret_applicant = (struct applicant){.pid = pid};
  ret_applicant->dirfd = file_pin_at(procfd, path);
  if (ret_applicant->dirfd < 0)
    return read_take(reader, SOURCE_STATUS, NULL, ret_applicant->dirfd, value);
  r = read_name(reader, ret_applicant->dirfd, value, ret_applicant->name);
  ret_applicant->uid = value[METRIC_UID];
  if (r == 0 && threads_lost_leader(value))
    ret_applicant->tid = threads_living(reader, ret_applicant->dirfd);
  if (r == 0 && is_over(value[METRIC_STATE]) && ret_applicant->tid <= 0)
    r = -ESRCH;
  if (r == 0)
    r = read_cgroup(ret_applicant, wishes);
  if (r < 0)
    close(ret_applicant->dirfd);
  return r;
}

/* The file of a process, or of the thread that tells for its leader: the row
 * of a thread has an N for its number. */
static void add_reading(struct errand *errand,
                        const struct applicant *applicant,
                        enum source_id of_process, enum source_id of_thread,
                        char path[APPLICANT_PATH_BYTES]) {
  if (applicant->tid == 0) {
    (void)errand_add(errand, of_process);
    return;
  }
  snprintf(path, APPLICANT_PATH_BYTES, "task/%d/%s", applicant->tid,
           sources[of_process].path);
  (void)errand_add_at(errand, of_thread, path);
}

/* cmdline and exe in this order, each if it is wanted. */
void applicant_fill_errand(struct applicant *applicant,
                           const struct wishes *wishes, struct errand *errand) {
  if (wishes->cmdline)
    add_reading(errand, applicant, SOURCE_CMDLINE, SOURCE_TASK_CMDLINE,
                applicant->cmdline_path);
  if (wishes->exe)
    add_reading(errand, applicant, SOURCE_EXE, SOURCE_TASK_EXE,
                applicant->exe_path);
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

struct candidate applicant_candidate(const struct applicant *applicant,
                                     const struct wishes *wishes,
                                     struct errand *errand) {
  struct candidate candidate = {.pid = applicant->pid,
                                .comm = applicant->name,
                                .uid = applicant->uid,
                                .cgroup = applicant->cgroup};
  struct reading *next = errand ? errand->reading : NULL;

  if (next && wishes->cmdline)
    candidate.cmdline = joined(next++);
  if (next && wishes->exe)
    candidate.exe = program(next);
  return candidate;
}
