/* roll.c - see roll.h */
#include "roll.h"

#include "base/text.h"
#include "emit/message.h"
#include "near.h"
#include "tell.h"
#include "trip.h"

#include <math.h>
#include <string.h>

static void name(char buffer[INSTANCE_BYTES], const char *wall,
                 const char *suffix) {
  snprintf(buffer, INSTANCE_BYTES, "%.40s%s", wall, suffix);
}

void roll_init(struct roll *roll, const char *target, enum metric_scope scope) {
  memset(roll, 0, offsetof(struct roll, fuse));
  roll->scope = scope;
  roll->empty_since_s = NAN;
  text_copy(text_of_string(target), roll->target, sizeof(roll->target));
  for (int id = 0; id < METRIC_COUNT; id++)
    if (metrics[id].scope == scope && metrics[id].type)
      roll->leaver[roll->leavers++] = id;
  roll_reset(roll);
}

static void calm(struct wall_roll *row) {
  row->alarm = row->near.alarm = (struct alarm){STATE_OK};
  row->near.told = false;
}

void roll_reset(struct roll *roll) {
  for (int id = 0; id < METRIC_COUNT; id++)
    roll->total[id] = NAN;
  for (int i = 0; i < roll->wall_count; i++)
    calm(&roll->wall[i]);
  trip_reset(roll);
}

void roll_learn(struct roll *roll, struct lore *lores, double horizon_s) {
  for (int i = 0; i < roll->wall_count; i++) {
    roll->wall[i].lore = &lores[i];
    lore_init(&lores[i], horizon_s);
  }
}

void roll_leave(struct roll *roll, const void *member) {
  for (int i = 0; i < roll->wall_count; i++)
    if (roll->wall[i].lore)
      lore_leave(roll->wall[i].lore, member);
}

bool roll_is_alarmed(const struct roll *roll) {
  for (int i = 0; i < roll->wall_count; i++)
    if (roll->wall[i].alarm.shown > STATE_OK ||
        roll->wall[i].near.alarm.shown > STATE_OK)
      return true;
  return fuse_is_blown(&roll->fuse);
}

void roll_add_wall(struct roll *roll, const struct wall *wall) {
  struct wall_roll *row = &roll->wall[roll->wall_count++];

  *row = (struct wall_roll){.wall = *wall};
  name(row->names.lower, wall->name, "_lower");
  name(row->names.upper, wall->name, "_upper");
  name(row->names.used, wall->name, "_used");
  name(row->names.probability, wall->name, "_probability");
  name(row->names.state, wall->name, "_state");
  name(row->names.limit, wall->name, "_limit");
  name(row->names.now, wall->name, "_now");
  name(row->names.near, wall->name, "_near");
}

void roll_begin(struct roll *roll) {
  roll->members = 0;
  roll->stuck_s = 0;
  roll->looked_at = false;
  for (int id = 0; id < METRIC_COUNT; id++) {
    roll->sum[id] = NAN;
    roll->counted[id] = false;
  }
  for (int i = 0; i < roll->wall_count; i++) {
    struct wall_roll *row = &roll->wall[i];

    row->worst = standing_unknown;
    row->worst_window = NULL;
    row->worst_memory = NULL;
    row->who = who_unknown;
    row->worst_source = NAN;
    row->findings = (struct findings){0};
    near_begin(&row->near);
    row->at_risk = 0;
    row->wanted = STATE_OK;
    row->certain = false;
  }
  trip_begin(roll);
}

/* NaN and x is x: what is known of some is the group's. */
static double add(double sum, double value) {
  if (isnan(sum))
    return value;
  return isnan(value) ? sum : sum + value;
}

static void count(struct roll *roll, int id, double growth) {
  roll->total[id] = add(roll->total[id], growth);
  roll->counted[id] = roll->counted[id] || !isnan(growth);
}

