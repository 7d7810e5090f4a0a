#!/bin/bash
# near.t - the real daemon tells once that a filesystem has little left that does
# not grow, and once that it has more again. On a tmpfs.
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"

readonly DISK=$work/disk KIB=20480
group="fs-$(printf '%s' "${DISK#/}" | tr / - | tr -c 'A-Za-z0-9_.-' _)"
name=near$$

clean_up() {
  finish_children
  ! mountpoint -q "$DISK" || umount -l "$DISK"
  rm -rf "$work"
}
trap clean_up EXIT

need() {
  local command

  [ "$(id -u)" = 0 ] || skip_all "needs root, to mount a filesystem"
  for command in mountpoint perl; do
    command -v $command >/dev/null || skip_all "$command is not installed"
  done
}

mount_disk() {
  mkdir "$DISK" && mount -t tmpfs -o size=${KIB}k none "$DISK"
}

# fill PERCENT: so much of it is in use.
fill() {
  head -c $((KIB * 1024 * $1 / 100)) /dev/zero >"$DISK/file"
}

# It writes all the time, and needs no more for that.
start_writer() {
  cat >"$work/writer" <<'END_OF_WRITER'
$0 = shift;
open(my $file, "+<", shift) or die;
while (sysseek($file, 0, 0)) {
  syswrite($file, "x");
  select(undef, undef, undef, 0.3);
}
END_OF_WRITER
  spawn perl "$work/writer" "$name" "$DISK/file"
}

configure() {
  write_conf "$(conf_csv)" <<EOF
  Process "$name"
  TripAfter 2
  ClearAfter 3
EOF
}

notice_of() {
  echo "severity = $1, .*plugin_instance = $group, .*_instance = disk_full_near,"
}

is_told() {
  has_logged "$(notice_of WARNING)"
}

is_told_again() {
  has_logged "$(notice_of OKAY)"
}

# df(1) rounds up.
says_what_is_used() {
  local used

  used=$(df --output=pcent "$DISK" | tail -n 1 | tr -dc 0-9)
  echo "df: $used %"
  has_logged "$group: $DISK has ($used|$((used - 1))) % of its space in use "
}

no_forecast_is_told() {
  ! has_logged "plugin_instance = $group, .*type_instance = disk_full_state,"
}

is_told_once() {
  equals "1 1" "$(logged "$(notice_of WARNING)") $(logged "$(notice_of OKAY)")"
}

need
need_daemon
share_proc
mount_disk 2>"$work/mounting" ||
  skip_all "no tmpfs here: $(tail -n 1 "$work/mounting")"
fill 97
start_writer
configure >"$work/conf"
start_daemon "$work/conf"
check "a filesystem with 3 % left that does not grow is told" \
  wait_for 90 is_told
check "by the share that df(1) tells" says_what_is_used
sleep 5
fill 50
check "and so it is when there is room again" wait_for 60 is_told_again
check "each of it once" is_told_once
check "and nobody foretells anything of it" no_forecast_is_told
check "the daemon ends within 2 s" daemon_ends_in 2
done_testing "$work/log"
