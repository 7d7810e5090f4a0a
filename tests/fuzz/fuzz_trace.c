/* fuzz_trace.c - a line of a trace: an entry, or the head. What was read is
 * written, read again, and is the same. */
#include "fuzz.h"

#include "cli/trace_head.h"
#include "cli/trace_read.h"
#include "settings.h"

#include <errno.h>

static const struct trace_wish as_recorded = {.model = MODEL_COUNT,
                                              .horizon_s = (double)NAN,
                                              .metric = METRIC_COUNT,
                                              .limit = (double)NAN};

static struct trace_line one, other;
static char written[1 << 16];

static void check_values(const struct trace_line *line) {
  for (int id = 0; id < METRIC_COUNT; id++)
    MUST(!isinf(line->value[id]));
  for (int lane = 0; lane < LANE_COUNT; lane++)
    MUST(!isinf(line->read_s[lane]));
  MUST(memchr(line->name, '\0', sizeof(line->name)));
  MUST(memchr(line->command, '\0', sizeof(line->command)));
  MUST(line->entry.kind < ENTRY_KINDS);
}

/* The entry as a line; false when it does not fit, or has no place in a trace.
 */
static bool write_entry(const struct entry *entry) {
  FILE *out = fmemopen(written, sizeof(written), "w");
  struct trace_writer *writer = out ? trace_writer_new(out) : NULL;
  int r;

  MUST(writer);
  trace_write(writer, entry);
  r = trace_writer_flush(writer);
  trace_writer_free(writer);
  fclose(out);
  written[strcspn(written, "\n")] = '\0';
  return r == 0;
}

static bool is_of_kind(enum metric_id id, enum entry_kind kind) {
  switch (kind) {
  case ENTRY_HOST:
    return metrics[id].scope == SCOPE_HOST;
  case ENTRY_DEVICE:
    return metrics[id].scope == SCOPE_DEVICE;
  case ENTRY_FILESYSTEM:
    return metrics[id].scope == SCOPE_FILESYSTEM;
  default:
    return kind == ENTRY_SAMPLE && metrics[id].scope == SCOPE_MEMBER;
  }
}

static bool is_of_member(enum entry_kind kind) {
  return kind >= ENTRY_ADMIT && kind <= ENTRY_SKIP;
}

static void read_again(void) {
  if (!write_entry(&one.entry))
    return;
  MUST(trace_line_read(written, &other) == 0);
  MUST(other.entry.kind == one.entry.kind);
  if (is_of_member(one.entry.kind))
    MUST(other.entry.pid == one.entry.pid &&
         other.entry.member == one.entry.member);
  if (one.entry.kind == ENTRY_BEGIN)
    MUST(same_number(one.entry.now_s, other.entry.now_s));
  if (!one.entry.value != !other.entry.value)
    MUST(one.entry.kind != ENTRY_FILESYSTEM);
  for (int id = 0; id < METRIC_COUNT && one.entry.value; id++)
    if (is_of_kind((enum metric_id)id, one.entry.kind) &&
        metrics[id].source != SOURCE_DERIVED)
      MUST(same_number(one.value[id], other.value[id]));
}

static void check_head(const char *text) {
  struct trace_head head;
  struct settings settings;
  struct complaint complaint = {.text = ""};
  int r;

  MUST(settings_init(&settings) == 0);
  r = trace_head_read(text, &as_recorded, &settings, &head, &complaint);
  if (r < 0)
    MUST(complaint.text[0]);
  else
    MUST(head.cpus >= 1 && fabs(head.epoch_s) < 1e11);
  MUST(!settings.open && settings.group_count <= TRACE_GROUPS_MOST);
  MUST(settings.horizon_s >= 10 && settings.horizon_s <= 86400);
  settings_release(&settings);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  char *text = string_of(data, size);
  int r = trace_line_read(text, &one);

  MUST(r == 0 || r == -EBADMSG);
  if (r == 0 && one.entry.member <= INT32_MAX && one.entry.pid > 0) {
    check_values(&one);
    read_again();
  } else if (r < 0) {
    check_head(text);
  }
  free(text);
  return 0;
}
