/* visit.c - one round of all members; see agent_parts.h */
#include "agent_parts.h"
#include "reunion.h"
#include "seat_errand.h"

#include <math.h>

static void each_seat(struct agent *agent,
                      void (*visit)(struct agent *agent, struct seat *seat)) {
  struct seat *seat;
  size_t index = 0;

  while ((seat = roster_next(&agent->roster, &index)))
    visit(agent, seat);
}

static void drop(struct agent *agent, struct seat *seat) {
  inquest_close(agent->inquest, seat->member);
  pipeline_dismiss(agent->pipeline, seat->member);
  census_forget(agent->census, seat->pid);
  roster_dismiss(&agent->roster, seat);
  agent->full = false;
}

/* A kernel that counts no delays has no such file, nor taskstats. */
static bool wants_accounts(struct agent *agent) {
  return agent->accounts && !isnan(agent->host[METRIC_TASK_DELAYACCT]) &&
         lane_may_account(agent->lane);
}

static void settle(struct agent *agent, struct seat *seat,
                   enum seat_finding finding) {
  if (finding == SEAT_GONE || finding == SEAT_ANOTHER)
    drop(agent, seat);
}

/* A new name is a new program unless the stack tells that it is the same; then
 * it stays where it is while the rule does not object to name and user. */
static enum seat_finding check_rule(const struct agent *agent,
                                    struct seat *seat) {
  const struct rule *rule = &agent->settings->groups[seat->member->base].rule;
  struct candidate candidate = {.pid = seat->pid,
                                .comm = seat->name,
                                .uid = seat->value[METRIC_UID],
                                .pid_in_file = seat->pid};

  if (!seat->changed)
    return SEAT_THERE;
  seat->changed = false;
  return !isnan(seat->value[METRIC_START_STACK]) &&
                 rule_ask(rule, &candidate) != RULE_NO
             ? SEAT_THERE
             : SEAT_ANOTHER;
}

static enum seat_finding hear(const struct agent *agent, struct seat *seat,
                              struct reader *reader,
                              const struct errand *errand) {
  enum seat_finding finding =
      seat_take_errand(seat, reader, errand, agent->now_s);

  if (finding == SEAT_THERE && !seat_can_be_told(seat, agent->boot_ticks))
    finding = SEAT_ANOTHER;
  return finding == SEAT_THERE ? check_rule(agent, seat) : finding;
}

/* Reads the guarded files of the batch and takes what came of it. */
static void run_errands(struct agent *agent) {
  struct errand *errand;

  lane_run(agent->lane, agent->end_s);
  for (size_t i = 0; (errand = lane_look(agent->lane, i)); i++)
    settle(agent, errand->owner,
           hear(agent, errand->owner, &agent->reader, errand));
  lane_clear(agent->lane);
}

static void send_errand(struct agent *agent, struct seat *seat) {
  struct errand *errand = lane_take(agent->lane);

  if (!errand) {
    run_errands(agent);
    errand = lane_take(agent->lane);
  }
  if (errand)
    seat_fill_errand(seat, &agent->reader, errand, wants_accounts(agent));
}

/* With CPU for all: everybody. Else those at risk, and of the others each in
 * its turn. */
static bool has_its_turn(const struct agent *agent, const struct seat *seat) {
  unsigned long place = (unsigned long)(seat - agent->roster.seat);

  return pipeline_is_at_risk(seat->member) || seat->quarantined ||
         seat_must_be_read(seat) ||
         (agent->tick + place) % agent->budget.stride == 0;
}

/* In another cgroup than it was taken in, or its PidFile names another. */
static bool is_out_of_place(const struct agent *agent,
                            const struct seat *seat) {
  return (seat->moved && recruiter_wants_cgroup(agent->recruiter)) ||
         recruiter_names_another(agent->recruiter, seat->member->base,
                                 seat->pid);
}

struct survey_means survey_means_of(struct agent *agent) {
  return (struct survey_means){&agent->reader, agent->lane, agent->procfd,
                               agent->now_s, agent->end_s};
}

static void visit_free(struct agent *agent, struct seat *seat) {
  struct survey_means means = survey_means_of(agent);
  enum seat_finding finding;

  if (!has_its_turn(agent, seat)) {
    seat_pass(seat);
    return;
  }
  agent->sampled++;
  seat_begin_sample(seat, lane_now_s());
  finding =
      seat_read_free(seat, &agent->reader, agent->procfd,
                     pipeline_is_at_risk(seat->member) ? SEAT_FULL_EVERY
                                                       : agent->budget.stride);
  seat->finding = finding;
  settle(agent, seat, finding);
  if (finding != SEAT_THERE)
    return;
  seat_read_cgroups(seat, agent->cgroups, agent->tick);
  if (is_out_of_place(agent, seat)) {
    seat->finding = SEAT_ANOTHER;
    drop(agent, seat);
    return;
  }
  suspect_look(&agent->suspicion, seat, &agent->reader);
  survey_look(&agent->survey, seat, &means);
}

