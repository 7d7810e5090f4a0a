/* print.c - see print.h */
#include "cli/print.h"

#include "cli/grafana.h"
#include "judge/joint.h"
#include "metric/own.h"
#include "metric/wall.h"
#include "settings.h"

#include <errno.h>
#include <string.h>

static const char *rights_name(unsigned rights) {
  static const char *const names[] = {
      [0] = "none",
      [RIGHT_SYS_PTRACE] = "CAP_SYS_PTRACE",
      [RIGHT_DAC_READ_SEARCH] = "CAP_DAC_READ_SEARCH",
      [RIGHT_SYS_PTRACE | RIGHT_DAC_READ_SEARCH] =
          "CAP_SYS_PTRACE, CAP_DAC_READ_SEARCH",
      [RIGHT_NET_ADMIN] = "CAP_NET_ADMIN, for any process"};

  return names[rights];
}

static void print_metric(FILE *out, const struct metric *metric) {
  char leaves[160] = "inside only";

  if (metric->type)
    snprintf(leaves, sizeof(leaves), "`%s%s%s`%s", metric->type,
             metric->type_instance ? "/" : "",
             metric->type_instance ? metric->type_instance : "",
             metric->field ? " (2nd)" : "");
  fprintf(out, "| `%s` | %s | %s%s | %s | %s |\n", metric->name, metric->help,
          units[metric->unit].name,
          metric->kind == METRIC_COUNTER ? ", counter" : "",
          sources[metric->source].path, leaves);
}

static void print_scope(FILE *out, enum metric_scope scope, const char *title) {
  fprintf(out,
          "\n## %s\n\n"
          "| metric | what it is | unit | file | leaves as |\n"
          "|---|---|---|---|---|\n",
          title);
  for (int id = 0; id < METRIC_COUNT; id++)
    if (metrics[id].scope == scope)
      print_metric(out, &metrics[id]);
}

static void print_walls(FILE *out) {
  static const char *const of[SCOPE_COUNT] = {[SCOPE_MEMBER] = "group",
                                              [SCOPE_HOST] = "host",
                                              [SCOPE_DEVICE] = "device",
                                              [SCOPE_FILESYSTEM] =
                                                  "filesystem"};

  fputs("\n## Walls\n\n"
        "For each wall T: `duration/T` (seconds left, median), "
        "`duration/T_lower` and `duration/T_upper` (80 %),\n"
        "`percent/T_probability` (of meeting it within the horizon), "
        "`gauge/T_state` (0 ok, 1 warning, 2 failure),\n"
        "`percent/T_used`, `gauge/T_now` and the limit, all of the member that "
        "is worst off. Durations and\n"
        "probability are there only while something significant is known. A "
        "`Threshold` is a wall by the\nname in the second table, and so is "
        "`IoWaitMs`, for a disk `AwaitMs`. Where it is told that little is "
        "left there is `bool/T_near`, see `NearWall`.\n\n"
        "| wall | of | metric | what happens there | limit leaves as | near |\n"
        "|---|---|---|---|---|---|\n",
        out);
  for (int id = 0; id < WALL_COUNT; id++)
    fprintf(out, "| `%s` | %s | `%s` | %s | `%s/%s` | %s |\n", walls[id].name,
            of[walls[id].scope], metrics[walls[id].metric].name, walls[id].help,
            walls[id].limit_type, walls[id].limit_instance,
            walls[id].stuff ? "told" : "-");
  fputs("\n| threshold on | is the wall |\n|---|---|\n", out);
  for (int id = 0; id < METRIC_COUNT; id++)
    if (metrics[id].wall)
      fprintf(out, "| `%s` | `%s` |\n", metrics[id].name, metrics[id].wall);
  fputs("| any other metric | its own name |\n", out);
}

static void print_fuse(FILE *out) {
  fputs("\n## The fuse\n\n"
        "`bool/fuse` of each group, 1 while it is blown. What follows when "
        "the two of its criterion have held:\n\n"
        "| evidence | response |\n|---|---|\n",
        out);
  for (int i = 0; i < JOINT_CASES; i++)
    fprintf(out, "| %s | %s |\n", joint_rows[i].evidence,
            joint_rows[i].response);
}

