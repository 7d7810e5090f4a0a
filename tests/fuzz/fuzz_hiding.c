/* fuzz_hiding.c - what the mount options of a procfs hide. The first line is
 * its device, behind it stands mountinfo. What was found is written as the
 * kernel does, and found to be the same. */
#include "fuzz.h"

#include "rights.h"

#include <inttypes.h>

/* Whether it has an option that names the group. */
static bool has_gid(const char *text, unsigned gid) {
  for (const char *at = text; (at = strstr(at, "gid=")); at++)
    if (at[4] >= '0' && at[4] <= '9' && strtoumax(at + 4, NULL, 10) == gid)
      return true;
  return false;
}

/* As Linux 5.8 and later print it, and as those before do. */
static const char *level_of(const struct hiding *hiding, bool by_word) {
  if (hiding->hides && hiding->excepts)
    return by_word ? ",hidepid=invisible" : ",hidepid=2";
  if (hiding->hides)
    return by_word ? ",hidepid=ptraceable" : ",hidepid=4";
  if (hiding->excepts)
    return by_word ? ",hidepid=off" : ",hidepid=0";
  return "";
}

static void check_same(const struct hiding *a, const struct hiding *b) {
  MUST(a->hides == b->hides);
  MUST(a->excepts == b->excepts);
  MUST(a->gid == b->gid);
}

/* Behind a mount of another type, and a procfs of another device. */
static void write_again(const struct hiding *hiding, bool by_word,
                        const char *device, struct text mountinfo) {
  size_t capacity = 3 * strlen(device) + text_length(mountinfo) + 512;
  char *text = malloc(capacity);
  struct hiding again;
  size_t length;

  MUST(text);
  length = (size_t)snprintf(
      text, capacity,
      "34 1 %s / /a rw - tmpfs proc rw,gid=7,hidepid=%s\n"
      "35 1 %s0 / /b rw - proc proc rw,gid=7,hidepid=%s\n"
      "36 1 %s / /proc rw shared:9 - proc proc rw,gid=%u%s\n",
      device, hiding->hides ? "off" : "2", device, hiding->hides ? "off" : "2",
      device, hiding->gid, level_of(hiding, by_word));
  again = rights_hiding(text_of(text, length), device);
  check_same(hiding, &again);
  memcpy(text + length, mountinfo.at, text_length(mountinfo));
  again = rights_hiding(text_of(text, length + text_length(mountinfo)), device);
  check_same(hiding, &again);
  free(text);
}

static void check(struct text mountinfo, const char *device) {
  char *text = string_of((const uint8_t *)mountinfo.at, text_length(mountinfo));
  struct hiding hiding = rights_hiding(mountinfo, device);

  if (!memchr(text, '\0', text_length(mountinfo))) {
    MUST(!(hiding.hides || hiding.excepts) || strstr(text, "hidepid="));
    MUST(hiding.gid == 0 || has_gid(text, hiding.gid));
  }
  for (int word = 0; word < 2 && device[0] && !strpbrk(device, " \t"); word++)
    write_again(&hiding, word, device, mountinfo);
  free(text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  struct text rest = input_of(data, size);
  char device[32];

  text_copy(text_cut(&rest, '\n'), device, sizeof(device));
  check(rest, device);
  return 0;
}
