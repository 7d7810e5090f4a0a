#!/bin/bash
# fds.t - what is told of the file descriptors of real processes: kinds, files
# with how far they are read, sockets with what waits in their queues, a table
# of 20 000, and a file whose filesystem does not answer.
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/e2e/hang.sh
. "$(dirname "$0")/hang.sh"

readonly TOOL=$BUILDDIR/tests/e2e/dossier
readonly UNREAD=100000 FILE_BYTES=1000000

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

# Has not read what was sent to it, has sent what nobody reads, and listens to
# more than it accepts.
hold_sockets() {
  spawn perl -MSocket -MIO::Handle -e '
    $| = 1;
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
    print "fds ", join(" ", map { fileno($_) } $receiver, $writer, $listener),
      "\nready\n";
    sleep 600;
  ' $UNREAD >"$work/sockets.out" 2>"$work/sockets.err" </dev/null
  sockets=$spawned
  until_ready sockets && sleep 1
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

# look NAME PID TICKS TICK_MS [--foreign]
look() {
  local name=$1

  shift
  timeout 60 "$TOOL" "$@" >"$work/$name.told"
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

# fd_of N: the receiver, the writer, the listener.
fd_of() {
  sed -n 's/^fds //p' "$work/sockets.out" | cut -d ' ' -f "$1"
}

check_sockets() {
  local address='127\.0\.0\.1:[0-9]+' size='[0-9.]+ (Ki|Mi)?B'

  check "a process with sockets is looked at" look sockets "$sockets" 3 200
  if told sockets '^lack sockets' >/dev/null; then
    skip "its sockets" "$(grep '^lack sockets' "$work/sockets.told")"
    return
  fi
  check "what was not read stands in its queue, in bytes" told sockets \
    "^socket $(fd_of 1) tcp established $UNREAD/131072 0/[0-9]+ $address $address: receive queue $UNREAD of 131072 bytes and not read$"
  check "a full send queue is told, and whose fault it is" told sockets \
    "^socket $(fd_of 2) tcp established .*: send queue full: $size, the other side does not read$"
  check "what nobody accepts is told" told sockets \
    "^socket $(fd_of 3) tcp listen 2/1 .* $address \*: accept queue 2 of 1 full$"
  if grep -q '^six' "$work/sockets.out"; then
    check "a socket of IPv6 is found too" \
      told sockets '^socket [0-9]+ udp6 close .* \[::1\]:[0-9]+ \*: $'
  else
    skip "a socket of IPv6" "there is no ::1"
  fi
  look foreign "$sockets" 2 100 --foreign
  check "of another network namespace no socket is told" \
    told foreign '^lack sockets: in another network namespace$'
}

# --- many, and one that hangs ------------------------------------------------

check_many() {
  if ! hold_many; then
    skip "a table of $MANY" "$(tail -n 1 "$work/many.out")"
    return
  fi
  check "a process with $MANY files is looked at" look many "$many" 30 10
  check "all of them are counted" told many '^fds ([0-9]+) of \1$'
  check "no more than 64 are told, of all" \
    told many "^files 64 of $((MANY + 2))\$" # with what it writes to
  check "no look takes longer than 100 ms" awk '
    $1 == "tick_ms" { print; ok = $2 < 100 }
    END { exit !ok }' "$work/many.told"
  echo "# the longest of 30 looks: $(sed -n 's/^tick_ms //p' "$work/many.told") ms"
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
hold_sockets
check_files
check_sockets
check_many
check_stuck
done_testing
