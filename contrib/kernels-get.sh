# shellcheck shell=bash
# kernels-get.sh - what contrib/kernels boots: kernels of Debian, what runs in
# them, disks. To be sourced by it; all is made in $work.

# Those that read what a kernel tells, and need no more than the daemon.
tests="tests/test_lanes tests/test_survey tests/test_rights
  tests/base/test_file tests/base/test_walk tests/base/test_fds
  tests/discover/test_census tests/sample/test_read tests/sample/test_lane
  tests/sample/test_crew tests/sample/test_abroad tests/sample/test_cgroup
  tests/emit/test_state_file tests/emit/test_flag
  tests/e2e/kernel.t tests/e2e/namespaces.t tests/e2e/walls.t tests/e2e/causes.t
  tests/e2e/hang.t tests/e2e/fds.t tests/e2e/leak.t tests/e2e/sources.t"
# left_out KERNEL TEST: why it is not tried there; nothing when it is.
left_out() {
  case $1:$2 in
  uml:*/causes.t) echo "its wchan names functions that nobody sleeps in" ;;
  uml:*/fds.t | uml:*/leak.t)
    echo "it is about time, which is that of this machine there, and slow"
    ;;
  *:*/hang.t | *:*/sources.t)
    echo "it computes all the while: it takes many minutes in an emulator"
    ;;
  esac
}

# What these are made of, on the PATH of this machine.
tools="awk basename bash busybox cat chmod chrt cmp collectd comm cp cut date dd
  df diff dirname dmesg du env expr false find flock fsfreeze getconf getent grep head id
  ionice ip ln losetup ls mawk mkdir mkfifo mkfs.ext4 mknod mkswap mktemp mount
  mountpoint mv nice od paste perl printf prlimit pwd readlink rm rmdir sed seq
  setpriv setsid sh sleep sort stat stdbuf swapoff swapon sync tail tar tee test
  timeout touch tr true truncate tty umount uname uniq unshare wc xargs"
plugins="aggregation csv exec logfile match_regex processes target_set threshold
  unixsock write_prometheus write_log"
modules="virtio_blk virtio_pci ext4 crc32c_generic loop fuse tcp_diag udp_diag unix_diag"

# --- kernels of Debian -------------------------------------------------------

# own_apt TOOL ARGUMENTS...: of the sources that this machine has, with lists of
# its own, so that nobody else's are changed.
own_apt() {
  local tool=$1

  shift
  "$tool" -q -o APT::Sandbox::User="$(id -un)" -o Debug::NoLocking=1 \
    -o Dir::State="$work/apt" -o Dir::State::status="$work/apt/status" \
    -o Dir::Cache="$work/apt/cache" "$@"
}

# Of a source that cannot be reached nothing is found.
update_lists() {
  [ ! -e "$work/apt/complete" ] || return 0
  mkdir -p "$work/apt/lists/partial" "$work/apt/cache/archives/partial" &&
    touch "$work/apt/status" || return 1
  own_apt apt-get update
  touch "$work/apt/complete"
}

# newest VERSION: the package of the newest kernel of this version that is not
# for clouds and not for real time.
newest() {
  own_apt apt-cache search --names-only \
    "^linux-image-${1/./\\.}\\.[0-9].*[0-9]-amd64-unsigned\$" |
    cut -d ' ' -f 1 | sort -V | tail -n 1
}

