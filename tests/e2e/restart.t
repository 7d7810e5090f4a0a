#!/bin/bash
# restart.t - a restart of the daemon in the middle of a leak: the forecast is
# back in its second tick at the latest, and nobody is warned twice; also when it
# was killed between two saves. A fuse stays blown, and its flag comes back. And a
# file that is no state is set aside. A disk that does not answer holds nobody up.
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"

# 12 descriptors a second, and enough of them for all that is to come.
readonly LIMIT=3600 RUN_S=300 CLEAR_S=15
readonly STATE=$work/state/io_forecast.json FUSES=$work/fuses
leaky=leaky$$
loop=''

# Nobody can be killed who waits for a frozen filesystem.
clean_up() {
  fsfreeze --unfreeze "$work/state" 2>/dev/null
  finish_children
  ! mountpoint -q "$work/state" || umount -l "$work/state"
  [ -z "$loop" ] || losetup -d "$loop"
  rm -rf "$work"
}
trap clean_up EXIT

configure() {
  write_conf "$(conf_csv; conf_unixsock)" <<END
  Process "$leaky"
  TripAfter 2
  ClearAfter $CLEAR_S
  StateFile "$STATE"
  StateInterval ${1:-300}
  FuseDir "$FUSES"
END
}

conf_unixsock() {
  cat <<END
LoadPlugin unixsock
<Plugin unixsock>
  SocketFile "$work/socket"
  DeleteSocket true
</Plugin>
END
}

notified() {
  logged "Notification: severity = $1, .*plugin_instance = $leaky, .*type_instance = $2,"
}

is_warned() {
  [ "$(notified WARNING fd_limit_state)" != 0 ]
}

# In each of the last ten ticks: what is foretold of a few may be gone in the
# next.
is_foretold_for_long() {
  equals 10 "$(rows "$leaky" gauge-fd_limit_state | tail -n 10 |
    grep -c ' 1\.')"
}

# new_life N: log and values so far are those of its Nth.
new_life() {
  mv "$work/log" "$work/log.$1"
  mv "$work/csv" "$work/csv.$1"
}

# The first tick in which its descriptors are told, and the first with a
# forecast: no more than one lies between.
ticks_until_foretold() {
  local first told

  first=$(rows "$leaky" file_handles | head -n 1 | cut -d . -f 1)
  told=$(rows "$leaky" duration-fd_limit | awk '$2 != "nan" && $2 != "-nan"' |
    head -n 1 | cut -d . -f 1)
  echo "seen at $first, foretold at $told"
  [ -n "$first" ] && [ -n "$told" ] || return 1
  [ $((told - first)) -le 1 ]
}

is_foretold() {
  rows "$leaky" duration-fd_limit | grep -qv nan
}

# What was told in the first ticks of this life is within a tenth of when the
# process will have LIMIT open, by its own rate.
is_near_the_truth() {
  rows "$leaky" duration-fd_limit | grep -v nan | head -n 3 >"$work/told"
  cat "$work/told"
  echo "began at $began"
  awk -v wall="$began" -v run=$RUN_S '
    { truth = wall + run - $1; off = $2 - truth; if (off < 0) off = -off
      if (off > 0.1 * truth) bad = 1 }
    END { exit bad || NR == 0 }' "$work/told"
}

file_is_there() {
  [ -s "$STATE" ]
}

file_is_private() {
  equals 600 "$(stat -c %a "$STATE")"
}

flush() {
  collectdctl -s "$work/socket" flush plugin=io_forecast
}

# Another one than $1.
file_is_new() {
  file_is_there && [ "$(stat -c %i "$STATE")" != "$1" ]
}

nothing_else_is_there() {
  equals "io_forecast.json" "$(ls -A "$work/state")"
}

restart() {
  new_life "$1"
  start_daemon "$work/conf"
  wait_for 20 is_foretold
  sleep 5 # for a second warning, if there were one
}

# Into the state of a group: its fuse is blown, for 30 s.
blow_fuse() {
  grep -q '"kind":"group"' "$STATE" || return 1
  sed -i 's/\("kind":"group".*"arrays":{\)/\1"fuse":[1,30],/' "$STATE"
  grep -q '"fuse":\[1,30\]' "$STATE"
}

fuse_is() {
  equals "$1" "$(rows "$leaky" bool-fuse | tail -n 1 | cut -d ' ' -f 2 |
    cut -d . -f 1)"
}

flag_is_there() {
  grep -q "^This is a flag of io_forecast" "$FUSES/$leaky"
}

fuse_is_cleared() {
  [ "$(notified OKAY fuse)" = 1 ] && [ ! -e "$FUSES/$leaky" ]
}

# refused SENTENCE: told once, the file is set aside, and all begins anew.
refused() {
  wait_for 20 has_logged "\[warning\] .*StateFile \"$STATE\": $1.*set aside as io_forecast.json.bad" &&
    equals 1 "$(logged 'StateFile ')" && [ -e "$STATE.bad" ]
}

