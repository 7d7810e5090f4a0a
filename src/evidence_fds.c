/* evidence_fds.c - what is open, the files and the sockets of a member in
 * evidence; see evidence_parts.h */
#include "evidence_parts.h"

/* They are counted in one tick and looked at in others: some come and go in
 * between. */
static const double ALL_SHARE = 0.9;

#include <math.h>

static void put_kinds(struct json *json, const int number[FD_KIND_COUNT]) {
  bool done[FD_KIND_COUNT] = {false};
  int i;

  json_array(json, "kinds");
  while ((i = evidence_next_largest(number, FD_KIND_COUNT, done)) >= 0) {
    done[i] = true;
    json_object(json, NULL);
    json_string(json, "kind", fd_kind_names[i]);
    json_number(json, "count", number[i]);
    json_end_object(json);
  }
  json_end_array(json);
}

void evidence_put_fds(struct json *json, const struct dossier *dossier) {
  int there;

  if (!dossier) {
    json_null(json, "fds");
    return;
  }
  there = dossier->fds_there > dossier->findings.fds ? dossier->fds_there
                                                     : dossier->findings.fds;
  json_object(json, "fds");
  json_number(json, "count", there);
  json_number(json, "looked_at", dossier->findings.fds);
  json_boolean(json, "truncated",
               (double)dossier->findings.fds < ALL_SHARE * there ||
                   dossier->file_count < dossier->files_there ||
                   dossier->socket_count < dossier->sockets_there);
  put_kinds(json, dossier->findings.kind);
  json_end_object(json);
}

static double progress_of(const struct dossier_file *file) {
  return file->size > 0 ? fmin(100, 100 * file->position / file->size)
                        : (double)NAN;
}

static void put_file(struct json *json, const struct dossier_file *file) {
  json_object(json, NULL);
  json_number(json, "fd", file->fd);
  json_string(json, "kind", fd_kind_names[file->kind]);
  json_string_or_null(json, "path", file->path);
  json_exact_or_null(json, "position", file->position);
  json_exact_or_null(json, "size", file->size);
  json_exact_or_null(json, "progress_percent", progress_of(file));
  json_exact_or_null(json, "moved_per_s", file->moved_per_s);
  json_boolean(json, "writing", file->writing);
  json_end_object(json);
}

void evidence_put_files(struct json *json, const struct dossier *dossier) {
  int count = dossier ? dossier->file_count : 0;

  json_array(json, "files");
  for (int i = 0; i < count; i++)
    put_file(json, &dossier->file[i]);
  json_end_array(json);
}

static void put_socket(struct json *json, const struct evidence_scene *scene,
                       const struct dossier_socket *socket) {
  char words[256] = "";

  if (scene->word)
    (void)scene->word(socket, words, sizeof(words));
  json_object(json, NULL);
  json_number(json, "fd", socket->fd);
  json_string_or_null(json, "protocol", socket->protocol);
  json_string_or_null(json, "local", socket->local);
  json_string_or_null(json, "remote", socket->remote);
  json_string_or_null(json, "state", socket->state);
  json_exact_or_null(json, "receive_queue", socket->receive_queue);
  json_exact_or_null(json, "receive_buffer", socket->receive_buffer);
  json_exact_or_null(json, "send_queue", socket->send_queue);
  json_exact_or_null(json, "send_buffer", socket->send_buffer);
  json_string_or_null(json, "words", words);
  json_end_object(json);
}

void evidence_put_sockets(struct json *json, const struct evidence_scene *scene,
                          const struct dossier *dossier) {
  int count = dossier ? dossier->socket_count : 0;

  json_array(json, "sockets");
  for (int i = 0; i < count; i++)
    put_socket(json, scene, &dossier->socket[i]);
  json_end_array(json);
}
