/*
 * evidence_sample.c - prints a story as evidence, for evidence-schema.t.
 *
 *   evidence_sample storage-read|memory-leak|truncated|full
 */
#include "expect.h"

#include "evidence_scene.h"

static const struct {
  const char *name;
  void (*tell)(struct story *story);
} stories[] = {{"storage-read", tell_storage_read},
               {"memory-leak", tell_memory_leak},
               {"truncated", tell_truncated},
               {"full", tell_full}};

int main(int argc, char **argv) {
  struct story story;

  for (size_t i = 0; argc == 2 && i < COUNT_OF(stories); i++) {
    if (strcmp(argv[1], stories[i].name) != 0)
      continue;
    stories[i].tell(&story);
    puts(story_tell(&story));
    story_close(&story);
    return 0;
  }
  return 2;
}
