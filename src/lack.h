/*
 * lack.h - what could not be read, and why.
 */
#ifndef LACK_H
#define LACK_H

#include "dossier.h"

#define LACK_UNANSWERED "the kernel does not answer"

/* Once for each `what`; the last reason stands. */
void lack_note(struct dossier *dossier, const char *what, const char *why);

/* The same for a failure: "may not be read (EACCES)". Nothing when the process
 * has gone. */
void lack_note_error(struct dossier *dossier, const char *what, long error);

/* It could be read after all. */
void lack_drop(struct dossier *dossier, const char *what);

#endif
