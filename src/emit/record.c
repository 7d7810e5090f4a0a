/* record.c - see record.h */
#include "emit/record.h"

#include <math.h>

/* The sign of a NaN is kept plus: "-nan" makes Prometheus refuse the page. */
static double told(double value) {
  return isfinite(value) ? value : (double)NAN;
}

void sink_take(const struct sink *sink, struct record record) {
  bool known = false;

  for (int i = 0; i < record.count; i++) {
    record.value[i] = told(record.value[i]);
    known = known || !isnan(record.value[i]);
  }
  if (known && sink->take)
    sink->take(sink->context, &record);
}

void sink_tell(const struct sink *sink, const struct notice *notice) {
  if (sink->tell)
    sink->tell(sink->context, notice);
}

void sink_say(const struct sink *sink, const char *sentence) {
  if (sink->say)
    sink->say(sink->context, sentence);
}

void sink_warn(const struct sink *sink, const char *sentence) {
  if (sink->warn)
    sink->warn(sink->context, sentence);
  else
    sink_say(sink, sentence);
}
