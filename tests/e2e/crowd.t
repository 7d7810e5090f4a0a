#!/bin/bash
# crowd.t - a process with more threads than can be looked at in a tick: they
# all wait for a slow disk while it leaks file descriptors, the kernel accounts
# no delays, and its cgroup tells no pressure. The fuse blows all the same.
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"

readonly THREADS=1100 GROWTH=60 WINDOW_S=20 TRIP_S=3
readonly BLKIO=/sys/fs/cgroup/blkio BYTES_PER_S=262144
readonly SYSCTL=/proc/sys/kernel/task_delayacct
cell=$BLKIO/crowd$$
crowd=crowd$$
loop=''
before=''

# --- set up ------------------------------------------------------------------

# What waits for the disk ends when the disk is not slow any more.
clean_up() {
  [ -z "$before" ] || echo "$before" >"$SYSCTL"
  [ -z "$loop" ] || ! [ -d "$cell" ] ||
    echo "$device 0" >"$cell/blkio.throttle.read_bps_device"
  finish_children
  [ ! -d "$cell" ] || rmdir "$cell"
  [ -z "$loop" ] || losetup -d "$loop"
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

need() {
  [ -x "$BUILDDIR/tests/e2e/incident" ] || skip_all "incident is not built"
  PATH=$PATH:/usr/sbin:/sbin
  [ "$(id -u)" = 0 ] || skip_all "needs root, to make a loop device"
  command -v losetup >/dev/null || skip_all "losetup is not installed"
  [ -w $BLKIO/blkio.throttle.read_bps_device ] ||
    skip_all "no blkio of cgroup v1 to slow a disk down with"
  truncate -s 1G "$work/image"
  loop=$(losetup --find --show "$work/image") ||
    skip_all "no loop device here"
  device=$(cat "/sys/block/${loop#/dev/}/dev")
  mkdir "$cell"
}

start_crowd() {
  ln -s "$BUILDDIR/tests/e2e/incident" "$work/$crowd"
  echo "$device $BYTES_PER_S" >"$cell/blkio.throttle.read_bps_device"
  # shellcheck disable=SC2016 # of the other shell
  spawn bash -c 'echo $$ >"$1/cgroup.procs"; exec "$2" "$3" "$4"' - \
    "$cell" "$work/$crowd" "$loop" $THREADS >"$work/crowd.out"
  pid=$spawned
  wait_for 20 grep -q reads "$work/crowd.out"
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
need
share_proc
switch_accounting_off
start_crowd
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
