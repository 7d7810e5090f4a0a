/* archive.c - see archive.h */
#include "archive.h"

#include "base/text.h"
#include "emit/json.h"
#include "emit/state_file.h"
#include "state_write.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

struct archive {
  const struct settings *settings;
  struct desk *desk;
  struct json *json;
  char boot_id[64];
  struct archive_tick tick; /* the last; zeroed: there was none */
  double saved_s;           /* the tick that is saved */
};

struct archive *archive_new(const struct settings *settings,
                            const char *boot_id) {
  struct archive *archive = calloc(1, sizeof(*archive));

  if (!archive)
    return NULL;
  archive->settings = settings;
  text_copy(text_of_string(boot_id), archive->boot_id,
            sizeof(archive->boot_id));
  archive->json = json_new();
  archive->desk = state_desk_new(settings->state_file);
  if (archive->json && archive->desk)
    return archive;
  archive_free(archive, 0);
  return NULL;
}

void archive_free(struct archive *archive, double until_s) {
  if (!archive)
    return;
  desk_free(archive->desk, until_s);
  json_free(archive->json);
  free(archive);
}

static int write_all(struct archive *archive, const struct pipeline *pipeline,
                     struct sheet *sheet) {
  struct scribe scribe = {archive->json, sheet, pipeline_parts(pipeline)};
  struct stamp stamp = {archive->boot_id, archive->tick.wall_clock_s,
                        archive->tick.interval_s,
                        models[archive->settings->model].name};

  state_write_begin(&scribe);
  state_write_end(&scribe, &stamp);
  if (!sheet_close(sheet))
    return -ENOMEM;
  return state_desk_put(archive->desk, archive->settings->state_file,
                        sheet->text, sheet->length);
}

int archive_save(struct archive *archive, const struct pipeline *pipeline) {
  struct sheet sheet = {0};
  int r;

  if (archive->saved_s == archive->tick.now_s)
    return 0;
  r = write_all(archive, pipeline, &sheet);
  sheet_release(&sheet);
  if (r == 0)
    archive->saved_s = archive->tick.now_s;
  return r;
}

void archive_step(struct archive *archive, const struct pipeline *pipeline,
                  const struct archive_tick *tick) {
  double interval_s = archive->settings->state_interval_s;

  archive->tick = *tick;
  if (archive->saved_s <= 0)
    archive->saved_s = tick->now_s;
  else if (interval_s > 0 && tick->now_s - archive->saved_s >= interval_s)
    (void)archive_save(archive, pipeline);
}

bool archive_hear(struct archive *archive, char *buffer, size_t capacity) {
  char sentence[SENTENCE_BYTES];

  if (!desk_hear(archive->desk, sentence))
    return false;
  text_copy(text_of_string(sentence), buffer, capacity);
  return true;
}
