/* agent_state.c - what of an agent outlives a restart; see agent_parts.h */
#include "agent_parts.h"

#include "base/file.h"
#include "base/seconds.h"

#include <errno.h>
#include <math.h>
#include <string.h>
#include <time.h>

/* "" where it is not told: all is taken for another boot then. */
static void read_boot_id(const struct agent *agent, char buffer[64]) {
  long length =
      file_read_at(agent->procfd, "sys/kernel/random/boot_id", buffer, 63);

  buffer[length > 0 ? length : 0] = '\0';
  buffer[strcspn(buffer, "\n")] = '\0';
}

int agent_remember(struct agent *agent) {
  char boot_id[64];

  if (!agent->settings->state_file[0])
    return 0;
  read_boot_id(agent, boot_id);
  agent->archive = archive_new(agent->settings, boot_id);
  return agent->archive ? 0 : -ENOMEM;
}

static struct archive_means archive_means_of(struct agent *agent) {
  return (struct archive_means){agent->pipeline, &agent->roster};
}

int agent_save(struct agent *agent) {
  struct archive_means means = archive_means_of(agent);

  return agent->archive ? archive_save(agent->archive, &means) : 0;
}

static double wall_clock_s(void) {
  return seconds_of(CLOCK_REALTIME);
}

void agent_take_up_state(struct agent *agent, double now_s, double interval_s) {
  struct archive_means means = archive_means_of(agent);

  if (agent->archive)
    archive_resume(agent->archive, &means,
                   &(struct archive_tick){now_s, wall_clock_s(), interval_s});
}

static void tell_of_state(struct agent *agent, const struct sink *sink) {
  char sentence[512];

  while (archive_hear(agent->archive, sentence, sizeof(sentence)))
    sink_warn(sink, sentence);
}

void agent_finish(struct agent *agent, const struct sink *sink) {
  double until_s;

  (void)agent_save(agent);
  until_s = lane_now_s() + FAREWELL_S;
  aftermath_finish(agent->aftermath, sink);
  if (!agent->archive)
    return;
  archive_finish(agent->archive, until_s);
  tell_of_state(agent, sink);
}

void agent_keep_state(struct agent *agent, double interval_s) {
  struct archive_means means = archive_means_of(agent);
  struct archive_tick tick = {agent->now_s, wall_clock_s(), interval_s};

  if (!agent->archive || isnan(tick.wall_clock_s))
    return;
  archive_step(agent->archive, &means, &tick);
  tell_of_state(agent, agent->sink);
}