get_debian() {
  local to=$work/kernel-$1 package

  [ ! -e "$to" ] || return 0
  update_lists && package=$(newest "$1") || return 1
  if [ -z "$package" ]; then
    echo "no source of this machine has a kernel $1"
    return 1
  fi
  rm -rf "$to.new" && mkdir -p "$to.new" && cd "$to.new" &&
    own_apt apt-get download "$package" && dpkg-deb -x ./*.deb . &&
    rm ./*.deb && mv "$to.new" "$to"
}

# --- what runs there ---------------------------------------------------------

# with_libraries FILE...: these, and what they are linked with.
with_libraries() {
  local file

  for file in "$@"; do
    echo "$file"
    ldd "$file" 2>/dev/null | grep -o '/[^ ]*'
  done
}

# Everything at its place on this machine.
list_files() {
  local name file

  for name in $tools; do
    file=$(type -P "$name") && with_libraries "$file"
  done
  for name in $plugins; do
    with_libraries "/usr/lib/collectd/$name.so"
  done
  for name in $tests; do
    [ "${name%.t}" != "$name" ] || with_libraries "$BUILDDIR/$name"
  done
  find "$BUILDDIR/tests/e2e" -maxdepth 1 -type f -perm -u+x
  with_libraries "$BUILDDIR/io-forecast" "$BUILDDIR/io-forecast-demo" \
    "$BUILDDIR/.libs/io_forecast.so"
  find "$SRCDIR/tests/fixtures" "$SRCDIR/tests/e2e" -type f
  find /lib/x86_64-linux-gnu/ -name 'libnss_files*' -o -name libpthread.so.0 \
    -o -name libgcc_s.so.1
  find /usr/lib/x86_64-linux-gnu/perl-base -type f
  printf '%s\n' /usr/share/collectd/types.db /etc/passwd /etc/group \
    /etc/nsswitch.conf
}

copy_files() {
  list_files | sort -u | while read -r file; do
    [ -e "$file" ] && echo "${file#/}"
  done | tar -C / -chf - -T - | tar -C "$work/root" -xf - --keep-directory-symlink
}

make_root() {
  rm -rf "$work/root"
  mkdir -p "$work/root"/{usr/{bin,sbin,lib,lib64},proc,sys,dev,tmp,etc,run,var/run}
  ln -s usr/bin "$work/root/bin"
  ln -s usr/sbin "$work/root/sbin"
  ln -s usr/lib "$work/root/lib"
  ln -s usr/lib64 "$work/root/lib64"
  chmod 1777 "$work/root/tmp"
  copy_files &&
    gcc -std=gnu11 -D_GNU_SOURCE -O2 -o "$work/root/usr/bin/kernel-offers" \
      "$SRCDIR"/contrib/kernel-{offers,ask,netlink}.c &&
    cp "$SRCDIR/contrib/kernels-init" "$work/root/init" &&
    chmod 755 "$work/root/init" || return 1
  printf 'SRCDIR=%q BUILDDIR=%q\n' "$SRCDIR" "$BUILDDIR" >"$work/root/places"
  pack "$work/root" >"$work/root.cpio"
}

pack() {
  (cd "$1" && find . | cpio -o -H newc -R 0:0 --quiet)
}

# needed_by DIR MODULE: the files of this module and before it of those that it
# depends on, as far as they are no part of the kernel.
needed_by() {
  local file one

  file=$(find "$1" -name "$2.ko" -o -name "$2.ko.xz" -o -name "${2//_/-}.ko" \
    -o -name "${2//_/-}.ko.xz" | head -n 1)
  [ -n "$file" ] || return 0
  for one in $(plain "$file" | tr '\0' '\n' | sed -n 's/^depends=//p' |
    tr ',' ' '); do
    needed_by "$1" "$one"
  done
  echo "$file"
}

plain() {
  case $1 in
  *.xz) xz -dc "$1" ;;
  *) cat "$1" ;;
  esac
}

modules_of() {
  case $1 in
  uml) echo /usr/lib/uml/modules ;;
  *) echo "$work/kernel-$1/lib/modules" ;;
  esac
}

# What differs from kernel to kernel: its tests, and its modules, numbered in the
# order in which they are to be loaded.
make_own() {
  local to=$work/own-$1 module file n=100 name

  rm -rf "$to"
  mkdir -p "$to/modules"
  for name in ${TESTS:-$tests}; do
    [ -n "$(left_out "$1" "$name")" ] || echo "$name"
  done >"$to/tests"
  for module in $modules; do
    needed_by "$(modules_of "$1")" "$module"
  done | awk '!seen[$0]++' | while read -r file; do
    n=$((n + 1))
    plain "$file" >"$to/modules/$n-$(basename "${file%.xz}")"
  done
  cat "$work/root.cpio" <(pack "$to") >"$work/initrd-$1"
}

make_disks() {
  rm -f "$work/disk-$1" "$work/result-$1"
  truncate -s 16M "$work/result-$1" || return 1
  [ "$1" != uml ] ||
    { truncate -s 256M "$work/disk-$1" && mkfs.ext4 -q -F "$work/disk-$1"; }
}
