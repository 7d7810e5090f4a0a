#!/bin/bash
# hang.t - processes whose files in /proc do not answer: everybody else is
# sampled as ever, the read callback stays short, SIGTERM ends the daemon, and
# whoever is released recovers. The stock plugin `processes` is the control.
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/e2e/hang.sh
. "$(dirname "$0")/hang.sh"

readonly STUCK_S=6
readonly BIG_BYTES=$((32 << 30)) DEADLINE_MS=50 # as it is by default

# --- (a) an execve(2) that closes a file of a filesystem that is gone --------

exec_hangs() {
  exec_and_hang
  wait_for 10 is_stuck $STUCK_S
}

# A tick that is under way may still find it stuck.
exec_recovers() {
  release
  sleep 0.5
  released=$EPOCHREALTIME
  wait_for 15 goes_on "$victim" && sleep 3
}

stock_stands_still() {
  local before loads

  before=$(stock_rows "processes-$victim/ps_rss")
  loads=$(stock_rows load/load)
  sleep 3
  echo "processes: $before rows, then $(stock_rows "processes-$victim/ps_rss")"
  echo "load: $loads rows, then $(stock_rows load/load)"
  [ "$before" -ge 2 ] && at_least $((loads + 2)) "$(stock_rows load/load)" &&
    equals "$before" "$(stock_rows "processes-$victim/ps_rss")"
}

stock_outlives_sigterm() {
  kill -TERM "$stock"
  sleep 5
  is_running "$stock"
}

stock_ends() {
  wait_for 5 has_ended "$stock"
}

# control SENTENCE COMMAND...: of the stock plugin, where there is one.
control() {
  if $has_stock; then
    check "exec, control: $1" "${@:2}"
  else
    skip "exec, control: $1" \
      "collectd does not start with its plugin processes; is libmnl0 installed?"
  fi
}

check_exec() {
  local has_stock=true

  start_stock
  start_ours conf_groups
  wait_for 10 all_go_on "$victim" "${well[@]}"
  wait_for 10 stock_has_rows "processes-$victim/ps_rss" 2 ||
    is_running "$stock" || has_stock=false
  check "exec: io of the process does not answer, and that is told" exec_hangs
  control "stock \`processes' stands still, \`load' goes on" stock_stands_still
  check "exec: released, the process is sampled again" exec_recovers
  check "exec: and is no longer called stuck" recovered "$released"
  check "exec: stuck once more" exec_and_hang
  wait_for 10 is_stuck $((STUCK_S + 2))
  check "exec: SIGTERM ends the daemon within 2 s" daemon_ends_in 2
  check "exec: the victim was still stuck then" does_not_answer io
  control "5 s after SIGTERM collectd with \`processes' lives" \
    stock_outlives_sigterm
  release
  control "until the process is released" stock_ends
  check "exec: it is told for how long it has been stuck" \
    stuck_grows $((STUCK_S + 2))
  check "exec: what never blocks is told meanwhile" free_values_flow
  check_others exec
}

try_exec() {
  local sentence="exec: a process that hangs in execve(2)" words

  if ! mount_fuse flush; then
    words=$(head -n 1 "$work/fuse.out")
    skip "$sentence" "${words:-no FUSE}"
    return
  fi
  start_all exec "$MOUNT/file"
  if exec_and_hang; then
    release
    wait_for 5 answers io
    check_exec
  else
    skip "$sentence, and the control" \
      "this kernel closes files in execve(2) before it takes the lock"
  fi
  unmount_fuse
  finish_all
}

# --- (d) a file that cannot be looked at -------------------------------------

