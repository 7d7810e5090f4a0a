/* inquest_identity.c - see inquest_identity.h */
#include "inquest_identity.h"

#include "base/file.h"
#include "base/text.h"
#include "inquest_topic.h"
#include "lack.h"
#include "sample/errand.h"

#include <string.h>

bool identity_wants(const struct inquiry *inquiry) {
  return !inquiry->is_known;
}

void identity_fill(struct inquiry *inquiry, struct errand *errand) {
  (void)inquiry;
  (void)errand_add(errand, SOURCE_CMDLINE);
  (void)errand_add(errand, SOURCE_EXE);
}

/* Arguments end with NUL. */
static void take_arguments(struct dossier *dossier,
                           const struct reading *reading) {
  size_t length = (size_t)reading->length;
  char *line = dossier->command_line;

  if (length > sizeof(dossier->command_line) - 1)
    length = sizeof(dossier->command_line) - 1;
  memcpy(line, reading->bytes, length);
  while (length > 0 && line[length - 1] == '\0')
    length--;
  for (size_t i = 0; i < length; i++)
    if (line[i] == '\0')
      line[i] = ' ';
  line[length] = '\0';
}

static void take_one(struct dossier *dossier, const struct reading *reading) {
  if (reading->length < 0)
    lack_note_error(dossier, sources[reading->source].path, reading->length);
  else if (reading->source == SOURCE_CMDLINE)
    take_arguments(dossier, reading);
  else
    text_copy(text_of(reading->bytes, (size_t)reading->length), dossier->exe,
              sizeof(dossier->exe));
}

/* A free file: it needs no thread of the lane. */
static void read_cgroups(struct inquiry *inquiry) {
  struct dossier *dossier = &inquiry->dossier;
  char buffer[8192];
  long length = file_read_at(inquiry->person.dirfd, sources[SOURCE_CGROUP].path,
                             buffer, sizeof(buffer));

  if (length < 0)
    lack_note_error(dossier, sources[SOURCE_CGROUP].path, length);
  else
    text_copy(text_of(buffer, (size_t)length), dossier->cgroups,
              sizeof(dossier->cgroups));
}

void identity_take(struct inquiry *inquiry, const struct errand *errand) {
  struct dossier *dossier = &inquiry->dossier;

  inquiry->is_known = true;
  read_cgroups(inquiry);
  if (errand->outcome == ERRAND_LOST) {
    lack_note(dossier, sources[SOURCE_CMDLINE].path, "it does not answer");
    return;
  }
  for (int i = 0; i < errand->count; i++)
    take_one(dossier, &errand->reading[i]);
}