static void gather(struct roll *roll, const struct report *report) {
  roll->looked_at = roll->looked_at || report->growth;
  for (int i = 0; i < roll->leavers; i++) {
    int id = roll->leaver[i];

    roll->sum[id] = metrics[id].gather == GATHER_MAX
                        ? fmax(roll->sum[id], report->now[id])
                        : add(roll->sum[id], report->now[id]);
    if (report->growth && metrics[id].kind == METRIC_COUNTER)
      count(roll, id, report->growth[id]);
  }
}

static struct rss rss_of(const double *now) {
  return (struct rss){now[METRIC_RSS_ANON], now[METRIC_RSS_FILE],
                      now[METRIC_RSS_SHMEM]};
}

static void name_worst(struct wall_roll *row, const struct report *report) {
  row->who = who_of(report->pid, report->command, report->now);
  row->worst_source = row->wall.metric == METRIC_IO_WAIT
                          ? report->now[METRIC_IO_WAIT_SOURCE]
                          : (double)NAN;
  row->worst_memory = report->memory;
  row->worst_rss = rss_of(report->now);
  row->findings = report->findings ? *report->findings : (struct findings){0};
}

static void stand(struct wall_roll *row, const struct report *report,
                  const struct standing *standing, double horizon_s) {
  bool certain = false;
  enum state wanted =
      report->is_calm ? STATE_OK
                      : verdict_of(&row->wall, standing, horizon_s, &certain);

  if (wanted > STATE_OK)
    row->at_risk++;
  if (wanted > row->wanted)
    row->wanted = wanted;
  row->certain = row->certain || certain;
  near_report(row, report, standing);
  if (isnan(standing->value) || !standing_is_worse(standing, &row->worst))
    return;
  row->worst = *standing;
  row->worst_window = report->track ? track_window(report->track, report->plan,
                                                   row->wall.metric)
                                    : NULL;
  name_worst(row, report);
}

void roll_report(struct roll *roll, const struct report *report,
                 double horizon_s) {
  roll->members++;
  roll->stuck_s = fmax(roll->stuck_s, report->stuck_s);
  gather(roll, report);
  trip_report(roll, report);
  for (int i = 0; i < roll->wall_count; i++)
    stand(&roll->wall[i], report, &report->standings[i], horizon_s);
}

void roll_judge(struct roll *roll, const struct alarm_rule *rule,
                const struct telling *telling, const struct sink *sink) {
  double now_s = timeline_now_s(telling->rhythm.timeline);

  for (int i = 0; i < roll->wall_count; i++) {
    struct wall_roll *row = &roll->wall[i];

    if (alarm_step(&row->alarm, rule, row->wanted, row->certain, now_s) !=
        ALARM_NOTHING)
      tell(roll, row, telling, sink);
    near_judge(roll, row, rule, now_s, sink);
  }
}

/* A `Threshold` on io_wait is the floor in place of IoWaitMs. */
struct joint_rule roll_joint_rule(const struct roll *roll,
                                  const struct settings *settings) {
  struct joint_rule rule = {settings->io_wait_ms,      settings->fd_growth,
                            settings->fd_window_s,     settings->sigma,
                            settings->horizon_s,       settings->trip_s,
                            fuse_is_blown(&roll->fuse)};

  for (int i = 0; i < roll->wall_count; i++)
    if (roll->wall[i].wall.metric == METRIC_IO_WAIT &&
        roll->wall[i].wall.direction == UPWARD)
      rule.io_wait_ms = roll->wall[i].wall.limit;
  return rule;
}

static void emit_one(const struct sink *sink, const char *target,
                     const char *type, const char *type_instance,
                     double value) {
  sink_take(sink, (struct record){.target = target,
                                  .type = type,
                                  .type_instance = type_instance,
                                  .count = 1,
                                  .value = {value, NAN}});
}

