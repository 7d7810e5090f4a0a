#!/bin/bash
# causes.t - real threads, blocked in each way that this kernel allows, and what
# the lane and the inquest of the daemon say that they wait for.
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"

readonly LOOK=$BUILDDIR/tests/e2e/causes-look
readonly VICTIM=$BUILDDIR/tests/e2e/causes-victim
readonly BLKIO=/sys/fs/cgroup/blkio MOUNT=$work/fuse LOOKS=6 EVERY_MS=150
loop='' device='' fuse='' swap='' swap_device='' memory='' limited=''

for tool in "$LOOK" "$VICTIM"; do
  [ -x "$tool" ] || skip_all "$tool is not built"
done

# --- set up ------------------------------------------------------------------

# throttle DEVICE FILE NUMBER: of the cgroup of this shell; 0: not at all.
throttle() {
  echo "$1 $3" >"$BLKIO/blkio.throttle.$2_device"
}

let_go() {
  local kind

  [ -n "$1" ] || return 0
  for kind in read_iops write_iops; do
    throttle "$1" $kind 0
  done
}

# The next who has this loop device must not find it limited.
unlimit_dirty_pages() {
  [ -n "$limited" ] || return 0
  echo 0 >"$limited/strict_limit"
  echo 100 >"$limited/max_ratio"
  limited=''
}

# Nobody ends who still waits for the device.
clean_up() {
  [ -z "$fuse" ] || finish "$fuse"
  umount -l "$MOUNT" 2>/dev/null
  {
    let_go "$device"
    let_go "$swap_device"
    unlimit_dirty_pages
  } 2>/dev/null
  finish_children
  [ -z "$swap" ] || swapoff "$swap" 2>/dev/null
  [ -z "$swap" ] || losetup -d "$swap"
  [ -z "$loop" ] || losetup -d "$loop"
  [ -z "$memory" ] || rmdir "$memory"
  rm -rf "$work"
}
trap clean_up EXIT

number_of() {
  printf '%d:%d' "0x$(stat -c %t "$1")" "0x$(stat -c %T "$1")"
}

# Of a file that is one hole: what waits, waits for the throttle alone.
make_loop() {
  truncate -s 1T "$work/image" && losetup --find --show "$work/image"
}

make_slow() {
  throttle "$device" read_iops 40 && throttle "$device" write_iops 20
}

has_slow_disk() {
  [ "$(id -u)" = 0 ] && command -v losetup >/dev/null &&
    [ -w $BLKIO/blkio.throttle.read_iops_device ] &&
    grep -q ':blkio:/$' /proc/self/cgroup && loop=$(make_loop 2>/dev/null) &&
    device=$(number_of "$loop") && make_slow
}

# --- what must hold ----------------------------------------------------------

# The look is a process of its own, with the rights of this one.
look() {
  "$LOOK" "$victim" $LOOKS $EVERY_MS "$@" >"$work/look"
}

# all CAUSE [STACK]: of the threads beside the leader, which sleeps.
all() {
  look "${@:2}"
  awk -v cause="$1" -v leader="$victim" '
    { print }
    NF >= 8 && $1 != leader && $1 ~ /^[0-9]+$/ {
      n++
      if ($6 != cause) bad = 1
    }
    END { exit bad || n == 0 }' "$work/look"
}

# counts CAUSE NUMBER: so many threads of the process.
counts() {
  cat "$work/look"
  grep -qx "cause $1 $2" "$work/look"
}

says() {
  cat "$work/look"
  grep -qxE "$1" "$work/look"
}

# What it has in flight would take its time, and who waits for FUSE ends with
# that.
end_victim() {
  [ -z "$fuse" ] || finish "$fuse"
  fuse=
  let_go "$device"
  finish "$victim"
  [ -z "$device" ] || make_slow
}

# with SENTENCE CAUSE WHAT [ARGUMENT...]: a victim that does so, for one check.
with() {
  local sentence=$1 cause=$2

  shift 2
  spawn "$VICTIM" "$@" >"$work/victim" 2>&1
  victim=$spawned
  wait_for 5 grep -q ready "$work/victim" || explain "$work/victim"
  sleep 0.3
  check "$sentence" all "$cause" ${stack:+stack}
  end_victim
}

# --- without a disk ----------------------------------------------------------

stack=
with "a full pipe is a pipe" pipe pipe-write
with "an empty pipe is a pipe" pipe pipe-read
with "a full send window is network send" network_send send
with "an idle connection is network receive" network_receive receive
with "a server without clients is network receive" network_receive accept
with "a mutex that is held is a lock" lock futex
with "a file lock that is held is a lock" lock flock "$work/lock"
with "nanosleep(2) is a choice" sleep nanosleep
with "poll(2) is a choice" sleep poll
with "pause(2) is a choice" sleep pause
with "vfork(2) is a choice, whatever its state" sleep vfork

# --- on a slow disk ----------------------------------------------------------

