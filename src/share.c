/* share.c - see share.h */
#include "share.h"

#include <stdbool.h>
#include <stddef.h>

void share_begin(struct share *share, int budget) {
  *share = (struct share){.left = budget};
}

static int band_of(int wish) {
  int band = 0;

  while (wish >>= 1)
    band++;
  return band;
}

void share_ask(struct share *share, int wish) {
  struct share_band *band = &share->band[band_of(wish)];

  share->asked++;
  band->count++;
  band->sum += wish;
  if (wish > band->most)
    band->most = wish;
}

/* Else many small ones would leave a large one a share that is of no use, in
 * each tick. */
static bool can_be_whole(const struct share *share,
                         const struct share_band *band, int rest, int least) {
  return band->most <= share->left / rest &&
         (band->count == rest || share->left - band->sum >= least);
}

void share_settle(struct share *share, int least) {
  int rest = share->asked;

  for (size_t i = 0; i < SHARE_BANDS && rest > 0; i++) {
    const struct share_band *band = &share->band[i];

    if (band->count == 0)
      continue;
    if (!can_be_whole(share, band, rest, least))
      break;
    share->whole = band->most;
    share->left -= (int)band->sum;
    rest -= band->count;
  }
  share->each = rest > 0 ? share->left / rest : 0;
  if (share->each < least)
    share->each = least;
}

int share_take(struct share *share, int wish) {
  int part = wish < share->each ? wish : share->each;

  if (wish <= share->whole)
    return wish;
  if (part > share->left)
    part = share->left = 0;
  share->left -= part;
  return part;
}
