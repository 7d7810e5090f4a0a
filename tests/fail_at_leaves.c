/* fail_at_leaves.c - see fail_at_leaves.h */
#include "fail_at_leaves.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct walk {
  const char *at; /* NULL: it is no document */
  const char *root;
  struct leaves *leaves;
  char path[LEAF_PATH];
  int place; /* in an array */
};

enum { DEPTH_MOST = 16, RUN_LISTED = 40 };

static bool read_value(struct walk *walk, bool is_named, int depth);

static void skip(struct walk *walk) {
  walk->at += strspn(walk->at, " \n\t");
}

/* What is expected next. */
static bool take(struct walk *walk, char letter) {
  skip(walk);
  if (*walk->at != letter)
    return false;
  walk->at++;
  return true;
}

/* Without the name of the directory of the story; escapes are left as they are.
 */
static bool read_words(struct walk *walk, char words[LEAF_WORDS]) {
  size_t length = 0, root = strlen(walk->root);

  if (!take(walk, '"'))
    return false;
  while (*walk->at && *walk->at != '"') {
    if (strncmp(walk->at, walk->root, root) == 0) {
      walk->at += root;
      continue;
    }
    if (*walk->at == '\\' && walk->at[1])
      walk->at++;
    if (length + 1 < LEAF_WORDS)
      words[length++] = *walk->at;
    walk->at++;
  }
  words[length] = '\0';
  return take(walk, '"');
}

/* FNV-1a */
unsigned long leaves_path_key(const char *path) {
  unsigned long key = 14695981039346656037ul;

  for (; *path; path++)
    key = (key ^ (unsigned char)*path) * 1099511628211ul;
  return key;
}

static bool put(struct walk *walk, double number, const char *words) {
  struct leaves *leaves = walk->leaves;
  struct leaf_value *leaf = &leaves->leaf[leaves->count];

  if ((isnan(number) && !words[0]) || strstr(walk->path, "/arrays/"))
    return true;
  if (leaves->count == LEAVES_MOST)
    return false;
  leaves->count++;
  leaf->at = walk->place;
  leaf->path_key = leaves_path_key(walk->path);
  leaf->number = number;
  snprintf(leaf->path, sizeof(leaf->path), "%s", walk->path);
  snprintf(leaf->words, sizeof(leaf->words), "%s", words);
  return true;
}

static void enter(struct walk *walk, const char *key) {
  size_t length = strlen(walk->path);

  snprintf(walk->path + length, sizeof(walk->path) - length, "%s%s",
           length ? "/" : "", key);
}

static bool read_number(struct walk *walk, double *ret_number) {
  char *end;

  skip(walk);
  if (strncmp(walk->at, "null", 4) == 0) {
    walk->at += 4;
    *ret_number = NAN;
    return true;
  }
  *ret_number = strtod(walk->at, &end);
  if (end == walk->at)
    return false;
  walk->at = end;
  return true;
}

/* What an object of many is called, as far as its members have been read. */
struct naming {
  bool is_open, has_words;
};

static bool read_member(struct walk *walk, struct naming *naming, int depth) {
  char key[LEAF_WORDS], words[LEAF_WORDS], place[16];
  bool is_inner;
  size_t length;

  if (!read_words(walk, key) || !take(walk, ':'))
    return false;
  skip(walk);
  if (naming->is_open && *walk->at == '"') {
    naming->has_words = true;
    if (!read_words(walk, words))
      return false;
    enter(walk, words);
    return true;
  }
  is_inner = *walk->at == '{' || *walk->at == '[';
  snprintf(place, sizeof(place), "%d", walk->place);
  if (naming->is_open && is_inner && !naming->has_words)
    enter(walk, place);
  naming->is_open = naming->is_open && !is_inner;
  length = strlen(walk->path);
  enter(walk, key);
  if (!read_value(walk, false, depth + 1))
    return false;
  walk->path[length] = '\0';
  return true;
}

static bool read_object(struct walk *walk, bool is_named, int depth) {
  struct naming naming = {.is_open = is_named};

  if (take(walk, '}'))
    return true;
  do
    if (!read_member(walk, &naming, depth))
      return false;
  while (take(walk, ','));
  return take(walk, '}');
}

/* [3, 0] */
static bool read_run(struct walk *walk) {
  double count, number;

  if (!read_number(walk, &count) || !take(walk, ',') ||
      !read_number(walk, &number) || !take(walk, ']') || !(count < LEAVES_MOST))
    return false;
  for (int i = 0; i < (int)count; i++, walk->place++)
    if (i < RUN_LISTED && !put(walk, number, ""))
      return false;
  return true;
}

static bool read_array(struct walk *walk, int depth) {
  size_t length = strlen(walk->path);
  int place = 0;

  if (take(walk, ']'))
    return true;
  do {
    walk->place = place;
    if (take(walk, '[')) {
      if (!read_run(walk))
        return false;
      place = walk->place;
      continue;
    }
    if (!read_value(walk, true, depth + 1))
      return false;
    walk->path[length] = '\0';
    place++;
  } while (take(walk, ','));
  walk->place = 0;
  return take(walk, ']');
}

static bool read_value(struct walk *walk, bool is_named, int depth) {
  char words[LEAF_WORDS];
  double number;

  if (depth > DEPTH_MOST)
    return false;
  if (take(walk, '{'))
    return read_object(walk, is_named, depth);
  if (take(walk, '['))
    return read_array(walk, depth);
  if (*walk->at == '"')
    return read_words(walk, words) && put(walk, NAN, words);
  if (strncmp(walk->at, "true", 4) == 0 || strncmp(walk->at, "false", 5) == 0) {
    number = *walk->at == 't';
    walk->at += number > 0 ? 4 : 5;
    return put(walk, number, "");
  }
  return read_number(walk, &number) && put(walk, number, "");
}

bool leaves_read(const char *text, const char *root, struct leaves *leaves) {
  struct walk walk = {.at = text, .root = root, .leaves = leaves};

  leaves->count = 0;
  if (!read_value(&walk, false, 0))
    return false;
  skip(&walk);
  return *walk.at == '\0';
}

const struct leaf_value *leaves_find(const struct leaves *leaves, size_t *from,
                                     const struct leaf_value *like) {
  for (size_t i = 0; i < leaves->count; i++) {
    size_t at = (*from + i) % leaves->count;

    if (leaves->leaf[at].path_key != like->path_key ||
        leaves->leaf[at].at != like->at)
      continue;
    *from = at + 1;
    return &leaves->leaf[at];
  }
  return NULL;
}
