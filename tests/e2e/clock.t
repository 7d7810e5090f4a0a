#!/bin/bash
# clock.t - a machine that slept, a daemon that was stopped and a clock that was
# set forward leave no rate that never was. The daemon's own view of its clocks
# is shifted (shift.c), no clock is ever set.
#
# Only forward: when CLOCK_REALTIME is set back collectd 5.12 itself drops
# values as too old until their former time comes again, ours as all others.
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"

readonly SHIFT=$BUILDDIR/tests/e2e/.libs/shift.so
readonly RATE=1048576 STEADY=4 STOP_S=6
busy=busy$$

# --- set up ------------------------------------------------------------------

# A rate that never was would be told at once. The walls on what is far off make
# the rates themselves seen, as gauge/wchar_now.
configure() {
  write_conf "$(conf_csv)" <<EOF
  TripAfter 0
  ClearAfter 0
  Threshold "pgmajfault" "1G"
  <Process "busy">
    Comm "$busy"
    Threshold "wchar" "$((5 * RATE))"
    Threshold "cpu_usage" 16
  </Process>
EOF
}

count_rows() {
  rows "$1" "$2" | wc -l
}

has_more_rows() {
  [ "$(count_rows busy gauge-wchar_now)" -ge "$1" ]
}

# tick_on: until there are some more ticks with rates.
tick_on() {
  wait_for 30 has_more_rows $(($(count_rows busy gauge-wchar_now) + STEADY))
}

# --- what must hold ----------------------------------------------------------

# The ticks from $1 on, by the row, that have no row of the series $2: "" or
# their number.
ticks_without() {
  {
    rows busy "$2" | sed 's/^/rate /'
    rows busy file_handles | sed 's/^/tick /'
  } | awk -v from="$1" '
    $1 == "rate" { has[$2] = 1; next }
    ++n > from && !($2 in has) { print }'
}

# tears_once SERIES FROM: of the ticks since, exactly one has no rate.
tears_once() {
  ticks_without "$2" "$1"
  equals 1 "$(ticks_without "$2" "$1" | head -n "$3" | wc -l)"
}

# Between two rows of a counter lies no more than can have been written.
counter_is_sane() {
  rows busy io_octets | awk -v most=$((3 * RATE)) '
    NR > 1 {
      grown = $3 - was
      passed = $1 - at
      if (grown < 0 || grown > most * (passed + 1)) {
        print $1 ": " grown " in " passed " s"
        bad = 1
      }
    }
    { was = $3; at = $1 }
    END { exit bad || NR < 10 }'
}

# As much a second as is written, not a thousandth and not the thousandfold:
# the daemon catches up with a tick some milliseconds behind the last.
rate_is_true() {
  rows busy gauge-wchar_now | awk -v rate=$RATE '
    $2 < 0.3 * rate || $2 > 3 * rate { print; bad = 1 }
    END { print NR, "rows"; exit bad || NR < 12 }'
}

# No gauge, percentage or counter is negative or beyond belief.
nothing_is_absurd() {
  find "$work/csv/$HOST" -path '*io_forecast-*' -type f -exec awk -F, \
    -v cpus="$(nproc)" '
    FNR == 1 { next }
    {
      for (i = 2; i <= NF; i++)
        if ($i < 0 || $i ~ /inf/ ||
            (FILENAME ~ /\/percent-/ && $i > 100) ||
            (FILENAME ~ /cpu_cores/ && $i > 1.2 * cpus) ||
            (FILENAME ~ /io_wait/ && FILENAME !~ /percent/ && $i > 1100)) {
          print FILENAME ": " $0
          bad = 1
        }
      rows++
    }
    END { exit bad || rows < 100 }' {} +
}

is_not_notified() {
  ! grep 'Notification' "$work/log"
}

times_have_jumped() {
  rows busy ps_count | awk '
    NR > 1 && $1 - at > 3500 { jumps++ }
    { at = $1 }
    END { print jumps + 0, "jumps"; exit jumps != 1 }'
}

# --- the test ----------------------------------------------------------------

need_daemon
[ -f "$SHIFT" ] || skip_all "$SHIFT is not built"
[ -x "$BUILDDIR/io-forecast-demo" ] || skip_all "io-forecast-demo is not built"
mkdir "$work/shift" "$work/data"
cp "$SHIFT" "$work/shift.so"
spawn "$BUILDDIR/io-forecast-demo" files --dir "$work/data" --rate $RATE \
  --name "$busy" >/dev/null
configure >"$work/conf"
start_daemon "$work/conf" env LD_PRELOAD="$work/shift.so" \
  CLOCK_SHIFT="$work/shift"
tick_on
check "there are rates" has_more_rows $STEADY

slept_at=$(count_rows busy file_handles)
touch "$work/shift/asleep"
tick_on
stopped_at=$(count_rows busy file_handles)
for series in gauge-wchar_now gauge-cpu_cores; do
  check "a day of sleep: one tick has values, but no $series" \
    tears_once "$series" "$slept_at" $((stopped_at - slept_at))
done

kill -STOP "$daemon"
sleep $STOP_S
kill -CONT "$daemon"
tick_on
set_at=$(count_rows busy file_handles)
for series in gauge-wchar_now gauge-cpu_cores; do
  check "a daemon stopped for $STOP_S s: one tick has values, but no $series" \
    tears_once "$series" "$stopped_at" $((set_at - stopped_at))
done

touch "$work/shift/set"
tick_on
check "a clock set forward by an hour: the daemon goes on" times_have_jumped
check "and each tick has its rate" \
  equals "" "$(ticks_without "$set_at" gauge-wchar_now)"
kill -TERM "$daemon"
wait "$daemon"

check "every rate is that of the writer" rate_is_true
check "the counter never falls, and never leaps" counter_is_sane
check "nothing is negative, infinite or beyond belief" nothing_is_absurd
check "nothing was raised" is_not_notified
done_testing "$work/log"
