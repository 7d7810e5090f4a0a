/*
 * test_prefixes.c - each file of each fixture that is read, cut at each byte.
 *
 * What a text tells that was cut is told by the whole too, or not at all.
 */
#include "expect.h"

#include "base/file.h"
#include "cli/trace_head.h"
#include "cli/trace_read.h"
#include "emit/json_tree.h"
#include "sample/cgroup.h"
#include "sample/mount.h"
#include "sample/open_file.h"
#include "sample/parse.h"
#include "sample/read.h"
#include "settings.h"
#include "tree.h"

#include <dirent.h>
#include <inttypes.h>
#include <string.h>

enum { TEXT_BYTES = 64 * 1024, PATH_BYTES = 512 };

/* A file of a story, and how it is called below its /proc or /sys. */
struct fixture {
  char path[PATH_BYTES];
  const char *below;
  char bytes[TEXT_BYTES];
  size_t length;
};

struct tried {
  size_t files, prefixes;
};

static struct scale scale;
enum {
  BY_TABLE,
  AS_DISKS,
  AS_CGROUP,
  AS_JSON,
  AS_OPEN_FILE,
  AS_MOUNTS,
  AS_TRACE,
  HOWS
};

static struct tried tried[HOWS];

static void begin_values(double value[METRIC_COUNT]) {
  for (int id = 0; id < METRIC_COUNT; id++)
    value[id] = NAN;
}

/* A copy of its own for each: ASan sees a step too far. */
static char *cut(const struct fixture *fixture, size_t length) {
  char *copy = malloc(length + !length);

  assert_non_null(copy);
  memcpy(copy, fixture->bytes, length);
  return copy;
}

static void count(int how, size_t prefixes) {
  tried[how].files++;
  tried[how].prefixes += prefixes;
}

/* --- tables ----------------------------------------------------------------
 */

static void expect_no_others(const struct fixture *fixture, size_t length,
                             const double *value, const double *whole) {
  for (int id = 0; id < METRIC_COUNT; id++)
    if (!isnan(value[id]) && !(value[id] == whole[id]))
      fail_msg("%zu bytes of %s tell that %s is %.17g, not %.17g", length,
               fixture->path, metrics[id].name, value[id], whole[id]);
}

static void expect_name(const struct fixture *fixture, size_t length,
                        const char *copy) {
  char name[64], whole[64];

  parse_name(text_of(copy, length), name, sizeof(name));
  parse_name(text_of(fixture->bytes, fixture->length), whole, sizeof(whole));
  if (name[0] && strcmp(name, whole) != 0)
    fail_msg("%zu bytes of %s tell the name %s", length, fixture->path, name);
}

static void try_table(const struct fixture *fixture, enum source_id source) {
  double whole[METRIC_COUNT], value[METRIC_COUNT];

  begin_values(whole);
  (void)parse_source(source, &scale, text_of(fixture->bytes, fixture->length),
                     whole);
  for (size_t length = 0; length < fixture->length; length++) {
    char *copy = cut(fixture, length);

    begin_values(value);
    (void)parse_source(source, &scale, text_of(copy, length), value);
    expect_no_others(fixture, length, value, whole);
    if (source == SOURCE_STATUS)
      expect_name(fixture, length, copy);
    free(copy);
  }
  count(BY_TABLE, fixture->length);
}

/* --- disks -----------------------------------------------------------------
 */

struct disks {
  const struct fixture *fixture;
  double sum[2]; /* of all values, by whole and cut text */
  int count[2];
  int is_cut;
};

static void take_disk(void *context, const char *name, const double *value) {
  struct disks *disks = context;

  (void)name;
  disks->count[disks->is_cut]++;
  for (int id = 0; id < METRIC_COUNT; id++)
    if (metrics[id].source == SOURCE_DISKSTATS)
      disks->sum[disks->is_cut] += value[id];
}

static void read_disks_of(struct tree *tree, const struct fixture *fixture,
                          size_t length, struct disks *disks) {
  struct reader reader = {.scale = scale};
  int fd = open(tree->root, O_PATH | O_DIRECTORY | O_CLOEXEC);

  tree_write(tree, "diskstats", "%.*s", (int)length, fixture->bytes);
  (void)read_disks(&reader, fd, take_disk, disks);
  close(fd);
}

/* The disks of a text that was cut are the first of the whole. */
static void try_disks(const struct fixture *fixture) {
  struct tree tree;

  tree_open(&tree);
  for (size_t length = 0; length < fixture->length; length++) {
    struct text lines = text_whole_lines(text_of(fixture->bytes, length));
    struct disks disks = {.fixture = fixture};

    read_disks_of(&tree, fixture, text_length(lines), &disks);
    disks.is_cut = 1;
    read_disks_of(&tree, fixture, length, &disks);
    if (disks.count[0] != disks.count[1] || disks.sum[0] != disks.sum[1])
      fail_msg("%zu bytes of %s tell %d disks", length, fixture->path,
               disks.count[1]);
  }
  tree_close(&tree);
  count(AS_DISKS, fixture->length);
}

