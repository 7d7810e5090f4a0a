/*
 * dossier.h - what a closer look at one process has brought to light.
 *
 * Filled over some ticks by inquest.h, read by evidence.h. All of it has a
 * most; what there was beyond it is counted, and told as truncated. Texts are
 * as the kernel had them: whoever prints them cleans them. Room for it is taken
 * at the start.
 */
#ifndef DOSSIER_H
#define DOSSIER_H

#include "judge/findings.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
  DOSSIER_THREADS = 1024, /* looked at */
  DOSSIER_STACKS = 16,    /* kept, of threads that are held up */
  DOSSIER_FRAMES = 24,
  DOSSIER_FILES = 64, /* told; those that are read or written first */
  DOSSIER_SOCKETS = 64,
  DOSSIER_MAPPINGS = 8,
  DOSSIER_LACKS = 16,
  DOSSIER_PATH_BYTES = 256,
  DOSSIER_LINE_BYTES = 512,
  SYMBOL_BYTES = 64
};

struct dossier_thread {
  int tid;
  char state;     /* as the kernel writes it: R, S, D .. */
  char comm[16];  /* a thread's own name */
  char wchan[48]; /* "" where it is not told */
  enum cause cause;
  int looks;      /* at it */
  double since_s; /* it has had this cause since; of the tick's clock */
  long syscall;   /* the number; -1: not known or in none */
  int fd;         /* its first argument, where that is one; -1 */
  int stack;      /* index in `stack`, -1: none */
};

struct dossier_stack {
  int frames;
  char frame[DOSSIER_FRAMES][SYMBOL_BYTES]; /* innermost first */
};

struct dossier_file {
  int fd;
  enum fd_kind kind;
  char path[DOSSIER_PATH_BYTES];
  double position;    /* bytes; NaN: not known */
  double size;        /* NaN: not known, or none */
  double moved_per_s; /* position, since the look before; NaN */
  bool writing;       /* it is open for that */
};

struct dossier_socket {
  int fd;
  uint64_t inode;
  char protocol[16]; /* "tcp", "tcp6", "udp", "unix" .. */
  char local[64], remote[64];
  char state[16];                       /* "established" .. */
  double receive_queue, receive_buffer; /* bytes; NaN. Of one that listens:
                                           connections, and the most of them */
  double send_queue, send_buffer;
  double receive_held, send_held; /* queues with what the kernel needs for
                                     them: what it compares with the buffers */
  bool probes;                    /* the other side takes nothing more */
  int resent;                     /* what is not acknowledged, so many times */
};

struct dossier_mapping {
  char what[DOSSIER_PATH_BYTES]; /* "[heap]", "anonymous", a path */
  double bytes;
  double grew_bytes; /* since the first look */
};

struct dossier_lack {
  char what[32]; /* "stack" */
  char why[96];  /* "CAP_SYS_ADMIN is missing" */
};

struct dossier {
  int pid;
  const void *member;        /* whose it is; NULL: free */
  double opened_s, looked_s; /* on the clock of ticks */
  int looks;
  char command_line[DOSSIER_LINE_BYTES]; /* arguments joined by blanks */
  char exe[DOSSIER_PATH_BYTES];
  char cgroups[DOSSIER_LINE_BYTES]; /* the text of /proc/PID/cgroup */
  int threads_there, thread_count;  /* of these, told in `thread` */
  struct dossier_thread thread[DOSSIER_THREADS];
  int stack_count;
  struct dossier_stack stack[DOSSIER_STACKS];
  int fds_there; /* of these findings.fds were looked at */
  int file_count, files_there;
  struct dossier_file file[DOSSIER_FILES];
  int socket_count, sockets_there;
  struct dossier_socket socket[DOSSIER_SOCKETS];
  int mapping_count;
  struct dossier_mapping mapping[DOSSIER_MAPPINGS];
  int lack_count;
  struct dossier_lack lack[DOSSIER_LACKS];
  struct findings findings;
};

#endif
