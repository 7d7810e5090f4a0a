/* clerk.c - see clerk.h */
#include "emit/clerk.h"

#include "emit/flag.h"
#include "emit/trades.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static const double retry_s = 10, hang_s = 60, stale_s = 3600, farewell_s = 1;

/* Of memory, for what could not be written. */
static const double kept_most_bytes = 16777216;

/* A flag that is up, or is to be. */
struct raised {
  struct raised *next;
  char group[];
};

struct clerk {
  struct desk *evidence, *flags; /* NULL: off */
  double most_bytes;
  struct raised *raised;
};

static bool is_set(const char *path) {
  return path && path[0];
}

/* NULL when out of memory; one that cannot start its thread will say so. */
static struct desk *open_desk(const struct trade *trade, const char *path,
                              const struct clerk_rule *rule) {
  double bytes = rule->evidence_max_bytes;
  struct office office = {.path = path,
                          .allowance = {(size_t)rule->evidence_keep, bytes},
                          .retry_s = retry_s,
                          .hang_s = hang_s,
                          .stale_s = trade->last_counts ? INFINITY : stale_s,
                          .kept_bytes = trade->last_counts
                                            ? INFINITY
                                            : fmin(bytes, kept_most_bytes)};
  struct desk *desk = desk_new(trade, &office);

  if (desk)
    (void)desk_take(desk, NULL);
  return desk;
}

struct clerk *clerk_new(const struct clerk_rule *rule) {
  struct clerk *clerk = calloc(1, sizeof(*clerk));
  bool lacks;

  if (!clerk)
    return NULL;
  clerk->most_bytes = rule->evidence_max_bytes;
  if (is_set(rule->evidence_dir))
    clerk->evidence = open_desk(&evidence_trade, rule->evidence_dir, rule);
  if (is_set(rule->fuse_dir))
    clerk->flags = open_desk(&flag_trade, rule->fuse_dir, rule);
  lacks = (is_set(rule->evidence_dir) && !clerk->evidence) ||
          (is_set(rule->fuse_dir) && !clerk->flags);
  if (!lacks)
    return clerk;
  clerk_free(clerk);
  return NULL;
}

static struct raised **raised_at(struct clerk *clerk, const char *group) {
  struct raised **at = &clerk->raised;

  while (*at && strcmp((*at)->group, group) != 0)
    at = &(*at)->next;
  return at;
}

/* The desk has the deed whatever comes of it. */
static int hand_over(struct desk *desk, int r, struct deed *deed) {
  if (r == 0)
    return desk_take(desk, deed);
  desk_note(desk, (struct fault){r == -ENOMEM ? FAULT_THREAD : FAULT_NAME, 0});
  return r;
}

static int lower(struct clerk *clerk, const char *group) {
  struct deed *deed = NULL;
  int r = deed_new(DEED_LOWER, group, "", 0, &deed);

  return hand_over(clerk->flags, r, deed);
}

static void lower_all(struct clerk *clerk) {
  while (clerk->raised) {
    struct raised *raised = clerk->raised;

    (void)lower(clerk, raised->group);
    clerk->raised = raised->next;
    free(raised);
  }
}

void clerk_finish(struct clerk *clerk) {
  double until_s = desk_now_s() + farewell_s;

  lower_all(clerk);
  desk_finish(clerk->flags, until_s);
  desk_finish(clerk->evidence, until_s);
}

void clerk_free(struct clerk *clerk) {
  if (!clerk)
    return;
  clerk_finish(clerk);
  desk_free(clerk->flags, 0);
  desk_free(clerk->evidence, 0);
  free(clerk);
}

int clerk_put_evidence(struct clerk *clerk, const char *group, time_t at,
                       const char *text, size_t length) {
  struct deed *deed = NULL;
  int r;

  if (!clerk->evidence)
    return 0;
  if ((double)length > clerk->most_bytes) {
    desk_note(clerk->evidence, (struct fault){.step = FAULT_SIZE});
    return -EFBIG;
  }
  r = deed_new(DEED_KEEP, group, text, length, &deed);
  if (r == 0)
    deed->at = at;
  return hand_over(clerk->evidence, r, deed);
}

static int remember(struct clerk *clerk, const char *group) {
  size_t length = strlen(group) + 1;
  struct raised *raised;

  if (*raised_at(clerk, group))
    return 0;
  raised = calloc(1, sizeof(*raised) + length);
  if (!raised)
    return -ENOMEM;
  memcpy(raised->group, group, length);
  raised->next = clerk->raised;
  clerk->raised = raised;
  return 0;
}

int clerk_raise_flag(struct clerk *clerk, const char *group, time_t at,
                     const char *sentence) {
  char text[FLAG_BYTES];
  struct deed *deed = NULL;
  int r;

  if (!clerk->flags)
    return 0;
  flag_write(sentence, at, text);
  /* one that cannot be remembered would stay up for ever */
  r = remember(clerk, group);
  if (r == 0)
    r = deed_new(DEED_RAISE, group, text, strlen(text), &deed);
  if (r == 0)
    deed->lasts = true;
  return hand_over(clerk->flags, r, deed);
}

int clerk_lower_flag(struct clerk *clerk, const char *group) {
  struct raised **at = raised_at(clerk, group), *raised = *at;

  if (!clerk->flags)
    return 0;
  if (raised) {
    *at = raised->next;
    free(raised);
  }
  return lower(clerk, group);
}

bool clerk_hear(struct clerk *clerk, char ret_sentence[SENTENCE_BYTES]) {
  return (clerk->evidence && desk_hear(clerk->evidence, ret_sentence)) ||
         (clerk->flags && desk_hear(clerk->flags, ret_sentence));
}