/* --- cgroups ---------------------------------------------------------------
 */

struct room {
  double limit, usage;
};

static struct room room_in(int sysfd, const char *membership,
                           enum cgroup_resource resource) {
  struct cgroup_set *set = cgroup_set_new(sysfd);
  struct room room = {NAN, NAN};
  int handle;

  assert_non_null(set);
  handle = cgroup_find(set, resource, text_of_string(membership), 1);
  if (handle >= 0)
    cgroup_room(set, handle, 1, &room.limit, &room.usage);
  cgroup_set_free(set);
  return room;
}

static void expect_room(const struct fixture *fixture, size_t length,
                        struct room room, struct room whole) {
  if (!isnan(room.limit) &&
      !(room.limit == whole.limit && room.usage == whole.usage))
    fail_msg("%zu bytes of %s tell %.17g of %.17g, not %.17g of %.17g", length,
             fixture->path, room.usage, room.limit, whole.usage, whole.limit);
}

/* "a/sys/fs/cgroup/memory/b/memory.stat": all of b goes to `tree` as c. */
static void copy_cgroup(const struct fixture *fixture, const struct tree *tree,
                        const char *place) {
  char directory[PATH_BYTES], path[2 * PATH_BYTES], name[2 * PATH_BYTES];
  const struct dirent *entry;
  DIR *listing;

  snprintf(directory, sizeof(directory), "%s", fixture->path);
  *strrchr(directory, '/') = '\0';
  listing = opendir(directory);
  assert_non_null(listing);
  while ((entry = readdir(listing))) {
    char bytes[8192];
    FILE *in;

    if (entry->d_type != DT_REG)
      continue;
    snprintf(path, sizeof(path), "%s/%s", directory, entry->d_name);
    snprintf(name, sizeof(name), "%s/%s", place, entry->d_name);
    in = fopen(path, "re");
    assert_non_null(in);
    bytes[fread(bytes, 1, sizeof(bytes) - 1, in)] = '\0';
    fclose(in);
    tree_write(tree, name, "%s", bytes);
  }
  closedir(listing);
}

static void try_cgroup(const struct fixture *fixture) {
  const char *name = strrchr(fixture->path, '/') + 1;
  bool is_v1 = strstr(fixture->below, "cgroup/memory/") ||
               strstr(fixture->below, "cgroup/pids/");
  bool has_tasks = strncmp(name, "pids.", 5) == 0;
  const char *membership = !is_v1      ? "0::/c\n"
                           : has_tasks ? "8:pids:/c\n"
                                       : "4:memory:/c\n";
  char place[64], cut_name[128];
  struct tree tree;
  struct room whole;
  int sysfd;

  tree_open(&tree);
  tree_mkdir(&tree, "fs");
  tree_mkdir(&tree, "fs/cgroup");
  tree_mkdir(&tree, "fs/cgroup/memory");
  tree_mkdir(&tree, "fs/cgroup/pids");
  snprintf(place, sizeof(place), "fs/cgroup/%s%sc",
           !is_v1      ? ""
           : has_tasks ? "pids"
                       : "memory",
           is_v1 ? "/" : "");
  tree_mkdir(&tree, place);
  copy_cgroup(fixture, &tree, place);
  sysfd = open(tree.root, O_PATH | O_DIRECTORY | O_CLOEXEC);
  whole = room_in(sysfd, membership, has_tasks ? CGROUP_TASKS : CGROUP_MEMORY);
  snprintf(cut_name, sizeof(cut_name), "%s/%s", place, name);
  for (size_t length = 0; length < fixture->length; length++) {
    tree_write(&tree, cut_name, "%.*s", (int)length, fixture->bytes);
    expect_room(
        fixture, length,
        room_in(sysfd, membership, has_tasks ? CGROUP_TASKS : CGROUP_MEMORY),
        whole);
  }
  close(sysfd);
  tree_close(&tree);
  count(AS_CGROUP, fixture->length);
}

/* The cgroups of a process, in the /sys of its story. */
static void try_membership(const struct fixture *fixture) {
  char sys[PATH_BYTES];
  int sysfd;

  snprintf(sys, sizeof(sys), "%.*ssys",
           (int)(strstr(fixture->path, "proc/") - fixture->path),
           fixture->path);
  sysfd = open(sys, O_PATH | O_DIRECTORY | O_CLOEXEC);
  assert_true(sysfd >= 0);
  for (size_t length = 0; length < fixture->length; length++) {
    char *copy = strndup(fixture->bytes, length);

    for (int id = 0; id < CGROUP_RESOURCES; id++)
      expect_room(fixture, length,
                  room_in(sysfd, copy, (enum cgroup_resource)id),
                  room_in(sysfd, fixture->bytes, (enum cgroup_resource)id));
    free(copy);
  }
  close(sysfd);
  count(AS_CGROUP, fixture->length);
}

