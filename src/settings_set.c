/* settings_set.c - see settings_set.h */
#include "settings_set.h"

#include "base/text.h"
#include "discover/user.h"
#include "emit/message.h"
#include "quantity.h"

#include <errno.h>
#include <math.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

__attribute__((format(printf, 3, 4))) static int
refuse(const struct setting *setting, int error, const char *format, ...) {
  char raw[COMPLAINT_BYTES];
  va_list arguments;

  va_start(arguments, format);
  vsnprintf(raw, sizeof(raw), format, arguments);
  va_end(arguments);
  clean_text(raw, setting->complaint->text, COMPLAINT_BYTES);
  return error;
}

static struct group *last_group(const struct setting *setting) {
  return &setting->settings->groups[setting->settings->group_count - 1];
}

/* The arguments as they were written, for a complaint. */
static const char *written(const struct argument *argument, char buffer[32]) {
  if (argument->text)
    return argument->text;
  snprintf(buffer, 32, "%.15g", argument->number);
  return buffer;
}

/* That there are `least` to `most` arguments, the first `strings` of them
 * strings. */
static int check_arguments(const struct setting *setting, size_t least,
                           size_t most, size_t strings) {
  const struct option *option = setting->option;

  if (setting->count < least || setting->count > most)
    return refuse(setting, -EINVAL, "%s takes %s, not %zu argument%s",
                  option->key, option->usage, setting->count,
                  setting->count == 1 ? "" : "s");
  for (size_t i = 0; i < strings; i++)
    if (!setting->argument[i].text || !setting->argument[i].text[0])
      return refuse(setting, -EINVAL,
                    "%s takes %s: argument %zu must be a string in quotes",
                    option->key, option->usage, i + 1);
  return 0;
}

static int number_of(const struct argument *argument, enum unit_id unit,
                     double *ret_value) {
  if (argument->text)
    return quantity_parse(argument->text, unit, ret_value);
  if (!isfinite(argument->number))
    return -EINVAL;
  *ret_value = argument->number;
  return 0;
}

int set_number(const struct setting *setting) {
  const struct option *option = setting->option;
  char buffer[32];
  double value = NAN;
  int r = check_arguments(setting, 1, 1, 0);

  if (r < 0)
    return r;
  r = number_of(&setting->argument[0], option->unit, &value);
  if (r < 0 || !(value >= option->min && value <= option->max))
    return refuse(setting, r < 0 ? -EINVAL : -ERANGE,
                  "%s: \"%s\" will not do; allowed is a number from %g to %g",
                  option->key, written(&setting->argument[0], buffer),
                  option->min, option->max);
  *(double *)setting->at = value;
  return 0;
}

static int replace(const struct setting *setting, char **at, const char *text) {
  char *copy = strdup(text);

  if (!copy)
    return refuse(setting, -ENOMEM, "%s: out of memory", setting->option->key);
  free(*at);
  *at = copy;
  return 0;
}

static int check_absolute(const struct setting *setting) {
  const char *path = setting->argument[0].text;

  if (path[0] == '/')
    return 0;
  return refuse(setting, -EINVAL,
                "%s: \"%s\" will not do; allowed is an absolute path",
                setting->option->key, path);
}

int set_path(const struct setting *setting) {
  int r = check_arguments(setting, 1, 1, 1);

  if (r == 0)
    r = check_absolute(setting);
  return r < 0 ? r : replace(setting, setting->at, setting->argument[0].text);
}

