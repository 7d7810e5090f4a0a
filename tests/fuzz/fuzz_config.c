/* fuzz_config.c - values of the configuration. The text is as in collectd.conf:
 * a line is a key with arguments, words or strings in quotes; "<" opens a block
 * and ">" closes it. A setting that was refused leaves all as it was; one that
 * was taken is within its range, and what is told of all of them does for
 * others. */
#include "fuzz.h"

#include "quantity.h"
#include "settings.h"

enum { ARGUMENTS = 4, WORD_BYTES = 64 };

struct words {
  int count;
  char key[WORD_BYTES];
  char text[ARGUMENTS][WORD_BYTES];
  struct argument argument[ARGUMENTS];
};

/* No user is asked for, and nothing that may take long is compiled: regcomp(3)
 * of nested repetitions does, and it is not ours. */
int __wrap_user_find(const char *name, double *ret_uid);

int __wrap_user_find(const char *name, double *ret_uid) {
  if (name[0] < '0' || name[0] > '9')
    return -1;
  *ret_uid = name[0];
  return 0;
}

static bool is_costly(const struct words *words) {
  for (int i = 0; i < words->count; i++)
    if (strpbrk(words->text[i], "{*+") && strlen(words->text[i]) > 24)
      return true;
  return false;
}

/* In quotes it is a string; else a number if it is one, and a string. */
static void take_word(struct words *words, struct text *line) {
  struct argument *argument = &words->argument[words->count];
  char *text = words->text[words->count++];
  char *end;

  if (text_skip(line, "\"")) {
    text_copy(text_cut(line, '"'), text, WORD_BYTES);
    *argument = (struct argument){.text = text};
    return;
  }
  text_copy(text_word(line), text, WORD_BYTES);
  *argument = (struct argument){.text = text};
  argument->number = strtod(text, &end);
  if (end > text && *end == '\0')
    argument->text = NULL;
}

static void take_line(struct words *words, struct text line) {
  words->count = 0;
  text_copy(text_word(&line), words->key, WORD_BYTES);
  while (words->count < ARGUMENTS && !text_is_empty(line)) {
    while (text_skip(&line, " "))
      continue;
    if (!text_is_empty(line))
      take_word(words, &line);
  }
}

static int set(struct settings *settings, const struct words *words) {
  struct complaint complaint = {.text = ""};
  size_t count = (size_t)words->count;
  int r;

  if (strcmp(words->key, ">") == 0 && !settings->open)
    return 0;
  if (strcmp(words->key, ">") == 0)
    r = settings_close_group(settings, &complaint);
  else if (strcmp(words->key, "<") == 0 && !settings->open)
    r = settings_open_group(settings, words->argument, count, &complaint);
  else
    r = settings_set(settings, words->key, words->argument, count, &complaint);
  MUST(r <= 0);
  MUST((r < 0) == (complaint.text[0] != '\0'));
  MUST(memchr(complaint.text, '\0', sizeof(complaint.text)));
  return r;
}

static void put(void *context, const char *key, double number,
                const char *text) {
  struct complaint complaint;
  struct argument argument = {text, number};

  MUST(settings_set(context, key, &argument, 1, &complaint) == 0);
}

static void compare(void *context, const char *key, double number,
                    const char *text) {
  (void)key;
  if (!text)
    MUST(isfinite(number));
  *(double *)context += text ? (double)strlen(text) : number;
}

/* What settings_each() tells makes others the same. */
static void set_again(const struct settings *settings) {
  struct settings again;
  double one = 0, other = 0;

  MUST(settings_init(&again) == 0);
  settings_each(settings, put, &again);
  settings_each(settings, compare, &one);
  settings_each(&again, compare, &other);
  MUST(one == other);
  settings_release(&again);
}

/* As docs/collectd-io_forecast.pod tells them. */
static void check_ranges(const struct settings *settings) {
  MUST(settings->horizon_s >= 10 && settings->horizon_s <= 86400);
  MUST(settings->trip_s >= 0 && settings->trip_s <= 3600);
  MUST(settings->near_wall >= 50 && settings->near_wall <= 100);
  MUST(settings->max_processes >= 1 && settings->max_processes <= 65536);
  MUST(settings->max_groups >= 0 && settings->max_groups <= 4096);
  MUST(settings->per_process >= 0 && settings->per_process <= 64);
  MUST(settings->max_stuck >= 1 && settings->max_stuck <= 64);
}

static void check(const struct settings *settings) {
  check_ranges(settings);
  MUST(settings->thresholds.count <= THRESHOLDS_MOST);
  for (size_t i = 0; i < settings->group_count; i++) {
    const struct group *group = &settings->groups[i];

    MUST(settings_name_is_plain(group->name));
    MUST(!settings_name_is_reserved(group->name));
    MUST(group->thresholds.count <= THRESHOLDS_MOST);
    for (size_t k = 0; k < i; k++)
      MUST(strcmp(settings->groups[k].name, group->name) != 0);
    for (int k = 0; k < group->thresholds.count; k++)
      MUST(isfinite(group->thresholds.wall[k].limit));
  }
}

static void check_quantities(const struct words *words) {
  for (int i = 0; i < words->count; i++)
    for (int unit = 0; unit < UNIT_IDS; unit++) {
      double value = -7;
      int r = quantity_parse(words->text[i], (enum unit_id)unit, &value);

      MUST(r == 0 ? isfinite(value) : value == -7);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  struct text text = input_of(data, size);
  struct settings settings;
  struct words words;
  struct complaint complaint;
  int taken = 0;

  MUST(settings_init(&settings) == 0);
  while (!text_is_empty(text)) {
    take_line(&words, text_cut(&text, '\n'));
    check_quantities(&words);
    if (is_costly(&words) || set(&settings, &words) < 0)
      continue;
    check(&settings);
    taken++;
  }
  if (settings.open)
    (void)settings_close_group(&settings, &complaint);
  if (taken > 0)
    set_again(&settings);
  settings_release(&settings);
  return 0;
}
