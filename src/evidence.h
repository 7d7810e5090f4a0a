/*
 * evidence.h - what is known when a fuse trips or a wall is about to be met, as
 * the JSON of docs/EVIDENCE.md.
 *
 * It only reads, between two ticks, and hands a text out: who writes that to a
 * file is not told here. Whatever a process calls itself or a file, the text is
 * valid; however much there is of it, it has an end.
 */
#ifndef EVIDENCE_H
#define EVIDENCE_H

#include "dossier.h"
#include "emit/json.h"
#include "judge/alarm.h"
#include "judge/growth.h"

struct member;
struct parts;
struct settings;

/* At most: members, those that are worst off first; threads of each that are
 * told one by one, those that are held up; reasons; and bytes of all of it. */
enum {
  EVIDENCE_MEMBERS = 8,
  EVIDENCE_THREADS = 200,
  EVIDENCE_REASONS = 16,
  EVIDENCE_BYTES = 3 * 1024 * 1024
};

/* A member by the joint criterion; NaN, or NULL: not known. */
struct evidence_joint {
  double io_wait, io_wait_threshold; /* ms/s */
  const char *io_wait_source;
  double io_wait_for_s;
  double fd_growth, fd_growth_threshold, fd_window_s;
  double fd_eta_s;
};

/* What others know of a member. */
struct evidence_known {
  const struct dossier *dossier; /* NULL: nobody has looked */
  struct growth_account growth;
  struct evidence_joint joint;
};

struct evidence_scene {
  const struct settings *settings;
  const struct parts *parts; /* of the pipeline, its tick over */
  size_t group;              /* whose it is, its place in parts->rolls */
  int pid;                   /* of whom the sentence is; 0: of nobody */
  bool redact;               /* command lines end behind the program's name */
  const char *host, *kernel, *collectd; /* name and versions; NULL */
  const char *sentence;
  enum state state;
  bool is_fuse;
  double since_s; /* on the clock of ticks, as all that is no `unix_s`; NaN */
  double unix_s;
  double utc_offset_s;
  int reasons; /* sentences */
  const char *const *reason;
  int lacks; /* what could not be read, beside what members lack */
  const struct dossier_lack *lack;
  /* The name of a member that is told; NULL: not known. */
  const char *(*name)(void *context, const struct member *member);
  /* Fills all of `ret_known`; called for every member of the group. */
  void (*know)(void *context, const struct member *member,
               struct evidence_known *ret_known);
  /* What the queues of a socket come to; false: nothing, and "". NULL: nothing
   * is said of any. */
  bool (*word)(const struct dossier_socket *socket, char *buffer,
               size_t capacity);
  void *context;
};

/* `json` is new or reset. Returns 0, and json_finish() has the text; or
 * -EPROTO when something failed, and it has none. */
int evidence_write(struct json *json, const struct evidence_scene *scene);

#endif
