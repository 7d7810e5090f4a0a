#!/bin/bash
# disk.t - a filesystem that a followed process fills: that is foretold; frozen
# it holds nobody up; and we are not in the way when it is unmounted. On a loop
# device.
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"

readonly DISK=$work/disk SEEN=$work/seen TOLD=$work/told
readonly MIB=48 STEP_BYTES=$((256 * 1024)) STEP_S=0.5
readonly TOOL=$BUILDDIR/io-forecast
loop=''

thaw() {
  fsfreeze --unfreeze "$DISK" 2>/dev/null
}

# Nobody can be killed who waits for a frozen filesystem.
clean_up() {
  thaw
  finish_children
  ! mountpoint -q "$DISK" || umount -l "$DISK"
  [ -z "$loop" ] || losetup -d "$loop"
  rm -rf "$work"
}
trap clean_up EXIT

need() {
  local command

  PATH=$PATH:/usr/sbin:/sbin
  [ "$(id -u)" = 0 ] || skip_all "needs root, to mount a filesystem"
  for command in mkfs.ext4 losetup fsfreeze mountpoint perl; do
    command -v $command >/dev/null || skip_all "$command is not installed"
  done
  [ -x "$TOOL" ] || skip_all "$TOOL is not built"
}

mount_disk() {
  mkdir "$DISK" && truncate -s "${MIB}M" "$work/image" &&
    mkfs.ext4 -q "$work/image" &&
    loop=$(losetup --find --show "$work/image") &&
    mount "$loop" "$DISK"
}

# Writes to the disk until it is full, or ended.
start_filler() {
  cat >"$work/filler" <<'END'
open(my $file, ">", shift) or die;
my ($bytes, $pause) = @ARGV;
while (syswrite($file, "x" x $bytes)) { select(undef, undef, undef, $pause) }
sleep 600;
END
  spawn perl "$work/filler" "$DISK/file" "$STEP_BYTES" "$STEP_S"
  filler=$spawned
}

start_watch() {
  spawn stdbuf -oL "$TOOL" watch --json --match "$work/filler" \
    --set Horizon=600 --set TripAfter=3 >"$SEEN" 2>"$TOLD"
  watch=$spawned
}

group="fs-$(printf '%s' "${DISK#/}" | tr / - | tr -c 'A-Za-z0-9_.-' _)"

# rows_of WALL: "time value limit eta" of each tick.
rows_of() {
  grep -F "\"group\":\"$group\",\"wall\":\"$1\"" "$SEEN" | sed -E '
    s/.*"time":([^,}]*).*/\1 &/
    s/^([^ ]*) .*"value":([^,}]*),"limit":([^,}]*).*/\1 \2 \3 &/
    s/^([^ ]* [^ ]* [^ ]*) .*/\1/'
}

etas_of() {
  grep -F "\"group\":\"$group\",\"wall\":\"$1\"" "$SEEN" | sed -nE '
    s/.*"eta_s":([^,}]*).*/\1/p'
}

is_foretold() {
  [ "$(etas_of disk_full | wc -l)" -ge 5 ]
}

is_notified() {
  grep -F "$group: $DISK will be full in " "$TOLD"
}

# What is left by the filesystem's own numbers, at the speed of the filler.
# Others that want the CPU make the filler late: by half at most.
eta_is_right() {
  local eta left

  eta=$(etas_of disk_full | tail -n 1)
  left=$(stat -f -c '%a %S' "$DISK")
  awk -v eta="$eta" -v left="${left% *}" -v block="${left#* }" \
    -v speed="$STEP_BYTES" -v pause="$STEP_S" 'BEGIN {
      wanted = left * block / (speed / pause)
      print "told " eta " s, by statfs " wanted " s"
      exit !(eta > 0.7 * wanted && eta < 1.5 * wanted + 5)
    }'
}

limit_is_that_of_users() {
  local limit blocks free available size

  limit=$(rows_of disk_full | tail -n 1 | cut -d ' ' -f 3)
  read -r blocks free available size < <(stat -f -c '%b %f %a %S' "$DISK")
  equals "$(((blocks - (free - available)) * size))" "$limit"
}

# ticks_in SECONDS: how many the tool made meanwhile.
ticks_in() {
  local before

  before=$(rows_of disk_full | wc -l)
  sleep "$1"
  echo $(($(rows_of disk_full | wc -l) - before))
}

filler_hangs() {
  grep -q '^State:.D' "/proc/$filler/status"
}

ticks_go_on() {
  local ticks

  ticks=$(ticks_in 5)
  echo "$ticks ticks in 5 s"
  [ "$ticks" -ge 4 ]
}

# The failure was notified when that was a matter of seconds.
is_full() {
  grep -F "\"group\":\"$group\",\"wall\":\"disk_full\"" "$SEEN" | tail -n 1 |
    grep -F '"state":2' | grep -F '"used":100' | grep -F '"eta_s":0,'
}

can_be_unmounted() {
  finish "$filler"
  umount "$DISK"
}

forgets_it() {
  local row

  sleep 2
  row=$(rows_of disk_full | wc -l)
  sleep 3
  equals "$row" "$(rows_of disk_full | wc -l)" && is_running "$watch"
}

need
mount_disk >"$work/mounting" 2>&1 ||
  skip_all "no ext4 on a loop device here: $(tail -n 1 "$work/mounting")"
start_filler
start_watch
check "a disk that is filled is foretold to be full" wait_for 40 is_foretold
check "the time told is what is left by the speed" eta_is_right
check "its limit is what users other than root can have" \
  limit_is_that_of_users
check "a warning says so, with the mount point" wait_for 20 is_notified
fsfreeze --freeze "$DISK"
check "frozen, it holds the filler up" wait_for 20 filler_hangs
check "and not the ticks" ticks_go_on
thaw
check "thawed, it becomes full, and that is a failure" wait_for 150 is_full
check "nobody but the filler keeps it from being unmounted" can_be_unmounted
check "and then nothing is told of it any more" forgets_it
done_testing "$TOLD"
