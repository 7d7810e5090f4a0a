/* spotlight.c - see spotlight.h */
#include "spotlight.h"

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

/* The worst that is not named yet, and one that is named without need. */
static void survey(const struct herd *herd, size_t group,
                   const struct roll *roll, int *ret_named,
                   struct member **ret_worst, struct member **ret_needless) {
  struct member *member;
  size_t place = 0;

  *ret_named = 0;
  *ret_worst = *ret_needless = NULL;
  while ((member = next_of(herd, group, &place))) {
    if (member->named) {
      ++*ret_named;
      if (!is_at_risk(member, roll))
        *ret_needless = member;
    } else if (!*ret_worst || standing_is_worse(worst_of(member, roll),
                                                worst_of(*ret_worst, roll))) {
      *ret_worst = member;
    }
  }
}

static void choose(const struct herd *herd, size_t group,
                   const struct roll *roll, int most) {
  for (int turn = 0; turn < most; turn++) {
    struct member *worst, *needless;
    int named;

    survey(herd, group, roll, &named, &worst, &needless);
    if (!worst)
      return;
    if (named >= most) {
      if (!needless || !is_at_risk(worst, roll))
        return;
      needless->named = false;
    }
    worst->named = true;
  }
}

static void emit_member(const struct member *member, const struct roll *roll,
                        double horizon_s, const struct sink *sink) {
  char target[GROUP_NAME_BYTES + 16];

  snprintf(target, sizeof(target), "%s-%d", roll->target, member->pid);
  for (int i = 0; i < roll->wall_count; i++) {
    bool certain;
    const struct wall_roll *row = &roll->wall[i];

    emit_wall(
        sink, target, &row->wall, &row->names, &member->standing[i],
        verdict_of(&row->wall, &member->standing[i], horizon_s, &certain));
  }
}

void spotlight_emit(const struct herd *herd, size_t group,
                    const struct roll *roll, int most, double horizon_s,
                    const struct sink *sink) {
  struct member *member;
  size_t place = 0;

  choose(herd, group, roll, most);
  while ((member = next_of(herd, group, &place)))
    if (member->named)
      emit_member(member, roll, horizon_s, sink);
}
