/* unit.c - see unit.h */
#include "metric/unit.h"

#include <math.h>
#include <stdio.h>

/* clang-format off */
const struct unit units[UNIT_IDS] = {
  [UNIT_COUNT_OF]    = { "count",   "",      1, "short",         "cps" },
  [UNIT_BYTE]        = { "bytes",   "B",     0, "bytes",         "binBps" },
  [UNIT_KIB]         = { "bytes",   "B",     0, "bytes",         "binBps" },
  [UNIT_PAGE]        = { "bytes",   "B",     0, "bytes",         "binBps" },
  [UNIT_SECOND]      = { "seconds", " s",    0, "s",             "percentunit" },
  [UNIT_TICK]        = { "seconds", " s",    0, "s",             "percentunit" },
  [UNIT_NANOSECOND]  = { "seconds", " s",    0, "s",             "percentunit" },
  [UNIT_MICROSECOND] = { "seconds", " s",    0, "s",             "percentunit" },
  [UNIT_MILLISECOND] = { "seconds", " s",    0, "s",             "percentunit" },
  [UNIT_PERCENT]     = { "percent", " %",    0, "percent",       "short" },
  [UNIT_RATE_MS]     = { "ms/s",    " ms/s", 0, "suffix: ms/s",  "short" },
  [UNIT_CORES]       = { "cores",   " cores",0, "suffix: cores", "short" },
  [UNIT_LETTER]      = { "letter",  "",      1, "none",          "none" },
};
/* clang-format on */

void scale_init(struct scale *scale, double ticks_per_s, double page_bytes,
                double cpus) {
  *scale = (struct scale){
      .per_unit = {[UNIT_COUNT_OF] = 1,
                   [UNIT_BYTE] = 1,
                   [UNIT_KIB] = 1024,
                   [UNIT_PAGE] = page_bytes,
                   [UNIT_SECOND] = 1,
                   [UNIT_TICK] = 1 / ticks_per_s,
                   [UNIT_NANOSECOND] = 1e-9,
                   [UNIT_MICROSECOND] = 1e-6,
                   [UNIT_MILLISECOND] = 1e-3,
                   [UNIT_PERCENT] = 1,
                   [UNIT_RATE_MS] = 1,
                   [UNIT_CORES] = 1,
                   [UNIT_LETTER] = 1},
      .cpus = cpus,
  };
}

static void write_bytes(double value, char *buffer, size_t capacity) {
  static const char *const prefixes[] = {"", "Ki", "Mi", "Gi", "Ti", "Pi"};
  size_t step = 0;

  while (fabs(value) >= 1024 && step + 1 < sizeof(prefixes) / sizeof(*prefixes))
    value /= 1024, step++;
  snprintf(buffer, capacity,
           step && fabs(value) < 100 ? "%.1f %sB" : "%.0f %sB", value,
           prefixes[step]);
}

/* As many as tell it from 0, down to a hundredth. */
static int decimals_of(double value) {
  if (fabs(value) >= 10 || value == floor(value))
    return 0;
  return fabs(value) < 0.1 ? 2 : 1;
}

void unit_write(enum unit_id unit, double value, char *buffer,
                size_t capacity) {
  if (!isfinite(value))
    snprintf(buffer, capacity, "-");
  else if (units[unit].symbol[0] == 'B')
    write_bytes(value, buffer, capacity);
  else if (unit == UNIT_MILLISECOND && fabs(value) < 1)
    snprintf(buffer, capacity, "%.0f ms", 1000 * value);
  else
    snprintf(buffer, capacity, "%.*f%s", decimals_of(value), value,
             units[unit].symbol);
}
