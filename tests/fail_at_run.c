/* fail_at_run.c - see fail_at_run.h */
#include "expect.h"

#include "fail_at_run.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>

enum { DEADLINE_S = 60, CPU_S = 5 };

static char before[STORY_STATE_BYTES];

void *run_memory(size_t bytes) {
  void *at = mmap(NULL, bytes, PROT_READ | PROT_WRITE,
                  MAP_SHARED | MAP_ANONYMOUS, -1, 0);

  if (at == MAP_FAILED)
    exit(2);
  return at;
}

/* In a child, as nothing of it is to be left; what waitpid(2) said. */
int run_story(struct story *story, const struct fail_point *point) {
  int status = -1;
  pid_t pid;

  fflush(stdout);
  story->end.is_over = false;
  pid = fork();
  if (pid == 0) {
    alarm(DEADLINE_S);
    setrlimit(RLIMIT_CPU, &(struct rlimit){CPU_S, CPU_S + 2});
    story_run(story, point, before);
    exit(0);
  }
  while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
    ;
  return status;
}

/* The first run leaves the state that the others find. */
bool run_clean(struct story *clean) {
  if (run_story(clean, &(struct fail_point){0}) != 0)
    return false;
  memcpy(before, clean->end.state, sizeof(before));
  clean->trouble = true;
  return run_story(clean, &(struct fail_point){0}) == 0;
}