/* --- JSON ------------------------------------------------------------------
 */

/* Of tens of KiB each byte takes minutes of a loaded machine: all of them with
 * PREFIXES=all, else a share besides the beginning and the end. */
enum { JSON_SHARE = 512 };

static size_t step_at(size_t length, size_t most) {
  const char *wish = getenv("PREFIXES");

  if ((wish && strcmp(wish, "all") == 0) || length < JSON_SHARE ||
      length + JSON_SHARE > most)
    return 1;
  return 1 + most / JSON_SHARE;
}

/* Nothing but blanks may be missing. */
static void try_json(const struct fixture *fixture) {
  size_t most = fixture->length, prefixes = 0;

  while (strchr(" \n", fixture->bytes[most - 1]))
    most--;
  for (size_t length = 0; length <= most; length += step_at(length, most)) {
    char *copy = cut(fixture, length);
    struct json_node *root = NULL;
    size_t at;
    int r = json_tree_new(copy, length, &root, &at);

    if ((r == 0) != (length == most))
      fail_msg("%zu bytes of %s come to %d", length, fixture->path, r);
    json_tree_free(root);
    free(copy);
    prefixes++;
  }
  count(AS_JSON, prefixes);
}

/* --- open files ------------------------------------------------------------
 */

static void expect_same_file(const struct fixture *fixture, size_t length,
                             const struct open_file *file,
                             const struct open_file *whole) {
  if (file->is_writable != whole->is_writable || file->mount != whole->mount ||
      !(file->position == whole->position))
    fail_msg("%zu bytes of %s tell of %.17g in mount %" PRIu64, length,
             fixture->path, file->position, file->mount);
}

static void try_open_file(const struct fixture *fixture) {
  struct open_file whole, file;

  assert_int_equal(
      open_file_parse(text_of(fixture->bytes, fixture->length), &whole), 0);
  for (size_t length = 0; length < fixture->length; length++) {
    char *copy = cut(fixture, length);

    if (open_file_parse(text_of(copy, length), &file) == 0)
      expect_same_file(fixture, length, &file, &whole);
    free(copy);
  }
  count(AS_OPEN_FILE, fixture->length);
}

/* --- mounts ----------------------------------------------------------------
 */

/* As it is looked up by its id; its type is "" when it is not there. */
static struct mount mount_in(int dirfd, uint64_t id) {
  struct mount_key key = {.id = id};
  struct mount mount = {0};
  char line[1024];
  long length = file_line_at(dirfd, "mountinfo",
                             &(struct line_test){mount_line_has, &key}, line,
                             sizeof(line));

  if (length >= 0)
    (void)mount_parse(text_of(line, (size_t)length), &mount);
  return mount;
}

static void expect_same_mount(const struct fixture *fixture, size_t length,
                              const struct mount *mount,
                              const struct mount *whole) {
  if (mount->type[0] && (mount->device != whole->device ||
                         strcmp(mount->point, whole->point) != 0 ||
                         strcmp(mount->type, whole->type) != 0))
    fail_msg("%zu bytes of %s tell that %" PRIu64 " is %s on %s", length,
             fixture->path, whole->id, mount->type, mount->point);
}

static void try_mount(const struct fixture *fixture, struct tree *tree,
                      int dirfd, const struct mount *whole) {
  for (size_t length = 0; length < fixture->length; length++) {
    struct mount mount;

    tree_write(tree, "mountinfo", "%.*s", (int)length, fixture->bytes);
    mount = mount_in(dirfd, whole->id);
    expect_same_mount(fixture, length, &mount, whole);
  }
}

static void try_mounts(const struct fixture *fixture) {
  struct text rest = text_of(fixture->bytes, fixture->length);
  struct tree tree;
  int dirfd;

  tree_open(&tree);
  dirfd = open(tree.root, O_PATH | O_DIRECTORY | O_CLOEXEC);
  while (!text_is_empty(rest)) {
    struct mount whole;

    assert_int_equal(mount_parse(text_cut(&rest, '\n'), &whole), 0);
    try_mount(fixture, &tree, dirfd, &whole);
  }
  close(dirfd);
  tree_close(&tree);
  count(AS_MOUNTS, fixture->length);
}

/* --- recordings ------------------------------------------------------------
 */

static int read_head(const char *text) {
  static const struct trace_wish as_recorded = {.model = MODEL_COUNT,
                                                .horizon_s = (double)NAN,
                                                .metric = METRIC_COUNT,
                                                .limit = (double)NAN};
  struct complaint complaint;
  struct settings settings;
  struct trace_head head;
  int r;

  assert_int_equal(settings_init(&settings), 0);
  r = trace_head_read(text, &as_recorded, &settings, &head, &complaint);
  settings_release(&settings);
  return r;
}

