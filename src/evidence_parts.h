/*
 * evidence_parts.h - what the files of evidence.c have of each other.
 *
 * Each writes one value into an object or a list that is open.
 */
#ifndef EVIDENCE_PARTS_H
#define EVIDENCE_PARTS_H

#include "evidence.h"
#include "window/track.h"

struct evidence_scene;
struct json;
struct roll;

extern const char *const evidence_states[]; /* of enum state */

/* A member that is told of. */
struct evidence_member {
  const struct member *member;
  const struct roll *roll;
  struct evidence_known known;
  const char *command; /* NULL: not known */
  bool tripped;        /* it is the one that the sentence is about */
};

/* Who the sentence is about first, then those of the group that are worst off;
 * *ret_count of them are told, and the return value is how many there are. */
int evidence_choose(const struct evidence_scene *scene,
                    struct evidence_member chosen[EVIDENCE_MEMBERS],
                    int *ret_count);

void evidence_put_member(struct json *json, const struct evidence_scene *scene,
                         const struct evidence_member *one);

/* Against what a track is seen that is at rest. */
struct surroundings evidence_surroundings(const struct parts *parts);

/* The windows of a track that hold something. */
void evidence_put_windows(struct json *json, const char *key,
                          const struct parts *parts, const struct track *track,
                          const struct window_plan *plan);

/* Where the largest of `count` numbers is, but for those that are `done`, and
 * 0; -1: there is none. */
int evidence_next_largest(const int *number, int count, const bool *done);

/* Of a dossier: threads, and fds; null where there is none. */
void evidence_put_threads(struct json *json, const struct evidence_scene *scene,
                          const struct dossier *dossier);
void evidence_put_fds(struct json *json, const struct dossier *dossier);

/* Of a dossier: files, and sockets; empty where there is none. */
void evidence_put_files(struct json *json, const struct dossier *dossier);
void evidence_put_sockets(struct json *json, const struct evidence_scene *scene,
                          const struct dossier *dossier);

void evidence_put_lacks(struct json *json, const struct dossier_lack *lack,
                        int lacks);

/* Metrics of a scope by name, those that are known. */
void evidence_put_values(struct json *json, enum metric_scope scope,
                         const double *value);

#endif