static int check_name(const struct setting *setting, const char *name) {
  static const char allowed[] =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-";
  static const char *const reserved[] = {"host", "self"};
  static const char *const prefixes[] = {"device-", "cgroup-"};
  size_t length = strlen(name);
  bool taken = false;

  if (length >= GROUP_NAME_BYTES || strspn(name, allowed) != length)
    return refuse(setting, -EINVAL,
                  "%s \"%.80s\" will not do as the name of a group; allowed "
                  "are 1 to %d of A-Z a-z 0-9 _ -",
                  setting->option->key, name, GROUP_NAME_BYTES - 1);
  for (size_t i = 0; i < 2; i++)
    taken = taken || strcmp(name, reserved[i]) == 0 ||
            strncmp(name, prefixes[i], strlen(prefixes[i])) == 0;
  if (taken)
    return refuse(setting, -EINVAL,
                  "%s \"%s\": the name is reserved; allowed is any but host, "
                  "self, device-* and cgroup-*",
                  setting->option->key, name);
  return 0;
}

static int check_unique(const struct setting *setting, const char *name) {
  for (size_t i = 0; i < setting->settings->group_count; i++)
    if (strcmp(setting->settings->groups[i].name, name) == 0)
      return refuse(setting, -EEXIST,
                    "%s \"%s\": there is a group of that name already; each "
                    "name is allowed once",
                    setting->option->key, name);
  return 0;
}

static int add_group(const struct setting *setting, const char *name) {
  struct settings *settings = setting->settings;
  size_t wanted = (settings->group_count + 1) * sizeof(struct group);
  struct group *groups = realloc(settings->groups, wanted);
  struct group *group;

  if (!groups)
    return refuse(setting, -ENOMEM, "%s: out of memory", setting->option->key);
  settings->groups = groups;
  group = &groups[settings->group_count++];
  *group = (struct group){.thresholds = settings->thresholds};
  rule_init(&group->rule);
  text_copy(text_of_string(name), group->name, sizeof(group->name));
  return 0;
}

int open_group(const struct setting *setting) {
  int r = check_arguments(setting, 1, 1, 1);

  if (r == 0)
    r = check_name(setting, setting->argument[0].text);
  if (r == 0)
    r = check_unique(setting, setting->argument[0].text);
  if (r == 0)
    r = add_group(setting, setting->argument[0].text);
  if (r == 0)
    setting->settings->open = true;
  return r;
}

/* Ends what open_group() began; a group that failed half way is taken back. */
static int close_group(const struct setting *setting, int r) {
  setting->settings->open = false;
  if (r < 0) {
    rule_release(&last_group(setting)->rule);
    setting->settings->group_count--;
  }
  return r;
}

int set_process(const struct setting *setting) {
  int r = open_group(setting);

  return r < 0 ? r : close_group(setting, set_comm(setting));
}

static int set_pattern_of(const struct setting *setting, const char *pattern) {
  struct group *group = last_group(setting);
  char error[120];

  if (group->rule.pattern)
    return refuse(setting, -EEXIST, "%s: allowed once in group \"%s\"",
                  setting->option->key, group->name);
  if (rule_set_pattern(&group->rule, pattern, error, sizeof(error)) != 0)
    return refuse(setting, -EINVAL,
                  "%s: \"%.120s\" does not compile (%s); allowed is a POSIX "
                  "extended regular expression",
                  setting->option->key, pattern, error);
  return 0;
}

int set_process_match(const struct setting *setting) {
  struct setting name = *setting;
  int r = check_arguments(setting, 2, 2, 2);

  if (r < 0)
    return r;
  name.count = 1;
  r = open_group(&name);
  if (r < 0)
    return r;
  return close_group(setting,
                     set_pattern_of(setting, setting->argument[1].text));
}

static int set_string(const struct setting *setting, char **at) {
  int r = check_arguments(setting, 1, 1, 1);

  if (r < 0)
    return r;
  if (*at)
    return refuse(setting, -EEXIST, "%s: allowed once in group \"%s\"",
                  setting->option->key, last_group(setting)->name);
  return replace(setting, at, setting->argument[0].text);
}

int set_comm(const struct setting *setting) {
  return set_string(setting, &last_group(setting)->rule.comm);
}

