/*
 * plugin.c - the only file that knows collectd. It translates: configuration to
 * settings, a read to one tick, records to values, notices to notifications.
 */
#include "collectd.h"

#include "plugin.h"
#include "utils/common/common.h"
#include "utils_complain.h"

#include "aftermath.h"
#include "agent.h"
#include "base/seconds.h"
#include "settings.h"

#define NAME "io_forecast"

enum { ARGUMENTS_MOST = 8 };

/* A notification waits here until the tick is over: notifiers are called in our
 * thread, and one that is slow must not delay the sampling. */
struct pending {
  notification_t notification;
  struct pending *next;
};

static struct settings settings;
static struct agent *agent;
static pthread_mutex_t agent_mutex = PTHREAD_MUTEX_INITIALIZER;
static struct pending *pending;
static struct pending **pending_end = &pending;
static cdtime_t tick_time;

static struct argument argument_of(const oconfig_value_t *value) {
  switch (value->type) {
  case OCONFIG_TYPE_STRING:
    return (struct argument){.text = value->value.string};
  case OCONFIG_TYPE_NUMBER:
    return (struct argument){.number = value->value.number};
  default:
    return (struct argument){.text = value->value.boolean ? "true" : "false"};
  }
}

static size_t arguments_of(const oconfig_item_t *item,
                           struct argument arguments[ARGUMENTS_MOST]) {
  size_t count = 0;

  for (; count < ARGUMENTS_MOST && (int)count < item->values_num; count++)
    arguments[count] = argument_of(&item->values[count]);
  return count;
}

/* An option that does not exist is no reason not to start. */
static int report(int r, const struct complaint *complaint) {
  if (r == -ENOENT) {
    WARNING(NAME ": %s; it is ignored.", complaint->text);
    return 0;
  }
  if (r < 0)
    ERROR(NAME ": %s.", complaint->text);
  return r;
}

static int configure_option(const oconfig_item_t *item) {
  struct argument arguments[ARGUMENTS_MOST];
  struct complaint complaint;
  size_t count = arguments_of(item, arguments);

  return report(
      settings_set(&settings, item->key, arguments, count, &complaint),
      &complaint);
}

static int configure_group(const oconfig_item_t *block) {
  struct argument arguments[ARGUMENTS_MOST];
  struct complaint complaint;
  size_t count = arguments_of(block, arguments);
  int r = report(settings_open_group(&settings, arguments, count, &complaint),
                 &complaint);

  for (int i = 0; r == 0 && i < block->children_num; i++)
    r = configure_option(&block->children[i]);
  return r < 0
             ? r
             : report(settings_close_group(&settings, &complaint), &complaint);
}

/* Called once for every <Plugin> block: settings gather. */
static int configure(oconfig_item_t *plugin_block) {
  struct complaint complaint;

  for (int i = 0; i < plugin_block->children_num; i++) {
    const oconfig_item_t *item = &plugin_block->children[i];
    bool is_group =
        item->children_num > 0 && strcasecmp(item->key, "Process") == 0;

    if ((is_group ? configure_group(item) : configure_option(item)) < 0)
      return -1;
  }
  if (agent_check_paths(&settings, &complaint) < 0) {
    ERROR(NAME ": %s.", complaint.text);
    return -1;
  }
  return 0;
}

static value_t value_of(const data_source_t *source, double number) {
  switch (source->type) {
  case DS_TYPE_DERIVE:
    return (value_t){.derive = (derive_t)llround(number)};
  case DS_TYPE_COUNTER:
    return (value_t){.counter = (counter_t)llround(number)};
  default:
    return (value_t){.gauge = number};
  }
}

/* A counter has no way to say "unknown", and 63 bits. */
static bool fits(const data_set_t *set, const struct record *record) {
  if (!set || set->ds_num != (size_t)record->count)
    return false;
  for (size_t i = 0; i < set->ds_num; i++)
    if (set->ds[i].type != DS_TYPE_GAUGE && !(fabs(record->value[i]) < 0x1p63))
      return false;
  return true;
}

