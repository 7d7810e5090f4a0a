/* evidence_read.c - see evidence_read.h */
#include "cli/evidence_read.h"

#include "cli/evidence_shape.h"
#include "cli/usage.h"

#include <errno.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

struct contents {
  const char *text;
  size_t length;
};

static int fail_to_read(const char *path) {
  (void)complain("\"%s\" cannot be read: %s", path, strerror(errno));
  return 1;
}

/* With room for one byte more than is allowed, so that this shows. */
static int read_all(const char *path, char **ret_text, size_t *ret_length) {
  FILE *in = strcmp(path, "-") == 0 ? stdin : fopen(path, "re");
  char *text = in ? malloc(EVIDENCE_FILE_MOST + 2) : NULL;
  size_t length = text ? fread(text, 1, EVIDENCE_FILE_MOST + 1, in) : 0;
  int status = !text || ferror(in) ? fail_to_read(path) : 0;

  if (in)
    fclose(in);
  if (status == 0 && length > EVIDENCE_FILE_MOST)
    status = complain("\"%s\" is no evidence: it has more than %d MiB", path,
                      EVIDENCE_FILE_MOST >> 20);
  if (status != 0) {
    free(text);
    return status;
  }
  text[length] = '\0';
  *ret_text = text;
  *ret_length = length;
  return 0;
}

static int complain_where(const char *path, const struct contents *contents,
                          size_t at) {
  size_t line = 1, column = 1;

  for (size_t i = 0; i < at && i < contents->length; i++) {
    column = contents->text[i] == '\n' ? 1 : column + 1;
    line += contents->text[i] == '\n';
  }
  if (contents->length == 0)
    return complain("\"%s\" is no evidence: it is empty", path);
  if (contents->text[strspn(contents->text, " \t\r\n")] != '{')
    return complain("\"%s\" is no evidence: it is no object of JSON", path);
  if (at >= contents->length)
    return complain("\"%s\" is cut off: line %zu ends at column %zu, and what "
                    "was begun does not",
                    path, line, column);
  return complain("\"%s\" is malformed in line %zu, column %zu (byte %zu)",
                  path, line, column, at);
}

/* Without these there is nothing to tell. */
static const char *const parts[] = {"sentence", "unix_s", "verdict", "members"};

static bool is_missing(const struct json_node *node) {
  const char *kind = json_kind(node);

  return kind[0] == '\0' || strcmp(kind, "word") == 0;
}

static int check(const char *path, const struct json_node *root) {
  double version = json_number_of(root, "version");
  struct shape_fault fault;

  if (strcmp(json_text_of(root, "format"), "io_forecast evidence") != 0)
    return complain("\"%s\" is no evidence of io_forecast: \"format\" does not "
                    "say so",
                    path);
  if (isnan(version))
    return complain("\"%s\" names no version of the format", path);
  if (!(version >= 1 && version <= EVIDENCE_VERSION))
    return complain("\"%s\" has version %g of the format; 1 to %d are known "
                    "here",
                    path, version, EVIDENCE_VERSION);
  for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++)
    if (is_missing(json_member(root, parts[i])))
      return complain("\"%s\" is malformed: \"%s\" is missing", path, parts[i]);
  if (evidence_shape_fault(root, &fault))
    return complain("\"%s\" is malformed: \"%s\" is no %s", path, fault.place,
                    fault.kind);
  return 0;
}

int evidence_take(const char *path, const char *text, size_t length,
                  struct json_node **ret_evidence) {
  struct contents contents = {text, length};
  struct json_node *root = NULL;
  size_t at = 0;
  int r = json_tree_new(text, length, &root, &at);
  int status;

  if (r == -ENOMEM)
    status = complain("\"%s\": out of memory", path);
  else if (r < 0)
    status = complain_where(path, &contents, at);
  else
    status = check(path, root);
  if (status != 0)
    json_tree_free(root);
  else
    *ret_evidence = root;
  return status;
}

int evidence_read(const char *path, struct json_node **ret_evidence) {
  char *text;
  size_t length;
  int status = read_all(path, &text, &length);

  if (status != 0)
    return status;
  status = evidence_take(path, text, length, ret_evidence);
  free(text);
  return status;
}
