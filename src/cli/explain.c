/* explain.c - see explain.h */
#include "cli/explain.h"

#include "cli/evidence_read.h"
#include "cli/explain_html.h"
#include "cli/explain_text.h"
#include "cli/usage.h"
#include "cli/whole_file.h"

#include <getopt.h>
#include <langinfo.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

const char explain_usage[] = "       io-forecast explain FILE [--html OUT]\n";

/* 0: it is no terminal, or does not tell. */
static int width_of_terminal(void) {
  struct winsize size;

  if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0)
    return 0;
  if (size.ws_col < EXPLAIN_WIDTH_LEAST)
    return EXPLAIN_WIDTH_LEAST;
  return size.ws_col < EXPLAIN_WIDTH_MOST ? size.ws_col : EXPLAIN_WIDTH_MOST;
}

static struct explain_style style_of_terminal(void) {
  const char *refusal = getenv("NO_COLOR");

  setlocale(LC_CTYPE, "");
  return (struct explain_style){
      .colour = isatty(STDOUT_FILENO) && !(refusal && refusal[0]),
      .utf8 = strcmp(nl_langinfo(CODESET), "UTF-8") == 0,
      .width = width_of_terminal()};
}

static int write_evidence(void *context, FILE *out) {
  return explain_html(context, out);
}

/* It says as much as the evidence, which only its owner may read. */
static int write_page(struct json_node *evidence, const char *path) {
  int r = whole_file_write(path, S_IRUSR | S_IWUSR, write_evidence, evidence);

  if (r == 0)
    return 0;
  (void)complain("\"%s\" cannot be written: %s", path, strerror(-r));
  return 1;
}

static int tell(struct json_node *evidence, const char *page) {
  struct explain_style style = style_of_terminal();

  if (page && strcmp(page, "-") != 0)
    return write_page(evidence, page);
  if (page)
    return explain_html(evidence, stdout) < 0;
  explain_text(evidence, &style, stdout);
  return 0;
}

static int explain(const char *path, const char *page) {
  struct json_node *evidence;
  int status = evidence_read(path, &evidence);

  if (status != 0)
    return status;
  status = tell(evidence, page);
  json_tree_free(evidence);
  return status;
}

int explain_main(int argc, char **argv) {
  static const struct option options[] = {
      {"help", no_argument, NULL, 'h'},
      {"html", required_argument, NULL, 'o'},
      {NULL, 0, NULL, 0}};
  const char *page = NULL;
  int option;

  while ((option = getopt_long(argc, argv, "h", options, NULL)) != -1) {
    if (option == 'o') {
      page = optarg;
      continue;
    }
    usage_print(explain_usage, option == 'h' ? stdout : stderr);
    return option == 'h' ? 0 : USAGE_STATUS;
  }
  if (argc - optind != 1)
    return complain("explain takes one file of evidence");
  return explain(argv[optind], page);
}
