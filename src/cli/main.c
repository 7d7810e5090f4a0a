/* main.c - io-forecast, the command-line tool: the verbs and nothing else. */
#include "cli/backtest.h"
#include "cli/print.h"
#include "cli/record.h"
#include "cli/usage.h"
#include "cli/watch.h"

#include <stdio.h>
#include <string.h>

static void print_usage(FILE *out) {
  fputs(watch_usage, out);
  fputs(record_usage, out);
  fputs(backtest_usage, out);
  fputs("       io-forecast print metrics|options|example\n"
        "       io-forecast --help | --version\n",
        out);
}

static int print_main(int argc, char **argv) {
  if (argc == 2 && print_document(argv[1], stdout) == 0)
    return fflush(stdout) == 0 ? 0 : 1;
  return complain("print takes one of metrics, options and example");
}

int main(int argc, char **argv) {
  const char *verb = argc > 1 ? argv[1] : "";

  if (strcmp(verb, "watch") == 0)
    return watch_main(argc - 1, argv + 1);
  if (strcmp(verb, "record") == 0)
    return record_main(argc - 1, argv + 1);
  if (strcmp(verb, "backtest") == 0)
    return backtest_main(argc - 1, argv + 1);
  if (strcmp(verb, "print") == 0)
    return print_main(argc - 1, argv + 1);
  if (strcmp(verb, "--version") == 0)
    return puts("io-forecast " PACKAGE_VERSION) < 0;
  if (strcmp(verb, "--help") == 0) {
    print_usage(stdout);
    return 0;
  }
  print_usage(stderr);
  return USAGE_STATUS;
}