static void dispatch(void *context, const struct record *record) {
  value_list_t list = VALUE_LIST_INIT;
  const data_set_t *set = plugin_get_ds(record->type);
  value_t values[2];

  (void)context;
  if (!fits(set, record))
    return;
  for (int i = 0; i < record->count; i++)
    values[i] = value_of(&set->ds[i], record->value[i]);
  list.values = values;
  list.values_len = set->ds_num;
  list.time = tick_time;
  list.interval = plugin_get_interval();
  sstrncpy(list.plugin, NAME, sizeof(list.plugin));
  sstrncpy(list.plugin_instance, record->target, sizeof(list.plugin_instance));
  sstrncpy(list.type, record->type, sizeof(list.type));
  sstrncpy(list.type_instance, record->type_instance,
           sizeof(list.type_instance));
  plugin_dispatch_values(&list);
}

static void add_number(notification_t *n, const char *name, double value) {
  if (!isnan(value))
    plugin_notification_meta_add_double(n, name, value);
}

/* Of a fuse: what it compared, beside CurrentValue, which is its io_wait. */
static void add_joint(notification_t *n, const struct joint *joint) {
  add_number(n, "FailureMax", (double)joint->io_wait_threshold);
  add_number(n, "FdGrowth", (double)joint->fd_growth);
  add_number(n, "FdGrowthMax", (double)joint->fd_growth_threshold);
  add_number(n, "HeldSeconds", (double)joint->held_s);
}

/* The first names are those that the plugin `threshold` uses. */
static void add_meta(notification_t *n, const struct notice *notice) {
  const struct standing *standing = notice->standing;

  add_number(n, "CurrentValue", standing->value);
  add_number(n, "Limit", standing->limit);
  add_number(n, "SecondsLeft", standing->forecast.eta_s);
  add_number(n, "SecondsLeftLower", standing->forecast.lower_s);
  add_number(n, "SecondsLeftUpper", standing->forecast.upper_s);
  add_number(n, "Probability", standing->forecast.probability);
  add_number(n, "Period", notice->rhythm->period_s);
  add_number(n, "NextPeak", notice->rhythm->peak_in_s);
  add_number(n, "Coincidence", notice->rhythm->coincidence_in_s);
  if (notice->joint)
    add_joint(n, notice->joint);
  plugin_notification_meta_add_string(n, "Group", notice->target);
  plugin_notification_meta_add_string(n, "Wall", notice->wall);
  if (notice->pid)
    plugin_notification_meta_add_signed_int(n, "Pid", notice->pid);
  if (!isnan(notice->ns_pid))
    plugin_notification_meta_add_signed_int(n, "NsPid",
                                            (int64_t)notice->ns_pid);
  if (!isnan(notice->pid_namespace))
    plugin_notification_meta_add_unsigned_int(n, "PidNamespace",
                                              (uint64_t)notice->pid_namespace);
  if (notice->command[0])
    plugin_notification_meta_add_string(n, "Command", notice->command);
  if (notice->source)
    plugin_notification_meta_add_string(n, "IoWaitSource", notice->source);
}

static int severity_of(enum state state) {
  static const int severities[] = {[STATE_OK] = NOTIF_OKAY,
                                   [STATE_WARNING] = NOTIF_WARNING,
                                   [STATE_FAILURE] = NOTIF_FAILURE};

  return severities[state];
}

static void keep(void *context, const struct notice *notice) {
  struct pending *new = calloc(1, sizeof(*new));
  notification_t *n = new ? &new->notification : NULL;

  (void)context;
  if (!new) {
    ERROR(NAME ": out of memory, not notified: %s", notice->message);
    return;
  }
  n->severity = severity_of(notice->state);
  n->time = tick_time;
  sstrncpy(n->message, notice->message, sizeof(n->message));
  sstrncpy(n->host, hostname_g, sizeof(n->host));
  sstrncpy(n->plugin, NAME, sizeof(n->plugin));
  sstrncpy(n->plugin_instance, notice->target, sizeof(n->plugin_instance));
  sstrncpy(n->type, notice->type, sizeof(n->type));
  sstrncpy(n->type_instance, notice->type_instance, sizeof(n->type_instance));
  add_meta(n, notice);
  *pending_end = new;
  pending_end = &new->next;
}

