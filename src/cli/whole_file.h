/*
 * whole_file.h - a file that is there as a whole, or as it was before.
 */
#ifndef WHOLE_FILE_H
#define WHOLE_FILE_H

#include <stdio.h>
#include <sys/types.h>

/* Writes PATH.new by `write`, which returns 0 or -errno, and puts it in the
 * place of `path`. `mode` as in open(2). 0, or -errno; then `path` is as it
 * was, and PATH.new is gone. */
int whole_file_write(const char *path, mode_t mode,
                     int (*write)(void *context, FILE *out), void *context);

#endif
