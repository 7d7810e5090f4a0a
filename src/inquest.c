/* inquest.c - see inquest.h */
#include "inquest.h"

#include "inquest_topic.h"
#include "sample/lane.h"

#include <stdlib.h>

struct inquest {
  const struct settings *settings;
  size_t turn; /* of the topic and process that is asked first */
  bool seen;   /* somebody was, in this tick */
  struct inquest_kernel kernel;
  struct inquiry inquiry[INQUEST_DOSSIERS];
};

/* For how long the dossier of one that is not in trouble any more is nobody
 * else's: a fuse may trip, or a user ask, a little later. */
static const double KEPT_S = 60;

struct inquest *inquest_new(const struct settings *settings) {
  struct inquest *inquest = calloc(1, sizeof(*inquest));

  if (inquest)
    inquest->settings = settings;
  return inquest;
}

void inquest_free(struct inquest *inquest) {
  free(inquest);
}

static struct inquiry *find(struct inquest *inquest, const void *member) {
  for (size_t i = 0; i < INQUEST_DOSSIERS; i++)
    if (inquest->inquiry[i].dossier.member == member)
      return &inquest->inquiry[i];
  return NULL;
}

static bool is_before(const struct inquiry *a, const struct inquiry *b) {
  if (a->person.need != b->person.need)
    return a->person.need < b->person.need;
  return a->trouble_s < b->trouble_s;
}

static size_t dossiers_of(const struct inquest *inquest, size_t group) {
  size_t count = 0;

  for (size_t i = 0; i < INQUEST_DOSSIERS; i++)
    count += inquest->inquiry[i].dossier.member &&
             inquest->inquiry[i].person.need != INQUEST_NOT &&
             inquest->inquiry[i].person.group == group;
  return count;
}

/* Of a group that has several, for one whose group has none. */
static struct inquiry *place_of_many(struct inquest *inquest,
                                     const struct inquest_person *person) {
  struct inquiry *place = NULL;

  if (dossiers_of(inquest, person->group) > 0)
    return NULL;
  for (size_t i = 0; i < INQUEST_DOSSIERS; i++) {
    struct inquiry *inquiry = &inquest->inquiry[i];

    if (inquiry->person.need <= person->need &&
        dossiers_of(inquest, inquiry->person.group) > 1 &&
        (!place || is_before(inquiry, place)))
      place = inquiry;
  }
  return place;
}

/* A place for one with that need: a free one, or that of who needs it less, and
 * of those who do not need it at all that of who has not for longest. */
static struct inquiry *place_for(struct inquest *inquest,
                                 const struct inquest_person *person,
                                 double now_s) {
  struct inquiry *least = find(inquest, NULL);

  if (least)
    return least;
  least = &inquest->inquiry[0];
  for (size_t i = 1; i < INQUEST_DOSSIERS; i++)
    if (is_before(&inquest->inquiry[i], least))
      least = &inquest->inquiry[i];
  if (least->person.need == INQUEST_NOT)
    return now_s - least->trouble_s >= KEPT_S ? least : NULL;
  return least->person.need < person->need ? least
                                           : place_of_many(inquest, person);
}

/* Counts are what tells how much of a list is filled: what stands there need
 * not be touched. An errand of who had the place may still be out. */
static void begin(struct inquiry *inquiry, const struct inquest_person *person,
                  double now_s) {
  struct dossier *dossier = &inquiry->dossier;

  dossier->pid = person->pid;
  dossier->member = person->member;
  dossier->opened_s = now_s;
  dossier->looked_s = now_s;
  dossier->looks = 0;
  dossier->command_line[0] = dossier->exe[0] = dossier->cgroups[0] = '\0';
  dossier->threads_there = dossier->thread_count = dossier->stack_count = 0;
  dossier->fds_there = dossier->file_count = dossier->files_there = 0;
  dossier->socket_count = dossier->sockets_there = 0;
  dossier->mapping_count = dossier->lack_count = 0;
  dossier->findings = (struct findings){0};
  inquiry->threads.at = 0;
  inquiry->threads.was_stuck = false;
  inquiry->is_known = false;
  for (int i = 0; i < TOPIC_COUNT; i++)
    if (topics[i].open)
      topics[i].open(inquiry);
}

