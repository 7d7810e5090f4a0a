/* fail_at_report.c - see fail_at_report.h */
#include "fail_at_report.h"
#include "fail_at_points.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static void print_ways(enum fail_call call, const struct tally *tally) {
  for (int i = 0; fail_ways(call)[i]; i++)
    printf(" %s %u", way_name(fail_ways(call)[i]), tally[i].points);
}

unsigned report_all(const struct shared *shared) {
  unsigned points = 0, failed = 0;

  for (int call = 0; call < FAIL_CALLS; call++) {
    const struct tally *tally = shared->tally[call];
    unsigned of_call = 0;

    for (int i = 0; fail_ways((enum fail_call)call)[i]; i++) {
      of_call += tally[i].points;
      failed += tally[i].failed;
    }
    points += of_call;
    if (of_call == 0)
      continue;
    printf("# %-15s %6u:", fail_call_name((enum fail_call)call), of_call);
    print_ways((enum fail_call)call, tally);
    printf("\n");
  }
  printf("# %u points, %u failed", points, failed);
  if (shared->left > 0)
    printf(", %u more not tried, as time was over", shared->left);
  printf("\n");
  return failed;
}

unsigned report_points(const struct shared *shared) {
  unsigned points = 0;

  for (int call = 0; call < FAIL_CALLS; call++)
    for (int i = 0; fail_ways((enum fail_call)call)[i]; i++)
      points += shared->tally[call][i].points;
  return points;
}

void report_told(const struct told *told) {
  for (size_t i = 0; i < told->sentences; i++)
    printf("# step %d, severity %d: %s\n", told->sentence[i].step,
           told->sentence[i].severity, told->sentence[i].text);
}

void report_values(const struct told *told, const char *whose,
                   const char *part) {
  for (size_t i = 0; i < told->values; i++)
    if (strstr(told->value[i].name, part))
      printf("# %s, step %d: %s %.9g %.9g\n", whose, told->value[i].step,
             told->value[i].name, told->value[i].value[0],
             told->value[i].count > 1 ? told->value[i].value[1] : (double)NAN);
}

void report_book(const struct fail_book *book) {
  for (int thread = 0; thread < book->threads; thread++) {
    printf("# thread %d:", thread);
    for (int call = 0; call < FAIL_CALLS; call++)
      if (book->count[thread][call])
        printf(" %s %u", fail_call_name((enum fail_call)call),
               book->count[thread][call]);
    printf("\n");
  }
}