static void print_source(FILE *out, enum source_id id) {
  const struct source *source = &sources[id];
  const char *beside = source->format == FORMAT_NETLINK ? " (netlink)"
                       : id == SOURCE_FILESYSTEM        ? "(2), no file"
                       : id == SOURCE_FD_SIZES          ? "(2) of `fd/N`"
                                                        : "";
  bool is_below_sys =
      id >= SOURCE_CGROUP_MEMORY && id <= SOURCE_CGROUP_PRESSURE;
  char every[24] = "on demand";

  if (!source->on_demand)
    snprintf(every, sizeof(every), "%u", source->every ? source->every : 1);
  fprintf(out, "| `%s%s`%s | %s | %s | %s | %s |\n",
          is_below_sys ? "SysPath/" : "", source->path, beside,
          lane_names[source->lane], every, rights_name(source->rights),
          source->since ? source->since : "any");
}

static void print_sources(FILE *out) {
  fputs("\n## Sources\n\n"
        "Free files are read in the main loop. Guarded ones may block for ever "
        "and are read by a thread beside\nit, with a deadline. Deep ones cost "
        "the process itself something: they are read by such a thread,\nseldom,"
        " and only when the user asks for it (CollectMaps). Every is in ticks; "
        "on demand: of suspects,\nthrough a thread of a leader that has ended, "
        "for a rule, for a filesystem. N is the number of a\nthread or of a "
        "file descriptor.\n\n"
        "| source | lane | every | rights for other users' processes | since "
        "Linux |\n|---|---|---|---|---|\n",
        out);
  for (int id = 0; id < SOURCE_DERIVED; id++)
    print_source(out, (enum source_id)id);
  fputs("\nThe number of open file descriptors comes from the size of `fd` "
        "since Linux 6.2. Before that\n`fd` is listed, which needs "
        "CAP_DAC_READ_SEARCH. `taskstats` is asked for in the initial pid and "
        "user\nnamespaces only, and where the kernel has the sysctl "
        "`kernel.task_delayacct` (5.14).\n`sock_diag` of a process in another "
        "network namespace needs CAP_SYS_ADMIN.\n",
        out);
}

static void print_self(FILE *out) {
  fputs("\n## What the plugin tells of itself\n\n"
        "Under the group `self`:\n\n"
        "| value | what it is | unit |\n|---|---|---|\n",
        out);
  for (int id = 0; id < OWN_COUNT; id++)
    fprintf(out, "| `%s%s%s` | %s | %s%s |\n", owns[id].type,
            owns[id].type_instance[0] ? "/" : "", owns[id].type_instance,
            owns[id].help, units[owns[id].unit].name,
            owns[id].kind == METRIC_COUNTER ? ", counter" : "");
  fputs("\nUnder a group whose process does not answer: `duration/stuck`, for "
        "how many seconds.\n`ps_count` is sent for every group, also when it "
        "has no process.\n",
        out);
}

static int print_metrics(FILE *out) {
  fputs("# Metrics\n\n"
        "Printed by `io-forecast print metrics`; do not edit. The plugin "
        "instance is the group, `host`,\n`device-NAME`, `fs-PATH` or `self`; "
        "types are "
        "those of collectd's own types.db.\n",
        out);
  print_walls(out);
  print_fuse(out);
  print_scope(out, SCOPE_MEMBER, "Of a process");
  print_scope(out, SCOPE_HOST, "Of the host");
  print_scope(out, SCOPE_DEVICE, "Of a block device");
  print_scope(out, SCOPE_FILESYSTEM, "Of a filesystem");
  print_sources(out);
  print_self(out);
  return 0;
}

static int print_options(FILE *out) {
  settings_print_options(out);
  return 0;
}

static int print_example(FILE *out) {
  settings_print_example(out);
  return 0;
}

/* clang-format off */
static const struct {
  const char *name;
  int (*print)(FILE *out);
} documents[] = {
  { "metrics",      print_metrics },
  { "options",      print_options },
  { "example",      print_example },
  { "grafana",      grafana_print_overview },
  { "grafana-group", grafana_print_group },
  { "grafana-self", grafana_print_self },
};
/* clang-format on */

int print_document(const char *what, FILE *out) {
  for (size_t i = 0; i < sizeof(documents) / sizeof(documents[0]); i++)
    if (strcmp(what, documents[i].name) == 0)
      return documents[i].print(out);
  return -EINVAL;
}
