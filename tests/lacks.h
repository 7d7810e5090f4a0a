/*
 * lacks.h - what a dossier says is missing.
 */
#ifndef LACKS_H
#define LACKS_H

#include "dossier.h"

#include <string.h>

/* Why it is without `what`; NULL: it says nothing of that. */
static inline const char *why_without(const struct dossier *dossier,
                                      const char *what) {
  for (int i = 0; i < dossier->lack_count; i++)
    if (strcmp(dossier->lack[i].what, what) == 0)
      return dossier->lack[i].why;
  return NULL;
}

#endif
