/* growth_text.c - see growth_text.h */
#include "emit/growth_text.h"

#include "emit/words.h"
#include "metric/unit.h"

#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

/* What is above that is all; a kind below the rest of it is not told. */
static const double ALL_PERCENT = 95;

struct kind {
  const char *words;
  double per_s;
};

static double grown_per_s(const struct growth_account *account) {
  return fmax(0, account->anon_per_s) + fmax(0, account->file_per_s) +
         fmax(0, account->shared_per_s);
}

/* "all of it anonymous", "60 % of it anonymous, 40 % of files" */
static void write_kinds(const struct growth_account *account, char *buffer,
                        size_t capacity) {
  const struct kind kinds[] = {{"anonymous", account->anon_per_s},
                               {"of files", account->file_per_s},
                               {"shared", account->shared_per_s}};
  size_t length = 0;

  buffer[0] = '\0';
  for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
    double percent = 100 * kinds[i].per_s / grown_per_s(account);

    if (!(percent > 100 - ALL_PERCENT) || length >= capacity)
      continue;
    if (percent > ALL_PERCENT)
      length += (size_t)snprintf(buffer + length, capacity - length,
                                 "all of it %s", kinds[i].words);
    else
      length += (size_t)snprintf(buffer + length, capacity - length,
                                 "%s%.0f %%%s %s", length ? ", " : "", percent,
                                 length ? "" : " of it", kinds[i].words);
  }
}

static void write_growth(const struct growth_account *account, char *buffer,
                         size_t capacity) {
  char bytes[32], over[32], kinds[96];

  duration_write(account->over_s, over, sizeof(over));
  unit_write(UNIT_BYTE, 60 * grown_per_s(account), bytes, sizeof(bytes));
  write_kinds(account, kinds, sizeof(kinds));
  snprintf(buffer, capacity,
           "resident memory grows by %s a minute for %s, %s: %s", bytes, over,
           kinds, growth_rows[account->pattern].words);
}

static void write_over(const struct growth_account *account, char *buffer,
                       size_t capacity) {
  char bytes[32], quiet[32], kinds[96];

  duration_write(account->quiet_s, quiet, sizeof(quiet));
  unit_write(UNIT_BYTE, grown_per_s(account) * account->over_s, bytes,
             sizeof(bytes));
  write_kinds(account, kinds, sizeof(kinds));
  snprintf(buffer, capacity,
           "resident memory grew by %s, %s; not any more for %s", bytes, kinds,
           quiet);
}

static void write_back(const struct growth_account *account, char *buffer,
                       size_t capacity) {
  double per_s = fmax(0, -account->anon_per_s) + fmax(0, -account->file_per_s) +
                 fmax(0, -account->shared_per_s);
  char bytes[32], over[32];

  unit_write(UNIT_BYTE, per_s * account->over_s, bytes, sizeof(bytes));
  duration_write(account->over_s, over, sizeof(over));
  snprintf(buffer, capacity,
           "resident memory had grown, and %s of it was given back in the last "
           "%s",
           bytes, over);
}

void growth_write(const struct growth_account *account, char *buffer,
                  size_t capacity) {
  switch (account->pattern) {
  case GROWTH_UNKNOWN:
    snprintf(buffer, capacity, "how resident memory grows is not known yet");
    break;
  case GROWTH_NONE:
    snprintf(buffer, capacity, "resident memory does not grow");
    break;
  case GROWTH_OVER:
    write_over(account, buffer, capacity);
    break;
  case GROWTH_BACK:
    write_back(account, buffer, capacity);
    break;
  default:
    write_growth(account, buffer, capacity);
  }
}
