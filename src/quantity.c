/* quantity.c - see quantity.h */
#include "quantity.h"

#include "base/text.h"

#include <errno.h>
#include <string.h>

struct suffix {
  const char *base; /* name of the base unit it belongs to */
  const char *text;
  double factor;
};

static const struct suffix suffixes[] = {
    {"bytes", "k", 1024.0},
    {"bytes", "K", 1024.0},
    {"bytes", "M", 1024.0 * 1024},
    {"bytes", "G", 1024.0 * 1024 * 1024},
    {"bytes", "T", 1024.0 * 1024 * 1024 * 1024},
    {"count", "k", 1e3},
    {"count", "M", 1e6},
    {"count", "G", 1e9},
    {"seconds", "ms", 1e-3},
    {"seconds", "s", 1},
    {"seconds", "m", 60},
    {"seconds", "h", 3600},
    {"seconds", "d", 86400},
    {"ms/s", "ms", 1},
    {"ms/s", "s", 1000},
    {"percent", "%", 1},
};

static void skip_digits(struct text *text) {
  while (text->at < text->end && *text->at >= '0' && *text->at <= '9')
    text->at++;
}

/* The sign, digits and fraction at the start of `text`. */
static struct text number_in(struct text text) {
  struct text rest = text;

  (void)text_skip(&rest, "-");
  skip_digits(&rest);
  if (text_skip(&rest, "."))
    skip_digits(&rest);
  text.end = rest.at;
  return text;
}

static int factor_of(struct text suffix, enum unit_id unit,
                     double *ret_factor) {
  *ret_factor = 1;
  if (text_is_empty(suffix))
    return 0;
  for (size_t i = 0; i < sizeof(suffixes) / sizeof(suffixes[0]); i++) {
    if (strcmp(suffixes[i].base, units[unit].name) != 0 ||
        !text_equals(suffix, suffixes[i].text))
      continue;
    *ret_factor = suffixes[i].factor;
    return 0;
  }
  return -EINVAL;
}

int quantity_parse(const char *string, enum unit_id unit, double *ret_value) {
  struct text text = text_of_string(string);
  struct text number = number_in(text);
  double value, factor;

  text.at = number.end;
  if (text_to_double(number, &value) < 0 || factor_of(text, unit, &factor) < 0)
    return -EINVAL;
  *ret_value = value * factor;
  return 0;
}
