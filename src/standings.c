/* standings.c - see standings.h */
#include "standings.h"

#include "herd.h"
#include "pipeline.h"
#include "rolls.h"
#include "subjects.h"

struct walk {
  const struct settings *settings;
  void (*take)(void *context, const struct stand *stand);
  void *context;
};

static void take_roll(const struct walk *walk, const struct roll *roll) {
  for (int i = 0; i < roll->wall_count; i++)
    walk->take(walk->context,
               &(struct stand){.target = roll->target,
                               .wall = &roll->wall[i].wall,
                               .standing = &roll->wall[i].worst,
                               .state = roll->wall[i].alarm.shown});
}

static void take_member(const struct walk *walk, const struct roll *roll,
                        const struct member *member, size_t place) {
  for (int i = 0; i < roll->wall_count; i++) {
    bool certain;

    walk->take(walk->context,
               &(struct stand){.target = roll->target,
                               .pid = member->pid,
                               .member = place,
                               .wall = &roll->wall[i].wall,
                               .standing = &member->standing[i],
                               .state = verdict_of(
                                   &roll->wall[i].wall, &member->standing[i],
                                   walk->settings->horizon_s, &certain)});
  }
}

static void take_members(const struct walk *walk, const struct herd *herd,
                         const struct roll *roll, size_t group) {
  for (size_t i = 0; i < herd->high; i++) {
    const struct member *member = herd_at(herd, i);

    if (member && member->seen && member->group == group)
      take_member(walk, roll, member, i);
  }
}

static void take_subjects(const struct walk *walk,
                          const struct subjects *subjects) {
  const struct subject *subject;
  size_t index = 0;

  while ((subject = subjects_next(subjects, &index)))
    if (subject->stands && subject->seen)
      take_roll(walk, &subject->roll);
}

void standings_each(const struct pipeline *pipeline,
                    const struct settings *settings,
                    void (*take)(void *context, const struct stand *stand),
                    void *context) {
  struct walk walk = {settings, take, context};
  struct parts parts = pipeline_parts(pipeline);
  const struct roll *roll;
  size_t index = 0;

  while ((roll = rolls_next(parts.rolls, &index))) {
    take_roll(&walk, roll);
    take_members(&walk, parts.herd, roll, index - 1);
  }
  take_roll(&walk, parts.host);
  take_subjects(&walk, parts.disks);
  take_subjects(&walk, parts.volumes);
}