static int read_entry(const char *text) {
  static struct trace_line line;

  return trace_line_read(text, &line);
}

/* No part of a line is a line. */
static void try_line(const struct fixture *fixture, struct text line,
                     int (*read)(const char *text)) {
  for (size_t length = 0; length <= text_length(line); length++) {
    char *copy = strndup(line.at, length);
    int r = read(copy);

    if ((r == 0) != (length == text_length(line)))
      fail_msg("%zu bytes of a line of %s come to %d", length, fixture->path,
               r);
    free(copy);
  }
}

static void try_trace(const struct fixture *fixture) {
  struct text rest = text_of(fixture->bytes, fixture->length);

  try_line(fixture, text_cut(&rest, '\n'), read_head);
  while (!text_is_empty(rest))
    try_line(fixture, text_cut(&rest, '\n'), read_entry);
  count(AS_TRACE, fixture->length);
}

/* --- all of them -----------------------------------------------------------
 */

static enum source_id source_of(const char *name) {
  for (int id = 0; id < SOURCE_COUNT; id++)
    if (strcmp(sources[id].path, name) == 0)
      return (enum source_id)id;
  return SOURCE_COUNT;
}

/* What only has to be there, or is for people. */
static bool is_not_read(const struct fixture *fixture) {
  static const char *const names[] = {
      "README.md",    ".gitkeep",           "smaps_rollup",
      "cgroup.procs", "cgroup.controllers",
  };
  const char *name = strrchr(fixture->path, '/') + 1;

  for (size_t i = 0; i < COUNT_OF(names); i++)
    if (strcmp(name, names[i]) == 0)
      return true;
  return strstr(fixture->path, "/proc/4242/fd/") != NULL;
}

static void try_fixture(const struct fixture *fixture) {
  static const char own[] = "4242/";
  const char *name = fixture->below;
  enum source_id source;

  if (strncmp(name, own, strlen(own)) == 0)
    name += strlen(own);
  source = source_of(name);
  if (strstr(fixture->path, "/sys/fs/cgroup/"))
    try_cgroup(fixture);
  else if (strstr(fixture->path, "/evidence/"))
    try_json(fixture);
  else if (strstr(fixture->path, "/recording/"))
    try_trace(fixture);
  else if (strstr(fixture->path, "/fdinfo/"))
    try_open_file(fixture);
  else if (strcmp(name, "mountinfo") == 0)
    try_mounts(fixture);
  else if (source == SOURCE_CGROUP)
    try_membership(fixture);
  else if (source == SOURCE_DISKSTATS)
    try_disks(fixture);
  else if (source != SOURCE_COUNT)
    try_table(fixture, source);
  else
    fail_msg("nothing reads %s", fixture->path);
}

static int visit(const char *path, const struct stat *found, int flag,
                 struct FTW *walk) {
  static struct fixture fixture;
  const char *below = strstr(path, "/proc/");
  FILE *in;

  (void)found;
  (void)walk;
  if (flag != FTW_F)
    return 0;
  snprintf(fixture.path, sizeof(fixture.path), "%s", path);
  fixture.below = below ? below + strlen("/proc/") : path;
  if (is_not_read(&fixture))
    return 0;
  in = fopen(path, "re");
  assert_non_null(in);
  fixture.length = fread(fixture.bytes, 1, TEXT_BYTES - 1, in);
  fclose(in);
  assert_true(fixture.length < TEXT_BYTES - 1);
  fixture.bytes[fixture.length] = '\0';
  try_fixture(&fixture);
  return 0;
}

static void what_a_cut_file_tells_the_whole_tells_too(void **state) {
  static const char *const names[] = {
      [BY_TABLE] = "by the table",   [AS_DISKS] = "disks",
      [AS_CGROUP] = "cgroups",       [AS_JSON] = "evidence",
      [AS_OPEN_FILE] = "open files", [AS_MOUNTS] = "mounts",
      [AS_TRACE] = "recordings"};

  (void)state;
  scale_init(&scale, 100, 4096, 2);
  assert_int_equal(nftw(FIXTURES, visit, 16, FTW_PHYS), 0);
  for (size_t i = 0; i < HOWS; i++) {
    print_message("%s: %zu files, %zu prefixes\n", names[i], tried[i].files,
                  tried[i].prefixes);
    assert_true(tried[i].files > 0 && tried[i].prefixes > 0);
  }
}

int main(void) {
  static const struct CMUnitTest tests[] = {
      cmocka_unit_test(what_a_cut_file_tells_the_whole_tells_too),
  };

  return cmocka_run_group_tests_name("prefixes", tests, NULL, NULL);
}
