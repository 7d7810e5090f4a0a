#!/bin/bash
# sources.t - what is told of real processes: through a thread when the leader
# has ended, by the account of all threads where the kernel keeps one, and with
# a mark when traffic passes by read(2) and write(2).
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"

readonly FDS=40 MIB=48 THREADS=4 RUN_S=10
readonly SYSCTL=/proc/sys/kernel/task_delayacct

# --- set up ------------------------------------------------------------------

# What the switch was before is put back however this ends. Another run of this
# test must not take our value for that: the switch is locked meanwhile.
switch_accounting_on() {
  [ "$(id -u)" = 0 ] && [ -w "$SYSCTL" ] || return 1
  take_lock "$SYSCTL" "$LOCK_S" || return 1
  before=$(cat "$SYSCTL")
  # shellcheck disable=SC2064 # as it is now
  trap "echo $before >$SYSCTL; finish_children; rm -rf '$work'" EXIT
  echo 1 >"$SYSCTL"
}

# A file that can be read past the page cache.
can_read_directly() {
  dd if=/dev/zero of="$work/data" bs=1M count=8 2>/dev/null &&
    dd if="$work/data" of=/dev/null bs=64K iflag=direct 2>/dev/null
}

# start_workload NAME [PREFIX...] -- ARGUMENT...
start_workload() {
  local name=$1 prefix=()

  shift
  while [ "$1" != -- ]; do
    prefix+=("$1")
    shift
  done
  shift
  cp "$BUILDDIR/tests/e2e/workload" "$work/$name"
  spawn "${prefix[@]}" "$work/$name" "$@"
}

# The kernel's account of a thread under SCHED_FIFO is right. From Linux 6.12 on
# that of others is not where they compete for a CPU, be it with each other. To
# the disk it is nobody before the others.
readonly RIGHTLY=(chrt -f 1 ionice -c 2)

can_be_accounted_rightly() {
  "${RIGHTLY[@]}" true 2>/dev/null
}

configure() {
  local name

  write_conf "$(conf_csv)" <<EOF
$(for name in "$@"; do echo "  Process \"$name\""; done)
EOF
}

# --- what must hold ----------------------------------------------------------

# newest GROUP SERIES
newest() {
  rows "$1" "$2" | tail -n 1 | cut -d ' ' -f 2
}

# all GROUP SERIES CONDITION: of each row but the first three, which is $2; and
# there are some.
all() {
  rows "$1" "$2" | awk "
    NR <= 3 { next }
    { n++ }
    !($3) { print; bad = 1 }
    END { print n + 0, \"rows\"; exit bad || n < 3 }"
}

# most GROUP SERIES CONDITION: of the larger half.
most() {
  rows "$1" "$2" | awk "
    NR <= 3 { next }
    { n++ }
    $3 { good++ }
    { print }
    END { print good + 0, \"of\", n + 0; exit n < 3 || good <= n / 2 }"
}

none() {
  ! most "$1" "$2" "$3" && all "$1" "$2" "!($3)"
}

# The kernel counts pages of a thread before it tells them.
zombie_has_its_memory() {
  all zombie$$ ps_rss "\$2 >= $MIB * 1048576 && \$2 < ($MIB + 20) * 1048576"
}

grows() {
  rows "$1" "$2" | awk '
    NR > 3 && $2 > last { n++ }
    { last = $2; print }
    END { exit n < 3 }'
}

leader_counts_less() {
  local leader all

  leader=$(newest direct$$ contextswitch-voluntary)
  all=$(newest direct$$ contextswitch-process_voluntary)
  echo "leader $leader, all $all"
  [ "${all%.*}" -gt $((${leader%.*} + 100)) ]
}

waits_are_seen() {
  rows fair$$ gauge-io_wait | awk '
    NR > 3 && $2 > 20 { n++ }
    END { exit n < 3 }'
}

# By the account, where it can be believed, or by their states: these are looked at
# once in a tick, and then a fast disk may have nobody wait.
no_thread_waits_longer_than_the_time() {
  wait_for 60 waits_are_seen || {
    rows fair$$ gauge-io_wait
    return 1
  }
  all fair$$ gauge-io_wait "\$2 <= 1000 * ($THREADS + 1)"
}

# On a slow machine the files that may block are read later than the others.
has_run() {
  [ "$(rows calls$$ bool-io_bypasses_chars | wc -l)" -ge "$RUN_S" ] &&
    [ "$(rows maps$$ bool-read_may_be_swap_in | wc -l)" -ge "$RUN_S" ]
}

# --- the test ----------------------------------------------------------------

need_daemon
[ -x "$BUILDDIR/tests/e2e/workload" ] || skip_all "workload is not built"
accounting=yes
switch_accounting_on || accounting="kernel.task_delayacct is not ours to switch on"
[ "$(readlink /proc/self/ns/pid)" = "pid:[4026531836]" ] ||
  accounting="not in the initial pid namespace"
can_be_accounted_rightly || accounting="SCHED_FIFO may not be used"
direct=yes
can_read_directly || direct="$work takes no O_DIRECT"
start_workload zombie$$ -- zombie $FDS $MIB
zombie=$spawned
[ "$accounting$direct" != yesyes ] ||
  start_workload direct$$ "${RIGHTLY[@]}" -- direct "$work/data" $THREADS
[ "$direct" != yes ] || start_workload fair$$ -- direct "$work/data" $THREADS
start_workload calls$$ -- calls "$work/calls" 4
start_workload maps$$ -- maps "$work/maps" 4
configure zombie$$ direct$$ fair$$ calls$$ maps$$ >"$work/conf"
start_daemon "$work/conf"
wait_for 60 has_run

check "the leader of a process is a zombie, and a thread of it lives" \
  grep -q '^State:.*Z' "/proc/$zombie/status"
check "its file descriptors are counted all the same" \
  all zombie$$ file_handles "\$2 >= $FDS && \$2 < $FDS + 10"
check "and its memory" zombie_has_its_memory
check "and its limit is known" has_rows zombie$$ file_handles-limit_soft
if [ "$accounting" != yes ] || [ "$direct" != yes ]; then
  why=$accounting
  [ "$why" != yes ] || why=$direct
  skip "io_wait is that of all threads together" "$why"
  skip "and it is told that the account of the process says so" "$why"
  skip "the switches of all threads are more than those of the leader" "$why"
  skip "the time waited for a CPU is that of all threads" "$why"
else
  # the leader sleeps; how long the others get to wait is the machine's affair
  check "io_wait is that of all threads together" \
    most direct$$ gauge-io_wait "\$2 > 20 && \$2 < 1100 * $THREADS"
  check "and it is told that the account of the process says so" \
    most direct$$ gauge-io_wait_source '$2 == 1'
  check "the switches of all threads are more than those of the leader" \
    leader_counts_less
  check "the time waited for a CPU is that of all threads" \
    grows direct$$ total_time_in_ms-process_run_delay
fi
if [ "$direct" = yes ]; then
  check "no thread waits longer than the time, whatever the kernel counts" \
    no_thread_waits_longer_than_the_time
else
  skip "no thread waits longer than the time" "$direct"
fi
check "traffic through a mapping is marked" \
  most maps$$ bool-io_bypasses_chars '$2 == 1'
check "traffic of read(2) and write(2) is not" \
  none calls$$ bool-io_bypasses_chars '$2 == 1'
check "and neither is taken for swap-in" \
  all maps$$ bool-read_may_be_swap_in '$2 == 0'
done_testing "$work/log"