# The fd of the victim that is of our filesystem; its link is only text.
held_fd() {
  local fd

  for fd in "/proc/$pid/fd"/*; do
    [ "$(readlink "$fd")" != "$MOUNT/file" ] || echo "$fd"
  done
}

# It cannot even be killed until it has its answer.
stat_hangs() {
  spawn stat -L "$(held_fd)" >/dev/null
  looker=$spawned
  sleep 2
  is_running "$looker"
}

released_stat_ends() {
  release
  wait_for 5 has_ended "$looker"
}

check_getattr() {
  check "getattr: stat(2) of the file hangs" stat_hangs
  start_ours conf_groups
  wait_for 15 all_go_on "$victim" "${well[@]}"
  sleep 4
  check "getattr: it hangs still" is_running "$looker"
  check "getattr: SIGTERM ends the daemon within 2 s" daemon_ends_in 2
  check "getattr: it can be looked at again" released_stat_ends
  check "getattr: no thread was stuck" equals 0 "$(most_stuck_threads)"
  check "getattr: nobody is called stuck" has_no_rows "$victim" duration-stuck
  check "getattr: the process with that file is sampled in each tick" \
    sampled "$victim"
  check "getattr: its descriptors are counted in each tick" handles_flow
  check_others getattr
}

try_getattr() {
  local words

  if ! mount_fuse getattr; then
    words=$(head -n 1 "$work/fuse.out")
    skip "getattr: a file that cannot be looked at" "${words:-no FUSE}"
    return
  fi
  start_all hold "$MOUNT/file"
  hold
  check_getattr
  unmount_fuse
  finish_all
}

# --- (b) a page fault on a frozen filesystem, and mprotect(2) ----------------

mount_ext4() {
  mkdir "$FROZEN" && truncate -s 32M "$work/image" &&
    mkfs.ext4 -q "$work/image" && loop=$(losetup -f --show "$work/image") &&
    mount "$loop" "$FROZEN"
}

freeze_and_fault() {
  mountpoint -q "$FROZEN" && fsfreeze --freeze "$FROZEN" &&
    kill -USR1 "$pid" &&
    wait_for 3 does_not_answer cmdline
}

thread_is_stuck() {
  rows self gauge-stuck_threads | awk '$2 == 1 { n++ } END { exit n < 3 }'
}

# It has no member yet: its command line is not known.
is_not_followed() {
  rows "$victim" ps_count | awk '$2 != 0 { bad = 1 } END { exit bad || NR < 3 }'
}

thaw_and_follow() {
  thaw && wait_for 15 goes_on "$victim"
}

check_fault() {
  check "fault: cmdline of the process does not answer" freeze_and_fault
  start_ours conf_matches
  wait_for 15 all_go_on "${well[@]}"
  sleep 3
  check "fault: SIGTERM ends the daemon within 2 s" daemon_ends_in 2
  check "fault: the victim was still stuck then" does_not_answer cmdline
  check "fault: the lost thread is told" thread_is_stuck
  check "fault: who has no command line is not followed" is_not_followed
  check_others fault
  start_ours conf_matches
  wait_for 15 all_go_on "${well[@]}"
  check "fault: the thread is lost again" thread_is_stuck
  check "fault: thawed, the process is followed and sampled" thaw_and_follow
  check "fault: no thread is lost any more" wait_for 5 no_thread_is_stuck
  check "fault: SIGTERM ends that daemon too" daemon_ends_in 2
  check_others "fault, then thaw"
}

try_fault() {
  local sentence="fault: a page fault on a frozen filesystem" tool

  for tool in mkfs.ext4 fsfreeze losetup; do
    command -v "$tool" >/dev/null || {
      skip "$sentence" "$tool is not installed"
      return
    }
  done
  if mount_ext4 >"$work/ext4.out" 2>&1; then
    start_all fault "$FROZEN/file"
    wait_for 5 works "$victim"
    check_fault
    thaw
    finish_all
  else
    skip "$sentence" "no loop device: $(tail -n 1 "$work/ext4.out")"
  fi
  unmount_frozen
}

# --- (c) execve(2) of a process with a lot of memory -------------------------

# The longest time that io of the victim takes, in ms, of many tries.
slowest_io() {
  local start took most=0 end=$((SECONDS + 6))

  while [ "$SECONDS" -lt "$end" ]; do
    start=${EPOCHREALTIME/./}
    cat "/proc/$pid/io" >/dev/null
    took=$(((${EPOCHREALTIME/./} - start) / 1000))
    [ "$took" -le "$most" ] || most=$took
    sleep 0.02
  done
  echo "$most"
}

# At the end of this tick a thread has not come back.
thread_was_lost() {
  [ "$(most_stuck_threads)" -ge 1 ]
}

big_recovers() {
  kill -USR1 "$pid"
  wait_for 20 goes_on "$victim" && wait_for 5 no_thread_is_stuck
}

check_big() {
  check "big: its io takes longer than twice the deadline" \
    at_least $((2 * DEADLINE_MS)) "$(slowest_io)"
  start_ours conf_groups
  wait_for 15 all_go_on "${well[@]}"
  check "big: the daemon comes upon that, and gives it up" \
    wait_for 40 thread_was_lost
  sleep 3
  check "big: when it execs no more it is sampled again" big_recovers
  check "big: SIGTERM ends the daemon within 2 s" daemon_ends_in 2
  check_others big
}

# Its pages are the same few, but the tables of them take a 512th each.
try_big() {
  local need=$((BIG_BYTES * 4 / 512 >> 20)) available

  available=$(awk '/^MemAvailable:/ { print int($2 / 1024) }' /proc/meminfo)
  if [ "$available" -lt "$need" ]; then
    skip "big: execve(2) of a process with much memory" \
      "$available MiB are available, $need are wanted"
    return
  fi
  start_all exec-big $BIG_BYTES
  check_big
  finish_all
}

# --- the test ----------------------------------------------------------------

need_daemon
for program in hang-fuse hang-victim; do
  [ -x "$BUILDDIR/tests/e2e/$program" ] || skip_all "$program is not built"
done
[ "$(id -u)" = 0 ] || skip_all "only root may mount and freeze"
have_proc_alone
if [ -c /dev/fuse ]; then
  try_exec
  try_getattr
else
  skip "exec, with the control, and getattr" "there is no /dev/fuse"
fi
try_fault
try_big
done_testing "$work/log"
