/* deeds.c - see deeds.h */
#include "emit/deeds.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static int make(const char *text, size_t length, struct deed **ret_deed) {
  struct deed *deed = calloc(1, sizeof(*deed) + length);

  if (!deed)
    return -ENOMEM;
  deed->length = length;
  memcpy(deed->text, text, length);
  *ret_deed = deed;
  return 0;
}

int deed_about(int kind, const char *leaf, const char *text, size_t length,
               struct deed **ret_deed) {
  size_t bytes = strlen(leaf) + 1;
  int r = bytes > LEAF_BYTES ? -ENAMETOOLONG : make(text, length, ret_deed);

  if (r < 0)
    return r;
  (*ret_deed)->kind = kind;
  memcpy((*ret_deed)->leaf, leaf, bytes);
  return 0;
}

int deed_new(int kind, const char *group, const char *text, size_t length,
             struct deed **ret_deed) {
  char leaf[LEAF_BYTES];
  int r = leaf_of_group(group, leaf);

  return r < 0 ? r : deed_about(kind, leaf, text, length, ret_deed);
}

static bool is_about(const struct deed *deed, const char *leaf) {
  return strcmp(deed->leaf, leaf) == 0;
}

static bool has_failed(const struct deed *deed) {
  return deed->failed_s > 0;
}

void deeds_append(struct deeds *deeds, struct deed *deed) {
  struct deed **at = &deeds->first;

  while (*at)
    at = &(*at)->next;
  deed->next = NULL;
  *at = deed;
  deeds->count++;
}

static struct deed *take_out(struct deeds *deeds, struct deed **at) {
  struct deed *deed = *at;

  if (deed) {
    *at = deed->next;
    deeds->count--;
  }
  return deed;
}

void deeds_release(struct deeds *deeds) {
  while (deeds->first)
    free(take_out(deeds, &deeds->first));
}

bool deeds_have(const struct deeds *deeds, const char *leaf) {
  for (const struct deed *deed = deeds->first; deed; deed = deed->next)
    if (is_about(deed, leaf))
      return true;
  return false;
}

struct deed *deeds_take(struct deeds *deeds, const char *leaf) {
  struct deed **at = &deeds->first;

  while (*at && !is_about(*at, leaf))
    at = &(*at)->next;
  return take_out(deeds, at);
}

struct deed *deeds_take_due(struct deeds *deeds, double now_s) {
  struct deed **at = &deeds->first;

  while (*at && (*at)->due_s > now_s)
    at = &(*at)->next;
  return take_out(deeds, at);
}

struct deed *deeds_take_failed(struct deeds *deeds, const char *leaf) {
  struct deed **at = &deeds->first;

  while (*at && !(has_failed(*at) && (!leaf || is_about(*at, leaf))))
    at = &(*at)->next;
  return take_out(deeds, at);
}

double deeds_due_s(const struct deeds *deeds) {
  double due_s = INFINITY;

  for (const struct deed *deed = deeds->first; deed; deed = deed->next)
    due_s = fmin(due_s, deed->due_s);
  return due_s;
}

size_t deeds_failed_bytes(const struct deeds *deeds) {
  size_t bytes = 0;

  for (const struct deed *deed = deeds->first; deed; deed = deed->next)
    bytes += has_failed(deed) ? deed->length : 0;
  return bytes;
}
