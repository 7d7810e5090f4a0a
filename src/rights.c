/* rights.c - see rights.h */
#include "rights.h"

#include "base/file.h"
#include "base/scoped.h"
#include "base/text.h"
#include "metric/metric.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/capability.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <unistd.h>

static const struct {
  unsigned right;
  unsigned capabilities; /* any of them will do */
  const char *name;
} rights[] = {
    {RIGHT_SYS_PTRACE, 1u << CAP_SYS_PTRACE, "CAP_SYS_PTRACE"},
    {RIGHT_DAC_READ_SEARCH, 1u << CAP_DAC_READ_SEARCH | 1u << CAP_DAC_OVERRIDE,
     "CAP_DAC_READ_SEARCH"},
    {RIGHT_NET_ADMIN, 1u << CAP_NET_ADMIN, "CAP_NET_ADMIN"},
};

/* What is needed only for processes of other users. */
enum { OF_OTHERS = RIGHT_SYS_PTRACE | RIGHT_DAC_READ_SEARCH };

enum {
  RIGHTS = sizeof(rights) / sizeof(rights[0]),
  MOUNTINFO_BYTES = 1024 * 1024,
  GROUPS_MOST = 65536, /* NGROUPS_MAX */
};

unsigned rights_of_capabilities(unsigned capabilities) {
  unsigned held = 0;

  for (int i = 0; i < RIGHTS; i++)
    if (capabilities & rights[i].capabilities)
      held |= rights[i].right;
  return held;
}

unsigned rights_held(void) {
  struct __user_cap_header_struct header = {.version =
                                                _LINUX_CAPABILITY_VERSION_3};
  struct __user_cap_data_struct data[2] = {0};

  if (syscall(SYS_capget, &header, data) < 0)
    return 0;
  return rights_of_capabilities(data[0].effective);
}

/* Linux 5.8 and later print words for the levels, and 4, which looks at no
 * group. The group that is excepted, unless another is named, is 0. */
static void take_option(struct hiding *hiding, struct text option) {
  uint64_t gid;

  if (text_skip(&option, "hidepid=")) {
    hiding->hides = !text_equals(option, "0") && !text_equals(option, "off");
    hiding->excepts =
        !text_equals(option, "4") && !text_equals(option, "ptraceable");
  } else if (text_skip(&option, "gid=") && text_to_u64(option, &gid) == 0 &&
             gid <= UINT_MAX) {
    hiding->gid = (unsigned)gid;
  }
}

static struct hiding hiding_of(struct text options) {
  struct hiding hiding = {0};

  while (!text_is_empty(options))
    take_option(&hiding, text_cut(&options, ','));
  return hiding;
}

struct hiding rights_hiding(struct text mountinfo, const char *device) {
  while (!text_is_empty(mountinfo)) {
    struct text line = text_cut(&mountinfo, '\n');
    struct text word;

    (void)text_word(&line); /* id */
    (void)text_word(&line); /* parent */
    if (!text_equals(text_word(&line), device))
      continue;
    do
      word = text_word(&line);
    while (!text_is_empty(word) && !text_equals(word, "-"));
    if (!text_equals(text_word(&line), "proc"))
      continue;
    (void)text_word(&line); /* what is mounted */
    return hiding_of(text_word(&line));
  }
  return (struct hiding){0};
}

static bool is_in_group(unsigned gid) {
  gid_t *groups = calloc(GROUPS_MOST, sizeof(*groups));
  int count = groups ? getgroups(GROUPS_MOST, groups) : 0;
  bool found = getegid() == gid;

  for (int i = 0; i < count; i++)
    found = found || groups[i] == gid;
  free(groups);
  return found;
}

bool rights_hidden(int procfd) {
  scoped_free char *mountinfo = malloc(MOUNTINFO_BYTES);
  struct hiding hiding;
  struct stat found;
  char device[32];
  long length;

  if (!mountinfo)
    return false;
  length = file_read_at(AT_FDCWD, "/proc/self/mountinfo", mountinfo,
                        MOUNTINFO_BYTES);
  if (length < 0 || fstat(procfd, &found) < 0)
    return false;
  snprintf(device, sizeof(device), "%u:%u", major(found.st_dev),
           minor(found.st_dev));
  hiding = rights_hiding(text_of(mountinfo, (size_t)length), device);
  return hiding.hides && !(hiding.excepts && is_in_group(hiding.gid));
}

__attribute__((format(printf, 3, 4))) static void
append(char *buffer, size_t capacity, const char *format, ...) {
  size_t used = strlen(buffer);
  __builtin_va_list arguments;

  __builtin_va_start(arguments, format);
  vsnprintf(buffer + used, capacity - used, format, arguments);
  __builtin_va_end(arguments);
}

