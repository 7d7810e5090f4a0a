/* trial.c - see trial.h */
#include "cli/trial.h"

#include "cli/scoreboard.h"
#include "cli/usage.h"

#include <errno.h>

int trial_begin(struct trial *trial, const struct course_question *question,
                bool is_told, struct scoreboard **ret_board) {
  struct scoreboard *board;

  if (trial->open == TRIAL_MOST) {
    trial->left_out++;
    return -ENOSPC;
  }
  board = is_told ? scoreboard_new_told(question) : scoreboard_new(question);
  if (!board)
    return -ENOMEM;
  scoreboard_begin(board);
  trial->open++;
  *ret_board = board;
  return 0;
}

void trial_end(struct trial *trial, struct scoreboard *board) {
  if (!board)
    return;
  scoreboard_end(board);
  scoreboard_merge(trial->all, board);
  scoreboard_free(board);
  trial->open--;
}

void trial_complain(const struct trial *trial, const char *path) {
  if (trial->left_out > 0)
    complain("%s: %lu series came while %d were judged, which is "
             "the most, and are left out of the score",
             path, trial->left_out, TRIAL_MOST);
}
