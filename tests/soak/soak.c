/*
 * soak.c - made-up time, a year of it: what is planted must be told, what is
 * told must be so, and nothing may grow.
 *
 *   soak [--days N] [--agent-days N] [--seed N]
 */
#include "course.h"

#include <stdlib.h>
#include <string.h>

static const char usage[] =
    "usage: soak [--days N] [--agent-days N] [--seed N]\n\n"
    "Plays N days of ticks of 10 s over the pipeline (default 14), and N over\n"
    "an agent on a /proc of its own (default 1), both made up from the seed\n"
    "(default 1), and tells what was planted and told, which alarms were\n"
    "false, and what memory and descriptors did. 0 leaves a part out.\n"
    "Ends with 0 when all planted was told, few alarms were false, no promise\n"
    "was broken and nothing grew; else with 1; with 2 on a wrong option.\n";

struct options {
  double days, agent_days;
  uint64_t seed;
};

static bool take_number(const char *text, double most, double *ret_number) {
  char *end;
  double number = text ? strtod(text, &end) : NAN;

  if (!text || end == text || *end || !(number >= 0 && number <= most))
    return false;
  *ret_number = number;
  return true;
}

static bool take_option(struct options *options, const char *name,
                        const char *value) {
  double seed;

  if (strcmp(name, "--days") == 0)
    return take_number(value, 3660, &options->days);
  if (strcmp(name, "--agent-days") == 0)
    return take_number(value, 3660, &options->agent_days);
  if (strcmp(name, "--seed") != 0 || !take_number(value, 1e15, &seed))
    return false;
  options->seed = (uint64_t)seed;
  return true;
}

/* Over the pipeline nothing is allocated in a tick. Of the resident set a page
 * or two of the stack, of data and of libraries are touched late. */
static const struct bounds pipeline_bounds = {0, 4 * 4096, 0};

/* An agent has the text of its state, whose buffer grows in steps with what is
 * learnt, arenas of threads (132 KiB each), and pieces that are on their way to
 * a file. What it takes at its start is touched when it is first needed: a
 * dossier for each that is in trouble at a time, an errand for each thread that
 * hangs. */
static const struct bounds agent_bounds = {256 * 1024, 4 * 1024 * 1024, 0};

int main(int argc, char **argv) {
  struct options options = {14, 1, 1};
  static struct course course;
  bool ok = true;

  for (int i = 1; i < argc; i += 2) {
    if (strcmp(argv[i], "--help") == 0)
      return fputs(usage, stdout) < 0;
    if (!take_option(&options, argv[i], i + 1 < argc ? argv[i + 1] : NULL)) {
      fprintf(stderr,
              "soak: \"%s\" is no option, or has no value that it "
              "takes; see --help.\n",
              argv[i]);
      return 2;
    }
  }
  if (options.days > 0) {
    if (play_pipeline(&course, options.days, options.seed))
      return 1;
    ok = report(stdout, &course, "Over the pipeline", &pipeline_bounds);
  }
  if (options.agent_days > 0) {
    if (play_agent(&course, options.agent_days, options.seed))
      return 1;
    ok = report(stdout, &course, "Over an agent", &agent_bounds) && ok;
  }
  return !ok;
}
