#!/bin/bash
# walls.t - limits of the kernel on real processes: threads in a cgroup with
# pids.max, file descriptors of which few are left, swap space that is nearly,
# and then quite, used up.
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"

readonly MOST=60 EACH_MS=500 WATCH_S=18
readonly LIMIT=100 HELD=90
readonly CGROUPS=/sys/fs/cgroup
readonly SWAP_MIB=32 NEAR_MIB=29 MORE_MIB=8 MORE_AFTER_S=8
cgroup='' swap=''

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
  cgroup=''
  return 1
}

# A cgroup can be removed when the last of its tasks has been reaped.
clean_up() {
  finish_children
  [ -z "$cgroup" ] || wait_for 5 rmdir "$cgroup" 2>/dev/null
  [ -z "$swap" ] || swapoff "$swap"
  rm -rf "$work"
}
trap clean_up EXIT

# add_swap: to a machine that has none, or $why. One run at a time.
add_swap() {
  PATH=$PATH:/usr/sbin:/sbin
  why="only root can add swap space"
  [ "$(id -u)" = 0 ] || return 1
  why="others test with swap space"
  take_lock /proc/swaps 60 || return 1
  why="this machine has swap space of its own, or no file can be made one"
  grep -q '^SwapTotal: *0 kB' /proc/meminfo || return 1
  dd if=/dev/zero of="$work/swap" bs=1M count=$SWAP_MIB 2>/dev/null &&
    chmod 600 "$work/swap" && mkswap "$work/swap" >/dev/null 2>&1 &&
    swapon "$work/swap" 2>/dev/null || return 1
  swap=$work/swap
}

# swap_is_used MIB: that much of it at least.
swap_is_used() {
  awk -v most=$(((SWAP_MIB - $1) * 1024)) '
    $1 == "SwapFree:" { exit !($2 <= most) }' /proc/meminfo
}

# use_swap: most of it, and all of it later; or $why.
use_swap() {
  add_swap || return 1
  spawn "$BUILDDIR/tests/e2e/workload" swapped $NEAR_MIB 0
  swapper=$spawned
  why="memory cannot be swapped out on demand here"
  wait_for 5 swap_is_used $NEAR_MIB || return 1
  spawn "$BUILDDIR/tests/e2e/workload" swapped $MORE_MIB $MORE_AFTER_S
}

# watch PID LOG: what is told of it, a line of JSON for each wall and tick.
watch() {
  timeout $((WATCH_S + 10)) "$BUILDDIR/io-forecast" watch --pid "$1" --json \
    --interval 1 --seconds $WATCH_S --set TripAfter=3 >"$2" 2>"$2.said"
}

# --- what must hold ----------------------------------------------------------

near_is_told_before_it_is_full() {
  cat "$work/swap.json.said"
  awk '/^host has 9[0-9] % of its swap space in use/ { near = NR }
    /^host: it ran out of swap space/ { full = NR }
    END { exit !(near && full && near < full) }' "$work/swap.json.said"
}

# A warning, as it stops nobody.
swap_is_full_in_the_end() {
  told "$work/swap.json" swap_full state | tail -n 1
  told "$work/swap.json" swap_full used | tail -n 1
  equals "1 100" "$(told "$work/swap.json" swap_full state | tail -n 1) $(
    told "$work/swap.json" swap_full used | tail -n 1)"
}

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
swapper=''
if use_swap; then
  watch "$swapper" "$work/swap.json" &
  swap_watcher=$!
else
  swap_why=$why
fi
if make_cgroup; then
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
if [ -n "${swap_why:-}" ]; then
  skip "swap space that is nearly used up is told of" "$swap_why"
  skip "and it is full when it is" "$swap_why"
else
  wait "$swap_watcher"
  check "swap space that is nearly used up is told of, and then that it is" \
    near_is_told_before_it_is_full
  check "and it is full when it is" swap_is_full_in_the_end
fi
done_testing
