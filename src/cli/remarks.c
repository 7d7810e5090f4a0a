/* remarks.c - see remarks.h */
#include "cli/remarks.h"

#include "emit/growth_text.h"
#include "herd.h"
#include "pipeline.h"
#include "rolls.h"

#include <math.h>

static double pace_of(const struct growth_account *account) {
  return fabs(account->anon_per_s) + fabs(account->file_per_s) +
         fabs(account->shared_per_s);
}

/* The place of one with that account among those that change faster; NULL when
 * there are enough of them. */
static struct remark *place_for(struct remarks *remarks,
                                const struct growth_account *account) {
  double pace = pace_of(account);
  int at = remarks->count;

  if (at < REMARKS_MOST)
    remarks->count++;
  else if (pace <= pace_of(&remarks->remark[--at].account))
    return NULL;
  for (; at > 0 && pace > pace_of(&remarks->remark[at - 1].account); at--)
    remarks->remark[at] = remarks->remark[at - 1];
  return &remarks->remark[at];
}

static void take_member(struct remarks *remarks, const struct parts *parts,
                        const struct member *member) {
  struct growth_account account =
      member_growth(member, timeline_now_s(parts->timeline), parts->page_bytes);
  const char *target = parts->rolls->roll[member->group].target;
  struct remark *remark;

  if (account.pattern == GROWTH_UNKNOWN || account.pattern == GROWTH_NONE)
    return;
  remark = place_for(remarks, &account);
  if (!remark)
    return;
  snprintf(remark->who, sizeof(remark->who), "%s[%d]", target, member->pid);
  remark->account = account;
}

void remarks_take(struct remarks *remarks, const struct pipeline *pipeline) {
  struct parts parts = pipeline_parts(pipeline);

  remarks->count = 0;
  for (size_t i = 0; i < parts.herd->high; i++) {
    const struct member *member = herd_at(parts.herd, i);

    if (member && member->seen && pipeline_is_at_risk(member))
      take_member(remarks, &parts, member);
  }
}

void remarks_print(const struct remarks *remarks, FILE *out) {
  char sentence[GROWTH_TEXT_BYTES];

  for (int i = 0; i < remarks->count; i++) {
    growth_write(&remarks->remark[i].account, sentence, sizeof(sentence));
    fprintf(out, "%s: %s.\n", remarks->remark[i].who, sentence);
  }
}
