#!/bin/bash
# config.t - a bad configuration stops the daemon with one sentence that says
# where, what and what is allowed; what is merely unknown or unreadable does
# not.
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"

# Our lines of a run of `collectd -T`, without what precedes them.
ours() {
  sed -n 's/^.*\] io_forecast: //p' "$work/log"
}

# try BLOCK: reads the configuration and at most one tick; the exit status of
# the daemon.
try() {
  rm -f "$work/log"
  write_conf "" <<<"$1" >"$work/conf"
  timeout 20 collectd -T -C "$work/conf"
}

# is_refused BLOCK WORDS...: not started, and there is one sentence of ours,
# which holds all of these words.
is_refused() {
  local word

  if try "$1"; then
    echo "it was taken"
    return 1
  fi
  shift
  ours
  equals 1 "$(ours | grep -c .)" || return 1
  for word in "$@"; do
    ours | grep -qF -- "$word" || {
      echo "without: $word"
      return 1
    }
  done
}

is_warned_of() {
  try "$1" || return 1
  ours
  equals 1 "$(ours | grep -cF -- "$2")"
}

refuse() {
  local sentence=$1

  shift
  check "refused: $sentence" is_refused "$@"
}

check_refusals() {
  refuse "a number out of its range" \
    'Horizon 1' 'Horizon' '"1"' 'allowed' 'from 10 to 86400'
  refuse "text where a number belongs" \
    'TripAfter "soon"' 'TripAfter' '"soon"' 'allowed' 'from 0 to 3600'
  refuse "a number that is none" \
    'Horizon "nan"' 'Horizon' '"nan"' 'allowed'
  refuse "more numbers than it takes" \
    'Horizon 60 70' 'Horizon' 'takes Seconds' 'not 2'
  refuse "a regular expression that does not compile" \
    'ProcessMatch "api" "(srv"' 'ProcessMatch' '"(srv"' 'allowed' 'POSIX'
  refuse "two groups of one name" \
    $'Process "api"\nProcessMatch "api" "^/srv"' \
    'ProcessMatch' '"api"' 'already' 'allowed'
  for name in host self device-sda cgroup-x; do
    refuse "the reserved name $name" \
      "Process \"$name\"" 'Process' "\"$name\"" 'reserved' 'allowed'
  done
  refuse "a name that makes no label" \
    'Process "a/b"' 'Process' '"a/b"' 'allowed' 'A-Z'
  refuse "a block that names no processes" \
    $'<Process "x">\n  Threshold "mem_rss" "1G"\n</Process>' \
    'Process' '"x"' 'allowed' 'Comm'
  refuse "a directory that is not there" \
    "ProcPath \"$work/none\"" 'ProcPath' "\"$work/none\"" 'allowed' 'procfs'
  refuse "a path that is not absolute" \
    'SysPath "sys"' 'SysPath' '"sys"' 'allowed' 'absolute'
  refuse "a user who is unknown" \
    $'<Process "x">\n  User "no-such-user"\n</Process>' \
    'User' '"no-such-user"' 'allowed'
  refuse "a threshold for a metric that is unknown" \
    'Threshold "karma" 3' 'Threshold' '"karma"' 'allowed'
  refuse "a threshold with a direction that is unknown" \
    'Threshold "mem_rss" "1G" "sideways"' \
    'Threshold' 'sideways' 'allowed' 'above and below'
  refuse "a threshold in the wrong unit" \
    'Threshold "mem_rss" "1 parsec"' 'Threshold' '"1 parsec"' 'allowed'
}

# --- as an ordinary user -----------------------------------------------------

unprivileged=(setpriv --reuid nobody --regid nogroup --clear-groups)

has_sampled() {
  has_rows root ps_count && has_rows own io_octets
}

# The size of fd/ is the number of its entries from Linux 6.2 on.
counts_fds_by_size() {
  [ "$(stat -c %s /proc/self/fd)" -gt 0 ]
}

lacks_are_said() {
  ours
  equals 1 "$(ours | grep -c 'CAP_')" || return 1
  ours | grep -E 'CAP_SYS_PTRACE and CAP_DAC_READ_SEARCH (and CAP_NET_ADMIN )?missing' |
    grep -F ' io (' | grep -F 'io_read_bytes' | grep -qF 'io_write_bytes'
}

counts_own_fds() {
  rows root file_handles | awk '$2 < 3 { bad = 1 } END { exit bad || NR < 2 }'
}

watch_as_nobody() {
  local demo=$work/demo

  cp "$BUILDDIR/io-forecast-demo" "$demo"
  spawn "$demo" quiet --name "rooted$$" >/dev/null
  spawn "${unprivileged[@]}" "$demo" quiet --name "owned$$" >/dev/null
  rm -f "$work/log"
  write_conf "$(conf_csv)" >"$work/conf" <<EOF
  <Process "root">
    Comm "rooted$$"
  </Process>
  <Process "own">
    Comm "owned$$"
  </Process>
EOF
  chmod 777 "$work"
  start_daemon "$work/conf" "${unprivileged[@]}"
  wait_for 20 has_sampled
  sleep 3
  kill -TERM "$daemon"
  wait "$daemon"
}

check_as_nobody() {
  local series

  watch_as_nobody
  check "nobody: what is missing is said in one line" lacks_are_said
  check "nobody: of a root's process there are common values" \
    has_rows root ps_rss
  check "nobody: of the own process there is io" has_rows own io_octets
  for series in io_octets io_ops disk_octets derive-cancelled_write_bytes; do
    check "nobody: of a root's process $series is absent" \
      has_no_rows root "$series"
  done
  if counts_fds_by_size; then
    check "nobody: its descriptors are counted all the same" counts_own_fds
  else
    skip "nobody: its descriptors are counted all the same" \
      "this kernel does not tell them as the size of fd/"
  fi
}

# --- the test ----------------------------------------------------------------

need_daemon
check "taken: every default" try 'Process "x"'
check_refusals
check "taken, with one warning: an option that is unknown" \
  is_warned_of $'Gibberish 7\nProcess "x"' 'there is no option "Gibberish"'
check "taken, with one warning: one that is unknown in a block" is_warned_of \
  $'<Process "x">\n  Comm "x"\n  Gibberish 7\n</Process>' \
  'there is no option "Gibberish" in a Process block'
if [ "$(id -u)" != 0 ]; then
  skip "as an ordinary user" "only root can become another user"
elif ! "${unprivileged[@]}" test -r "$work/plugins/io_forecast.so"; then
  skip "as an ordinary user" "nobody cannot reach $work"
elif [ ! -x "$BUILDDIR/io-forecast-demo" ]; then
  skip "as an ordinary user" "io-forecast-demo is not built"
else
  check_as_nobody
fi
done_testing
