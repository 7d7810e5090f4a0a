/* fail_at_daemon.c - see fail_at_daemon.h */
#include "collectd.h"

#include "plugin.h"

#include "fail_at.h"
#include "fail_at_daemon.h"
#include "fail_at_desk.h"

enum { OPTIONS_MOST = 32 };

void module_register(void);

static struct {
  int (*configure)(oconfig_item_t *);
  plugin_init_cb init;
  plugin_read_cb read;
  plugin_flush_cb flush;
  plugin_shutdown_cb shutdown;
} host;

int plugin_register_complex_config(const char *name,
                                   int (*callback)(oconfig_item_t *)) {
  (void)name;
  host.configure = callback;
  return 0;
}

int plugin_register_init(const char *name, plugin_init_cb callback) {
  (void)name;
  host.init = callback;
  return 0;
}

int plugin_register_complex_read(const char *group, const char *name,
                                 plugin_read_cb callback, cdtime_t interval,
                                 user_data_t const *user_data) {
  (void)group;
  (void)name;
  (void)interval;
  (void)user_data;
  host.read = callback;
  return 0;
}

int plugin_register_flush(const char *name, plugin_flush_cb callback,
                          user_data_t const *user_data) {
  (void)name;
  (void)user_data;
  host.flush = callback;
  return 0;
}

int plugin_register_shutdown(const char *name, plugin_shutdown_cb callback) {
  (void)name;
  host.shutdown = callback;
  return 0;
}

static void item_of(const struct daemon_option *option, oconfig_item_t *item,
                    oconfig_value_t value[2]) {
  *item =
      (oconfig_item_t){.key = (char *)(uintptr_t)option->key, .values = value};
  for (int i = 0; i < 2 && option->argument[i]; i++) {
    value[i] = (oconfig_value_t){.value.string =
                                     (char *)(uintptr_t)option->argument[i],
                                 .type = OCONFIG_TYPE_STRING};
    item->values_num++;
  }
}

static int items_of(const struct daemon_option *options,
                    oconfig_item_t item[OPTIONS_MOST],
                    oconfig_value_t value[OPTIONS_MOST][2]) {
  int count = 0;

  for (; options[count].key && count < OPTIONS_MOST; count++)
    item_of(&options[count], &item[count], value[count]);
  return count;
}

void daemon_load(struct told *told, double interval_s) {
  desk_begin(told, interval_s);
  fail_at_enter();
  module_register();
  fail_at_leave();
}

void daemon_step(int step) {
  desk_step(step);
}

int daemon_configure(const struct daemon_option *options) {
  oconfig_item_t item[OPTIONS_MOST], inner[4][OPTIONS_MOST];
  oconfig_value_t value[OPTIONS_MOST][2], inner_value[4][OPTIONS_MOST][2];
  int count = items_of(options, item, value), blocks = 0, r;

  if (!host.configure)
    return -1;
  for (int i = 0; i < count; i++) {
    if (!options[i].options)
      continue;
    item[i].children = inner[blocks];
    item[i].children_num =
        items_of(options[i].options, inner[blocks], inner_value[blocks]);
    blocks++;
  }
  fail_at_enter();
  r = host.configure(
      &(oconfig_item_t){.children = item, .children_num = count});
  fail_at_leave();
  return r;
}

int daemon_init(void) {
  int r;

  fail_at_enter();
  r = host.init();
  fail_at_leave();
  return r;
}

int daemon_read(void) {
  int r;

  fail_at_enter();
  r = host.read(NULL);
  fail_at_leave();
  return r;
}

int daemon_flush(void) {
  int r;

  fail_at_enter();
  r = host.flush(0, NULL, NULL);
  fail_at_leave();
  return r;
}

int daemon_shutdown(void) {
  int r;

  if (!host.shutdown)
    return 0;
  fail_at_enter();
  r = host.shutdown();
  fail_at_leave();
  return r;
}
