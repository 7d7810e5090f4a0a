/* json_tree.c - see json_tree.h */
#include "emit/json_tree.h"

#include "emit/json_read.h"

#include <errno.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <yajl/yajl_tree.h>

static int pass(void *context, const struct json_value *value) {
  (void)context;
  (void)value;
  return 0;
}

/* The tree is not changed through it, but libyajl knows no const. */
static yajl_val of(const struct json_node *node) {
  union {
    const struct json_node *node;
    yajl_val value;
  } both = {.node = node};

  return both.value;
}

static const struct json_node *node_of(yajl_val value) {
  return (const struct json_node *)value;
}

int json_tree_new(const char *text, size_t length, struct json_node **ret_root,
                  size_t *ret_at) {
  int r = json_read_wide(text, length, pass, NULL, ret_at);
  char *copy = r < 0 ? NULL : strndup(text, length);
  yajl_val root = copy ? yajl_tree_parse(copy, NULL, 0) : NULL;

  free(copy);
  if (r < 0)
    return r;
  if (!root)
    return -ENOMEM;
  *ret_root = (struct json_node *)root;
  return 0;
}

void json_tree_free(struct json_node *root) {
  if (root)
    yajl_tree_free(of(root));
}

const struct json_node *json_member(const struct json_node *node,
                                    const char *key) {
  const char *path[] = {key, NULL};

  return node ? node_of(yajl_tree_get(of(node), path, yajl_t_any)) : NULL;
}

static bool is(const struct json_node *node, yajl_type type) {
  return node && of(node)->type == type;
}

size_t json_count(const struct json_node *node) {
  if (is(node, yajl_t_array))
    return of(node)->u.array.len;
  return is(node, yajl_t_object) ? of(node)->u.object.len : 0;
}

const struct json_node *json_element(const struct json_node *node,
                                     size_t index) {
  if (index >= json_count(node))
    return NULL;
  return node_of(is(node, yajl_t_array) ? of(node)->u.array.values[index]
                                        : of(node)->u.object.values[index]);
}

const char *json_name(const struct json_node *object, size_t index) {
  return is(object, yajl_t_object) && index < json_count(object)
             ? of(object)->u.object.keys[index]
             : "";
}

const char *json_kind(const struct json_node *node) {
  static const struct {
    yajl_type type;
    const char *kind;
  } kinds[] = {{yajl_t_object, "object"},
               {yajl_t_array, "list"},
               {yajl_t_string, "text"},
               {yajl_t_number, "number"}};

  for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
    if (is(node, kinds[i].type))
      return kinds[i].kind;
  return node ? "word" : "";
}

double json_as_number(const struct json_node *node) {
  if (is(node, yajl_t_true))
    return 1;
  if (is(node, yajl_t_false))
    return 0;
  return is(node, yajl_t_number) ? strtod(of(node)->u.number.r, NULL)
                                 : (double)NAN;
}

const char *json_as_text(const struct json_node *node) {
  return is(node, yajl_t_string) ? of(node)->u.string : "";
}

double json_number_of(const struct json_node *node, const char *key) {
  return json_as_number(json_member(node, key));
}

const char *json_text_of(const struct json_node *node, const char *key) {
  return json_as_text(json_member(node, key));
}