static void dispatch_pending(void) {
  while (pending) {
    struct pending *first = pending;

    pending = first->next;
    plugin_dispatch_notification(&first->notification);
    plugin_notification_meta_free(first->notification.meta);
    free(first);
  }
  pending_end = &pending;
}

static void say(void *context, const char *sentence) {
  (void)context;
  NOTICE(NAME ": %s", sentence);
}

static void warn(void *context, const char *sentence) {
  (void)context;
  WARNING(NAME ": %s", sentence);
}

static const struct sink sink = {
    .take = dispatch, .tell = keep, .say = say, .warn = warn};

/* The daemon does not tell its version: PACKAGE_VERSION is that of the headers
 * of collectd, which stand for it. */
static int start(void) {
  struct complaint complaint;
  char lacks[2048];

  if (settings.group_count == 0)
    WARNING(NAME ": no Process is configured; only the host is watched.");
  agent = agent_new(&settings, &complaint);
  if (!agent) {
    ERROR(NAME ": %s.", complaint.text);
    return -1;
  }
  agent_settle(agent,
               &(struct site){.host = hostname_g, .collectd = PACKAGE_VERSION});
  if (agent_remember(agent) < 0) {
    ERROR(NAME ": out of memory for StateFile.");
    return -1;
  }
  if (agent_lacks(agent, lacks, sizeof(lacks)))
    NOTICE(NAME ": %s", lacks);
  return 0;
}

/* The only clock of the daemon's side: all below is told what time it is. */
static double monotonic_s(void) {
  return seconds_of(CLOCK_MONOTONIC);
}

/* A tick at no time would be worse than none. */
static bool has_time(double now_s) {
  static c_complain_t blind = C_COMPLAIN_INIT_STATIC;

  if (isnan(now_s))
    c_complain(LOG_ERR, &blind, NAME ": the clock cannot be read.");
  else
    c_release(LOG_INFO, &blind, NAME ": the clock can be read again.");
  return !isnan(now_s);
}

static int read_once(user_data_t *user_data) {
  static c_complain_t blind = C_COMPLAIN_INIT_STATIC;
  double now_s = monotonic_s();
  int r;

  (void)user_data;
  if (!has_time(now_s))
    return -1;
  tick_time = cdtime();
  pthread_mutex_lock(&agent_mutex);
  r = agent_tick(agent, now_s, CDTIME_T_TO_DOUBLE(plugin_get_interval()),
                 &sink);
  pthread_mutex_unlock(&agent_mutex);
  dispatch_pending();
  if (r < 0)
    c_complain(LOG_ERR, &blind, NAME ": ProcPath \"%s\" cannot be listed: %s.",
               settings.proc_path, STRERROR(-r));
  else
    c_release(LOG_INFO, &blind, NAME ": ProcPath \"%s\" can be listed again.",
              settings.proc_path);
  return r;
}

/* Any thread may ask, also while a tick is under way or all of it ends. Which
 * values are meant, and how old, does not matter: a state is one. */
static int save(cdtime_t timeout, const char *identifier,
                user_data_t *user_data) {
  int r;

  (void)timeout;
  (void)identifier;
  (void)user_data;
  pthread_mutex_lock(&agent_mutex);
  r = agent ? agent_save(agent) : 0;
  pthread_mutex_unlock(&agent_mutex);
  return r;
}

static int stop(void) {
  pthread_mutex_lock(&agent_mutex);
  if (agent)
    agent_finish(agent, &sink);
  agent_free(agent);
  agent = NULL;
  pthread_mutex_unlock(&agent_mutex);
  settings_release(&settings);
  return 0;
}

/* The one symbol that the daemon looks for; all others are hidden. */
__attribute__((visibility("default"))) void module_register(void);

void module_register(void) {
  if (settings_init(&settings) < 0) {
    ERROR(NAME ": out of memory.");
    return;
  }
  plugin_register_complex_config(NAME, configure);
  plugin_register_init(NAME, start);
  plugin_register_complex_read(NULL, NAME, read_once, 0, NULL);
  plugin_register_flush(NAME, save, NULL);
  plugin_register_shutdown(NAME, stop);
}
