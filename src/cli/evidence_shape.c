/* evidence_shape.c - see evidence_shape.h */
#include "cli/evidence_shape.h"

#include "emit/json_tree.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum shape {
  SHAPE_ANY, /* what it is made of is not looked at */
  SHAPE_ROOT,
  SHAPE_VERDICT,
  SHAPE_VERSIONS,
  SHAPE_VALUES, /* numbers by names of metrics */
  SHAPE_DISK,
  SHAPE_WINDOW,
  SHAPE_RING,
  SHAPE_MEMBER,
  SHAPE_WALL,
  SHAPE_JOINT,
  SHAPE_MEMORY,
  SHAPE_MAPPING,
  SHAPE_THREADS,
  SHAPE_CAUSE,
  SHAPE_THREAD,
  SHAPE_FDS,
  SHAPE_KIND,
  SHAPE_FILE,
  SHAPE_SOCKET,
  SHAPE_LACK
};

enum kind { TEXT, NUMBER, BOOLEAN, OBJECT, LIST };

/* As json_kind() has it; true and false are words. */
static const char *const kind_names[] = {[TEXT] = "text",
                                         [NUMBER] = "number",
                                         [BOOLEAN] = "word",
                                         [OBJECT] = "object",
                                         [LIST] = "list"};

/* clang-format off */
static const struct row {
  enum shape of;
  const char *name;
  enum kind kind;   /* of it, or of the elements of a list */
  bool is_list;
  enum shape inner; /* of an object */
} rows[] = {
  { SHAPE_ROOT, "format", TEXT },
  { SHAPE_ROOT, "version", NUMBER },
  { SHAPE_ROOT, "written", TEXT },
  { SHAPE_ROOT, "unix_s", NUMBER },
  { SHAPE_ROOT, "utc_offset_s", NUMBER },
  { SHAPE_ROOT, "host", TEXT },
  { SHAPE_ROOT, "group", TEXT },
  { SHAPE_ROOT, "sentence", TEXT },
  { SHAPE_ROOT, "verdict", OBJECT, .inner = SHAPE_VERDICT },
  { SHAPE_ROOT, "settings", OBJECT },
  { SHAPE_ROOT, "versions", OBJECT, .inner = SHAPE_VERSIONS },
  { SHAPE_ROOT, "host_values", OBJECT, .inner = SHAPE_VALUES },
  { SHAPE_ROOT, "host_windows", OBJECT, .is_list = true, .inner = SHAPE_WINDOW },
  { SHAPE_ROOT, "disks", OBJECT, .is_list = true, .inner = SHAPE_DISK },
  { SHAPE_ROOT, "member_count", NUMBER },
  { SHAPE_ROOT, "members", OBJECT, .is_list = true, .inner = SHAPE_MEMBER },
  { SHAPE_ROOT, "not_read", OBJECT, .is_list = true, .inner = SHAPE_LACK },

  { SHAPE_VERDICT, "state", TEXT },
  { SHAPE_VERDICT, "fuse", BOOLEAN },
  { SHAPE_VERDICT, "since_unix_s", NUMBER },
  { SHAPE_VERDICT, "reasons", TEXT, .is_list = true },

  { SHAPE_VERSIONS, "io_forecast", TEXT },
  { SHAPE_VERSIONS, "kernel", TEXT },
  { SHAPE_VERSIONS, "collectd", TEXT },

  { SHAPE_WINDOW, "metric", TEXT },
  { SHAPE_WINDOW, "unit", TEXT },
  { SHAPE_WINDOW, "rings", OBJECT, .is_list = true, .inner = SHAPE_RING },

  { SHAPE_RING, "slot_s", NUMBER },
  { SHAPE_RING, "age_s", NUMBER },
  { SHAPE_RING, "values", NUMBER, .is_list = true },

  { SHAPE_DISK, "name", TEXT },
  { SHAPE_DISK, "values", OBJECT, .inner = SHAPE_VALUES },

  { SHAPE_MEMBER, "pid", NUMBER },
  { SHAPE_MEMBER, "command", TEXT },
  { SHAPE_MEMBER, "command_line", TEXT },
  { SHAPE_MEMBER, "exe", TEXT },
  { SHAPE_MEMBER, "cgroups", TEXT, .is_list = true },
  { SHAPE_MEMBER, "values", OBJECT, .inner = SHAPE_VALUES },
  { SHAPE_MEMBER, "walls", OBJECT, .is_list = true, .inner = SHAPE_WALL },
  { SHAPE_MEMBER, "joint", OBJECT, .inner = SHAPE_JOINT },
  { SHAPE_MEMBER, "windows", OBJECT, .is_list = true, .inner = SHAPE_WINDOW },
  { SHAPE_MEMBER, "memory", OBJECT, .inner = SHAPE_MEMORY },
  { SHAPE_MEMBER, "threads", OBJECT, .inner = SHAPE_THREADS },
  { SHAPE_MEMBER, "fds", OBJECT, .inner = SHAPE_FDS },
  { SHAPE_MEMBER, "files", OBJECT, .is_list = true, .inner = SHAPE_FILE },
  { SHAPE_MEMBER, "sockets", OBJECT, .is_list = true, .inner = SHAPE_SOCKET },
  { SHAPE_MEMBER, "not_read", OBJECT, .is_list = true, .inner = SHAPE_LACK },

  { SHAPE_WALL, "wall", TEXT },
  { SHAPE_WALL, "metric", TEXT },
  { SHAPE_WALL, "unit", TEXT },
  { SHAPE_WALL, "state", TEXT },
  { SHAPE_WALL, "value", NUMBER },
  { SHAPE_WALL, "limit", NUMBER },
  { SHAPE_WALL, "used_percent", NUMBER },
  { SHAPE_WALL, "eta_s", NUMBER },
  { SHAPE_WALL, "lower_s", NUMBER },
  { SHAPE_WALL, "upper_s", NUMBER },
  { SHAPE_WALL, "probability_percent", NUMBER },
  { SHAPE_WALL, "per_s", NUMBER },

  { SHAPE_JOINT, "io_wait", NUMBER },
  { SHAPE_JOINT, "io_wait_threshold", NUMBER },
  { SHAPE_JOINT, "io_wait_source", TEXT },
  { SHAPE_JOINT, "io_wait_for_s", NUMBER },
  { SHAPE_JOINT, "fd_growth", NUMBER },
  { SHAPE_JOINT, "fd_growth_threshold", NUMBER },
  { SHAPE_JOINT, "fd_window_s", NUMBER },
  { SHAPE_JOINT, "fd_eta_s", NUMBER },

  { SHAPE_MEMORY, "pattern", TEXT },
  { SHAPE_MEMORY, "words", TEXT },
  { SHAPE_MEMORY, "over_s", NUMBER },
  { SHAPE_MEMORY, "anonymous_per_s", NUMBER },
  { SHAPE_MEMORY, "file_per_s", NUMBER },
  { SHAPE_MEMORY, "shared_per_s", NUMBER },
  { SHAPE_MEMORY, "mappings", OBJECT, .is_list = true, .inner = SHAPE_MAPPING },

  { SHAPE_MAPPING, "what", TEXT },
  { SHAPE_MAPPING, "bytes", NUMBER },
  { SHAPE_MAPPING, "grew_bytes", NUMBER },

  { SHAPE_THREADS, "count", NUMBER },
  { SHAPE_THREADS, "looked_at", NUMBER },
  { SHAPE_THREADS, "looks", NUMBER },
  { SHAPE_THREADS, "truncated", BOOLEAN },
  { SHAPE_THREADS, "causes", OBJECT, .is_list = true, .inner = SHAPE_CAUSE },
  { SHAPE_THREADS, "list", OBJECT, .is_list = true, .inner = SHAPE_THREAD },

  { SHAPE_CAUSE, "cause", TEXT },
  { SHAPE_CAUSE, "words", TEXT },
  { SHAPE_CAUSE, "threads", NUMBER },

  { SHAPE_THREAD, "tid", NUMBER },
  { SHAPE_THREAD, "comm", TEXT },
  { SHAPE_THREAD, "state", TEXT },
  { SHAPE_THREAD, "cause", TEXT },
  { SHAPE_THREAD, "wchan", TEXT },
  { SHAPE_THREAD, "for_s", NUMBER },
  { SHAPE_THREAD, "syscall", NUMBER },
  { SHAPE_THREAD, "fd", NUMBER },
  { SHAPE_THREAD, "stack", TEXT, .is_list = true },

  { SHAPE_FDS, "count", NUMBER },
  { SHAPE_FDS, "looked_at", NUMBER },
  { SHAPE_FDS, "truncated", BOOLEAN },
  { SHAPE_FDS, "kinds", OBJECT, .is_list = true, .inner = SHAPE_KIND },

  { SHAPE_KIND, "kind", TEXT },
  { SHAPE_KIND, "count", NUMBER },

  { SHAPE_FILE, "fd", NUMBER },
  { SHAPE_FILE, "kind", TEXT },
  { SHAPE_FILE, "path", TEXT },
  { SHAPE_FILE, "position", NUMBER },
  { SHAPE_FILE, "size", NUMBER },
  { SHAPE_FILE, "progress_percent", NUMBER },
  { SHAPE_FILE, "moved_per_s", NUMBER },
  { SHAPE_FILE, "writing", BOOLEAN },

  { SHAPE_SOCKET, "fd", NUMBER },
  { SHAPE_SOCKET, "protocol", TEXT },
  { SHAPE_SOCKET, "local", TEXT },
  { SHAPE_SOCKET, "remote", TEXT },
  { SHAPE_SOCKET, "state", TEXT },
  { SHAPE_SOCKET, "receive_queue", NUMBER },
  { SHAPE_SOCKET, "receive_buffer", NUMBER },
  { SHAPE_SOCKET, "send_queue", NUMBER },
  { SHAPE_SOCKET, "send_buffer", NUMBER },
  { SHAPE_SOCKET, "words", TEXT },

  { SHAPE_LACK, "what", TEXT },
  { SHAPE_LACK, "why", TEXT },
};
/* clang-format on */

