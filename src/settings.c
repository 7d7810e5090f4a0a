/* settings.c - see settings.h */
#include "settings.h"

#include "quantity.h"
#include "settings_set.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))
#define AT(member)      offsetof(struct settings, member)

/* clang-format off */
static const struct option options[] = {
  { "Process", IN_TOP, set_process, .example = "\"nginx\"", .usage = "Name",
    .help = "Follows the processes called Name as a group of that name." },
  { "ProcessMatch", IN_TOP, set_process_match, .example = "\"api\" \"^/srv/api/bin/server \"", .usage = "Name Regex",
    .help = "Follows the processes whose command line, its arguments joined by blanks, matches the POSIX extended regular expression. $1 to $9 in the name stand for what the brackets of the expression matched: that makes a group of each, which comes with its first process and goes ClearAfter behind its last." },
  { "Horizon", IN_TOP, set_number, AT(horizon_s), 2220, 10, 86400, UNIT_SECOND, .usage = "Seconds",
    .help = "How far ahead to look. Beyond it nothing is claimed. A warning is a wall within the horizon, a failure one within a 37th of it." },
  { "Model", IN_TOP, set_model, AT(model), .example = "\"best\"", .usage = "Name",
    .help = "What foretells, see io-forecast(1); compare them on a history of your own by io-forecast backtest. best and conformal learn as they go, and take 29 KiB for each wall of a group; conformal says nothing before it has learnt for some horizons." },
  { "TripAfter", IN_TOP, set_number, AT(trip_s), 10, 0, 3600, UNIT_SECOND, .usage = "Seconds",
    .help = "How long evidence must hold without a break before an alarm is raised." },
  { "ClearAfter", IN_TOP, set_number, AT(clear_s), 60, 0, 86400, UNIT_SECOND, .usage = "Seconds",
    .help = "How long it must be gone before an alarm is cleared." },
  { "NearWall", IN_TOP, set_number, AT(near_wall), 90, 50, 100, UNIT_PERCENT, .usage = "Percent",
    .help = "From which share in use on it is told that little is left of what the kernel limits, or of a filesystem, whether the limit is foretold or not: bool-T_near, and a notification. 100 switches that off." },
  { "IoWaitMs", IN_TOP, set_number, AT(io_wait_ms), 150, 1, 1000, UNIT_RATE_MS, .usage = "Milliseconds",
    .help = "The wall io_wait of every group: milliseconds of a second spent waiting for block I/O, as a mean of ten ticks." },
  { "FdGrowth", IN_TOP, set_number, AT(fd_growth), 300, 1, 1e6, UNIT_COUNT_OF, .usage = "Number",
    .help = "By how many its file descriptors may grow within FdWindow while it waits for I/O, before that blows the fuse of its group: see THE FUSE." },
  { "FdWindow", IN_TOP, set_number, AT(fd_window_s), 120, 10, 3600, UNIT_SECOND, .usage = "Seconds",
    .help = "Within how long. A process has no such growth in its first FdWindow: it starts." },
  { "Sigma", IN_TOP, set_number, AT(sigma), 2, 0.5, 10, UNIT_COUNT_OF, .usage = "Number",
    .help = "How many standard deviations above its own mean of half an hour a process must be before it counts for the fuse, where that is more than IoWaitMs or FdGrowth; never more than four times these." },
  { "AwaitMs", IN_TOP, set_number, AT(await_ms), 150, 1, 60000, UNIT_COUNT_OF, .usage = "Milliseconds",
    .help = "The wall device_saturation of every disk: how long a read or a write waits, whichever is longer, as a mean of ten ticks; a tick without any counts as 0. Partitions, loop, ram and zram devices have none." },
  { "DeviceBusy", IN_TOP, set_number, AT(device_busy), 80, 0, 100, UNIT_PERCENT, .usage = "Percent",
    .help = "A disk with less utilisation than that in these ten ticks is not called saturated, however long requests wait. More utilisation by itself means nothing: a disk that serves requests side by side, as NVMe and RAID do, has 100 % long before it is full." },
  { "CollectFilesystems", IN_TOP, set_flag, AT(collect_filesystems), 1, .usage = "true|false",
    .help = "Whether to find the local filesystems that followed processes write to, and foretell when these are full (disk_full, inodes_full). It costs 64 readings of fdinfo a tick at most, a third of a millisecond." },
  { "Threshold", IN_TOP | IN_GROUP, set_threshold, .example = "\"mem_rss\" \"6G\"", .usage = "Metric Value [above|below]",
    .help = "A wall of your own: any metric of docs/METRICS.md and the value it should not reach. A counter is compared by its growth per second. Inside a block for that group; outside for all groups that follow, or for the host when it is a metric of the host." },
  { "MaxProcesses", IN_TOP, set_number, AT(max_processes), 1024, 1, 65536, UNIT_COUNT_OF, .usage = "Number",
    .help = "How many processes to follow at most, all groups together." },
  { "MaxGroups", IN_TOP, set_number, AT(max_groups), 64, 0, 4096, UNIT_COUNT_OF, .usage = "Number",
    .help = "How many groups there may be at a time whose names come of $1 to $9. Processes of more than that are gathered in a group in whose name \"other\" stands for these." },
  { "PerProcess", IN_TOP, set_number, AT(per_process), 0, 0, 64, UNIT_COUNT_OF, .usage = "Number",
    .help = "Of each group, how many of the processes that are worst off get values of their own, as Name-PID." },
  { "ReadDeadlineMs", IN_TOP, set_number, AT(deadline_ms), 50, 1, 10000, UNIT_COUNT_OF, .usage = "Milliseconds",
    .help = "How long to wait for one file of /proc that may block, before that process is left alone for a while. All that does not answer in a tick is waited for a second at most." },
  { "MaxStuck", IN_TOP, set_number, AT(max_stuck), 8, 1, 64, UNIT_COUNT_OF, .usage = "Number",
    .help = "How many threads may hang in such files before they are not read any more. To learn who belongs to which group half of them are risked at most." },
  { "FdBudget", IN_TOP, set_number, AT(fd_budget), 0, 0, 1000000, UNIT_COUNT_OF, .usage = "Number",
    .help = "How many file descriptors to use at most: one pins each process, and with the rest files of the processes that run all the time are kept open, which makes reading them two to three times cheaper and costs 4 KiB of kernel memory each. 0 stands for a quarter of RLIMIT_NOFILE; without one to pin it, a process is opened anew in each tick." },
  { "CpuBudget", IN_TOP, set_number, AT(cpu_budget), 2, 0.01, 100, UNIT_PERCENT, .usage = "Percent",
    .help = "How much of one core to use. When a tick costs more, processes that are not at risk are looked at in every second, third .. tenth tick only; never less, also when that costs more. The present rate is gauge-quiet_every of self, the cost percent-cpu." },
  { "CollectMaps", IN_TOP, set_flag, AT(collect_maps), 0, .usage = "true|false",
    .help = "Counts the memory mappings of each process, in every 60th tick, for the wall maps_limit, and sums those of a process in trouble by what is mapped, to tell what has grown. Off, as it costs: F<maps> has a line for each, takes half a microsecond each, holds the lock of mmap(2) of the process for some of them at a time, and may block; it is read behind all others, with ten times ReadDeadlineMs. A steady growth is foretold from nine readings on; between two of them the last number is held. Processes of other users need CAP_SYS_PTRACE." },
  { "CollectStack", IN_TOP, set_flag, AT(collect_stack), 0, .usage = "true|false",
    .help = "Whether to read the kernel stacks of threads in state D, 16 at most, of processes in trouble: they tell swap-in from other page faults, and what a thread waits for whose symbol tells too little. Needs CAP_SYS_ADMIN; without it only that is missing." },
  { "ProcPath", IN_TOP, set_path, AT(proc_path), .path = "/proc", .usage = "Directory",
    .help = "Where the procfs to watch is mounted." },
  { "SysPath", IN_TOP, set_path, AT(sys_path), .path = "/sys", .usage = "Directory",
    .help = "Where the sysfs that belongs to it is mounted." },
  { "EvidenceDir", IN_TOP, set_directory, AT(evidence_dir), .path = "", .example = "\"/var/lib/io_forecast/evidence\"", .usage = "Directory",
    .help = "Where to write what was known when a fuse tripped, or a group had a failure before a wall (of these one in ten minutes), a file each, GROUP-YYYYmmddTHHMMSSZ.json, for io-forecast explain." },
  { "EvidenceKeep", IN_TOP, set_number, AT(evidence_keep), 20, 1, 10000, UNIT_COUNT_OF, .usage = "Number",
    .help = "How many of these files there may be. The oldest go." },
  { "EvidenceMaxBytes", IN_TOP, set_number, AT(evidence_max_bytes), 67108864, 65536, 1099511627776, UNIT_BYTE, .usage = "Bytes",
    .help = "How large they may be together. The oldest go, and one that is larger by itself is not written. While one is being written there is one more." },
  { "EvidenceRedact", IN_TOP, set_flag, AT(evidence_redact), 1, .usage = "true|false",
    .help = "Whether evidence leaves out the arguments of a command line, which may hold passwords, and has the program name only." },
  { "FuseDir", IN_TOP, set_directory, AT(fuse_dir), .path = "", .example = "\"/run/io_forecast/fuse\"", .usage = "Directory",
    .help = "Where there is a file with the name of a group for as long as its fuse is blown, so that a load balancer or a readiness probe can keep new connections away. Not to be shared by two daemons." },
  { "StateFile", IN_TOP, set_file, AT(state_file), .path = "", .example = "\"/var/lib/collectd/io_forecast.json\"", .usage = "Path",
    .help = "Where to keep what was learnt, so that a restart of the daemon does not begin anew: see SAVED STATE. Its directory has to be there." },
  { "StateInterval", IN_TOP, set_number, AT(state_interval_s), 300, 0, 86400, UNIT_SECOND, .usage = "Seconds",
    .help = "How often to write it, beside when the daemon ends and when it is asked to flush. With 0 only then." },

  { "Comm", IN_GROUP, set_comm, .example = "\"java\"", .usage = "Name",
    .help = "The name of the process; the kernel keeps 15 bytes of it." },
  { "CommandLine", IN_GROUP, set_pattern, .example = "\"-Dapp=shop\"", .usage = "Regex",
    .help = "Matches the command line, its arguments joined by blanks, as far as its first 32767 bytes. $1 to $9 in the name of the group stand for what its brackets matched." },
  { "Exe", IN_GROUP, set_exe, .example = "\"/usr/bin/java\"", .usage = "Path",
    .help = "The program file. Anybody may start it: see what is not promised in F<SECURITY.md>." },
  { "User", IN_GROUP, set_user, .example = "\"shop\"", .usage = "Name",
    .help = "The effective user, as a name or a number. A process that changes it is matched again." },
  { "PidFile", IN_GROUP, set_pid_file, .example = "\"/run/shop.pid\"", .usage = "Path",
    .help = "A regular file that holds the pid, or a link to one; nothing else is opened. A file of the kernel, as in /proc, /sys or a cgroup, is not opened either, and names nobody. Whoever is not named any more leaves the group." },
  { "SystemdUnit", IN_GROUP, set_unit, .example = "\"shop.service\"", .usage = "Unit",
    .help = "The unit of systemd in which it runs: a component of the path of its cgroup, as a shell pattern (C<shop@*.service>). Without the suffix of a unit C<.service> is meant. A backslash stands for itself, and in quotes collectd wants it twice: C<my\\\\x2dapp>. A process that is moved is matched again within 60 ticks. Users may have units of any name below C<user@UID.service>: where nobody but the unit of the system is meant, say B<Cgroup>, too, with its whole path." },
  { "Cgroup", IN_GROUP, set_cgroup, .example = "\"/system.slice/docker-*.scope\"", .usage = "Path",
    .help = "Its cgroup, or one above that, in any hierarchy: the path below the mount, as a shell pattern in which C<*> does not match a slash." },
};
/* clang-format on */

