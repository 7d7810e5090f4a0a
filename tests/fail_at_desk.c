/* fail_at_desk.c - see fail_at_desk.h */
#include "collectd.h"

#include "plugin.h"
#include "utils/common/common.h"
#include "utils_complain.h"

#include "fail_at_clock.h"
#include "fail_at_desk.h"

enum { SEVERITY_NOTICE = 100 };

char *hostname_g;

static struct {
  struct told *told;
  int step;
  double interval_s;
} desk;

#define GAUGE                                                                  \
  { "value", DS_TYPE_GAUGE, NAN, NAN }
#define DERIVE                                                                 \
  { "value", DS_TYPE_DERIVE, NAN, NAN }
#define ONE(type, source)                                                      \
  {                                                                            \
    type, 1, (data_source_t[]) {                                               \
      source                                                                   \
    }                                                                          \
  }
#define TWO(type, source)                                                      \
  {                                                                            \
    type, 2, (data_source_t[]) {                                               \
      source, source                                                           \
    }                                                                          \
  }

/* Of types.db, what the plugin sends. */
static const data_set_t types[] = {
    ONE("bool", GAUGE),
    ONE("contextswitch", DERIVE),
    ONE("derive", DERIVE),
    ONE("df_complex", GAUGE),
    ONE("df_inodes", GAUGE),
    TWO("disk_latency", GAUGE),
    TWO("disk_octets", DERIVE),
    ONE("duration", GAUGE),
    ONE("file_handles", GAUGE),
    ONE("gauge", GAUGE),
    TWO("io_octets", DERIVE),
    TWO("io_ops", DERIVE),
    ONE("memory", GAUGE),
    ONE("percent", GAUGE),
    TWO("ps_count", GAUGE),
    TWO("ps_cputime", DERIVE),
    TWO("ps_pagefaults", DERIVE),
    ONE("ps_rss", GAUGE),
    ONE("ps_vm", GAUGE),
    ONE("queue_length", GAUGE),
    ONE("total_time_in_ms", DERIVE),
};

void desk_begin(struct told *told, double interval_s) {
  static char name[] = "desk";

  desk.told = told;
  desk.interval_s = interval_s;
  told->values = told->sentences = 0;
  hostname_g = name;
}

void desk_step(int step) {
  desk.step = step;
}

static void keep_sentence(int severity, const char *text, bool is_thinned) {
  struct told *told = desk.told;
  struct told_sentence *kept = &told->sentence[told->sentences];

  if (told->sentences == TOLD_SENTENCES)
    return;
  told->sentences++;
  kept->step = desk.step;
  kept->severity = severity;
  kept->is_thinned = is_thinned;
  kept->is_of_now = true;
  kept->about[0] = '\0';
  snprintf(kept->text, sizeof(kept->text), "%s", text);
}

__attribute__((format(printf, 2, 0))) static void
keep_words(int level, const char *format, va_list arguments, bool is_thinned) {
  char text[TOLD_BYTES];

  vsnprintf(text, sizeof(text), format, arguments);
  keep_sentence(level, text, is_thinned);
}

void plugin_log(int level, const char *format, ...) {
  va_list arguments;

  va_start(arguments, format);
  keep_words(level, format, arguments, false);
  va_end(arguments);
}

void c_complain(int level, c_complain_t *complaint, const char *format, ...) {
  va_list arguments;

  complaint->interval = 1;
  va_start(arguments, format);
  keep_words(level, format, arguments, true);
  va_end(arguments);
}

void c_do_release(int level, c_complain_t *complaint, const char *format, ...) {
  va_list arguments;

  complaint->interval = 0;
  va_start(arguments, format);
  keep_words(level, format, arguments, true);
  va_end(arguments);
}

cdtime_t cdtime(void) {
  return DOUBLE_TO_CDTIME_T(1.8e9 + fail_at_now_s());
}

cdtime_t plugin_get_interval(void) {
  return DOUBLE_TO_CDTIME_T(desk.interval_s);
}

char *sstrncpy(char *to, const char *from, size_t capacity) {
  snprintf(to, capacity, "%s", from);
  return to;
}

char *sstrerror(int error, char *buffer, size_t capacity) {
  snprintf(buffer, capacity, "%s", strerrordesc_np(error));
  return buffer;
}

const data_set_t *plugin_get_ds(const char *name) {
  for (size_t i = 0; i < STATIC_ARRAY_SIZE(types); i++)
    if (strcmp(types[i].type, name) == 0)
      return &types[i];
  keep_sentence(LOG_ERR, name, false);
  return NULL;
}

static double number_of(const data_set_t *set, const value_list_t *list,
                        size_t i) {
  return set->ds[i].type == DS_TYPE_GAUGE ? list->values[i].gauge
                                          : (double)list->values[i].derive;
}

/* The only filesystem is where the tree is, which is nowhere twice. */
static const char *place_of(const char *instance) {
  return strncmp(instance, "fs-", 3) == 0 ? "fs" : instance;
}

int plugin_dispatch_values(value_list_t const *list) {
  struct told *told = desk.told;
  struct told_value *kept = &told->value[told->values];
  const data_set_t *set = plugin_get_ds(list->type);

  if (told->values == TOLD_VALUES)
    abort();
  told->values++;
  kept->step = desk.step;
  kept->count = list->values_len;
  snprintf(kept->name, sizeof(kept->name), "%.48s/%.20s/%.24s",
           place_of(list->plugin_instance), list->type, list->type_instance);
  for (size_t i = 0; i < list->values_len && i < 2; i++)
    kept->value[i] = number_of(set, list, i);
  return 0;
}

int plugin_dispatch_notification(const notification_t *notification) {
  struct told *told = desk.told;
  struct told_sentence *kept = &told->sentence[told->sentences];

  if (told->sentences == TOLD_SENTENCES)
    return 0;
  keep_sentence(SEVERITY_NOTICE + notification->severity, notification->message,
                false);
  kept->is_of_now = fabs(CDTIME_T_TO_DOUBLE(notification->time) -
                         CDTIME_T_TO_DOUBLE(cdtime())) <= desk.interval_s;
  snprintf(kept->about, sizeof(kept->about), "%.48s/%.20s/%.24s",
           place_of(notification->plugin_instance), notification->type,
           notification->type_instance);
  return 0;
}

/* Nobody looks at the meta data: they are not kept. */
int plugin_notification_meta_add_string(notification_t *notification,
                                        const char *name, const char *value) {
  (void)notification;
  (void)name;
  return value ? 0 : -1;
}

int plugin_notification_meta_add_signed_int(notification_t *notification,
                                            const char *name, int64_t value) {
  (void)notification;
  (void)name;
  (void)value;
  return 0;
}

int plugin_notification_meta_add_unsigned_int(notification_t *notification,
                                              const char *name,
                                              uint64_t value) {
  (void)notification;
  (void)name;
  (void)value;
  return 0;
}

int plugin_notification_meta_add_double(notification_t *notification,
                                        const char *name, double value) {
  (void)notification;
  (void)name;
  return isnan(value) ? -1 : 0;
}

int plugin_notification_meta_free(notification_meta_t *meta) {
  (void)meta;
  return 0;
}
