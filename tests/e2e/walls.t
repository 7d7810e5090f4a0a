#!/bin/bash
# walls.t - limits of the kernel on real processes: threads in a cgroup with
# pids.max, and file descriptors of which few are left.
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"

readonly MOST=60 EACH_MS=500 WATCH_S=18
readonly LIMIT=100 HELD=90
readonly CGROUPS=/sys/fs/cgroup

# --- set up ------------------------------------------------------------------

# make_cgroup: a cgroup that may have MOST tasks, in whichever version has the
# controller; its directory is in $cgroup.
make_cgroup() {
  local root

  for root in "$CGROUPS/pids" "$CGROUPS" "$CGROUPS/unified"; do
    cgroup=$root/io_forecast-$$
    mkdir "$cgroup" 2>/dev/null || continue
    if echo $MOST 2>/dev/null >"$cgroup/pids.max"; then
      return 0
    fi
    rmdir "$cgroup"
  done
  return 1
}

# A cgroup can be removed when the last of its tasks has been reaped.
remove_cgroup() {
  finish_children
  wait_for 5 rmdir "$cgroup" 2>/dev/null
  rm -rf "$work"
}

# watch PID LOG: what is told of it, a line of JSON for each wall and tick.
watch() {
  timeout $((WATCH_S + 10)) "$BUILDDIR/io-forecast" watch --pid "$1" --json \
    --interval 1 --seconds $WATCH_S --set TripAfter=3 >"$2" 2>"$2.said"
}

# --- what must hold ----------------------------------------------------------

# told LOG WALL KEY: the values, one a line.
told() {
  sed -n "s/.*\"wall\":\"$2\".*\"$3\":\([-0-9.e+]*\).*/\1/p" "$1"
}

# The other tasks of the cgroup are none: what it may have is the limit.
the_limit_is_that_of_the_cgroup() {
  told "$work/threads" threads_limit limit | awk "
    { print; n++; bad += \$1 < $MOST - 1 || \$1 > $MOST + 1 }
    END { exit n < $WATCH_S / 2 || bad > 0 }"
}

threads_are_counted() {
  told "$work/threads" threads_limit value | awk '
    { print; grown += NR > 1 && $1 > last; last = $1 }
    END { exit grown < 5 }'
}

# The newest of each: threads that are left, at two a second.
the_time_is_right() {
  local eta value

  eta=$(told "$work/threads" threads_limit eta_s | tail -n 1)
  value=$(told "$work/threads" threads_limit value | tail -n 1)
  echo "eta $eta at $value threads"
  awk "BEGIN { left = ($MOST - ${value:-0}) * $EACH_MS / 1000
    exit !(${eta:--99} > left - 5 && ${eta:--99} < left + 5) }"
}

says() {
  cat "$2"
  grep -qF -- "$1" "$2"
}

# --- the test ----------------------------------------------------------------

[ -x "$BUILDDIR/tests/e2e/workload" ] || skip_all "workload is not built"
[ -x "$BUILDDIR/io-forecast" ] || skip_all "io-forecast is not built"
spawn bash -c "ulimit -Sn $LIMIT; exec '$BUILDDIR/tests/e2e/workload' hold $HELD 1"
wait_for 5 grep -q "open files *$LIMIT" "/proc/$spawned/limits"
held=$spawned
watch "$held" "$work/held" &
watcher=$!
if make_cgroup; then
  trap remove_cgroup EXIT
  spawn bash -c "echo 0 >'$cgroup/cgroup.procs'
    exec '$BUILDDIR/tests/e2e/workload' threads $((2 * MOST)) $EACH_MS"
  wait_for 5 grep -q "^[0-9]" "$cgroup/cgroup.procs"
  watch "$spawned" "$work/threads"
  check "the threads of a process are counted" threads_are_counted
  check "its limit is pids.max of its cgroup" the_limit_is_that_of_the_cgroup
  check "that they run out is foretold, for the time at which they do" \
    the_time_is_right
  check "and told" says "will run out of threads" "$work/threads.said"
else
  why="no cgroup with pids.max can be made"
  skip "the threads of a process are counted" "$why"
  skip "its limit is pids.max of its cgroup" "$why"
  skip "that they run out is foretold" "$why"
fi
wait $watcher
check "who has few file descriptors left is told of, though nothing grows" \
  says "[$held] has 93 % of its file descriptors in use (93 of 100)." \
  "$work/held.said"
done_testing
