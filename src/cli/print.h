/*
 * print.h - the documents that the tables are.
 */
#ifndef PRINT_H
#define PRINT_H

#include <stdio.h>

/* `what` is "metrics", "options", "example" or one of the pages of Grafana,
 * "grafana", "grafana-group" and "grafana-self". Returns 0, -EINVAL when there
 * is no such document, or another -errno when it cannot be printed. */
int print_document(const char *what, FILE *out);

#endif
