/* census.c - see census.h */
#include "discover/census.h"

#include "base/file.h"
#include "base/text.h"
#include "metric/source.h"

#include <errno.h>
#include <stdlib.h>

enum { GROW_BY = 1024, TURN_TICKS = 10, YOUNG_TICKS = 8, STAT_BYTES = 65536 };

struct entry {
  int pid;
  bool followed;
  bool settled; /* was there before us: never young */
  unsigned long born;
};

struct list {
  struct entry *entry;
  size_t count;
  size_t capacity;
};

struct census {
  struct list known; /* ascending by pid */
  struct list swept;
  bool out_of_memory;
  unsigned long tick;
  bool has_swept;
  uint64_t forks; /* before the last sweep; 0: not known */
  char stat[STAT_BYTES];
};

struct census *census_new(void) {
  return calloc(1, sizeof(struct census));
}

void census_free(struct census *census) {
  if (!census)
    return;
  free(census->known.entry);
  free(census->swept.entry);
  free(census);
}

static bool list_grow(struct list *list) {
  size_t wanted = list->capacity + GROW_BY;
  struct entry *entry = realloc(list->entry, wanted * sizeof(*entry));

  if (!entry)
    return false;
  list->entry = entry;
  list->capacity = wanted;
  return true;
}

static void take_pid(void *context, int pid) {
  struct census *census = context;
  struct list *list = &census->swept;

  if (list->count == list->capacity && !list_grow(list))
    census->out_of_memory = true;
  else
    list->entry[list->count++] = (struct entry){
        .pid = pid, .settled = !census->has_swept, .born = census->tick};
}

static int by_pid(const void *a, const void *b) {
  const struct entry *one = a, *other = b;

  return (one->pid > other->pid) - (one->pid < other->pid);
}

/* /proc lists pids in ascending order; other directories need not. */
static void sort(struct list *list) {
  for (size_t i = 1; i < list->count; i++)
    if (list->entry[i].pid < list->entry[i - 1].pid) {
      qsort(list->entry, list->count, sizeof(struct entry), by_pid);
      return;
    }
}

/* What was known of those that are still there goes over to the sweep. */
static void inherit(const struct list *known, struct list *swept) {
  size_t k = 0;

  for (size_t i = 0; i < swept->count; i++) {
    while (k < known->count && known->entry[k].pid < swept->entry[i].pid)
      k++;
    if (k < known->count && known->entry[k].pid == swept->entry[i].pid)
      swept->entry[i] = known->entry[k];
  }
}

/* How many forks there have been since boot; 0 when that is not told. */
static uint64_t count_forks(struct census *census, int procfd) {
  long length = file_read_at(procfd, sources[SOURCE_HOST_STAT].path,
                             census->stat, STAT_BYTES);
  struct text rest = text_of(census->stat, length > 0 ? (size_t)length : 0);
  uint64_t forks = 0;

  while (!text_is_empty(rest)) {
    struct text line = text_cut(&rest, '\n');

    if (text_skip(&line, "processes ") && text_to_u64(line, &forks) == 0)
      return forks;
  }
  return 0;
}

static bool is_young(const struct census *census, const struct entry *entry) {
  return !entry->settled && census->tick - entry->born <= YOUNG_TICKS;
}

static bool somebody_is_young(const struct census *census) {
  for (size_t i = 0; i < census->known.count; i++)
    if (!census->known.entry[i].followed &&
        is_young(census, &census->known.entry[i]))
      return true;
  return false;
}

static int sweep(struct census *census, int procfd) {
  struct list before = census->known;
  int r;

  census->swept.count = 0;
  census->out_of_memory = false;
  r = file_each_number(procfd, take_pid, census);
  if (r == 0 && census->out_of_memory)
    r = -ENOMEM; /* who is not on half a list is not gone */
  if (r < 0)
    return r;
  sort(&census->swept);
  inherit(&census->known, &census->swept);
  census->known = census->swept;
  census->swept = before;
  census->has_swept = true;
  return 0;
}

int census_sweep(struct census *census, int procfd) {
  uint64_t forks = count_forks(census, procfd); /* before: none is missed */
  int r;

  census->tick++;
  if (forks > 0 && forks == census->forks && !somebody_is_young(census))
    return 0;
  r = sweep(census, procfd);
  census->forks = r < 0 ? 0 : forks;
  return r;
}

static bool has_its_turn(const struct census *census,
                         const struct entry *entry) {
  unsigned long age = census->tick - entry->born;

  if (entry->followed)
    return false;
  if (age == 0)
    return true;
  if (is_young(census, entry))
    return (age & (age - 1)) == 0; /* 1, 2, 4, 8 */
  return (census->tick + (unsigned long)entry->pid) % TURN_TICKS == 0;
}

void census_each(struct census *census, bool (*look)(void *context, int pid),
                 void *context) {
  for (size_t i = 0; i < census->known.count; i++) {
    struct entry *entry = &census->known.entry[i];

    if (has_its_turn(census, entry) && look(context, entry->pid))
      entry->followed = true;
  }
}

static struct entry *find(struct census *census, int pid) {
  struct entry key = {.pid = pid};

  if (census->known.count == 0)
    return NULL;
  return bsearch(&key, census->known.entry, census->known.count,
                 sizeof(struct entry), by_pid);
}

void census_forget(struct census *census, int pid) {
  struct entry *entry = find(census, pid);

  if (!entry)
    return;
  entry->followed = false;
  entry->settled = false;
  entry->born = census->tick;
}

void census_follow(struct census *census, int pid) {
  struct entry *entry = find(census, pid);

  if (entry)
    entry->followed = true;
}

void census_revisit(struct census *census, int pid) {
  const struct entry *entry = find(census, pid);

  if (entry && !entry->followed)
    census_forget(census, pid);
}