static void *member(struct settings *settings, const struct option *option) {
  return (char *)settings + option->offset;
}

int settings_init(struct settings *settings) {
  *settings = (struct settings){.model = MODEL_DEFAULT};
  for (size_t i = 0; i < COUNT_OF(options); i++) {
    const struct option *option = &options[i];

    if (option->set == set_number)
      *(double *)member(settings, option) = option->fallback;
    if (option->set == set_flag)
      *(bool *)member(settings, option) = option->fallback > 0;
    if (option->path &&
        !(*(char **)member(settings, option) = strdup(option->path))) {
      settings_release(settings);
      return -ENOMEM;
    }
  }
  return 0;
}

void settings_release(struct settings *settings) {
  for (size_t i = 0; i < settings->group_count; i++)
    rule_release(&settings->groups[i].rule);
  free(settings->groups);
  free(settings->proc_path);
  free(settings->sys_path);
  free(settings->evidence_dir);
  free(settings->fuse_dir);
  free(settings->state_file);
  *settings = (struct settings){0};
}

static const struct option *find(const char *key, unsigned place) {
  for (size_t i = 0; i < COUNT_OF(options); i++)
    if (strcasecmp(key, options[i].key) == 0 && (options[i].places & place))
      return &options[i];
  return NULL;
}

