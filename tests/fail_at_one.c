/* fail_at_one.c - see fail_at_one.h */
#include "expect.h"

#include "fail_at_judge.h"
#include "fail_at_one.h"
#include "fail_at_plants.h"
#include "fail_at_points.h"
#include "fail_at_report.h"
#include "fail_at_run.h"

#include <string.h>

bool one_find(const struct story *clean, const char *text,
              struct fail_point *point) {
  if (!point_read(text, point)) {
    fprintf(stderr,
            "fail-at: there is no point \"%s\"; one is "
            "THREAD:CALL:NTH:WAY:once or THREAD:CALL:NTH:WAY:on.\n",
            text);
    return false;
  }
  if (!point_is_there(&clean->book, point)) {
    fprintf(stderr,
            "fail-at: there is no point \"%s\"; thread %d calls %s %u times.\n",
            text, point->thread, fail_call_name(point->call),
            clean->book.count[point->thread][point->call]);
    return false;
  }
  return true;
}

int one_tell(const struct story *clean, struct story *story,
             const struct fail_point *point, const char *part) {
  char why[VERDICT_BYTES], text[POINT_BYTES];
  bool is_good = judge_story(clean, story, point, run_story(story, point), why);

  point_print(point, text);
  if (part) {
    report_values(&clean->told, "clean", part);
    report_values(&story->told, "here", part);
  }
  report_told(&story->told);
  printf("# struck in step %d, %u times, on \"%s\"; in%s\n", story->book.struck,
         story->book.strikes, story->book.on, story->book.places);
  printf("# %d files of evidence; the flag %s, and is %s\n%s - %s\n",
         story->end.bundles, story->end.flag_came ? "came" : "did not come",
         story->end.flag_left ? "there" : "not there",
         is_good ? "ok" : "not ok", is_good ? text : why);
  return is_good ? 0 : 1;
}

/* Whether it is found in `planted`, which is good but for it. */
static bool find_plant(const struct story *clean, struct story *planted,
                       const struct fail_point *point, int number, int status) {
  char why[VERDICT_BYTES] = "there is nothing to plant it in";
  bool is_found = false;

  if (plant_put(number, planted, &status)) {
    snprintf(why, sizeof(why), "it is not found");
    is_found = !judge_story(clean, planted, point, status, why);
  }
  printf("%s - %s: %s\n", is_found ? "ok" : "not ok", plant_name(number), why);
  return is_found;
}

int one_plants(const struct story *clean, struct story *story,
               const struct fail_point *point) {
  struct story *planted = run_memory(sizeof(*planted));
  char why[VERDICT_BYTES];
  int status = run_story(story, point), missed = 0;

  if (!judge_story(clean, story, point, status, why)) {
    printf("not ok - it is not good to begin with: %s\n", why);
    return 1;
  }
  for (int i = 0; plant_name(i); i++) {
    memcpy(planted, story, sizeof(*planted));
    missed += !find_plant(clean, planted, point, i, status);
  }
  return missed > 0 ? 1 : 0;
}
