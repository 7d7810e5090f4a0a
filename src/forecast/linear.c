/* linear.c - see linear.h */
#include "forecast/linear.h"

#include "forecast/passage.h"
#include "forecast/span.h"

#include <math.h>

enum { ENOUGH = 10 }; /* values, to take a coarser ring */

static const struct line no_line = {0, NAN, NAN, NAN, NAN, NAN, NAN};

/* In two passes, so that nothing large is subtracted from its like. */
struct line line_through(const struct span *span) {
  struct line line = no_line;
  double t = 0, v = 0, sxx = 0, sxy = 0, syy = 0;
  int n = span->count;

  if (n < 3)
    return no_line;
  for (int i = 0; i < n; i++) {
    t += span->t[i] - span->t[0];
    v += span->v[i] - span->v[0];
  }
  t /= n;
  v /= n;
  for (int i = 0; i < n; i++) {
    double x = span->t[i] - span->t[0] - t;
    double y = span->v[i] - span->v[0] - v;

    sxx += x * x;
    sxy += x * y;
    syy += y * y;
  }
  line.count = n;
  line.per_s = sxy / sxx;
  line.level = span->v[0] + v - line.per_s * t;
  line.residual = fmax(0, syy - line.per_s * sxy) / (n - 2);
  line.share = syy > 0 ? line.per_s * sxy / syy : 0;
  line.mean_s = -t;
  line.sxx = sxx;
  return line;
}

struct forecast linear_ask(const struct window *window,
                           const struct timeline *timeline,
                           const struct question *question) {
  struct sight sight = sight_of(window, timeline, question->direction);
  struct forecast forecast;
  struct span span;
  struct line line;
  struct path path;

  span_of_enough(&span, &sight, question->horizon_s, ENOUGH);
  line = line_through(&span);
  if (!(line.per_s > 0))
    return forecast_nothing;
  path = (struct path){
      .distance = sight.sign * question->limit - line.level,
      .per_s = line.per_s,
      .c0 = line.residual *
            (1 + 1.0 / line.count + line.mean_s * line.mean_s / line.sxx),
      .c1 = line.residual * 2 * line.mean_s / line.sxx,
      .c2 = line.residual / line.sxx,
  };
  if (!(path.distance > 0)) /* the line has met what the value has not */
    path.distance = 0;
  forecast = passage_of(&path, question);
  forecast.seen_s = span_length_s(&span);
  return forecast;
}
