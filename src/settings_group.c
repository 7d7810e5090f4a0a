/* settings_group.c - groups and what says which processes belong to them; see
 * settings_set.h */
#include "settings_set.h"

#include "base/text.h"
#include "discover/title.h"
#include "discover/user.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

bool settings_name_is_reserved(const char *name) {
  static const char *const reserved[] = {"host", "self"};
  static const char *const prefixes[] = {"device-", "cgroup-", "fs-"};
  bool is_reserved = false;

  for (size_t i = 0; i < sizeof(reserved) / sizeof(reserved[0]); i++)
    is_reserved = is_reserved || strcmp(name, reserved[i]) == 0;
  for (size_t i = 0; i < sizeof(prefixes) / sizeof(prefixes[0]); i++)
    is_reserved =
        is_reserved || strncmp(name, prefixes[i], strlen(prefixes[i])) == 0;
  return is_reserved;
}

bool settings_name_is_plain(const char *name) {
  static const char allowed[] =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-";
  size_t length = strlen(name);

  return length > 0 && length < GROUP_NAME_BYTES &&
         strspn(name, allowed) == length;
}

static int check_name(const struct setting *setting, const char *name) {
  if (!settings_name_is_plain(name))
    return refuse(setting, -EINVAL,
                  "%s \"%.80s\" will not do as the name of a group; allowed "
                  "are 1 to %d of A-Z a-z 0-9 _ - and $1 to $9",
                  setting->option->key, setting->argument[0].text,
                  GROUP_NAME_BYTES - 1);
  if (settings_name_is_reserved(name))
    return refuse(setting, -EINVAL,
                  "%s \"%s\": the name is reserved; allowed is any but host, "
                  "self, device-*, cgroup-* and fs-*",
                  setting->option->key, name);
  return 0;
}

static int check_unique(const struct setting *setting, const char *name) {
  for (size_t i = 0; i < setting->settings->group_count; i++)
    if (strcmp(setting->settings->groups[i].name, name) == 0)
      return refuse(setting, -EEXIST,
                    "%s \"%.80s\": there is a group \"%s\" already; each "
                    "name is allowed once",
                    setting->option->key, setting->argument[0].text, name);
  return 0;
}

static int add_group(const struct setting *setting, const char *title,
                     const char *name) {
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
  text_copy(text_of_string(title), group->title, sizeof(group->title));
  text_copy(text_of_string(name), group->name, sizeof(group->name));
  return 0;
}

int open_group(const struct setting *setting) {
  char name[GROUP_NAME_BYTES + 1]; /* one more: what is too long stays so */
  int r = check_arguments(setting, 1, 1, 1);

  if (r < 0)
    return r;
  title_fill(setting->argument[0].text, "other", name, sizeof(name));
  r = check_name(setting, name);
  if (r == 0)
    r = check_unique(setting, name);
  if (r == 0)
    r = add_group(setting, setting->argument[0].text, name);
  if (r == 0)
    setting->settings->open = true;
  return r;
}

static int check_captures(const struct setting *setting) {
  const struct group *group = last_group(setting);
  size_t captured = group->rule.pattern ? group->rule.regex.re_nsub : 0;
  int wanted = title_captures(group->title);

  if ((size_t)wanted <= captured)
    return 0;
  if (captured == 0)
    return refuse(setting, -EINVAL,
                  "%s \"%s\": there is nothing for $%d; allowed is a name "
                  "without it, or brackets in the regular expression",
                  setting->option->key, group->title, wanted);
  return refuse(setting, -EINVAL,
                "%s \"%s\": there is nothing for $%d; allowed are $1 to $%zu, "
                "for so many brackets has the regular expression",
                setting->option->key, group->title, wanted, captured);
}

int close_group(const struct setting *setting, int r) {
  setting->settings->open = false;
  if (r == 0)
    r = check_captures(setting);
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
                  setting->option->key, group->title);
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
                  setting->option->key, last_group(setting)->title);
  return replace_string(setting, at, setting->argument[0].text);
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

int set_unit(const struct setting *setting) {
  return set_string(setting, &last_group(setting)->rule.unit);
}

int set_cgroup(const struct setting *setting) {
  int r = check_arguments(setting, 1, 1, 1);

  if (r == 0)
    r = check_absolute(setting);
  return r < 0 ? r : set_string(setting, &last_group(setting)->rule.cgroup);
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
  if (!isnan(last_group(setting)->rule.uid))
    return refuse(setting, -EEXIST, "%s: allowed once in group \"%s\"",
                  setting->option->key, last_group(setting)->title);
  last_group(setting)->rule.uid = uid;
  return 0;
}
