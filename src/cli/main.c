/* main.c - io-forecast, the command-line tool: the verbs and nothing else. */
#include "cli/backtest.h"
#include "cli/explain.h"
#include "cli/print.h"
#include "cli/record.h"
#include "cli/usage.h"
#include "cli/watch.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

static void print_usage(FILE *out) {
  usage_print(watch_usage, out);
  fputs(record_usage, out);
  fputs(backtest_usage, out);
  fputs(explain_usage, out);
  fputs("       io-forecast print "
        "metrics|options|example|grafana|grafana-group|\n"
        "                         grafana-self\n"
        "       io-forecast --help | --version\n",
        out);
}

static int print_main(int argc, char **argv) {
  int r = argc == 2 ? print_document(argv[1], stdout) : -EINVAL;

  if (r != -EINVAL)
    return r == 0 ? 0 : 1;
  return complain("print takes one of metrics, options, example, grafana, "
                  "grafana-group and grafana-self");
}

static int run(int argc, char **argv) {
  static char name[] = "io-forecast"; /* with which getopt_long(3) complains */
  const char *verb = argc > 1 ? argv[1] : "";

  if (argc > 1)
    argv[1] = name;
  if (strcmp(verb, "watch") == 0)
    return watch_main(argc - 1, argv + 1);
  if (strcmp(verb, "record") == 0)
    return record_main(argc - 1, argv + 1);
  if (strcmp(verb, "backtest") == 0)
    return backtest_main(argc - 1, argv + 1);
  if (strcmp(verb, "explain") == 0)
    return explain_main(argc - 1, argv + 1);
  if (strcmp(verb, "print") == 0)
    return print_main(argc - 1, argv + 1);
  if (strcmp(verb, "--version") == 0) {
    puts("io-forecast " PACKAGE_VERSION);
    return 0;
  }
  if (strcmp(verb, "--help") == 0) {
    print_usage(stdout);
    return 0;
  }
  print_usage(stderr);
  return USAGE_STATUS;
}

/* What could not be printed is a failure, of whichever verb. */
int main(int argc, char **argv) {
  int status = run(argc, argv);

  return status == 0 && (fflush(stdout) != 0 || ferror(stdout)) ? 1 : status;
}
