# shellcheck shell=bash
# lib.sh - what the end-to-end tests share: TAP, the daemon, its page and its
# files. To be sourced by bash; needs nothing beyond an essential Debian and
# collectd itself.
set -u
export LC_ALL=C
: "${SRCDIR:=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)}"
: "${BUILDDIR:=$SRCDIR/build}"

readonly HOST=e2e
tests=0
failures=0
work=$(mktemp -d) || exit 1
chmod 755 "$work" # the daemon may run as another user
trap 'finish_children; rm -rf "$work"' EXIT
trap 'exit 1' INT TERM HUP

# --- TAP ---------------------------------------------------------------------

# explain FILE: its lines as remarks, which no harness takes for results.
explain() {
  sed 's/^/# /' "$1"
}

# check SENTENCE COMMAND...: one result; what the command said is shown if it
# failed.
check() {
  local sentence=$1

  shift
  tests=$((tests + 1))
  if "$@" >"$work/said" 2>&1; then
    echo "ok $tests - $sentence"
  else
    echo "not ok $tests - $sentence"
    failures=$((failures + 1))
    explain "$work/said"
  fi
}

skip() {
  tests=$((tests + 1))
  echo "ok $tests - $1 # SKIP $2"
}

skip_all() {
  echo "1..0 # SKIP $1"
  exit 0
}

# done_testing [LOG]: the plan, after all checks.
done_testing() {
  [ "$failures" = 0 ] || [ $# = 0 ] || explain "$1"
  echo "1..$tests"
  [ "$failures" = 0 ]
}

# --- processes ---------------------------------------------------------------

# A watched child must own the descriptors it opens and no others.
close_inherited() {
  local fd

  for fd in /proc/self/fd/*; do
    fd=${fd##*/}
    [ "$fd" -le 2 ] || eval "exec $fd>&-"
  done
}

# spawn COMMAND...: in the background; its pid is in $spawned.
spawn() {
  (
    close_inherited
    exec "$@"
  ) &
  spawned=$!
}

is_running() {
  kill -0 "$1" 2>/dev/null
}

has_ended() {
  ! is_running "$1"
}

# wait_for SECONDS COMMAND...: until the command succeeds, or fails with it.
wait_for() {
  local end=$((SECONDS + $1))

  shift
  until "$@"; do
    [ "$SECONDS" -lt "$end" ] || return 1
    sleep 0.1
  done
}

finish() {
  kill -KILL "$1" 2>/dev/null
  wait "$1" 2>/dev/null
}

# Only what this shell started and has not reaped: a pid may be used again.
finish_children() {
  local pid

  for pid in $(jobs -pr); do
    finish "$pid"
  done
}

# --- others on this machine --------------------------------------------------

# take_lock FILE SECONDS [--shared]: until this shell ends; waits no longer than
# that. What it starts by spawn() does not hold it. The file must be one in whose
# place nobody can put another: of the kernel.
take_lock() {
  local fd

  exec {fd}<"$1" && flock "${@:3}" --timeout "$2" "$fd"
}

# Who reads of all processes hangs with one that hangs in /proc. hang.t has it
# alone, and who would be disturbed by that has it with all others.
: "${LOCK_S:=600}"

have_proc_alone() {
  take_lock /proc $LOCK_S ||
    skip_all "others have used /proc for $LOCK_S s without a break"
}

share_proc() {
  take_lock /proc $LOCK_S --shared ||
    skip_all "processes have hung in another test for $LOCK_S s"
}

# --- the daemon --------------------------------------------------------------

need_daemon() {
  PATH=$PATH:/usr/sbin:/sbin
  command -v collectd >/dev/null || skip_all "collectd is not installed"
  [ -f "$BUILDDIR/.libs/io_forecast.so" ] ||
    skip_all "$BUILDDIR/.libs/io_forecast.so is not built"
  # an ordinary user need not be able to reach the build directory
  mkdir "$work/plugins" && cp "$BUILDDIR/.libs/io_forecast.so" "$work/plugins"
}

