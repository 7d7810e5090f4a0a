# shellcheck shell=bash
# hang.sh - what hang.t is made of: those who work, the one who hangs, what it
# waits for, the daemons that watch it, and what must hold meanwhile. To be
# sourced after lib.sh.

readonly MOUNT=$work/fuse FROZEN=$work/frozen STOCK=$work/stock
victim=stuck-$$
well=("well1-$$" "well2-$$" "well3-$$" "well4-$$" "well5-$$" "well6-$$")
fuse='' loop='' stock=''

# --- cleaning up -------------------------------------------------------------

thaw() {
  ! mountpoint -q "$FROZEN" || fsfreeze --unfreeze "$FROZEN" 2>/dev/null
}

unmount_frozen() {
  thaw
  ! mountpoint -q "$FROZEN" || umount -l "$FROZEN"
  [ -z "$loop" ] || losetup -d "$loop"
  loop=
}

# Its end is the end of every request that it has not answered.
unmount_fuse() {
  [ -z "$fuse" ] || finish "$fuse"
  fuse=
  umount -l "$MOUNT" 2>/dev/null
}

# Nobody can be killed who still waits for one of the filesystems.
clean_up() {
  thaw
  unmount_fuse
  finish_children
  unmount_frozen
  rm -rf "$work"
}
trap clean_up EXIT

# --- those who work, and the one who hangs -----------------------------------

# start_one NAME MODE [ARGUMENT]: by a link of that name.
start_one() {
  local name=$1

  shift
  ln -sf "$BUILDDIR/tests/e2e/hang-victim" "$work/$name"
  spawn "$work/$name" "$@" >"$work/$name.out" 2>&1
}

works() {
  grep -q '^ready' "$work/$1.out"
}

# start_all MODE [ARGUMENT]: the victim in the middle, whose pid is in $pid;
# until all others work.
start_all() {
  local name

  pids=()
  for name in "${well[@]:0:3}" "$victim" "${well[@]:3}"; do
    if [ "$name" = "$victim" ]; then
      start_one "$name" "$@"
      pid=$spawned
    else
      start_one "$name" work
    fi
    pids+=("$spawned")
  done
  wait_for 20 all_work
}

all_work() {
  local name

  for name in "${well[@]}"; do
    works "$name" || return 1
  done
}

finish_all() {
  local one

  for one in "${pids[@]}"; do
    finish "$one"
  done
}

# mount_fuse OPERATION
mount_fuse() {
  mkdir -p "$MOUNT"
  spawn "$BUILDDIR/tests/e2e/hang-fuse" "$1" "$MOUNT" >"$work/fuse.out" 2>&1
  fuse=$spawned
  wait_for 5 grep -q . "$work/fuse.out"
  grep -q '^mounted' "$work/fuse.out"
}

hold() {
  kill -USR2 "$fuse"
}

release() {
  kill -USR1 "$fuse"
}

# answers FILE: whether that file of the victim does within a second.
answers() {
  timeout 1 cat "/proc/$pid/$1" >/dev/null 2>&1
}

does_not_answer() {
  ! answers "$1"
}

# exec_and_hang: what holds it up is not there at once.
exec_and_hang() {
  hold
  sleep 0.1
  kill -USR1 "$pid"
  wait_for 3 does_not_answer io
}

# --- the daemons -------------------------------------------------------------

conf_groups() {
  local name

  for name in "$victim" "${well[@]}"; do
    echo "Process \"$name\""
  done
}

# By the command line, which has to be read for that.
conf_matches() {
  local name

  for name in "$victim" "${well[@]}"; do
    echo "ProcessMatch \"$name\" \"^$work/$name \""
  done
}

# start_ours COMMAND: with the groups that it prints.
start_ours() {
  rm -rf "$work/csv"
  write_conf "$(conf_csv)" <<<"$("$1")" >"$work/conf"
  start_daemon "$work/conf"
}

# The control: neither our plugin nor its files.
start_stock() {
  mkdir -p "$STOCK"
  cat >"$STOCK/conf" <<END
Hostname "$HOST"
FQDNLookup false
Interval 1
BaseDir "$STOCK"
PIDFile "$STOCK/pid"
LoadPlugin csv
<Plugin csv>
  DataDir "$STOCK/csv"
</Plugin>
LoadPlugin load
LoadPlugin processes
<Plugin processes>
  CollectFileDescriptor true
  CollectContextSwitch true
  Process "$victim"
</Plugin>
END
  spawn collectd -f -C "$STOCK/conf" >"$STOCK/output" 2>&1
  stock=$spawned
}

# stock_rows SERIES: how many
stock_rows() {
  cat "$STOCK/csv/$HOST/$1"-????-??-?? 2>/dev/null | grep -vc '^epoch'
}