readonly ON_DISK=(
  "reading past the page cache:storage_read:direct-read"
  "writing past the page cache:storage_write:direct-write"
  "reading through the page cache:storage_read:read"
  "fsync(2):fsync:fsync"
  "a mapped file:page_fault:fault"
  "MAP_POPULATE:page_fault:populate"
)

share_of_forty() {
  look
  says "cause storage_read 31" && says "held storage_read" &&
    says "threads 40 40"
}

# A limit of the one device: the dirty pages of nobody else are held.
limit_dirty_pages() {
  local bdi=/sys/class/bdi/$device

  [ -w "$bdi/max_bytes" ] && limited=$bdi && echo 1 >"$bdi/strict_limit" &&
    echo 4194304 >"$bdi/max_bytes"
}

on_disk() {
  local row sentence cause what

  for row in "${ON_DISK[@]}"; do
    IFS=: read -r sentence cause what <<<"$row"
    with "$sentence: $cause" "$cause" "$what" "$loop" 4
    stack=1
    with "$sentence, by its stack: $cause" "$cause" "$what" "$loop" 4
    stack=
  done
  spawn "$VICTIM" direct-read "$loop" 31 8 >"$work/victim" 2>&1
  victim=$spawned
  sleep 1
  check "31 of 40 threads are in storage read" share_of_forty
  end_victim
  if limit_dirty_pages 2>/dev/null; then
    with "too many dirty pages: throttled" writeback_throttle write "$loop" 2
    unlimit_dirty_pages
  else
    skip "too many dirty pages: throttled" "this kernel limits no single device"
  fi
}

no_disk() {
  local row

  for row in "${ON_DISK[@]}"; do
    skip "${row%%:*}" "$1"
    skip "${row%%:*}, by its stack" "$1"
  done
  skip "31 of 40 threads are in storage read" "$1"
  skip "too many dirty pages: throttled" "$1"
}

if has_slow_disk; then
  on_disk
else
  no_disk "needs root, a loop device, and the throttle of cgroup v1"
fi

# --- swap --------------------------------------------------------------------

readonly SWAP_MIB=24

# A loop device and not zram: that reads while the thread runs. Of 9561 looks in
# five seconds with 37056 major faults from zram none found the thread waiting,
# all found it running; and a zram that writes back to a disk
# (CONFIG_ZRAM_WRITEBACK) is not in each kernel.
# Small and for a moment, as it is everybody's; slow only while the victim
# reads.
make_swap() {
  local image

  image=$(mktemp "$work/swap.XXXXXX") &&
    head -c $((SWAP_MIB << 20)) /dev/zero >"$image" &&
    swap=$(losetup --find --show "$image") && mkswap "$swap" &&
    swapon --priority 32767 "$swap" && swap_device=$(number_of "$swap")
}

# What was written stays in memory until somebody needs that, or this cgroup is
# told to do without.
make_memory() {
  local above=/sys/fs/cgroup/memory

  above+=$(sed -n 's/^[0-9]*:memory://p' /proc/self/cgroup) || return 1
  mkdir "$above/causes-$$" && memory=$above/causes-$$ &&
    [ -w "$memory/memory.force_empty" ]
}

# Frames of the victim's threads, whatever else they wait for in between.
swapped_in() {
  look stack
  cat "$work/look"
  says "held swap_in" && grep -q '^frame .*do_swap_page$' "$work/look"
}

if [ -n "$loop" ] && make_swap >"$work/said" 2>&1 &&
  make_memory 2>"$work/said"; then
  # shellcheck disable=SC2016 # the shell that is started expands it
  spawn bash -c 'echo $$ >"$0/cgroup.procs"; exec "$@"' "$memory" \
    "$VICTIM" swapped $((SWAP_MIB / 2)) >"$work/victim" 2>&1
  victim=$spawned
  wait_for 10 grep -q out "$work/victim"
  echo 0 >"$memory/memory.force_empty" 2>/dev/null
  throttle "$swap_device" read_iops 40
  sleep 2.5
  check "memory that was swapped out: swap_in" swapped_in
  let_go "$swap_device"
  finish "$victim"
  swapoff "$swap" && losetup -d "$swap"
  swap='' swap_device=''
else
  skip "memory that was swapped out: swap_in" "no swap on a slow device here"
fi

# --- a filesystem that does not answer ---------------------------------------

# mount_fuse OPERATION: which it will not answer when told to.
mount_fuse() {
  mkdir -p "$MOUNT"
  spawn "$BUILDDIR/tests/e2e/hang-fuse" "$1" "$MOUNT" >"$work/fuse.out" 2>&1
  fuse=$spawned
  wait_for 5 grep -q mounted "$work/fuse.out"
}

unmount_fuse() {
  [ -z "$fuse" ] || finish "$fuse"
  fuse=
  umount -l "$MOUNT" 2>/dev/null
}