enum { ROWS = sizeof(rows) / sizeof(rows[0]) };

struct look {
  char place[SHAPE_PLACE_BYTES];
  size_t length; /* what does not fit is left out */
  struct shape_fault *fault;
};

static bool is_unknown(const struct json_node *node) {
  const char *kind = json_kind(node);

  return kind[0] == '\0' ||
         (strcmp(kind, "word") == 0 && isnan(json_as_number(node)));
}

static void go_to(struct look *look, size_t from, const char *name) {
  snprintf(look->place + from, sizeof(look->place) - from, "%s%s",
           from > 0 && name[0] != '[' ? "." : "", name);
  look->length = strlen(look->place);
}

static bool is_wrong(struct look *look, const struct json_node *node,
                     enum kind kind) {
  if (is_unknown(node) || strcmp(json_kind(node), kind_names[kind]) == 0)
    return false;
  memcpy(look->fault->place, look->place, sizeof(look->place));
  look->fault->kind = kind == BOOLEAN ? "truth value" : kind_names[kind];
  return true;
}

static bool object_is_wrong(struct look *look, const struct json_node *node,
                            enum shape shape);

static bool value_is_wrong(struct look *look, const struct json_node *node,
                           const struct row *row) {
  return is_wrong(look, node, row->kind) ||
         (row->inner != SHAPE_ANY && object_is_wrong(look, node, row->inner));
}

