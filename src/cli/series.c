/* series.c - see series.h */
#include "cli/series.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* clang-format off */
static const struct data_type types[] = {
  { "bool",             { "value" } },
  { "contextswitch",    { "value" }, .grows = true },
  { "derive",           { "value" }, .grows = true },
  { "df_complex",       { "value" } },
  { "df_inodes",        { "value" } },
  { "disk_latency",     { "read", "write" } },
  { "disk_octets",      { "read", "write" }, .grows = true },
  { "duration",         { "seconds" } },
  { "file_handles",     { "value" } },
  { "gauge",            { "value" } },
  { "io_octets",        { "rx", "tx" }, .grows = true },
  { "io_ops",           { "read", "write" }, .grows = true },
  { "memory",           { "value" } },
  { "percent",          { "value" } },
  { "ps_count",         { "processes", "threads" } },
  { "ps_cputime",       { "user", "syst" }, .grows = true },
  { "ps_pagefaults",    { "minflt", "majflt" }, .grows = true },
  { "ps_rss",           { "value" } },
  { "ps_vm",            { "value" } },
  { "queue_length",     { "value" } },
  { "total_time_in_ms", { "value" }, .grows = true },
};
/* clang-format on */

const struct data_type *data_type_find(const char *name) {
  for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++)
    if (strcmp(types[i].name, name) == 0)
      return &types[i];
  return NULL;
}

void series_name(const struct data_type *type, int field, char *buffer,
                 size_t capacity) {
  bool is_plain = strcmp(type->field[field], "value") == 0;

  snprintf(buffer, capacity, "collectd_io_forecast_%s%s%s%s", type->name,
           is_plain ? "" : "_", is_plain ? "" : type->field[field],
           type->grows ? "_total" : "");
}

void query_write(char buffer[QUERY_BYTES], const char *format, ...) {
  va_list arguments;

  va_start(arguments, format);
  vsnprintf(buffer, QUERY_BYTES, format, arguments);
  va_end(arguments);
}

static void select_field(const char *type_name, int field, const char *instance,
                         const char *who, char buffer[QUERY_BYTES]) {
  const struct data_type *type = data_type_find(type_name);
  char name[96];

  buffer[0] = '\0';
  if (!type)
    return;
  series_name(type, field, name, sizeof(name));
  query_write(buffer, "%s{%s,type=\"%s\"}", name, who, instance);
}

void series_of(const char *type, const char *instance, const char *who,
               char buffer[QUERY_BYTES]) {
  select_field(type, 0, instance, who, buffer);
}

/* `factor` leads from the base unit to that of the type; 0 is 1. */
static void query(enum metric_kind kind, double factor, const char *series,
                  char buffer[QUERY_BYTES]) {
  size_t used = (size_t)snprintf(
      buffer, QUERY_BYTES,
      kind == METRIC_COUNTER ? "rate(%s[$__rate_interval])" : "%s", series);

  if (factor != 0 && used < QUERY_BYTES)
    snprintf(buffer + used, QUERY_BYTES - used, " / %.15g", factor);
}

void query_metric(enum metric_id id, const char *who,
                  char buffer[QUERY_BYTES]) {
  const struct metric *metric = &metrics[id];
  char series[QUERY_BYTES];

  select_field(metric->type, metric->field,
               metric->type_instance ? metric->type_instance : "", who, series);
  query(metric->kind, metric->factor, series, buffer);
}

void query_own(enum own_id id, const char *who, char buffer[QUERY_BYTES]) {
  char series[QUERY_BYTES];

  select_field(owns[id].type, 0, owns[id].type_instance, who, series);
  query(owns[id].kind, 0, series, buffer);
}

const char *query_unit(enum unit_id unit, enum metric_kind kind) {
  return kind == METRIC_COUNTER ? units[unit].grafana_pace
                                : units[unit].grafana;
}
