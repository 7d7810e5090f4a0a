/* state_write.c - see state_write.h */
#include "state_write.h"

#include "state_put.h"
#include "window/keep.h"

void state_write_begin(const struct scribe *scribe) {
  put_begin(scribe, LINE_STATE);
  put_word(scribe, WORD_PROGRAM, "io_forecast");
  put_number(scribe, NUMBER_VERSION, STATE_VERSION);
  put_end(scribe);
}

void state_write_end(const struct scribe *scribe, const struct stamp *stamp) {
  struct past ages;

  keep_timeline(scribe->parts.timeline, &ages);
  put_begin(scribe, LINE_END);
  put_number(scribe, NUMBER_LINES, (double)scribe->sheet->lines);
  put_word(scribe, WORD_BOOT, stamp->boot_id);
  put_word(scribe, WORD_MODEL, stamp->model);
  put_number(scribe, NUMBER_WALL_CLOCK, stamp->wall_clock_s);
  put_number(scribe, NUMBER_INTERVAL, stamp->interval_s);
  put_section(scribe, SECTION_ARRAYS);
  put_past(scribe, "ages", &ages);
  put_section_end(scribe);
  put_end(scribe);
}