/* What is lost with exe and fd/N, or is told of who is in trouble. */
static bool is_told_elsewhere(enum source_id source) {
  return source == SOURCE_TASK_EXE || source == SOURCE_FD_SIZES ||
         source == SOURCE_NS_NET || source == SOURCE_THREADS;
}

/* What is read only when somebody asks for it is no loss. */
static unsigned rights_of(enum source_id source, bool fd_by_size) {
  if (source == SOURCE_FD && !fd_by_size)
    return RIGHT_DAC_READ_SEARCH;
  if (sources[source].lane == LANE_DEEP || is_told_elsewhere(source))
    return 0;
  return sources[source].rights;
}

/* "io (rchar, wchar, ...)": the file and what it would have told. */
static void append_loss(char *buffer, size_t capacity, enum source_id source) {
  int first, end;

  metric_range(source, &first, &end);
  append(buffer, capacity, " %s (", sources[source].path);
  for (int id = first; id < end; id++)
    append(buffer, capacity, "%s%s", id > first ? ", " : "", metrics[id].name);
  append(buffer, capacity, "%s)",
         first < end                 ? ""
         : source == SOURCE_FDINFO   ? "disk_full"
         : source == SOURCE_FD_LINKS ? "for evidence"
                                     : "for the rules");
}

static void append_missing(char *buffer, size_t capacity, unsigned held) {
  const char *and = "";

  for (int i = 0; i < RIGHTS; i++) {
    if (held & rights[i].right)
      continue;
    append(buffer, capacity, "%s%s", and, rights[i].name);
    and = " and ";
  }
}

static void append_losses_of(char *buffer, size_t capacity,
                             const struct view *view, unsigned among) {
  for (int id = 0; id < SOURCE_COUNT; id++)
    if (rights_of((enum source_id)id, view->fd_by_size) & ~view->held & among)
      append_loss(buffer, capacity, (enum source_id)id);
}

static void append_losses(char *buffer, size_t capacity,
                          const struct view *view) {
  bool others = (OF_OTHERS & ~view->held) != 0;

  append(buffer, capacity, " missing:%s",
         others ? " of other users' processes" : "");
  append_losses_of(buffer, capacity, view, OF_OTHERS);
  if (RIGHT_NET_ADMIN & ~view->held)
    append(buffer, capacity, "%s of any process", others ? ", and" : "");
  append_losses_of(buffer, capacity, view, RIGHT_NET_ADMIN);
  append(buffer, capacity, " cannot be read, and these values stay absent.");
}

static bool write_all(const struct view *view, char *buffer, size_t capacity) {
  bool hidden = view->hidden && !(view->held & RIGHT_SYS_PTRACE);

  *buffer = '\0';
  append_missing(buffer, capacity,
                 hidden ? view->held | RIGHT_NET_ADMIN : view->held);
  if (!*buffer)
    return false;
  if (hidden)
    append(buffer, capacity,
           " missing: ProcPath is mounted with hidepid, other users' processes "
           "are hidden and none of them is followed; CAP_SYS_PTRACE, or the "
           "group of the mount option gid, shows them.");
  else
    append_losses(buffer, capacity, view);
  return true;
}

bool rights_write(const struct view *view, char *buffer, size_t capacity) {
  struct view counts = *view;

  if (view->apart)
    counts.held = 0;
  if (!write_all(&counts, buffer, capacity))
    return false;
  if (view->apart)
    append(buffer, capacity,
           " Capabilities of a user namespace reach its own processes only.");
  return true;
}

/* Whether `link` of us names the namespace that the kernel made at its start. A
 * kernel that has no such namespaces has no such link. */
static bool is_initial(int procfd, const char *link, const char *name) {
  char buffer[64];
  long length = file_link_at(procfd, link, buffer, sizeof(buffer));

  if (length == -ENOENT)
    return true;
  return length > 0 && text_equals(text_of(buffer, (size_t)length), name);
}

/* The inodes are PROC_PID_INIT_INO and PROC_USER_INIT_INO: linux/proc_ns.h. */
static bool is_of_initial_pids(int procfd) {
  return is_initial(procfd, "self/ns/pid", "pid:[4026531836]");
}

static bool is_of_initial_users(int procfd) {
  return is_initial(procfd, "self/ns/user", "user:[4026531837]");
}

bool rights_apart(int procfd) {
  return is_of_initial_pids(procfd) && !is_of_initial_users(procfd);
}

bool rights_may_account(int procfd) {
  char self[16];
  long length = file_link_at(procfd, "self", self, sizeof(self));
  uint64_t pid;

  return length > 0 && text_to_u64(text_of(self, (size_t)length), &pid) == 0 &&
         pid == (uint64_t)getpid() && (rights_held() & RIGHT_NET_ADMIN) &&
         is_of_initial_pids(procfd) && is_of_initial_users(procfd);
}
