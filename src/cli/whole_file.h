/*
 * whole_file.h - a file that is there as a whole, or as it was before; and one
 * that is written bit by bit, which others could have put where it is to be.
 */
#ifndef WHOLE_FILE_H
#define WHOLE_FILE_H

#include <stdio.h>
#include <sys/types.h>

/* Puts nothing into a file that was there: writes PATH.new, made anew, by
 * `write`, which returns 0 or -errno, and puts it in the
 * place of `path`. `mode` as in open(2). 0, or -errno; then `path` is as it
 * was, and PATH.new is gone. */
int whole_file_write(const char *path, mode_t mode,
                     int (*write)(void *context, FILE *out), void *context);

/* Opens `path` to be written from its beginning, as fopen(3) does with "w". A
 * file that is made may be read by its owner only. -ELOOP where it is a
 * symbolic link, but for those in /dev to what is open already; -EMLINK where
 * the file has another name; -EEXIST where a file or FIFO that was there
 * belongs to another user, and -ENOTUNIQ where others may write to the file,
 * neither of which is asked of what is open already; nothing is lost then; or
 * -errno. */
int whole_file_begin(const char *path, FILE **ret_out);

/* That in half a sentence. */
const char *whole_file_why(int error);

#endif