# Writes the part of a configuration that is not about us, then $1, then the
# block of our plugin from standard input. PluginDir holds for what follows it:
# the stock plugins come first.
write_conf() {
  cat <<EOF
Hostname "$HOST"
FQDNLookup false
Interval 1
BaseDir "$work"
PIDFile "$work/pid"
LoadPlugin logfile
<Plugin logfile>
  LogLevel info
  PrintSeverity true
  File "$work/log"
</Plugin>
$1
PluginDir "$work/plugins"
LoadPlugin io_forecast
<Plugin io_forecast>
$(cat)
</Plugin>
EOF
}

conf_csv() {
  cat <<EOF
LoadPlugin csv
<Plugin csv>
  DataDir "$work/csv"
  StoreRates false
</Plugin>
EOF
}

conf_prometheus() {
  cat <<EOF
LoadPlugin write_prometheus
<Plugin write_prometheus>
  Host "127.0.0.1"
  Port $1
</Plugin>
EOF
}

# start_daemon CONF [PREFIX...]: in a session of its own, by which whatever it
# leaves behind is found. Its pid is in $daemon.
start_daemon() {
  local conf=$1

  shift
  spawn setsid "$@" collectd -f -C "$conf" >"$work/output" 2>&1
  # shellcheck disable=SC2034 # the tests use it
  daemon=$spawned
}

# daemon_ends_in SECONDS: SIGTERM to its end, by the clock.
daemon_ends_in() {
  local start=${EPOCHREALTIME/./} took

  kill -TERM "$daemon"
  wait_for 20 has_ended "$daemon" || return 1
  took=$(((${EPOCHREALTIME/./} - start) / 1000))
  wait "$daemon"
  echo "exit status $?, after $took ms"
  [ "$took" -le $(($1 * 1000)) ]
}

# The processes of the session $1, zombies too. A name may hold anything: the
# numbers are behind the last bracket.
session_of() {
  local stat text

  for stat in /proc/[0-9]*/stat; do
    text=$(cat "$stat" 2>/dev/null)
    # shellcheck disable=SC2086
    set -- "$1" ${text##*) }
    [ "${5:-}" != "$1" ] || echo "$stat: $text"
  done
}

# logged PATTERN: how many lines of the log match.
logged() {
  grep -cE -- "$1" "$work/log" 2>/dev/null
}

has_logged() {
  grep -qE -- "$1" "$work/log" 2>/dev/null
}

# equals WANTED FOUND
equals() {
  [ "$1" = "$2" ] || {
    echo "wanted $1, found $2"
    return 1
  }
}

# --- what it wrote -----------------------------------------------------------

# rows GROUP SERIES: "time value..." of a csv series, over midnight too.
rows() {
  cat "$work/csv/$HOST/io_forecast-$1/$2"-????-??-?? 2>/dev/null |
    sed '/^epoch/d; s/,/ /g'
}

has_rows() {
  [ -n "$(rows "$1" "$2")" ]
}

has_no_rows() {
  local found

  found=$(rows "$1" "$2" | tail -n 3)
  equals "" "$found"
}

# A port of the loopback that nobody listens on.
free_port() {
  perl -MSocket -e '
    socket(my $s, PF_INET, SOCK_STREAM, 0) or die;
    bind($s, sockaddr_in(0, INADDR_LOOPBACK)) or die;
    print((sockaddr_in(getsockname($s)))[0]);'
}

# http_get PORT PATH: the body. HTTP/1.0, so that it does not come in chunks.
http_get() (
  exec 3<>"/dev/tcp/127.0.0.1/$1" || exit 1
  printf 'GET %s HTTP/1.0\r\n\r\n' "$2" >&3
  timeout 5 sed '1,/^\r*$/d' <&3
) 2>/dev/null