static void question_from(struct agent *agent, size_t first, size_t end) {
  size_t index = first;
  struct seat *seat;

  while (index < end && (seat = roster_next(&agent->roster, &index))) {
    size_t place = (size_t)(seat - agent->roster.seat);

    if (place < end && seat->finding == SEAT_THERE)
      suspect_question(&agent->suspicion, seat, place, &agent->reader);
  }
}

/* How many there are, and so what each may take, is known only now. */
static void question_suspects(struct agent *agent) {
  size_t first = agent->suspicion.turn;

  if (!suspect_share(&agent->suspicion))
    return;
  question_from(agent, first, SIZE_MAX);
  question_from(agent, 0, first);
}

static void visit_guarded(struct agent *agent, struct seat *seat) {
  if (seat->finding == SEAT_THERE && seat_wants_errand(seat, agent->lane))
    send_errand(agent, seat);
}

/* Behind all that is to be read in each tick. */
static void run_maps(struct agent *agent) {
  struct errand *errand;

  lane_run_modestly(agent->lane, agent->end_s);
  for (size_t i = 0; (errand = lane_look(agent->lane, i)); i++)
    seat_take_maps(errand->owner, &agent->reader, errand);
  lane_clear(agent->lane);
}

static void visit_maps(struct agent *agent, struct seat *seat) {
  struct errand *errand;

  if (seat->finding != SEAT_THERE || !seat_wants_maps(seat, agent->lane))
    return;
  errand = lane_take(agent->lane);
  if (!errand) {
    run_maps(agent);
    errand = lane_take(agent->lane);
  }
  if (errand)
    seat_fill_maps(seat, errand);
}

/* By this tick's sample, and by the judgement of the last; nobody has judged
 * who was taken in this tick. */
static enum inquest_need need_of(const struct agent *agent,
                                 const struct seat *seat) {
  bool at_risk = seat->age > 0 && pipeline_is_at_risk(seat->member);
  bool blocked = seat->quarantined || seat->value[METRIC_STATE] == 'D' ||
                 seat->value[METRIC_THREADS_BLOCKED] > 0;

  if (!at_risk && !blocked)
    return INQUEST_NOT;
  if (aftermath_accuses(agent->aftermath, seat->member))
    return INQUEST_ACCUSED;
  if (at_risk && pipeline_is_tripping(seat->member))
    return INQUEST_TRIPS;
  return blocked ? INQUEST_BLOCKED : INQUEST_AT_RISK;
}

static void visit_inquest(struct agent *agent, struct seat *seat) {
  struct inquest_person person = {
      .member = seat->member,
      .group = pipeline_group_of(seat->member),
      .pid = seat->pid,
      .dirfd = seat->files.dirfd,
      .is_stuck = seat->quarantined,
      .threads = seat->value[METRIC_THREADS],
      .fds = seat->value[METRIC_FD_COUNT],
      .need = need_of(agent, seat),
  };

  if (seat->finding == SEAT_THERE &&
      (seat->pinned || seat->verified || seat->quarantined))
    inquest_see(agent->inquest, &person, agent->now_s);
}

/* Of a daemon that ended before this one began. */
static void meet_again(struct agent *agent, const struct seat *seat) {
  if (agent->archive)
    archive_meet(agent->archive,
                 &(struct newcomer){seat->pid, seat->value[METRIC_START_TIME],
                                    seat->value[METRIC_START_STACK],
                                    seat->name},
                 seat->member);
}

static void visit_observe(struct agent *agent, struct seat *seat) {
  double read_s[LANE_COUNT];
  const struct dossier *dossier = inquest_find(agent->inquest, seat->member);
  struct glance glance = {seat->name, seat_stuck_s(seat, agent->now_s), read_s,
                          dossier ? &dossier->findings : NULL};

  seat_when_read(seat, agent->behind_s, read_s);
  if (seat->finding == SEAT_THERE) {
    seat_close_sample(seat);
    meet_again(agent, seat);
    pipeline_observe(agent->pipeline, seat->member, &glance, seat->value);
  } else if (seat->finding == SEAT_RESTS) {
    pipeline_rest(agent->pipeline, seat->member, &glance);
  } else {
    pipeline_skip(agent->pipeline, seat->member, &glance);
  }
  seat_rest(seat, seat->finding == SEAT_THERE);
}

/* Everybody whose turn it is; returns the CPU that it took. */
double visit_all(struct agent *agent) {
  double cpu_s = ledger_cpu_s(agent);

  suspect_begin(&agent->suspicion, agent->tick,
                pipeline_io_pressure(agent->pipeline));
  survey_begin(&agent->survey, agent->tick);
  each_seat(agent, visit_free);
  question_suspects(agent);
  each_seat(agent, visit_guarded);
  run_errands(agent);
  if (agent->settings->collect_maps) {
    each_seat(agent, visit_maps);
    run_maps(agent);
  }
  each_seat(agent, visit_inquest);
  inquest_run(agent->inquest,
              &(struct inquest_means){agent->lane, &agent->reader, agent->sysfd,
                                      agent->net, agent->end_s});
  each_seat(agent, visit_observe);
  return ledger_cpu_s(agent) - cpu_s;
}