int settings_set(struct settings *settings, const char *key,
                 const struct argument *arguments, size_t count,
                 struct complaint *ret_complaint) {
  const struct option *option = find(key, settings->open ? IN_GROUP : IN_TOP);
  struct setting setting = {
      .settings = settings,
      .option = option,
      .at = option ? member(settings, option) : NULL,
      .argument = arguments,
      .count = count,
      .complaint = ret_complaint,
  };

  if (!option)
    return refuse(&setting, -ENOENT, "there is no option \"%.80s\"%s", key,
                  settings->open ? " in a Process block" : "");
  return option->set(&setting);
}

static const struct option block = {"Process", IN_TOP, set_process,
                                    .usage = "Name"};

int settings_open_group(struct settings *settings,
                        const struct argument *arguments, size_t count,
                        struct complaint *ret_complaint) {
  return open_group(&(struct setting){.settings = settings,
                                      .option = &block,
                                      .argument = arguments,
                                      .count = count,
                                      .complaint = ret_complaint});
}

int settings_close_group(struct settings *settings,
                         struct complaint *ret_complaint) {
  struct setting setting = {
      .settings = settings, .option = &block, .complaint = ret_complaint};
  int r = 0;

  if (rule_is_empty(&last_group(&setting)->rule))
    r = refuse(&setting, -EINVAL,
               "Process \"%s\": the block does not say which processes it "
               "means; allowed are Comm, CommandLine, Exe, User, PidFile, "
               "SystemdUnit and Cgroup",
               last_group(&setting)->title);
  return close_group(&setting, r);
}

