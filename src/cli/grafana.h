/*
 * grafana.h - the pages of contrib/grafana, as the tables have them: each wall,
 * each metric that leaves, and each value that the plugin tells of itself has a
 * panel by itself.
 */
#ifndef GRAFANA_H
#define GRAFANA_H

#include <stdio.h>

/* Dashboards of Grafana 9 and later. 0, or -EPROTO. */
int grafana_print_overview(FILE *out);
int grafana_print_group(FILE *out);
int grafana_print_self(FILE *out);

#endif
