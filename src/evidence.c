/* evidence.c - see evidence.h */
#include "evidence.h"

#include "evidence_parts.h"
#include "herd.h"
#include "host.h"
#include "pipeline.h"
#include "rolls.h"
#include "subjects.h"

#include <math.h>
#include <time.h>

enum { FORMAT_VERSION = 1 };

const char *const evidence_states[] = {[STATE_OK] = "ok",
                                       [STATE_WARNING] = "warning",
                                       [STATE_FAILURE] = "failure"};

static double unix_of(const struct evidence_scene *scene, double at_s) {
  return scene->unix_s + at_s - timeline_now_s(scene->parts->timeline);
}

static void put_written(struct json *json, const struct evidence_scene *scene) {
  char written[32] = "";
  struct tm tm;
  time_t at = (time_t)scene->unix_s;

  if (gmtime_r(&at, &tm))
    strftime(written, sizeof(written), "%Y-%m-%dT%H:%M:%SZ", &tm);
  json_string_or_null(json, "written", written);
  json_exact_or_null(json, "unix_s", scene->unix_s);
  json_exact_or_null(json, "utc_offset_s", scene->utc_offset_s);
}

static void put_verdict(struct json *json, const struct evidence_scene *scene) {
  json_object(json, "verdict");
  json_string(json, "state", evidence_states[scene->state]);
  json_boolean(json, "fuse", scene->is_fuse);
  json_exact_or_null(json, "since_unix_s", unix_of(scene, scene->since_s));
  json_array(json, "reasons");
  for (int i = 0; i < scene->reasons && i < EVIDENCE_REASONS; i++)
    json_string(json, NULL, scene->reason[i]);
  json_end_array(json);
  json_end_object(json);
}

static void put_option(void *context, const char *key, double number,
                       const char *text) {
  if (text)
    json_string(context, key, text);
  else
    json_exact_or_null(context, key, number);
}

static void put_settings(struct json *json, const struct settings *settings) {
  json_object(json, "settings");
  settings_each(settings, put_option, json);
  json_end_object(json);
}

static void put_versions(struct json *json,
                         const struct evidence_scene *scene) {
  json_object(json, "versions");
  json_string(json, "io_forecast", PACKAGE_VERSION);
  json_string_or_null(json, "kernel", scene->kernel);
  json_string_or_null(json, "collectd", scene->collectd);
  json_end_object(json);
}

void evidence_put_values(struct json *json, enum metric_scope scope,
                         const double *value) {
  for (int id = 0; id < METRIC_COUNT; id++)
    if (metrics[id].scope == scope)
      json_exact(json, metrics[id].name, value[id]);
}

static void put_host(struct json *json, const struct parts *parts) {
  const struct host *host = parts->machine;

  json_object(json, "host_values");
  evidence_put_values(json, SCOPE_HOST, host->now);
  json_end_object(json);
  evidence_put_windows(json, "host_windows", parts, host->track, &host->plan);
}

static void put_disks(struct json *json, const struct subjects *disks) {
  const struct subject *disk;
  size_t index = 0;

  json_array(json, "disks");
  while ((disk = subjects_next(disks, &index))) {
    if (!disk->seen)
      continue;
    json_object(json, NULL);
    json_string(json, "name", disk->name);
    json_object(json, "values");
    evidence_put_values(json, SCOPE_DEVICE, disk->now);
    json_end_object(json);
    json_end_object(json);
  }
  json_end_array(json);
}

static void put_members(struct json *json, const struct evidence_scene *scene) {
  struct evidence_member chosen[EVIDENCE_MEMBERS];
  int told;

  json_number(json, "member_count", evidence_choose(scene, chosen, &told));
  json_array(json, "members");
  for (int i = 0; i < told; i++)
    evidence_put_member(json, scene, &chosen[i]);
  json_end_array(json);
}

void evidence_put_lacks(struct json *json, const struct dossier_lack *lack,
                        int lacks) {
  json_array(json, "not_read");
  for (int i = 0; i < lacks && i < DOSSIER_LACKS; i++) {
    json_object(json, NULL);
    json_string(json, "what", lack[i].what);
    json_string(json, "why", lack[i].why);
    json_end_object(json);
  }
  json_end_array(json);
}

int evidence_write(struct json *json, const struct evidence_scene *scene) {
  const struct parts *parts = scene->parts;
  const char *text;
  size_t length;

  json_object(json, NULL);
  json_string(json, "format", "io_forecast evidence");
  json_number(json, "version", FORMAT_VERSION);
  put_written(json, scene);
  json_string_or_null(json, "host", scene->host);
  json_string(json, "group", parts->rolls->roll[scene->group].target);
  json_string(json, "sentence", scene->sentence);
  put_verdict(json, scene);
  put_settings(json, scene->settings);
  put_versions(json, scene);
  put_host(json, parts);
  put_disks(json, parts->disks);
  put_members(json, scene);
  evidence_put_lacks(json, scene->lack, scene->lacks);
  json_end_object(json);
  return json_finish(json, &text, &length);
}
