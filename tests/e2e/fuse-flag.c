/*
 * fuse-flag.c - the flag of a group, raised and lowered by the real clerk.
 *
 *   fuse-flag DIRECTORY GROUP [EVIDENCE_DIRECTORY]
 *
 * Reads a word a line: "raise", "lower", "keep" for evidence. At the end of its
 * input it ends as the daemon does. Whatever the clerk says goes to the
 * standard error.
 */
#include "emit/clerk.h"

#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { TICK_MS = 100 };

static const char evidence[] = "{\"of\": \"web\"}";

static void hear(struct clerk *clerk) {
  char sentence[SENTENCE_BYTES];

  while (clerk_hear(clerk, sentence))
    fprintf(stderr, "%s\n", sentence);
}

/* Returns false at the end. */
static bool obey(struct clerk *clerk, const char *group) {
  char word[64];
  ssize_t length = read(STDIN_FILENO, word, sizeof(word) - 1);

  if (length <= 0)
    return false;
  word[length] = '\0';
  if (strcmp(word, "raise\n") == 0)
    (void)clerk_raise_flag(clerk, group, time(NULL), "its fuse is blown.");
  if (strcmp(word, "lower\n") == 0)
    (void)clerk_lower_flag(clerk, group);
  if (strcmp(word, "keep\n") == 0)
    (void)clerk_put_evidence(clerk, group, time(NULL), evidence,
                             strlen(evidence));
  return true;
}

int main(int argc, char **argv) {
  struct pollfd input = {.fd = STDIN_FILENO, .events = POLLIN};
  struct clerk_rule rule = {.evidence_keep = 1, .evidence_max_bytes = 65536};
  struct clerk *clerk;

  if (argc < 3 || argc > 4)
    return 2;
  rule.fuse_dir = argv[1];
  rule.evidence_dir = argv[3];
  if (!(clerk = clerk_new(&rule)))
    return 2;
  (void)clerk_lower_flag(clerk, argv[2]);
  while (poll(&input, 1, TICK_MS) <= 0 || obey(clerk, argv[2]))
    hear(clerk);
  hear(clerk);
  clerk_free(clerk);
  return 0;
}