void inquest_see(struct inquest *inquest, const struct inquest_person *person,
                 double now_s) {
  struct inquiry *inquiry = find(inquest, person->member);

  if (!inquiry && person->need != INQUEST_NOT) {
    inquiry = place_for(inquest, person, now_s);
    if (inquiry)
      begin(inquiry, person, now_s);
  }
  if (!inquiry)
    return;
  inquiry->settings = inquest->settings;
  inquiry->kernel = &inquest->kernel;
  inquiry->person = *person;
  inquiry->now_s = now_s;
  inquiry->seen = inquest->seen = true;
  if (person->need != INQUEST_NOT)
    inquiry->trouble_s = now_s;
}

static bool wants(const struct inquiry *inquiry, int topic, struct lane *lane) {
  unsigned long ticket = inquiry->trip[topic].ticket;

  return inquiry->seen && inquiry->person.need != INQUEST_NOT &&
         topics[topic].of_stuck == inquiry->person.is_stuck &&
         !(ticket && lane_is_out(lane, ticket)) && topics[topic].wants(inquiry);
}

/* False when the batch is full. */
static bool send(struct inquiry *inquiry, int topic, struct lane *lane) {
  struct errand *errand = lane_take(lane);

  if (!errand)
    return false;
  inquiry->trip[topic] = (struct inquiry_trip){inquiry, errand->ticket};
  errand->dirfd = inquiry->person.dirfd;
  errand->pid = inquiry->person.pid;
  errand->owner = &inquiry->trip[topic];
  topics[topic].fill(inquiry, errand);
  return true;
}

/* All topics of all, from the one whose turn it is, as far as the tick has
 * errands; the next tick begins where this one has come to. */
static void send_all(struct inquest *inquest,
                     const struct inquest_means *means) {
  size_t all = (size_t)INQUEST_DOSSIERS * TOPIC_COUNT;
  size_t sent = 0;

  for (size_t i = 0; i < all; i++) {
    size_t at = (inquest->turn + i) % all;
    struct inquiry *inquiry = &inquest->inquiry[at / TOPIC_COUNT];
    int topic = (int)(at % TOPIC_COUNT);

    inquiry->means = means;
    if (!wants(inquiry, topic, means->lane))
      continue;
    if (sent == INQUEST_ERRANDS || !send(inquiry, topic, means->lane)) {
      inquest->turn = at;
      return;
    }
    sent++;
  }
}

static void take(const struct errand *errand) {
  const struct inquiry_trip *trip = errand->owner;
  struct inquiry *inquiry = trip->inquiry;

  if (errand->outcome == ERRAND_SKIPPED)
    return;
  topics[trip - inquiry->trip].take(inquiry, errand);
  inquiry->dossier.looked_s = inquiry->now_s;
}

void inquest_run(struct inquest *inquest, const struct inquest_means *means) {
  const struct errand *errand;

  if (!inquest->seen)
    return;
  send_all(inquest, means);
  lane_run_modestly(means->lane, means->end_s);
  for (size_t i = 0; (errand = lane_look(means->lane, i)); i++)
    take(errand);
  lane_clear(means->lane);
  for (size_t i = 0; i < INQUEST_DOSSIERS; i++)
    inquest->inquiry[i].seen = false;
  inquest->seen = false;
}

const struct dossier *inquest_find(const struct inquest *inquest,
                                   const void *member) {
  for (size_t i = 0; member && i < INQUEST_DOSSIERS; i++)
    if (inquest->inquiry[i].dossier.member == member)
      return &inquest->inquiry[i].dossier;
  return NULL;
}

void inquest_close(struct inquest *inquest, const void *member) {
  struct inquiry *inquiry = member ? find(inquest, member) : NULL;

  if (!inquiry)
    return;
  inquiry->dossier.member = NULL;
  inquiry->seen = false;
}
