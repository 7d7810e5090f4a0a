/* spotlight.c - see spotlight.h */
#include "spotlight.h"

#include "near.h"

#include <math.h>

static const struct standing *worst_of(const struct member *member,
                                       const struct roll *roll) {
  const struct standing *worst = &member->standing[0];

  for (int i = 1; i < roll->wall_count; i++)
    if (standing_is_worse(&member->standing[i], worst))
      worst = &member->standing[i];
  return worst;
}

static bool is_at_risk(const struct member *member, const struct roll *roll) {
  return !isnan(worst_of(member, roll)->forecast.eta_s);
}

static struct member *next_of(const struct herd *herd, size_t group,
                              size_t *place) {
  while (*place < herd->high) {
    struct member *member = herd_at(herd, (*place)++);

    if (member && member->seen && member->group == group)
      return member;
  }
  return NULL;
}

struct survey {
  int named;
  struct member *worst;    /* of those that are not named yet */
  struct member *needless; /* one that is named without need */
};

static struct survey look_round(const struct herd *herd, size_t group,
                                const struct roll *roll) {
  struct survey survey = {0};
  struct member *member;
  size_t place = 0;

  while ((member = next_of(herd, group, &place))) {
    if (member->named) {
      survey.named++;
      if (!is_at_risk(member, roll))
        survey.needless = member;
    } else if (!survey.worst ||
               standing_is_worse(worst_of(member, roll),
                                 worst_of(survey.worst, roll))) {
      survey.worst = member;
    }
  }
  return survey;
}

static void choose(const struct herd *herd, size_t group,
                   const struct roll *roll, int most) {
  for (int turn = 0; turn < most; turn++) {
    struct survey survey = look_round(herd, group, roll);

    if (!survey.worst)
      return;
    if (survey.named >= most) {
      if (!survey.needless || !is_at_risk(survey.worst, roll))
        return;
      survey.needless->named = false;
    }
    survey.worst->named = true;
  }
}

static void emit_member(const struct member *member, const struct rolls *rolls,
                        const struct roll *roll, const struct sink *sink) {
  double horizon_s = rolls->settings->horizon_s;
  char target[GROUP_NAME_BYTES + 16];

  snprintf(target, sizeof(target), "%s-%d", roll->target, member->pid);
  if (rolls_have(rolls, target))
    return;
  for (int i = 0; i < roll->wall_count; i++) {
    const struct standing *standing = &member->standing[i];
    const struct wall_roll *row = &roll->wall[i];
    struct wall_state state = {.near = near_of_member(row, standing)};
    bool certain;

    state.state = verdict_of(&row->wall, standing, horizon_s, &certain);
    emit_wall(sink, target, row, standing, state);
  }
}

void spotlight_emit(const struct herd *herd, const struct rolls *rolls,
                    size_t group, const struct sink *sink) {
  const struct roll *roll = &rolls->roll[group];
  struct member *member;
  size_t place = 0;

  choose(herd, group, roll, (int)rolls->settings->per_process);
  while ((member = next_of(herd, group, &place)))
    if (member->named)
      emit_member(member, rolls, roll, sink);
}
