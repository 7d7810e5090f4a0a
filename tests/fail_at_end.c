/* fail_at_end.c - see fail_at_end.h */
#include "expect.h"

#include "fail_at_clock.h"
#include "fail_at_end.h"
#include "fail_at_world.h"

#include <dirent.h>
#include <string.h>

static int count_entries(const char *path) {
  DIR *directory = opendir(path);
  int count = 0;

  assert_non_null(directory);
  while (readdir(directory))
    count++;
  closedir(directory);
  return count;
}

int end_count_fds(void) {
  return count_entries("/proc/self/fd");
}

bool end_is_there(const struct tree *tree, const char *name) {
  char path[128];

  snprintf(path, sizeof(path), "%s/%s", tree->root, name);
  return access(path, F_OK) == 0;
}

/* Whether each bracket that is opened is closed, and the last one last. */
static bool is_closed(const char *text) {
  bool in_string = false;
  int depth = 0;

  for (; *text; text++) {
    if (in_string && *text == '\\' && text[1])
      text++;
    else if (*text == '"')
      in_string = !in_string;
    else if (!in_string)
      depth += (*text == '{' || *text == '[') - (*text == '}' || *text == ']');
    if (depth == 0)
      return strcmp(text + 1, "\n") == 0 || text[1] == '\0';
  }
  return false;
}

static bool is_whole(const char *path, char *buffer, size_t capacity,
                     size_t *ret_length) {
  FILE *file = fopen(path, "r");

  *ret_length = 0;
  if (!file)
    return false;
  *ret_length = fread(buffer, 1, capacity - 1, file);
  buffer[*ret_length] = '\0';
  fclose(file);
  return is_closed(buffer);
}

static int count_drafts(const struct story *story, const char *directory) {
  char path[128];
  const struct dirent *entry;
  int count = 0;
  DIR *list;

  snprintf(path, sizeof(path), "%s/%s", story->tree.root, directory);
  list = opendir(path);
  assert_non_null(list);
  while ((entry = readdir(list)))
    count += strncmp(entry->d_name, ".io_forecast-", 13) == 0;
  closedir(list);
  return count;
}

void end_look_for_drafts(struct story *story) {
  struct story_end *end = &story->end;
  int drafts = count_drafts(story, "bundles") + count_drafts(story, "fuses") +
               count_drafts(story, "state");

  if (drafts > end->drafts)
    end->drafts = drafts;
}

static void look_for_bundles(struct story *story) {
  struct story_end *end = &story->end;
  char path[400];
  const struct dirent *entry;
  size_t length;
  DIR *list;

  snprintf(path, sizeof(path), "%s/bundles", story->tree.root);
  list = opendir(path);
  assert_non_null(list);
  while ((entry = readdir(list))) {
    if (strncmp(entry->d_name, "web-", 4) != 0)
      continue;
    snprintf(path, sizeof(path), "%s/bundles/%s", story->tree.root,
             entry->d_name);
    end->bundles++;
    end->broken +=
        !is_whole(path, end->evidence, sizeof(end->evidence), &length);
  }
  closedir(list);
}

void end_look_for_flag(struct story *story) {
  struct story_end *end = &story->end;
  char path[128];
  size_t length;

  if (end->flag_came || !end_is_there(&story->tree, "fuses/web"))
    return;
  snprintf(path, sizeof(path), "%s/fuses/web", story->tree.root);
  (void)is_whole(path, end->flag, sizeof(end->flag), &length);
  end->flag_came = strcmp(end->flag, WORLD_OLD_FLAG) != 0;
}

void end_look(struct story *story, int fds_before) {
  struct story_end *end = &story->end;
  char path[128];

  end->threads = fail_at_living();
  end->fds = end_count_fds() - fds_before;
  end->blocks = fail_at_blocks();
  end->flag_left = end_is_there(&story->tree, "fuses/web");
  end->is_pruned = !end_is_there(&story->tree, WORLD_OLD_BUNDLE);
  end->is_set_aside = end_is_there(&story->tree, "state/state.json.bad");
  end->is_spared = end_is_there(&story->tree, "state/state.json.unread");
  look_for_bundles(story);
  end_look_for_drafts(story);
  snprintf(path, sizeof(path), "%s/state/state.json", story->tree.root);
  if (access(path, F_OK) == 0)
    end->broken +=
        !is_whole(path, end->state, sizeof(end->state), &end->state_bytes);
  end->is_over = true;
}
