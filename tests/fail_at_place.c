/* fail_at_place.c - see fail_at_place.h */
#include "fail_at_place.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

static void link_of(const char *name, char *path, size_t capacity) {
  ssize_t length = readlink(name, path, capacity - 1);

  path[length < 0 ? 0 : length] = '\0';
}

void place_path(int dirfd, const char *name, char ret_path[PLACE_PATH]) {
  char link[32];
  size_t length;

  if (name && strncmp(name, "/proc/self/fd/", 14) == 0) {
    link_of(name, ret_path, PLACE_PATH);
    return;
  }
  if (name && name[0] == '/') {
    snprintf(ret_path, PLACE_PATH, "%s", name);
    return;
  }
  snprintf(link, sizeof(link), "/proc/self/fd/%d", dirfd);
  link_of(link, ret_path, PLACE_PATH);
  length = strlen(ret_path);
  if (name && name[0])
    snprintf(ret_path + length, PLACE_PATH - length, "/%s", name);
}

bool place_is_among(const char *places, const char *place) {
  char word[64];

  snprintf(word, sizeof(word), " %s ", place);
  return strstr(places, word) != NULL;
}

static void add(const char *place, char *places, size_t capacity) {
  size_t length = strlen(places);

  if (!place_is_among(places, place))
    snprintf(places + length, capacity - length, "%s%s ", length ? "" : " ",
             place);
}

void place_note(const char *root, const char *path, bool is_written,
                char *places, size_t capacity) {
  size_t length = strlen(root);
  bool is_below = strncmp(path, root, length) == 0;
  const char *below = is_below ? path + length : "";
  char place[48];

  below += *below == '/';
  snprintf(place, sizeof(place), "+%.*s", (int)strcspn(below, "/"), below);
  if (!place[1])
    snprintf(place, sizeof(place), "+%s", is_below ? "." : "/");
  add(place + 1, places, capacity);
  if (is_written)
    add(place, places, capacity);
}
