/*
 * print.h - the documents that the tables are.
 */
#ifndef PRINT_H
#define PRINT_H

#include <stdio.h>

/* `what` is "metrics", "options" or "example". Returns 0, or -EINVAL. */
int print_document(const char *what, FILE *out);

#endif