# Its io waits for the execve(2) that waits for the filesystem.
exec_hangs() {
  kill -USR2 "$fuse"
  sleep 0.1
  kill -USR1 "$victim"
  wait_for 3 io_hangs
}

io_hangs() {
  ! timeout 1 cat "/proc/$victim/io" >/dev/null 2>&1
}

# Where wchan takes the lock of execve(2) that costs one thread, and is told.
tells_the_state() {
  look stuck
  says "threads 1 1" && says "[0-9]+ [SD] .*" &&
    says "lack syscall: the kernel does not answer" || return 1
  if grep -q '^lack wchan: the kernel does not answer$' "$work/look"; then
    says "lost 1" && says "[0-9]+ [SD] - -1 -1 unknown .*"
  else
    says "lost 0" && says "[0-9]+ [SD] request_wait_answer -1 -1 request .*"
  fi
}

of_who_is_stuck() {
  local sentence="a process whose execve(2) hangs: its thread is told all the same"

  mount_fuse flush
  spawn "$BUILDDIR/tests/e2e/hang-victim" exec "$MOUNT/file" >"$work/victim" 2>&1
  victim=$spawned
  wait_for 5 grep -q ready "$work/victim"
  if exec_hangs; then
    check "$sentence" tells_the_state
  else
    skip "$sentence" "this kernel closes files before it takes the lock"
  fi
  unmount_fuse
  finish "$victim"
}

if [ "$(id -u)" = 0 ] && [ -e /dev/fuse ]; then
  mount_fuse getattr
  kill -USR2 "$fuse"
  with "a FUSE filesystem that does not answer: request" request stat \
    "$MOUNT/file"
  unmount_fuse
  mount_fuse read
  kill -USR2 "$fuse"
  with "a page of a FUSE file that does not come: request" request read \
    "$MOUNT/file"
  check "it sleeps where one sleeps that reads a disk" \
    says "[0-9]+ D folio_wait_bit_common 17 [0-9]+ request .*"
  unmount_fuse
  of_who_is_stuck
else
  for sentence in "a FUSE filesystem that does not answer: request" \
    "a page of a FUSE file that does not come: request" \
    "it sleeps where one sleeps that reads a disk" \
    "a process whose execve(2) hangs: its thread is told all the same"; do
    skip "$sentence" "needs root and FUSE"
  done
fi

# --- many threads ------------------------------------------------------------

spawn_threads() {
  spawn "$VICTIM" futex - "$1" >"$work/victim" 2>&1
  victim=$spawned
  wait_for 20 grep -q ready "$work/victim"
}

# A thousand take four ticks; each look is told twice in eight.
is_bounded() {
  awk '$1 == "longest" { n++; if ($2 > 500) bad = 1 } { print }
    END { exit bad || n != 1 }' \
    "$work/look"
}

spawn_threads 1000
"$LOOK" "$victim" 12 20 >"$work/look"
sed -i '/^[0-9]/d' "$work/look"
check "a thousand threads are told, in rounds" says "threads 1001 1001"
check "and all but the leader wait for a lock" counts lock 1000
check "no tick takes longer than half a second for it" is_bounded
finish "$victim"
spawn_threads 1500
"$LOOK" "$victim" 12 20 >"$work/look"
sed -i '/^[0-9]/d' "$work/look"
check "of 1501 threads 1024 are told, and that there are more" \
  says "threads 1501 1024"
finish "$victim"

# --- rights ------------------------------------------------------------------

as_nobody() {
  setpriv --reuid 65534 --regid 65534 --clear-groups "$@"
}

without_sys_admin() {
  setpriv --inh-caps=-sys_admin --bounding-set=-sys_admin "$@"
}

if [ "$(id -u)" = 0 ] && command -v setpriv >/dev/null && [ -n "$loop" ]; then
  cp "$LOOK" "$work/look-of-nobody"
  spawn "$VICTIM" direct-read "$loop" 4 >"$work/victim" 2>&1
  victim=$spawned
  sleep 0.5
  as_nobody "$work/look-of-nobody" "$victim" 3 50 >"$work/look"
  check "without CAP_SYS_PTRACE the symbol is missing, and told so" \
    says "lack wchan: CAP_SYS_PTRACE is missing"
  check "states are told all the same" says "[0-9]+ D - .*"
  without_sys_admin "$LOOK" "$victim" 6 100 stack >"$work/look"
  check "without CAP_SYS_ADMIN the stack is missing, and told so" \
    says "lack stack: CAP_SYS_ADMIN is missing"
  check "and causes are told by symbols" counts storage_read 4
  end_victim
else
  for sentence in "without CAP_SYS_PTRACE the symbol is missing, and told so" \
    "states are told all the same" \
    "without CAP_SYS_ADMIN the stack is missing, and told so" \
    "and causes are told by symbols"; do
    skip "$sentence" "needs root, setpriv and a slow disk"
  done
fi

done_testing