void emit_wall(const struct sink *sink, const char *target,
               const struct wall_roll *row, const struct standing *standing,
               struct wall_state state) {
  const struct forecast *forecast = &standing->forecast;
  const struct wall_names *names = &row->names;
  const struct wall *wall = &row->wall;

  emit_one(sink, target, wall->limit_type ? wall->limit_type : "gauge",
           wall->limit_type ? wall->limit_instance : names->limit,
           standing->limit);
  emit_one(sink, target, "gauge", names->now, standing->value);
  emit_one(sink, target, "percent", names->used, standing->used_percent);
  emit_one(sink, target, "duration", wall->name, forecast->eta_s);
  emit_one(sink, target, "duration", names->lower, forecast->lower_s);
  emit_one(sink, target, "duration", names->upper, forecast->upper_s);
  emit_one(sink, target, "percent", names->probability, forecast->probability);
  emit_one(sink, target, "gauge", names->state,
           isnan(standing->used_percent) ? (double)NAN : (double)state.state);
  emit_one(sink, target, "bool", names->near, state.near);
}

static bool same_record(const struct metric *a, const struct metric *b) {
  if (a->scope != b->scope || !b->type || strcmp(a->type, b->type) != 0)
    return false;
  if (!a->type_instance || !b->type_instance)
    return a->type_instance == b->type_instance;
  return strcmp(a->type_instance, b->type_instance) == 0;
}

/* The metric in the second field beside `id`, or -1: it is the next row. */
static int partner_of(int id) {
  int next = id + 1;

  return next < METRIC_COUNT && metrics[next].field == 1 &&
                 same_record(&metrics[id], &metrics[next])
             ? next
             : -1;
}

static double in_type_unit(int id, const double *value) {
  double factor = metrics[id].factor;

  return value[id] * (factor != 0 ? factor : 1);
}

void emit_metrics(const struct sink *sink, const char *target,
                  enum metric_scope scope, const double *value) {
  for (int id = 0; id < METRIC_COUNT; id++) {
    const struct metric *metric = &metrics[id];
    int partner;

    if (metric->scope != scope || !metric->type || metric->field != 0)
      continue;
    partner = partner_of(id);
    sink_take(
        sink,
        (struct record){
            .target = target,
            .type = metric->type,
            .type_instance = metric->type_instance ? metric->type_instance : "",
            .count = partner < 0 ? 1 : 2,
            .value = {in_type_unit(id, value),
                      partner < 0 ? (double)NAN : in_type_unit(partner, value)},
        });
  }
}

/* ps_count is told also of a group without members: 0 is known then. */
static void emit_count(const struct roll *roll, const struct sink *sink) {
  double threads = roll->members ? roll->sum[METRIC_THREADS] : 0;

  sink_take(sink, (struct record){.target = roll->target,
                                  .type = "ps_count",
                                  .type_instance = "",
                                  .count = 2,
                                  .value = {roll->members, threads}});
}

/* A counter that nobody could read in this tick has not stood still: it is not
 * known. Where nobody was asked it is what it was. */
static double total_of(const struct roll *roll, int id) {
  return roll->looked_at && !roll->counted[id] ? (double)NAN : roll->total[id];
}

void roll_emit(const struct roll *roll, const struct sink *sink) {
  double value[METRIC_COUNT];

  if (roll->scope == SCOPE_MEMBER)
    emit_count(roll, sink);
  if (roll->stuck_s > 0)
    emit_one(sink, roll->target, "duration", "stuck", roll->stuck_s);
  for (int id = 0; id < METRIC_COUNT; id++)
    value[id] = metrics[id].kind == METRIC_COUNTER && roll->members
                    ? total_of(roll, id)
                    : roll->sum[id];
  emit_metrics(sink, roll->target, roll->scope, value);
  if (roll->scope == SCOPE_MEMBER)
    emit_one(sink, roll->target, "bool", TRIP_INSTANCE,
             fuse_is_blown(&roll->fuse));
  roll_emit_walls(roll, sink);
}

void roll_emit_walls(const struct roll *roll, const struct sink *sink) {
  for (int i = 0; i < roll->wall_count; i++) {
    const struct wall_roll *row = &roll->wall[i];

    emit_wall(sink, roll->target, row, &row->worst,
              (struct wall_state){row->alarm.shown, near_of_group(row)});
  }
}
