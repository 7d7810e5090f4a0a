/*
 * scoped.h - things that let go of themselves at the end of their block.
 *
 * Only for what a block both opens and closes. What leaves the block is not
 * scoped.
 */
#ifndef SCOPED_H
#define SCOPED_H

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static inline void scoped_close(const int *fd) {
  if (*fd >= 0)
    close(*fd);
}

static inline void scoped_release(void *at) {
  free(*(void **)at);
}

static inline void scoped_fclose(FILE **file) {
  if (*file)
    fclose(*file);
}

#define scoped_fd   __attribute__((cleanup(scoped_close))) int
#define scoped_free __attribute__((cleanup(scoped_release)))
#define scoped_file __attribute__((cleanup(scoped_fclose))) FILE *

#endif
