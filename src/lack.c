/* lack.c - see lack.h */
#include "lack.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

static struct dossier_lack *find(struct dossier *dossier, const char *what) {
  for (int i = 0; i < dossier->lack_count; i++)
    if (strcmp(dossier->lack[i].what, what) == 0)
      return &dossier->lack[i];
  return NULL;
}

void lack_note(struct dossier *dossier, const char *what, const char *why) {
  struct dossier_lack *lack = find(dossier, what);

  if (!lack && dossier->lack_count == DOSSIER_LACKS)
    return;
  if (!lack)
    lack = &dossier->lack[dossier->lack_count++];
  snprintf(lack->what, sizeof(lack->what), "%s", what);
  snprintf(lack->why, sizeof(lack->why), "%s", why);
}

void lack_drop(struct dossier *dossier, const char *what) {
  struct dossier_lack *lack = find(dossier, what);

  if (lack)
    *lack = dossier->lack[--dossier->lack_count];
}

void lack_note_error(struct dossier *dossier, const char *what, long error) {
  const char *name = strerrorname_np((int)-error);
  char why[96];

  if (error == -ENOENT || error == -ESRCH)
    return;
  snprintf(why, sizeof(why), "may not be read (%s)", name ? name : "error");
  lack_note(dossier, what, why);
}
