#!/bin/bash
# saturation.t - a disk that is loaded until requests wait is told, one beside
# it that rests is not. On loop devices: the kernel's numbers of them are shown
# to the daemon under names of disks, because loop devices themselves have no
# wall.
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"

readonly AWAIT_MS=3 READERS=64 TICKS=10 TICK_S=0.5
readonly PROC=$work/proc BUSY=e2ebusy CALM=e2ecalm
loops=()

# --- set up ------------------------------------------------------------------

# Whoever reads a loop device holds it.
clean_up() {
  local loop

  finish_children
  for loop in "${loops[@]}"; do
    losetup -d "$loop"
  done
  rm -rf "$work"
}
trap clean_up EXIT

# make_loop IMAGE: of a file that is one hole, so that no disk has to do with
# it; the device is the last of $loops.
make_loop() {
  local loop

  truncate -s 1T "$work/$1" || return 1
  loop=$(losetup --find --show "$work/$1") || return 1
  loops+=("$loop")
}

need() {
  PATH=$PATH:/usr/sbin:/sbin
  [ "$(id -u)" = 0 ] || skip_all "needs root, to make a loop device"
  command -v losetup >/dev/null || skip_all "losetup is not installed"
  { make_loop busy && make_loop calm; } 2>"$work/said" ||
    skip_all "no loop device here: $(tail -n 1 "$work/said")"
  dd if="${loops[0]}" of=/dev/null bs=1M count=1 iflag=direct 2>"$work/said" ||
    skip_all "a loop device cannot be read past the page cache here"
}

# A ProcPath whose diskstats is the kernel's, ten times a second, with other
# names for our two.
start_proc() {
  local file

  mkdir "$PROC"
  for file in meminfo vmstat loadavg stat pressure sys self; do
    ln -s "/proc/$file" "$PROC/$file"
  done
  cat >"$work/rename" <<'END'
my ($path, %name) = @ARGV;
while () {
  open(my $in, "<", "/proc/diskstats") or die;
  open(my $out, ">", "$path.new") or die;
  while (<$in>) { s/^( *\d+ +\d+ )(\S+)/$1 . ($name{$2} || $2)/e; print $out $_ }
  close($out) && rename("$path.new", $path) or die;
  select(undef, undef, undef, 0.1);
}
END
  spawn perl "$work/rename" "$PROC/diskstats" \
    "${loops[0]#/dev/}" $BUSY "${loops[1]#/dev/}" $CALM
  wait_for 5 grep -qs " $BUSY " "$PROC/diskstats"
}

# Some requests, with nobody waiting for another.
start_rest() {
  cat >"$work/rest" <<'END'
while :; do
  for device; do
    dd if="$device" of=/dev/null bs=4k count=1 iflag=direct 2>/dev/null
  done
  sleep 0.1
done
END
  spawn bash "$work/rest" "${loops[@]}"
}

start_load() {
  local i

  load=()
  for ((i = 0; i < READERS; i++)); do
    spawn dd if="${loops[0]}" of=/dev/null bs=1M iflag=direct 2>/dev/null
    load+=("$spawned")
  done
}

end_load() {
  local pid

  for pid in "${load[@]}"; do
    finish "$pid"
  done
}

configure() {
  write_conf "$(conf_csv)" <<EOF | sed "s/^Interval .*/Interval $TICK_S/"
  ProcPath "$PROC"
  AwaitMs $AWAIT_MS
  TripAfter 1
  ClearAfter 2
EOF
}

# --- what must hold ----------------------------------------------------------

readonly WALL=gauge-device_saturation

# newest DEVICE SERIES
newest() {
  rows "device-$1" "$2" | tail -n 1 | cut -d ' ' -f 2
}

# The mean of ten ticks is there, and well below the wall.
rests() {
  local now

  now=$(newest "$1" ${WALL}_now)
  echo "$1 at ${now:-nothing}"
  awk "BEGIN { exit !(\"$now\" != \"\" && ${now:-9} < $AWAIT_MS / 2000) }"
}

both_rest() {
  rests $BUSY && rests $CALM
}

state_is() {
  equals "$2" "$(newest "$1" ${WALL}_state | cut -d . -f 1)"
}

limit_is() {
  awk "BEGIN { exit !($(newest "$1" ${WALL}_limit) == $AWAIT_MS / 1000) }"
}

notified() {
  logged "Notification: severity = $1, .*plugin_instance = device-$2, .*device_saturation_state"
}

is_told() {
  [ "$(notified "$1" "$2")" != 0 ]
}

# counted DEVICE: reads, and milliseconds that they took.
counted() {
  awk -v name="${1#/dev/}" '$3 == name { print $4, $7 }' /proc/diskstats
}

# What the daemon tells of as many ticks as it takes the mean of, against the
# counters themselves.
await_is_that_of_the_kernel() {
  local before after

  before=$(counted "${loops[0]}")
  sleep "$(awk "BEGIN { print ($TICKS + 1) * $TICK_S }")"
  after=$(counted "${loops[0]}")
  echo "$before; $after; told $(newest $BUSY ${WALL}_now)"
  # shellcheck disable=SC2086
  set -- $before $after "$(newest $BUSY ${WALL}_now)"
  awk "BEGIN { await = ($4 - $2) / ($3 - $1) / 1000; print await
    exit !($5 > 0.6 * await && $5 < 1.6 * await) }"
}

is_full_of_requests() {
  awk "BEGIN { exit !($(newest $BUSY percent-utilisation) > 80) }"
}

says() {
  grep Notification "$work/log"
  grep -qF "device-$BUSY: $BUSY keeps requests waiting longer than allowed; at" \
    "$work/log"
}

was_never_raised() {
  ! grep -F "plugin_instance = device-$1," "$work/log"
}

states_were_zero() {
  rows "device-$1" ${WALL}_state | awk '
    $2 != 0 { print; bad = 1 }
    END { print NR, "rows"; exit bad || NR < 20 }'
}

# --- the test ----------------------------------------------------------------

need_daemon
need
start_proc || skip_all "the numbers of a loop device cannot be shown"
start_rest
configure >"$work/conf"
start_daemon "$work/conf"
check "disks that rest are told with a mean of ten ticks below the wall" \
  wait_for 30 both_rest
check "the wall is AwaitMs" limit_is $BUSY
check "and nothing is foretold or met" state_is $BUSY 0
start_load
check "that requests of a loaded disk wait is told" \
  wait_for 30 is_told WARNING $BUSY
check "in a sentence with its name" says
check "how long they wait is what the kernel counts" \
  await_is_that_of_the_kernel
check "the disk is in use all the time" is_full_of_requests
check "its state is a warning, as it stops nobody" state_is $BUSY 1
end_load
check "when the load is over that is told too" wait_for 30 is_told OKAY $BUSY
check "and once each" equals "1 1" \
  "$(notified WARNING $BUSY) $(notified OKAY $BUSY)"
check "the disk beside it was never told of" was_never_raised $CALM
check "and its states were 0" states_were_zero $CALM
done_testing "$work/log"