refuse() {
  new_life "$1"
  start_daemon "$work/conf"
  check "$2 is refused, told once, and set aside" refused "$3"
  check "and the daemon goes on without it" wait_for 10 has_rows "$leaky" file_handles
  finish "$daemon"
}

# --- a disk that does not answer ---------------------------------------------

# The directory of the state is a filesystem of its own from now on.
mount_state() {
  rm -f "$STATE" "$STATE.bad"
  truncate -s 16M "$work/image" && mkfs.ext4 -q "$work/image" &&
    loop=$(losetup --find --show "$work/image") &&
    mount "$loop" "$work/state" && chmod 700 "$work/state"
}

can_freeze() {
  PATH=$PATH:/usr/sbin:/sbin
  [ "$(id -u)" = 0 ] && command -v fsfreeze >/dev/null &&
    mount_state >"$work/mounting" 2>&1
}

# Its main thread has ended; the kernel keeps the process until the thread that
# hangs in the disk has.
is_done() {
  [[ $(cat "/proc/$daemon/stat") == *') Z '* ]]
}

has_more_rows() {
  [ "$(rows "$leaky" file_handles | wc -l)" -gt "$1" ]
}

ends_all_the_same() {
  kill -TERM "$daemon"
  wait_for 3 is_done && has_logged 'Exiting normally'
}

old_state_is_whole() {
  wait_for 20 has_ended "$daemon" &&
    tail -n 1 "$STATE" | grep -qx ']'
}

try_a_frozen_disk() {
  configure 1 >"$work/conf"
  new_life 7
  start_daemon "$work/conf"
  wait_for 20 file_is_there >/dev/null
  fsfreeze --freeze "$work/state"
  sleep 3 # a save begins, and does not come to its end
  check "with the disk of its state frozen it goes on" \
    wait_for 5 has_more_rows "$(rows "$leaky" file_handles | wc -l)"
  check "SIGTERM ends it all the same" ends_all_the_same
  fsfreeze --unfreeze "$work/state"
  check "and the state is a whole one" old_state_is_whole
}

# --- the test ----------------------------------------------------------------

need_daemon
[ -x "$BUILDDIR/io-forecast-demo" ] || skip_all "io-forecast-demo is not built"
command -v collectdctl >/dev/null || skip_all "collectdctl is not installed"
mkdir -m 700 "$work/state"
mkdir "$FUSES"
configure >"$work/conf"
began=$EPOCHSECONDS
spawn "$BUILDDIR/io-forecast-demo" fds --limit $LIMIT --seconds $RUN_S \
  --name "$leaky" >/dev/null
start_daemon "$work/conf"
check "the leak is warned of" wait_for 60 is_warned
wait_for 60 is_foretold_for_long >/dev/null
check "SIGTERM ends the daemon within 2 s" daemon_ends_in 2
check "and leaves a state" file_is_there
check "which only its owner may read" file_is_private

restart 1
check "after a restart the forecast is back within two ticks" ticks_until_foretold
check "and within a tenth of the truth" is_near_the_truth
check "nobody is warned again" equals 0 "$(notified WARNING fd_limit_state)"
before=$(stat -c %i "$STATE")
check "it can be asked to save" flush
check "which it does at once" wait_for 5 file_is_new "$before"
finish "$daemon"

sleep 2
restart 2
check "killed, it goes on from what was saved last" ticks_until_foretold
check "within a tenth of the truth" is_near_the_truth
check "and nobody is warned again" equals 0 "$(notified WARNING fd_limit_state)"
check "no draft is left" nothing_else_is_there

daemon_ends_in 2 >/dev/null
configure 2 >"$work/conf"
check "a fuse is blown in the file" blow_fuse
before=$(stat -c %i "$STATE")
restart 3
check "and in the daemon" fuse_is 1
check "which raises its flag" wait_for 5 flag_is_there
check "without a second word" equals 0 "$(notified FAILURE fuse)"
check "it saves by itself" wait_for 20 file_is_new "$before"
check "after some rest the fuse is cleared, which is told once" \
  wait_for 90 fuse_is_cleared
check "nothing was said of the file" equals 0 "$(logged 'StateFile')"
check "SIGTERM ends it within 2 s again" daemon_ends_in 2

head -c 300 "$STATE" >"$work/torn"
cat "$work/torn" >"$STATE"
refuse 4 "a torn file" "it is torn"
rm -f "$STATE"
ln -s "$work/torn" "$STATE"
refuse 5 "a symbolic link" "it is a symbolic link"
rm -f "$STATE"
mkfifo -m 600 "$STATE"
refuse 6 "a FIFO" "it is no file of our own"
if can_freeze; then
  try_a_frozen_disk
else
  for what in "with the disk of its state frozen it goes on" \
    "SIGTERM ends it all the same" "and the state is a whole one"; do
    skip "$what" "no filesystem can be frozen here"
  done
fi
done_testing "$work/log"
