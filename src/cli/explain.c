/* explain.c - see explain.h */
#include "cli/explain.h"

#include "cli/evidence_read.h"
#include "cli/explain_text.h"
#include "cli/usage.h"

#include <getopt.h>
#include <langinfo.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

const char explain_usage[] = "       io-forecast explain FILE\n";

static struct explain_style style_of_terminal(void) {
  const char *refusal = getenv("NO_COLOR");

  setlocale(LC_CTYPE, "");
  return (struct explain_style){
      .colour = isatty(STDOUT_FILENO) && !(refusal && refusal[0]),
      .utf8 = strcmp(nl_langinfo(CODESET), "UTF-8") == 0};
}

static int explain(const char *path) {
  struct explain_style style = style_of_terminal();
  struct json_node *evidence;
  int status = evidence_read(path, &evidence);

  if (status != 0)
    return status;
  explain_text(evidence, &style, stdout);
  json_tree_free(evidence);
  return 0;
}

int explain_main(int argc, char **argv) {
  static const struct option options[] = {{"help", no_argument, NULL, 'h'},
                                          {NULL, 0, NULL, 0}};
  int option;

  while ((option = getopt_long(argc, argv, "h", options, NULL)) != -1) {
    usage_print(explain_usage, option == 'h' ? stdout : stderr);
    return option == 'h' ? 0 : USAGE_STATUS;
  }
  if (argc - optind != 1)
    return complain("explain takes one file of evidence");
  return explain(argv[optind]);
}