void settings_close_recorded_group(struct settings *settings) {
  settings->open = false;
}

void settings_each(const struct settings *settings,
                   void (*take)(void *context, const char *key, double number,
                                const char *text),
                   void *context) {
  for (size_t i = 0; i < COUNT_OF(options); i++) {
    const void *at = (const char *)settings + options[i].offset;

    if (options[i].set == set_number)
      take(context, options[i].key, *(const double *)at, NULL);
    if (options[i].set == set_flag)
      take(context, options[i].key, (double)NAN,
           *(const bool *)at ? "true" : "false");
    if (options[i].set == set_model)
      take(context, options[i].key, (double)NAN,
           models[*(const enum model_id *)at].name);
  }
}

/* The key with what it may be set to: its default, or an example. */
static void print_line(FILE *out, const char *indent,
                       const struct option *option) {
  fprintf(out, "%s%s ", indent, option->key);
  if (option->set == set_number)
    fprintf(out, "%.15g\n", option->fallback);
  else if (option->set == set_flag)
    fprintf(out, "%s\n", option->fallback > 0 ? "true" : "false");
  else if (option->set == set_path)
    fprintf(out, "\"%s\"\n", option->path);
  else
    fprintf(out, "%s\n", option->example);
}

void settings_print_example(FILE *out) {
  fputs("# io_forecast: which processes to foretell, and how.\n"
        "# Printed by: io-forecast print example\n"
        "# Interval is how often to sample, in seconds.\n"
        "<LoadPlugin io_forecast>\n"
        "  Interval 1\n"
        "</LoadPlugin>\n\n"
        "<Plugin io_forecast>\n",
        out);
  for (size_t i = 0; i < COUNT_OF(options); i++) {
    if (!(options[i].places & IN_TOP))
      continue;
    fprintf(out, "  # %s\n", options[i].help);
    print_line(out, "  #", &options[i]);
  }
  fputs("  # A group by several criteria, all of which must hold.\n"
        "  #<Process \"shop\">\n",
        out);
  for (size_t i = 0; i < COUNT_OF(options); i++)
    if (options[i].places & IN_GROUP)
      print_line(out, "  #  ", &options[i]);
  fputs("  #</Process>\n</Plugin>\n", out);
}

static void print_range(FILE *out, const struct option *option) {
  char names[MODEL_NAMES_BYTES];

  if (option->set == set_number)
    fprintf(out, " From %.15g to %.15g; the default is %.15g.", option->min,
            option->max, option->fallback);
  if (option->set == set_flag)
    fprintf(out, " The default is %s.",
            option->fallback > 0 ? "true" : "false");
  if (option->set == set_path)
    fprintf(out, " The default is F<%s>.", option->path);
  if (option->set == set_directory || option->set == set_file)
    fprintf(out, " There is none by default, and \"\" stands for that.");
  if (option->set == set_model) {
    model_names(names);
    fprintf(out, " One of %s; the default is %s.", names,
            models[MODEL_DEFAULT].name);
  }
}

static void print_place(FILE *out, unsigned place, const char *title) {
  fprintf(out, "=head2 %s\n\n=over 4\n\n", title);
  for (size_t i = 0; i < COUNT_OF(options); i++) {
    const struct option *option = &options[i];

    if (!(option->places & place))
      continue;
    fprintf(out, "=item B<%s> I<%s>\n\n%s", option->key, option->usage,
            option->help);
    print_range(out, option);
    fprintf(out, "\n\n");
  }
  fprintf(out, "=back\n\n");
}

void settings_print_options(FILE *out) {
  print_place(out, IN_TOP, "In the Plugin block");
  print_place(out, IN_GROUP,
              "In a block E<lt>Process \"Name\"E<gt>, all of which must hold");
}
