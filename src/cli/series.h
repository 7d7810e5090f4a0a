/*
 * series.h - what collectd's write_prometheus makes of a type: the name of a
 * series, and PromQL that asks for it.
 */
#ifndef SERIES_H
#define SERIES_H

#include "metric/metric.h"
#include "metric/own.h"

enum { QUERY_BYTES = 896 };

/* As types.db(5) has it; what a user's own file makes of a name of collectd's
 * is not known here. */
struct data_type {
  const char *name;
  const char *field[2]; /* the second is NULL where there is only one */
  bool grows;           /* a counter: the series ends in _total */
};

/* NULL: no value of ours leaves by it. */
const struct data_type *data_type_find(const char *name);

/* "collectd_io_forecast_disk_octets_read_total" */
void series_name(const struct data_type *type, int field, char *buffer,
                 size_t capacity);

/* The series of a type and instance ("": those without one) of whom the
 * matchers `who` choose: NAME{who,type="instance"}. */
void series_of(const char *type, const char *instance, const char *who,
               char buffer[QUERY_BYTES]);

/* A value in its base unit, a counter as growth per second. A metric must have
 * a type. */
void query_metric(enum metric_id id, const char *who, char buffer[QUERY_BYTES]);
void query_own(enum own_id id, const char *who, char buffer[QUERY_BYTES]);

/* Writes one as printf() does. */
__attribute__((format(printf, 2, 3))) void query_write(char buffer[QUERY_BYTES],
                                                       const char *format, ...);

/* The unit that comes of it, as Grafana calls it. */
const char *query_unit(enum unit_id unit, enum metric_kind kind);

#endif
