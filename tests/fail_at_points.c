/* fail_at_points.c - see fail_at_points.h */
#include "fail_at_points.h"

#include <stdio.h>
#include <string.h>

const char *way_name(int way) {
  return way == WAY_SHORT  ? "SHORT"
         : way == WAY_ZERO ? "ZERO"
                           : strerrorname_np(way);
}

void point_print(const struct fail_point *point, char text[POINT_BYTES]) {
  snprintf(text, POINT_BYTES, "%d:%s:%u:%s:%s", point->thread,
           fail_call_name(point->call), point->nth, way_name(point->way),
           point->lasts ? "on" : "once");
}

static bool find_call(const char *name, struct fail_point *point) {
  for (int call = 0; call < FAIL_CALLS; call++)
    if (strcmp(name, fail_call_name((enum fail_call)call)) == 0) {
      point->call = (enum fail_call)call;
      return true;
    }
  return false;
}

static bool find_way(const char *name, struct fail_point *point) {
  for (const int *way = fail_ways(point->call); *way; way++)
    if (strcmp(name, way_name(*way)) == 0) {
      point->way = *way;
      return true;
    }
  return false;
}

static bool find_how(const char *name, struct fail_point *point) {
  point->lasts = strcmp(name, "on") == 0;
  return point->lasts || strcmp(name, "once") == 0;
}

bool point_read(const char *text, struct fail_point *ret_point) {
  char call[32], way[16], how[8];
  int end = 0;

  if (sscanf(text, "%d:%31[^:]:%u:%15[^:]:%7[a-z]%n", &ret_point->thread, call,
             &ret_point->nth, way, how, &end) != 5 ||
      text[end] || ret_point->nth < 1 || ret_point->thread < 0 ||
      ret_point->thread >= FAIL_THREADS)
    return false;
  return find_call(call, ret_point) && find_way(way, ret_point) &&
         find_how(how, ret_point);
}

bool point_is_there(const struct fail_book *book,
                    const struct fail_point *point) {
  return point->thread < book->threads &&
         point->nth <= book->count[point->thread][point->call];
}

void each_point(const struct fail_book *book,
                void (*take)(void *context, const struct fail_point *point,
                             int way),
                void *context) {
  for (int call = 0; call < FAIL_CALLS; call++)
    for (int thread = 0; thread < book->threads; thread++)
      for (unsigned nth = 1; nth <= book->count[thread][call]; nth++)
        for (int i = 0; fail_ways((enum fail_call)call)[i]; i++)
          for (int lasts = 0; lasts < 2; lasts++)
            take(context,
                 &(struct fail_point){thread, (enum fail_call)call, nth,
                                      fail_ways((enum fail_call)call)[i],
                                      lasts == 1},
                 i);
}
