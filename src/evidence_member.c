/* evidence_member.c - one member in evidence; see evidence_parts.h */
#include "base/text.h"
#include "evidence_parts.h"
#include "herd.h"
#include "pipeline.h"
#include "roll.h"
#include "window/keep.h"

#include <math.h>
#include <string.h>

static void take_newest(void *context, const char *metric,
                        const struct past *past) {
  double *now = context;

  now[metric_find(metric)] = past->value[0][0];
}

/* Gauges as they were last read, and of all else what has a window: of it alone
 * is kept what a tick came to. */
static void put_values(struct json *json, const struct parts *parts,
                       const struct track *track) {
  struct surroundings surroundings = evidence_surroundings(parts);
  double now[METRIC_COUNT];

  for (int id = 0; id < METRIC_COUNT; id++)
    now[id] = id < METRIC_MEMBER_COUNT && metrics[id].kind == METRIC_GAUGE &&
                      metrics[id].source != SOURCE_DERIVED
                  ? track->last[id]
                  : (double)NAN;
  keep_track(track, parts->plan, &surroundings,
             &(struct keep_visitor){take_newest, now});
  json_object(json, "values");
  evidence_put_values(json, SCOPE_MEMBER, now);
  json_end_object(json);
}

static void put_wall(struct json *json, const struct wall *wall,
                     const struct standing *standing, double horizon_s) {
  const struct {
    const char *name;
    double value;
  } numbers[] = {
      {"value", standing->value},
      {"limit", standing->limit},
      {"used_percent", standing->used_percent},
      {"eta_s", standing->forecast.eta_s},
      {"lower_s", standing->forecast.lower_s},
      {"upper_s", standing->forecast.upper_s},
      {"probability_percent", standing->forecast.probability},
      {"per_s", standing->forecast.per_s},
  };
  bool certain;

  json_object(json, NULL);
  json_string(json, "wall", wall->name);
  json_string(json, "metric", metrics[wall->metric].name);
  json_string(json, "unit", units[metrics[wall->metric].unit].name);
  json_string(json, "state",
              evidence_states[verdict_of(wall, standing, horizon_s, &certain)]);
  for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++)
    json_exact_or_null(json, numbers[i].name, numbers[i].value);
  json_end_object(json);
}

static void put_walls(struct json *json, const struct evidence_scene *scene,
                      const struct evidence_member *one) {
  json_array(json, "walls");
  for (int i = 0; i < one->roll->wall_count; i++)
    put_wall(json, &one->roll->wall[i].wall, &one->member->standing[i],
             scene->settings->horizon_s);
  json_end_array(json);
}

static void put_joint(struct json *json, const struct evidence_joint *joint) {
  const struct {
    const char *name;
    double value;
  } numbers[] = {
      {"io_wait", joint->io_wait},
      {"io_wait_threshold", joint->io_wait_threshold},
      {"io_wait_for_s", joint->io_wait_for_s},
      {"fd_growth", joint->fd_growth},
      {"fd_growth_threshold", joint->fd_growth_threshold},
      {"fd_window_s", joint->fd_window_s},
      {"fd_eta_s", joint->fd_eta_s},
  };

  json_object(json, "joint");
  json_string_or_null(json, "io_wait_source", joint->io_wait_source);
  for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++)
    json_exact_or_null(json, numbers[i].name, numbers[i].value);
  json_end_object(json);
}

static void put_mappings(struct json *json, const struct dossier *dossier) {
  int count = dossier ? dossier->mapping_count : 0;

  json_array(json, "mappings");
  for (int i = 0; i < count; i++) {
    json_object(json, NULL);
    json_string(json, "what", dossier->mapping[i].what);
    json_exact_or_null(json, "bytes", dossier->mapping[i].bytes);
    json_exact_or_null(json, "grew_bytes", dossier->mapping[i].grew_bytes);
    json_end_object(json);
  }
  json_end_array(json);
}

static void put_memory(struct json *json, const struct evidence_known *known) {
  const struct growth_account *growth = &known->growth;

  json_object(json, "memory");
  json_string(json, "pattern", growth_rows[growth->pattern].name);
  json_string(json, "words", growth_rows[growth->pattern].words);
  json_exact_or_null(json, "over_s", growth->over_s);
  json_exact_or_null(json, "anonymous_per_s", growth->anon_per_s);
  json_exact_or_null(json, "file_per_s", growth->file_per_s);
  json_exact_or_null(json, "shared_per_s", growth->shared_per_s);
  put_mappings(json, known->dossier);
  json_end_object(json);
}

/* Arguments are joined by blanks: a program whose path has one ends there too,
 * which tells less, and never more. */
static void put_command_line(struct json *json, const char *command_line,
                             bool redact) {
  char shown[DOSSIER_LINE_BYTES];

  text_copy(text_of_string(command_line), shown, sizeof(shown));
  if (redact)
    shown[strcspn(shown, " \t\n")] = '\0';
  json_string_or_null(json, "command_line", shown);
}

static void put_cgroups(struct json *json, const char *cgroups) {
  struct text rest = text_of_string(cgroups);
  char shown[DOSSIER_LINE_BYTES];

  json_array(json, "cgroups");
  while (!text_is_empty(rest)) {
    text_copy(text_cut(&rest, '\n'), shown, sizeof(shown));
    if (shown[0])
      json_string(json, NULL, shown);
  }
  json_end_array(json);
}

static void put_identity(struct json *json, const struct evidence_scene *scene,
                         const struct evidence_member *one) {
  const struct dossier *dossier = one->known.dossier;

  json_number(json, "pid", one->member->pid);
  json_string_or_null(json, "command", one->command);
  put_command_line(json, dossier ? dossier->command_line : "", scene->redact);
  json_string_or_null(json, "exe", dossier ? dossier->exe : NULL);
  put_cgroups(json, dossier ? dossier->cgroups : "");
}

/* There are dossiers for a few: who is in trouble and has none lacks all that
 * stands in one. */
static void put_lacks(struct json *json, const struct evidence_member *one) {
  static const struct dossier_lack unseen = {
      "a closer look", "others in trouble were looked at"};
  const struct dossier *dossier = one->known.dossier;

  if (dossier)
    evidence_put_lacks(json, dossier->lack, dossier->lack_count);
  else
    evidence_put_lacks(json, &unseen, one->tripped || one->member->at_risk);
}

void evidence_put_member(struct json *json, const struct evidence_scene *scene,
                         const struct evidence_member *one) {
  const struct dossier *dossier = one->known.dossier;

  json_object(json, NULL);
  put_identity(json, scene, one);
  put_values(json, scene->parts, one->member->track);
  put_walls(json, scene, one);
  put_joint(json, &one->known.joint);
  evidence_put_windows(json, "windows", scene->parts, one->member->track,
                       scene->parts->plan);
  put_memory(json, &one->known);
  evidence_put_threads(json, scene, dossier);
  evidence_put_fds(json, dossier);
  evidence_put_files(json, dossier);
  evidence_put_sockets(json, scene, dossier);
  put_lacks(json, one);
  json_end_object(json);
}
