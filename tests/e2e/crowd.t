#!/bin/bash
# crowd.t - a process with more threads than can be looked at in a tick: they
# all wait for a slow disk while it leaks file descriptors, the kernel accounts
# no delays, and its cgroup tells no pressure. The fuse blows all the same.
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/e2e/slow_disk.sh
. "$(dirname "$0")/slow_disk.sh"

readonly THREADS=1100 GROWTH=60 WINDOW_S=20 TRIP_S=3
readonly SYSCTL=/proc/sys/kernel/task_delayacct
crowd=crowd$$
before=''

# --- set up ------------------------------------------------------------------

clean_up() {
  [ -z "$before" ] || echo "$before" >"$SYSCTL"
  drop_slow_disk
  rm -rf "$work"
}
trap clean_up EXIT

# Another test must not take our value of the switch for what it was.
switch_accounting_off() {
  [ -w "$SYSCTL" ] || skip_all "no kernel.task_delayacct"
  take_lock "$SYSCTL" "$LOCK_S" ||
    skip_all "others have used kernel.task_delayacct for $LOCK_S s"
  before=$(cat "$SYSCTL")
  echo 0 >"$SYSCTL"
}

configure() {
  write_conf "$(conf_csv)" <<END
  Process "$crowd"
  FdGrowth $GROWTH
  FdWindow $WINDOW_S
  TripAfter $TRIP_S
END
}

# --- what must hold ----------------------------------------------------------

has_more_threads_than_a_tick_looks_at() {
  grep '^Threads:' "/proc/$pid/status" | awk '{ exit !($2 > 1024) }'
}

its_leader_sleeps() {
  grep '^State:.*S' "/proc/$pid/status"
}

newest() {
  rows "$crowd" "$1" | tail -n 1 | cut -d ' ' -f 2 | cut -d . -f 1
}

# Some have read, and are on their way to the next.
most_are_seen_waiting() {
  local waiting

  waiting=$(newest gauge-threads_blocked)
  echo "waiting: $waiting"
  [ "${waiting:-0}" -gt $((THREADS / 2)) ] && [ "$waiting" -le $((THREADS + 2)) ]
}

states_tell() {
  equals 3 "$(newest gauge-io_wait_source)"
}

fuse_is() {
  equals "$1" "$(newest bool-fuse)"
}

# --- the test ----------------------------------------------------------------

need_daemon
need_slow_disk
share_proc
switch_accounting_off
start_reader "$crowd" $THREADS
configure >"$work/conf"
start_daemon "$work/conf"
check "it has more threads than are looked at in a tick" \
  has_more_threads_than_a_tick_looks_at
check "and its leader does not wait" its_leader_sleeps
check "a sample tells how many wait" wait_for 40 most_are_seen_waiting
check "which is what tells of its waiting" states_tell
check "that blows no fuse" fuse_is 0
kill -USR1 "$pid"
check "with a leak of descriptors beside that the fuse blows" \
  wait_for 60 fuse_is 1
check "told as a failure" \
  wait_for 5 grep -qE "severity = FAILURE, .*plugin_instance = $crowd, .*type_instance = fuse" "$work/log"
done_testing "$work/log"
