#!/bin/bash
# flag.t - the flag of a fuse where its directory is full, read-only, not there,
# or made anew: one complaint each, and the flag as soon as that is over. And
# evidence that waits for its directory. On a tmpfs.
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"

readonly DISK=$work/disk EVIDENCE=$work/evidence GROUP=web

clean_up() {
  finish_children
  ! mountpoint -q "$DISK" || umount -l "$DISK"
  rm -rf "$work"
}
trap clean_up EXIT

need() {
  [ "$(id -u)" = 0 ] || skip_all "needs root, to mount a filesystem"
  command -v mountpoint >/dev/null || skip_all "mountpoint is not installed"
  [ -x "$BUILDDIR/tests/e2e/fuse-flag" ] || skip_all "fuse-flag is not built"
}

start_clerk() {
  mkfifo "$work/words"
  exec {words}<>"$work/words" # without one who writes, a reader waits
  # shellcheck disable=SC2016 # the inner shell expands
  spawn bash -c 'exec "$1" "$2" "$3" "$4" <"$5"' flag \
    "$BUILDDIR/tests/e2e/fuse-flag" "$DISK" "$GROUP" "$EVIDENCE" "$work/words" \
    2>"$work/clerk"
  clerk=$spawned
}

order() {
  echo "$1" >&"$words"
}

has_said() {
  grep -qF -- "$1" "$work/clerk"
}

# One complaint, and one sentence that it is over, for each trouble.
said_lines() {
  equals "$1" "$(wc -l <"$work/clerk")"
}

flag_is_up() {
  [ -s "$DISK/$GROUP" ]
}

flag_is_down() {
  [ ! -e "$DISK/$GROUP" ]
}

mount_disk() {
  mount -t tmpfs -o size=64k,mode=755 none "$DISK" 2>"$work/mounting"
}

evidence_is_there() {
  equals '{"of": "web"}' "$(cat "$EVIDENCE/$GROUP-"*.json)"
}

nothing_else_is_there() {
  rm -f "$DISK/filler"
  equals "" "$(ls -A "$DISK")"
}

need
mkdir "$DISK" "$EVIDENCE"
start_clerk
mount_disk || skip_all "no tmpfs here: $(tail -n 1 "$work/mounting")"
head -c 1000000 /dev/zero >"$DISK/filler" 2>/dev/null
order raise
check "a full disk is told" wait_for 10 has_said "No space left on device"
sleep 11 # it tries again
check "once" said_lines 1
check "and leaves nothing behind" flag_is_down
rm "$DISK/filler"
check "the flag is raised when there is room" wait_for 15 flag_is_up
check "which is told" wait_for 5 has_said "flags are raised again"
mount -o remount,ro "$DISK"
order lower
check "that it is read-only is told" wait_for 10 has_said "Read-only file system"
mount -o remount,rw "$DISK"
check "a flag is lowered when that is over" wait_for 15 flag_is_down
chmod 777 "$DISK"
order raise
check "where everybody may write there is no flag" \
  wait_for 10 has_said "everybody may write to it"
chmod 755 "$DISK"
check "but behind that" wait_for 15 flag_is_up
check "which is told" wait_for 5 said_lines 6
rm "$DISK/$GROUP"
check "a flag that somebody has removed is made again" wait_for 15 flag_is_up
umount "$DISK"
check "a filesystem that has gone is no complaint" wait_for 15 flag_is_up
rm "$DISK/$GROUP"
mount_disk
check "on one that is mounted anew there is a flag" wait_for 15 flag_is_up
before=$(stat -c %i:%y "$DISK/$GROUP")
sleep 11 # it looks after it
check "one that is up is left alone" \
  equals "$before" "$(stat -c %i:%y "$DISK/$GROUP")"
check "of all that nothing is said" said_lines 6
order lower
check "and lowered" wait_for 15 flag_is_down
echo "of somebody" >"$DISK/$GROUP"
chmod 600 "$DISK/$GROUP"
order raise
check "a file that is no flag is told" \
  wait_for 10 has_said "a file that is no flag has the name of a group"
order lower
sleep 1
check "and stays" equals "of somebody" "$(cat "$DISK/$GROUP")"
order raise
sleep 1
rm "$DISK/$GROUP"
check "the flag is raised when it has gone" wait_for 15 flag_is_up
check "of which nothing else is said" said_lines 8
rmdir "$EVIDENCE"
order keep
check "evidence without a directory is told" \
  wait_for 10 has_said "tried again for an hour"
mkdir "$EVIDENCE"
check "and written when there is one" wait_for 15 has_said "that waited is written"
check "as it was" evidence_is_there
exec {words}>&-
check "it ends at once" wait_for 3 has_ended "$clerk"
check "without a flag, or anything else" nothing_else_is_there
check "and has said no more than that" said_lines 11
done_testing "$work/clerk"
