#!/bin/bash
# fds.t - what is told of the file descriptors of real processes: kinds, files
# with how far they are read, sockets with what waits in their queues, a table
# of 20 000, and a file whose filesystem does not answer.
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/e2e/hang.sh
. "$(dirname "$0")/hang.sh"

readonly TOOL=$BUILDDIR/tests/e2e/dossier
# No more than any kernel takes into a queue of 128 KiB.
readonly UNREAD=75000 FILE_BYTES=1000000

# As many as the hard limit has, less those that a process has anyway.
hard=$(ulimit -Hn)
[ "$hard" = unlimited ] || [ "$hard" -gt 20050 ] || most=$((hard - 50))
readonly MANY=${most:-20000}

command -v perl >/dev/null || skip_all "perl is not installed"
[ -x "$TOOL" ] || skip_all "$TOOL is not built"
share_proc

# --- those who hold ----------------------------------------------------------

# until_ready NAME: it says so in its output.
until_ready() {
  wait_for 20 grep -q '^ready' "$work/$1.out"
}

# Reads 1000 bytes of one file every 50 ms.
hold_files() {
  head -c $FILE_BYTES /dev/zero >"$work/read"
  printf x >"$work/gone"
  spawn perl -e '
    $| = 1;
    open(my $read, "<", "$ARGV[0]/read") or die;
    open(my $still, "<", "$ARGV[0]/read") or die;
    open(my $written, ">", "$ARGV[0]/written") or die;
    open(my $gone, "<", "$ARGV[0]/gone") or die;
    unlink "$ARGV[0]/gone";
    open(my $evil, ">", "$ARGV[0]/a\nsocket:[1]") or die;
    pipe(my $out, my $in) or die;
    if ($ARGV[1] eq "x86_64") { syscall(290, 0, 0) >= 0 or die }
    print "ready\n";
    for (;;) { sysread($read, my $bytes, 1000); select(undef, undef, undef, 0.05) }
  ' "$work" "$(uname -m)" >"$work/files.out" 2>"$work/files.err" </dev/null
  files=$spawned
  until_ready files
}

# hold_sockets NAME [COMMAND...]: has not read what was sent to it, has sent what
# nobody reads, and listens to more than it accepts; its pid is in $spawned. With
# a command it is run by that, in a network namespace where nothing is up.
hold_sockets() {
  local name=$1

  shift
  spawn "$@" perl -MSocket -MIO::Handle -e '
    $| = 1;
    socket(my $any, PF_INET, SOCK_DGRAM, 0) or die;
    my $up = pack("a16 s x22", "lo", 1);
    $ARGV[1] == 0 or ioctl($any, 0x8914, $up) or die "lo: $!";
    close $any;
    sub pair {
      socket(my $l, PF_INET, SOCK_STREAM, 0) or die;
      setsockopt($l, SOL_SOCKET, SO_RCVBUF, 65536) or die;
      bind($l, sockaddr_in(0, INADDR_LOOPBACK)) or die;
      listen($l, 1) or die;
      socket(my $c, PF_INET, SOCK_STREAM, 0) or die;
      connect($c, getsockname($l)) or die;
      accept(my $a, $l) or die;
      return ($l, $c, $a);
    }
    my ($unread, $sender, $receiver) = pair();
    syswrite($sender, "x" x $ARGV[0]) == $ARGV[0] or die;
    my ($full, $writer, $other) = pair();
    $writer->blocking(0);
    1 while defined syswrite($writer, "x" x 65536);
    socket(my $listener, PF_INET, SOCK_STREAM, 0) or die;
    bind($listener, sockaddr_in(0, INADDR_LOOPBACK)) or die;
    listen($listener, 1) or die;
    my @clients;
    for (1 .. 3) {
      socket(my $c, PF_INET, SOCK_STREAM, 0) or die;
      $c->blocking(0);
      connect($c, getsockname($listener));
      push @clients, $c;
    }
    my $six;
    socket($six, PF_INET6, SOCK_DGRAM, 0) and
      bind($six, pack_sockaddr_in6(0, Socket::IN6ADDR_LOOPBACK)) and
      print "six\n";
    my $name = pack_sockaddr_un("\0io_forecast.$$");
    socket(my $door, PF_UNIX, SOCK_STREAM, 0) or die;
    bind($door, $name) or die;
    listen($door, 5) or die;
    socket(my $sender2, PF_UNIX, SOCK_STREAM, 0) or die;
    connect($sender2, $name) or die;
    accept(my $reader2, $door) or die;
    $sender2->blocking(0);
    1 while defined syswrite($sender2, "x" x 4096);
    socketpair(my $one, my $two, AF_UNIX, SOCK_DGRAM, 0) or die;
    syswrite($one, "x" x 10) == 10 or die;
    print "fds ", join(" ", map { fileno($_) } $receiver, $writer, $listener,
      $sender2, $reader2, $two), "\nready\n";
    sleep 600;
  ' $UNREAD $# >"$work/$name.out" 2>"$work/$name.err" </dev/null
  until_ready "$name" && sleep 1
}

