/* cause.c - see cause.h */
#include "judge/cause.h"

#include "judge/cause_table.h"

#include <string.h>

/* clang-format off */
const struct cause_row causes[CAUSE_COUNT] = {
  [CAUSE_UNKNOWN]       = { "unknown",            "unknown" },
  [CAUSE_RUNNING]       = { "running",            "running" },
  [CAUSE_STORAGE_READ]  = { "storage_read",       "storage read" },
  [CAUSE_STORAGE_WRITE] = { "storage_write",      "storage write" },
  [CAUSE_THROTTLE]      = { "writeback_throttle", "writeback throttle" },
  [CAUSE_FSYNC]         = { "fsync",              "fsync or journal" },
  [CAUSE_PAGE_FAULT]    = { "page_fault",         "page fault" },
  [CAUSE_SWAP_IN]       = { "swap_in",            "swap-in" },
  [CAUSE_NET_RECEIVE]   = { "network_receive",    "network receive", true },
  [CAUSE_NET_SEND]      = { "network_send",       "network send" },
  [CAUSE_PIPE]          = { "pipe",               "pipe", true },
  [CAUSE_LOCK]          = { "lock",               "lock or futex", true },
  [CAUSE_REQUEST]       = { "request",            "FUSE or NFS request" },
  [CAUSE_CHOICE]        = { "sleep",              "sleep by choice", true },
};

/* clang-format on */

/* Filesystems whose files somebody else has; beginnings of the names of types:
 * "fuse.sshfs", "fuseblk", "nfs4". */
static const char *const served[] = {"9p",   "afs",      "beegfs", "ceph",
                                     "cifs", "fuse",     "gpfs",   "lustre",
                                     "nfs",  "orangefs", "smb",    "virtiofs"};

enum cause cause_find(const char *name) {
  int id = 0;

  while (id < CAUSE_COUNT && strcmp(causes[id].name, name) != 0)
    id++;
  return (enum cause)id;
}

bool cause_holds_up(enum cause cause) {
  return cause != CAUSE_UNKNOWN && cause != CAUSE_RUNNING &&
         cause != CAUSE_CHOICE;
}

bool syscall_has_fd(long number) {
  const struct call *call = call_find(number);

  return call && call->has_fd;
}

/* The innermost of each weight. */
struct reasons {
  const struct clue *tells;
  const struct clue *vague;
  const struct clue *entry;
};

static void consider(struct reasons *reasons, struct text symbol) {
  const struct clue *clue = clue_find(symbol);
  const struct clue **place;

  if (!clue || clue->weight == CALLER)
    return;
  place = clue->weight == TELLS   ? &reasons->tells
          : clue->weight == ENTRY ? &reasons->entry
                                  : &reasons->vague;
  if (!*place)
    *place = clue;
}

/* A thread does not sleep in there itself, but in a function of .sched.text
 * that is called from there. */
static bool takes_a_lock(struct text wchan) {
  const struct clue *clue = clue_find(wchan);

  return clue && (clue->weight == CALLER || clue->weight == ENTRY);
}

static bool is_served(const char *filesystem) {
  for (size_t i = 0; i < sizeof(served) / sizeof(served[0]); i++)
    if (strncmp(filesystem, served[i], strlen(served[i])) == 0)
      return true;
  return false;
}

/* Without a stack, what a copy to or from memory faults in goes for the file of
 * the system call. */
static enum cause storage_by(const struct thread_sight *sight,
                             const struct reasons *reasons) {
  const struct call *call;

  if (reasons->entry && reasons->entry->cause == CAUSE_PAGE_FAULT)
    return CAUSE_PAGE_FAULT;
  if (syscall_has_fd(sight->syscall) && is_served(sight->filesystem))
    return CAUSE_REQUEST;
  if (reasons->entry)
    return reasons->entry->cause;
  if (!sight->knows_syscall)
    return CAUSE_UNKNOWN;
  if (sight->syscall < 0)
    return CAUSE_PAGE_FAULT;
  call = call_find(sight->syscall);
  return call ? call->storage : CAUSE_UNKNOWN;
}

/* In a stack in which no function is known a thread sleeps in one that nobody
 * has told us of. */
static enum cause resolve(const struct thread_sight *sight,
                          const struct reasons *reasons) {
  const struct call *call =
      sight->knows_syscall ? call_find(sight->syscall) : NULL;
  enum cause storage;

  if (reasons->tells)
    return reasons->tells->cause;
  if (!reasons->vague)
    return CAUSE_UNKNOWN;
  if (reasons->vague->weight == SOCKET)
    return call ? call->socket : CAUSE_UNKNOWN;
  storage = storage_by(sight, reasons);
  if (reasons->vague->weight == LOCKED)
    return storage == CAUSE_STORAGE_WRITE ? CAUSE_STORAGE_WRITE : CAUSE_LOCK;
  return storage;
}

enum cause cause_of(const struct thread_sight *sight) {
  struct reasons reasons = {0};
  struct text stack = sight->stack, frame;
  struct text wchan = text_of_string(sight->wchan);

  if (sight->state == 'R')
    return CAUSE_RUNNING;
  if (sight->state == 'I')
    return CAUSE_CHOICE;
  if (sight->state == 'T' || sight->state == 't')
    return CAUSE_UNKNOWN;
  while (!text_is_empty(frame = sight_frame(&stack)))
    consider(&reasons, frame);
  if (reasons.tells || reasons.vague)
    return resolve(sight, &reasons);
  frame = sight_frame(&wchan);
  if (takes_a_lock(frame))
    return CAUSE_LOCK;
  consider(&reasons, frame);
  return resolve(sight, &reasons);
}
