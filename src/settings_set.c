/* settings_set.c - see settings_set.h */
#include "settings_set.h"

#include "emit/bundle.h"
#include "emit/state_file.h"
#include "emit/words.h"
#include "quantity.h"

#include <errno.h>
#include <limits.h>
#include <math.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

int refuse(const struct setting *setting, int error, const char *format, ...) {
  char raw[COMPLAINT_BYTES];
  va_list arguments;

  va_start(arguments, format);
  vsnprintf(raw, sizeof(raw), format, arguments);
  va_end(arguments);
  clean_text(raw, setting->complaint->text, COMPLAINT_BYTES);
  return error;
}

struct group *last_group(const struct setting *setting) {
  return &setting->settings->groups[setting->settings->group_count - 1];
}

const char *written(const struct argument *argument, char buffer[32]) {
  if (argument->text)
    return argument->text;
  snprintf(buffer, 32, "%.15g", argument->number);
  return buffer;
}

int check_arguments(const struct setting *setting, size_t least, size_t most,
                    size_t strings) {
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
                  "%s: \"%s\" will not do; allowed is a number from %.15g to "
                  "%.15g",
                  option->key, written(&setting->argument[0], buffer),
                  option->min, option->max);
  *(double *)setting->at = value;
  return 0;
}

int set_flag(const struct setting *setting) {
  static const char *const words[] = {"false", "true", "no",
                                      "yes",   "off",  "on"};
  int r = check_arguments(setting, 1, 1, 0);
  char buffer[32];
  const char *word;

  if (r < 0)
    return r;
  word = written(&setting->argument[0], buffer);
  for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
    if (strcasecmp(word, words[i]) == 0) {
      *(bool *)setting->at = i % 2;
      return 0;
    }
  return refuse(setting, -EINVAL,
                "%s: \"%s\" will not do; allowed are true and false",
                setting->option->key, word);
}

int replace_string(const struct setting *setting, char **at, const char *text) {
  char *copy = strdup(text);

  if (!copy)
    return refuse(setting, -ENOMEM, "%s: out of memory", setting->option->key);
  free(*at);
  *at = copy;
  return 0;
}

int check_absolute(const struct setting *setting) {
  const char *path = setting->argument[0].text;

  if (path[0] == '/')
    return 0;
  return refuse(setting, -EINVAL,
                "%s: \"%s\" will not do; allowed is an absolute path",
                setting->option->key, path);
}

int set_model(const struct setting *setting) {
  int r = check_arguments(setting, 1, 1, 1);
  char names[MODEL_NAMES_BYTES];
  enum model_id id;

  if (r < 0)
    return r;
  id = model_called(setting->argument[0].text);
  model_names(names);
  if (id == MODEL_COUNT)
    return refuse(setting, -EINVAL, "Model \"%.80s\" is none of %s",
                  setting->argument[0].text, names);
  *(enum model_id *)setting->at = id;
  return 0;
}

int set_path(const struct setting *setting) {
  int r = check_arguments(setting, 1, 1, 1);

  if (r == 0)
    r = check_absolute(setting);
  return r < 0
             ? r
             : replace_string(setting, setting->at, setting->argument[0].text);
}

/* What is set aside has a name, too. */
enum { LEAF_MOST = LEAF_BYTES - sizeof(STATE_BAD_SUFFIX) };

static int check_leaf(const struct setting *setting) {
  const char *path = setting->argument[0].text;
  const char *leaf = strrchr(path, '/') + 1;

  if (strlen(leaf) > LEAF_MOST || strlen(path) >= PATH_MAX)
    return refuse(setting, -ENAMETOOLONG,
                  "%s: \"%.80s...\" is too long; allowed are %d bytes of a "
                  "path, %d of its last name",
                  setting->option->key, path, PATH_MAX - 1, LEAF_MOST);
  if (leaf[0] && strcmp(leaf, ".") != 0 && strcmp(leaf, "..") != 0)
    return 0;
  return refuse(setting, -EINVAL,
                "%s: \"%s\" will not do; allowed is the path of a file",
                setting->option->key, path);
}

/* An absolute path, or "". */
static int set_place(const struct setting *setting, bool is_file) {
  int r = check_arguments(setting, 1, 1, 0);
  const char *text = r < 0 ? NULL : setting->argument[0].text;

  if (!text) /* a number */
    return r < 0 ? r : check_arguments(setting, 1, 1, 1);
  if (text[0])
    r = check_absolute(setting);
  if (r == 0 && text[0] && is_file)
    r = check_leaf(setting);
  return r < 0 ? r : replace_string(setting, setting->at, text);
}

int set_directory(const struct setting *setting) {
  return set_place(setting, false);
}

int set_file(const struct setting *setting) {
  return set_place(setting, true);
}

static int parse_direction(const struct setting *setting,
                           enum direction *ret_direction) {
  static const struct argument above = {.text = "above"};
  const struct argument *argument =
      setting->count > 2 ? &setting->argument[2] : &above;
  char buffer[32];

  if (argument->text && strcasecmp(argument->text, "above") == 0)
    *ret_direction = UPWARD;
  else if (argument->text && strcasecmp(argument->text, "below") == 0)
    *ret_direction = DOWNWARD;
  else
    return refuse(setting, -EINVAL,
                  "%s: \"%s\" will not do as the third argument; allowed are "
                  "above and below",
                  setting->option->key, written(argument, buffer));
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
