/* rights.c - see rights.h */
#include "rights.h"

#include "metric/metric.h"

#include <linux/capability.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

static const struct {
  unsigned right;
  unsigned capability;
  const char *name;
} rights[] = {
    {RIGHT_SYS_PTRACE, CAP_SYS_PTRACE, "CAP_SYS_PTRACE"},
    {RIGHT_DAC_READ_SEARCH, CAP_DAC_READ_SEARCH, "CAP_DAC_READ_SEARCH"},
};

enum { RIGHTS = sizeof(rights) / sizeof(rights[0]) };

unsigned rights_held(void) {
  struct __user_cap_header_struct header = {.version =
                                                _LINUX_CAPABILITY_VERSION_3};
  struct __user_cap_data_struct data[2] = {0};
  unsigned held = 0;

  if (syscall(SYS_capget, &header, data) < 0)
    return 0;
  for (int i = 0; i < RIGHTS; i++)
    if (data[0].effective & (1u << rights[i].capability))
      held |= rights[i].right;
  return held;
}

__attribute__((format(printf, 3, 4))) static void
append(char *buffer, size_t capacity, const char *format, ...) {
  size_t used = strlen(buffer);
  __builtin_va_list arguments;

  __builtin_va_start(arguments, format);
  vsnprintf(buffer + used, capacity - used, format, arguments);
  __builtin_va_end(arguments);
}

static unsigned rights_of(enum source_id source, bool fd_by_size) {
  if (source == SOURCE_FD && !fd_by_size)
    return RIGHT_DAC_READ_SEARCH;
  return sources[source].rights;
}

/* "io (rchar, wchar, ...)": the file and what it would have told. */
static void append_loss(char *buffer, size_t capacity, enum source_id source) {
  int first, end;

  metric_range(source, &first, &end);
  append(buffer, capacity, " %s (", sources[source].path);
  for (int id = first; id < end; id++)
    append(buffer, capacity, "%s%s", id > first ? ", " : "", metrics[id].name);
  append(buffer, capacity, "%s)", first == end ? "for the rules" : "");
}

bool rights_write(unsigned held, bool fd_by_size, char *buffer,
                  size_t capacity) {
  const char *and = "";

  *buffer = '\0';
  for (int i = 0; i < RIGHTS; i++) {
    if (held & rights[i].right)
      continue;
    append(buffer, capacity, "%s%s", and, rights[i].name);
    and = " and ";
  }
  if (!*buffer)
    return false;
  append(buffer, capacity, " missing: of other users' processes");
  for (int id = 0; id < SOURCE_COUNT; id++)
    if (rights_of((enum source_id)id, fd_by_size) & ~held)
      append_loss(buffer, capacity, (enum source_id)id);
  append(buffer, capacity, " cannot be read, and these values stay absent.");
  return true;
}
