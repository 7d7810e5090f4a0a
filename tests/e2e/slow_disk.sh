# shellcheck shell=bash
# slow_disk.sh - a loop device that is slow for those in a cgroup of its own, and
# who reads it and leaks file descriptors beside that (incident.c). To be sourced
# after lib.sh; one disk a test.

readonly BLKIO=/sys/fs/cgroup/blkio BYTES_PER_S=262144
cell=$BLKIO/io_forecast$$
loop='' device=''

need_slow_disk() {
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

# start_reader NAME [THREADS]: each reads 64 KiB at a time, and together they
# get four of these a second; its pid is in `pid`.
start_reader() {
  ln -s "$BUILDDIR/tests/e2e/incident" "$work/$1"
  echo "$device $BYTES_PER_S" >"$cell/blkio.throttle.read_bps_device"
  # shellcheck disable=SC2016 # of the other shell
  spawn bash -c 'echo $$ >"$1/cgroup.procs"; exec "${@:2}"' - \
    "$cell" "$work/$1" "$loop" "${@:2}" >"$work/reader.out"
  pid=$spawned
  wait_for 20 grep -q reads "$work/reader.out"
}

# What waits for the disk ends when the disk is not slow any more.
drop_slow_disk() {
  [ ! -d "$cell" ] || echo "$device 0" >"$cell/blkio.throttle.read_bps_device"
  finish_children
  [ ! -d "$cell" ] || rmdir "$cell"
  [ -z "$loop" ] || losetup -d "$loop"
}