stock_has_rows() {
  [ "$(stock_rows "$1")" -ge "$2" ]
}

# --- what was written --------------------------------------------------------

# The last one may be half written when the daemon ends.
ticks() {
  rows self duration-read | sed '$d; s/ .*//'
}

count_of() {
  rows "$1" "$2" | grep -c .
}

has_count() {
  [ "$(count_of "$1" "$2")" -ge "$3" ]
}

# goes_on GROUP: what it wrote grows from the last row but two to the last.
goes_on() {
  rows "$1" io_ops | tail -n 3 | awk '
    $3 !~ /^[0-9.]+$/ || $3 <= last { exit bad = 1 }
    { last = $3 }
    END { exit bad || NR < 3 }'
}

all_go_on() {
  local name

  for name in "$@"; do
    goes_on "$name" || return 1
  done
}

# is_stuck ROWS: the victim, by what our daemon says.
is_stuck() {
  has_count "$victim" duration-stuck "$1"
}

no_thread_is_stuck() {
  rows self gauge-stuck_threads | awk '{ n = $2 } END { exit n != 0 || !NR }'
}

# --- what must hold ----------------------------------------------------------

# sampled GROUP: from its first row on each tick has one with more calls of
# write(2) than the one before, by the guarded lane, and with a resident size,
# by the free one.
sampled() {
  {
    rows "$1" io_ops | sed 's/^/io /'
    rows "$1" ps_rss | sed 's/^/rss /'
    ticks
  } | awk -v group="$1" '
    $1 == "io" { calls[$2] = $4; next }
    $1 == "rss" { rss[$2] = $3; next }
    !good && !($1 in calls) { early++; next }
    {
      if (!($1 in calls) || calls[$1] !~ /^[0-9]/ || calls[$1] + 0 <= last) {
        print group " at " $1 ": " calls[$1] " calls after " last
        bad++
      }
      if (!(rss[$1] > 0)) {
        print group " at " $1 ": resident size " rss[$1]
        bad++
      }
      last = calls[$1] + 0
      good++
    }
    END {
      printf "%s: %d ticks, %d bad, %d before its first\n", group, good, bad,
        early
      exit bad > 0 || good < 5 || early > 2
    }'
}

all_sampled() {
  local name status=0

  for name in "${well[@]}"; do
    sampled "$name" || status=1
  done
  return "$status"
}

no_tick_is_missed() {
  ticks | awk '
    NR > 1 && $1 - last > 1.5 { print "from " last " to " $1; bad = 1 }
    { last = $1 }
    END { exit bad || NR < 5 }'
}

reads_are_short() {
  rows self duration-read | awk '
    !($2 < 0.5) { print; bad = 1 }
    $2 > most { most = $2 }
    END { print NR " rows, at most " most " s"; exit bad || NR < 5 }'
}

# stuck_grows ROWS: by a second a tick, in so many rows or more.
stuck_grows() {
  rows "$victim" duration-stuck | awk -v least="$1" '
    NR > 1 && $1 - time < 1.5 && ($2 - last < 0.5 || $2 - last > 1.5) {
      print "from " last " to " $2 " at " $1
      bad = 1
    }
    { time = $1; last = $2 }
    END { print NR " rows"; exit bad || NR < least }'
}

# told_at SERIES: of the victim, at each of the times on standard input.
told_at() {
  {
    rows "$victim" "$1" | sed 's/^/value /'
    cat
  } | awk -v series="$1" '
    $1 == "value" { value[$2] = $3; next }
    !(value[$1] > 0) { print series " at " $1 ": " value[$1]; bad = 1 }
    { n++ }
    END { exit bad || n < 5 }'
}

free_values_flow() {
  local series status=0

  for series in ps_rss ps_count file_handles; do
    rows "$victim" duration-stuck | told_at "$series" || status=1
  done
  return "$status"
}

handles_flow() {
  ticks | told_at file_handles
}

most_stuck_threads() {
  rows self gauge-stuck_threads | awk '
    $2 > most { most = $2 }
    END { print most + 0 }'
}

at_least() {
  [ "$2" -ge "$1" ] || {
    echo "wanted $1 or more, found $2"
    return 1
  }
}

# recovered SINCE: no row since then says stuck, and the victim's values go on.
recovered() {
  rows "$victim" duration-stuck | awk -v since="$1" '
    $1 > since { print; bad = 1 }
    END { exit bad }' && goes_on "$victim"
}

check_others() {
  check "$1: all others are sampled in each tick" all_sampled
  check "$1: no tick is missed" no_tick_is_missed
  check "$1: the read callback takes less than half an interval" \
    reads_are_short
}