int set_exe(const struct setting *setting) {
  int r = check_arguments(setting, 1, 1, 1);

  if (r == 0)
    r = check_absolute(setting);
  return r < 0 ? r : set_string(setting, &last_group(setting)->rule.exe);
}

int set_pid_file(const struct setting *setting) {
  int r = check_arguments(setting, 1, 1, 1);

  if (r == 0)
    r = check_absolute(setting);
  return r < 0 ? r : set_string(setting, &last_group(setting)->rule.pid_file);
}

int set_pattern(const struct setting *setting) {
  int r = check_arguments(setting, 1, 1, 1);

  return r < 0 ? r : set_pattern_of(setting, setting->argument[0].text);
}

int set_user(const struct setting *setting) {
  char buffer[32];
  double uid;
  int r = check_arguments(setting, 1, 1, 0);

  if (r < 0)
    return r;
  if (user_find(written(&setting->argument[0], buffer), &uid) < 0)
    return refuse(setting, -EINVAL,
                  "%s: there is no user \"%s\"; allowed is a name known here "
                  "or a number",
                  setting->option->key, written(&setting->argument[0], buffer));
  last_group(setting)->rule.uid = uid;
  return 0;
}

static int parse_direction(const struct setting *setting,
                           enum direction *ret_direction) {
  const char *text = setting->count > 2 ? setting->argument[2].text : "above";

  if (text && strcasecmp(text, "above") == 0)
    *ret_direction = UPWARD;
  else if (text && strcasecmp(text, "below") == 0)
    *ret_direction = DOWNWARD;
  else
    return refuse(setting, -EINVAL,
                  "%s: the third argument will not do; allowed are above and "
                  "below",
                  setting->option->key);
  return 0;
}

static int add_threshold(const struct setting *setting, struct wall wall) {
  struct thresholds *thresholds = setting->settings->open
                                      ? &last_group(setting)->thresholds
                                      : &setting->settings->thresholds;

  /* a later one on the same metric takes the place of an earlier one */
  for (int i = 0; i < thresholds->count; i++)
    if (thresholds->wall[i].metric == wall.metric) {
      thresholds->wall[i] = wall;
      return 0;
    }
  if (thresholds->count == THRESHOLDS_MOST)
    return refuse(setting, -ERANGE, "%s: allowed %d times for a group",
                  setting->option->key, THRESHOLDS_MOST);
  thresholds->wall[thresholds->count++] = wall;
  return 0;
}

static int check_metric(const struct setting *setting, enum metric_id metric) {
  const char *key = setting->option->key;

  if (metric == METRIC_COUNT || metrics[metric].scope == SCOPE_DEVICE)
    return refuse(setting, -EINVAL,
                  "%s: there is no metric \"%s\" for it; allowed are those of "
                  "processes and of the host in docs/METRICS.md",
                  key, setting->argument[0].text);
  if (setting->settings->open && metrics[metric].scope != SCOPE_MEMBER)
    return refuse(setting, -EINVAL,
                  "%s: \"%s\" is a metric of the host; allowed in a Process "
                  "block are those of processes",
                  key, setting->argument[0].text);
  return 0;
}

int set_threshold(const struct setting *setting) {
  enum direction direction = UPWARD;
  enum metric_id metric;
  char buffer[32];
  double limit;
  int r = check_arguments(setting, 2, 3, 1);

  if (r < 0)
    return r;
  metric = metric_find(setting->argument[0].text);
  r = check_metric(setting, metric);
  if (r == 0)
    r = parse_direction(setting, &direction);
  if (r < 0)
    return r;
  if (number_of(&setting->argument[1], metrics[metric].unit, &limit) < 0)
    return refuse(setting, -EINVAL,
                  "%s: \"%s\" will not do for %s; allowed is a number of %s",
                  setting->option->key, written(&setting->argument[1], buffer),
                  metrics[metric].name, units[metrics[metric].unit].name);
  return add_threshold(setting, wall_of_threshold(metric, limit, direction));
}
