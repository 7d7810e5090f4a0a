/*
 * json_tree.h - a JSON text as a tree, for who looks things up in it.
 *
 * The text may come from anybody: it has to be what json_read_wide() takes, so
 * that depth and strings are bounded. What is not there, or is of another kind,
 * is absent: a node that is NULL has no members, number NaN and text "". The
 * only file that knows libyajl's tree.
 */
#ifndef JSON_TREE_H
#define JSON_TREE_H

#include <stddef.h>

struct json_node;

/* 0; or as json_read_wide(), with the byte at which it ended. What it takes is
 * some ten times the text. */
int json_tree_new(const char *text, size_t length, struct json_node **ret_root,
                  size_t *ret_at);
void json_tree_free(struct json_node *root);

/* The member of an object; and of a list, or an object, the one at `index`. */
const struct json_node *json_member(const struct json_node *node,
                                    const char *key);
const struct json_node *json_element(const struct json_node *node,
                                     size_t index);
size_t json_count(const struct json_node *node);

/* What the member of an object at `index` is called; "" for others. */
const char *json_name(const struct json_node *object, size_t index);

/* "object", "list", "text", "number", "word" (true, false, null); "" for one
 * that is absent. */
const char *json_kind(const struct json_node *node);

/* true is 1, false 0. */
double json_as_number(const struct json_node *node);
const char *json_as_text(const struct json_node *node);

/* Those of a member. */
double json_number_of(const struct json_node *node, const char *key);
const char *json_text_of(const struct json_node *node, const char *key);

#endif