static bool elements_are_wrong(struct look *look, const struct json_node *list,
                               const struct row *row) {
  size_t from = look->length;
  char index[24];

  for (size_t i = 0; i < json_count(list); i++) {
    snprintf(index, sizeof(index), "[%zu]", i);
    go_to(look, from, index);
    if (value_is_wrong(look, json_element(list, i), row))
      return true;
  }
  return false;
}

/* Of metrics nobody here knows all names. */
static bool numbers_are_wrong(struct look *look,
                              const struct json_node *object) {
  size_t from = look->length;

  for (size_t i = 0; i < json_count(object); i++) {
    go_to(look, from, json_name(object, i));
    if (is_wrong(look, json_element(object, i), NUMBER))
      return true;
  }
  return false;
}

static bool object_is_wrong(struct look *look, const struct json_node *node,
                            enum shape shape) {
  size_t from = look->length;

  if (shape == SHAPE_VALUES)
    return numbers_are_wrong(look, node);
  for (int i = 0; i < ROWS; i++) {
    const struct json_node *value;

    if (rows[i].of != shape)
      continue;
    value = json_member(node, rows[i].name);
    go_to(look, from, rows[i].name);
    if (!rows[i].is_list ? value_is_wrong(look, value, &rows[i])
                         : is_wrong(look, value, LIST) ||
                               elements_are_wrong(look, value, &rows[i]))
      return true;
  }
  return false;
}

bool evidence_shape_fault(const struct json_node *root,
                          struct shape_fault *ret_fault) {
  struct look look = {.fault = ret_fault};

  return object_is_wrong(&look, root, SHAPE_ROOT);
}
