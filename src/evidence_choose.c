/* evidence_choose.c - which members of a group are told of; see
 * evidence_parts.h */
#include "evidence_parts.h"
#include "herd.h"
#include "pipeline.h"
#include "rolls.h"

#include <math.h>
#include <string.h>

/* Before the wall that it is nearest to. */
static struct standing worst_of(const struct evidence_member *one) {
  struct standing worst = standing_unknown;

  for (int i = 0; i < one->roll->wall_count; i++) {
    const struct standing *standing = &one->member->standing[i];

    if (!isnan(standing->value) && standing_is_worse(standing, &worst))
      worst = *standing;
  }
  return worst;
}

/* Somebody has looked at those whom a verdict was about. */
static bool is_worse(const struct evidence_member *a,
                     const struct evidence_member *b) {
  bool a_looked_at = a->known.dossier != NULL;
  bool b_looked_at = b->known.dossier != NULL;
  struct standing a_worst, b_worst;

  if (a->tripped != b->tripped)
    return a->tripped;
  if (a->member->at_risk != b->member->at_risk)
    return a->member->at_risk;
  if (a_looked_at != b_looked_at)
    return a_looked_at;
  a_worst = worst_of(a);
  b_worst = worst_of(b);
  return standing_is_worse(&a_worst, &b_worst);
}

/* In its place among the first `count`; whoever falls out at the end does. */
static void insert(struct evidence_member chosen[EVIDENCE_MEMBERS], int count,
                   const struct evidence_member *one) {
  int place = count;

  while (place > 0 && is_worse(one, &chosen[place - 1]))
    place--;
  if (place == EVIDENCE_MEMBERS)
    return;
  if (count == EVIDENCE_MEMBERS)
    count--;
  memmove(&chosen[place + 1], &chosen[place],
          (size_t)(count - place) * sizeof(*chosen));
  chosen[place] = *one;
}

int evidence_choose(const struct evidence_scene *scene,
                    struct evidence_member chosen[EVIDENCE_MEMBERS],
                    int *ret_count) {
  const struct herd *herd = scene->parts->herd;
  int there = 0;

  *ret_count = 0;
  for (size_t i = 0; i < herd->high; i++) {
    struct evidence_member one = {.member = herd_at(herd, i),
                                  .roll =
                                      &scene->parts->rolls->roll[scene->group]};

    if (!one.member || one.member->group != scene->group)
      continue;
    one.tripped = scene->pid != 0 && one.member->pid == scene->pid;
    scene->know(scene->context, one.member, &one.known);
    insert(chosen, *ret_count, &one);
    if (*ret_count < EVIDENCE_MEMBERS)
      ++*ret_count;
    there++;
  }
  for (int i = 0; i < *ret_count; i++)
    chosen[i].command = scene->name(scene->context, chosen[i].member);
  return there;
}