hold_many() {
  spawn bash -c "ulimit -n $((MANY + 50)) && exec perl -e '
    \$| = 1;
    my @all;
    for (1 .. $MANY) { open(\$all[\$_], \"<\", \"$work/read\") or die }
    print \"ready\\n\";
    sleep 600;'" >"$work/many.out" 2>&1
  many=$spawned
  until_ready many
}

# look NAME PID TICKS TICK_MS [COMMAND...]: which runs it.
look() {
  timeout 60 "${@:5}" "$TOOL" "${@:2:3}" >"$work/$1.told"
}

# told NAME PATTERN
told() {
  grep -qE -- "$2" "$work/$1.told" || {
    echo "nothing like $2 in:"
    head -n 80 "$work/$1.told"
    return 1
  }
}

kind() {
  sed -n "s/^kind $2 //p" "$work/$1.told"
}

# --- files -------------------------------------------------------------------

# A thousand bytes every 50 ms, at a position that goes up.
reads_on() {
  awk -v path="$work/read" '
    $1 == "file" && NR && $NF == path && $6 > 0 {
      print
      found = $4 > 1000 && $4 < 1000000 && $5 == 1000000 && $6 > 2000 &&
        $6 < 40000
      exit
    }
    END { exit !found }' "$work/files.told"
}

what_moves_is_first() {
  awk -v path="$work/read" '
    $1 == "file" { found = $NF == path && $6 > 0; exit }
    END { exit !found }' "$work/files.told"
}

check_files() {
  check "a process is looked at" look files "$files" 5 300
  check "all its descriptors are" told files '^fds ([0-9]+) of \1$'
  check "files are told as such, deleted and with a newline" \
    at_least 5 "$(kind files file)"
  check "a pipe has two ends" equals 2 "$(kind files pipe)"
  [ "$(uname -m)" != x86_64 ] ||
    check "an eventfd is an event" equals 1 "$(kind files event)"
  check "no name makes a file a socket" equals 0 "$(kind files socket)"
  check "a file that is read is told with position, size and pace" reads_on
  check "it is the first of them" what_moves_is_first
  check "one that is open for writing is marked" \
    told files "^file [0-9]+ file 0 0 0 w $work/written$"
  check "one that was deleted is told with its size" \
    told files "^file [0-9]+ file 0 1 0 r $work/gone \(deleted\)$"
}

# --- sockets -----------------------------------------------------------------

readonly ADDRESS='127\.0\.0\.1:[0-9]+' SIZE='[0-9.]+ (Ki|Mi)?B'

# fd_of NAME N: the receiver, the writer, the listener; of unix the writer, the
# reader, and one of datagrams.
fd_of() {
  sed -n 's/^fds //p' "$work/$1.out" | cut -d ' ' -f "$2"
}

# check_queues NAME PLACE: what waits in TCP and in unix.
check_queues() {
  check "$2 what was not read stands in its queue, in bytes" told "$1" \
    "^socket $(fd_of "$1" 1) tcp established $UNREAD/131072 0/[0-9]+ $ADDRESS $ADDRESS: receive queue $UNREAD of 131072 bytes and not read$"
  check "$2 a full send queue is told, and whose fault it is" told "$1" \
    "^socket $(fd_of "$1" 2) tcp established .*: send queue full: $SIZE, the other side does not read$"
  check "$2 what nobody accepts is told" told "$1" \
    "^socket $(fd_of "$1" 3) tcp listen 2/1 .* $ADDRESS \*: accept queue 2 of 1 full$"
  if told "$1" '^lack unix sockets' >/dev/null; then
    skip "$2 sockets of unix" "$(grep '^lack unix' "$work/$1.told")"
    return
  fi
  check "$2 a full send queue of unix is told, and whose fault it is" told "$1" \
    "^socket $(fd_of "$1" 4) unix established 0/nan [0-9]{5,}/[0-9]{5,} \* @io_forecast.[0-9]+: send queue full: $SIZE, the other side does not read$"
  check "$2 the other side has it in its queue, and its name" told "$1" \
    "^socket $(fd_of "$1" 5) unix established [0-9]{5,}/nan 0/[0-9]+ @io_forecast.[0-9]+ socket:\[[0-9]+\]: $"
  check "$2 a datagram of unix is told" told "$1" \
    "^socket $(fd_of "$1" 6) unix_dgram established 10/nan 0/[0-9]+ \* socket:\[[0-9]+\]: $"
}

check_sockets() {
  check "a process with sockets is looked at" look sockets "$sockets" 3 200
  if told sockets '^lack sockets' >/dev/null; then
    skip "its sockets" "$(grep '^lack sockets' "$work/sockets.told")"
    return
  fi
  check_queues sockets "in our network namespace"
  if grep -q '^six' "$work/sockets.out"; then
    check "a socket of IPv6 is found too" \
      told sockets '^socket [0-9]+ udp6 close .* \[::1\]:[0-9]+ \*: $'
  else
    skip "a socket of IPv6" "there is no ::1"
  fi
}

account_of() {
  sed -n 's/^account //p' "$work/$1.told"
}

# check_account NAME: as one who has not been away is told.
check_account() {
  if [ "$(account_of sockets)" -gt 0 ]; then
    check "and is told what the kernel accounts" \
      equals "$(account_of sockets)" "$(account_of "$1")"
  else
    skip "what the kernel accounts" "error $(account_of sockets)"
  fi
}

# As containers are.
check_apart() {
  local home

  if ! unshare --net true 2>/dev/null; then
    skip "sockets of another network namespace" "no right to make one"
    return
  fi
  home=$(readlink /proc/self/ns/net)
  hold_sockets apart unshare --net
  apart=$spawned
  check "it is in another network namespace" \
    [ "$(readlink "/proc/$apart/ns/net")" != "$home" ]
  check "a process in another network namespace is looked at" \
    look apart "$apart" 3 200
  check_queues apart "in another"
  check "the thread that was there is back" told apart "^net ${home//[][]/.}$"
  check_account apart
  if command -v setpriv >/dev/null &&
    look barred "$apart" 3 100 setpriv --bounding-set=-sys_admin; then
    check "without CAP_SYS_ADMIN its sockets are missing, and told so" told \
      barred '^lack sockets: in another network namespace, and CAP_SYS_ADMIN is missing$'
    check "and none is" told barred '^sockets 0 of [1-9]'
  else
    skip "without CAP_SYS_ADMIN" "setpriv is not installed"
  fi
  finish "$apart"
}

# --- many, and one that hangs ------------------------------------------------

check_many() {
  if ! hold_many; then
    skip "a table of $MANY" "$(tail -n 1 "$work/many.out")"
    return
  fi
  check "a process with $MANY files is looked at" look many "$many" 60 10
  check "all of them are counted" told many '^fds ([0-9]+) of \1$'
  check "no more than 64 are told, of all" \
    told many "^files 64 of $((MANY + 2))\$" # with what it writes to
  check "no look takes longer than 100 ms" awk '
    $1 == "tick_ms" { print; ok = $2 < 100 }
    END { exit !ok }' "$work/many.told"
  echo "# the longest of 60 looks: $(sed -n 's/^tick_ms //p' "$work/many.told") ms"
  look begun "$many" 3 10
  check "a round that is not over is told as such" \
    told begun '^fds [0-9]{4} of [0-9]{5}$'
}

# statx(2) as the lane uses it returns; if it did not, one thread would be lost.
check_stuck() {
  if [ "$(id -u)" != 0 ] || [ ! -e /dev/fuse ] || ! mount_fuse getattr; then
    skip "a file that does not answer" "not root, or no FUSE"
    return
  fi
  spawn perl -e '
    $| = 1;
    open(my $stuck, "<", "$ARGV[0]/fuse/file") or die;
    open(my $read, "<", "$ARGV[0]/read") or die;
    sysread($read, my $bytes, 1000);
    print "ready\n";
    sleep 600;' "$work" >"$work/stuck.out"
  stuck=$spawned
  until_ready stuck
  hold
  sleep 1.2
  check "a process with a file that does not answer is looked at" \
    look stuck "$stuck" 5 50
  check "the file that does not answer is told" \
    told stuck "^file [0-9]+ file .* $MOUNT/file$"
  check "the others are told, with their size" \
    told stuck "^file [0-9]+ file 1000 $FILE_BYTES 0 r $work/read$"
  check "one thread waits for it at most" told stuck '^stuck_threads [01]$'
  echo "# $(grep stuck_threads "$work/stuck.told")"
  release
  finish "$stuck"
  unmount_fuse
}

hold_files
hold_sockets sockets
sockets=$spawned
check_files
check_sockets
check_apart
check_many
check_stuck
done_testing
