#!/bin/bash
# unixsock.t - what collectdctl gets from the running daemon by the socket of
# contrib/notify/unixsock.conf: every identifier of ours, of a host with a blank
# in its name and of a queue with worse, and the values that csv has; and that the
# state is saved at once when it asks for a flush.
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"

readonly NAME='two words' SOCKET=$work/socket
readonly STATE=$work/state/io_forecast.json
readonly RECIPE=$SRCDIR/contrib/notify/unixsock.conf
readonly QUEUE=$'a b"c\\$(x)/\xc3\xa9' QUEUE_GROUP=queue-a_b_c___x____
leaky=leaky$$

# --- set up ------------------------------------------------------------------

# At a path of our own, for a group that is ours.
recipe() {
  sed -e "s|/run/collectd-unixsock|$SOCKET|" -e "s/\"adm\"/\"$(id -gn)\"/" \
    "$RECIPE"
}

configure() {
  write_conf "$(conf_csv; recipe)" <<EOF | sed "s/^Hostname .*/Hostname \"$NAME\"/"
  StateFile "$STATE"
  StateInterval 0
  <Process "leaky">
    Comm "$leaky"
  </Process>
  ProcessMatch "queue-\$1" "^perl $work/worker --queue=(.*)"
EOF
}

start_children() {
  mkdir -m 700 "$work/state"
  echo 'sleep 1 while 1' >"$work/worker"
  spawn perl "$work/worker" "--queue=$QUEUE"
  spawn "$BUILDDIR/io-forecast-demo" fds --limit 600 --seconds 60 \
    --name "$leaky" >/dev/null
  leaky_pid=$spawned
  mkdir -p "$work/csv/$NAME"
  ln -s "$NAME" "$work/csv/$HOST" # where rows() looks
}

control() {
  timeout 20 collectdctl -s "$SOCKET" "$@"
}

# --- what must hold ----------------------------------------------------------

# "group/series", of collectdctl or of the files of csv.
listed() {
  control listval | sed -n "s|^$NAME/io_forecast-||p" | LC_ALL=C sort
}

written() {
  (cd "$work/csv/$NAME" && find . -path './io_forecast-*' -type f "$@") |
    sed 's|^\./io_forecast-||; s/-....-..-..$//' | LC_ALL=C sort -u
}

# What is listed has a file, and what was written since then is listed. Both go on
# meanwhile: it is asked again.
lists_what_is_written() {
  touch "$work/before"
  listed >"$work/listed"
  sleep 1.5
  written >"$work/written"
  written -newer "$work/before" >"$work/fresh"
  wc -l "$work/listed" "$work/fresh"
  [ "$(wc -l <"$work/listed")" -ge 30 ] && [ -s "$work/fresh" ] &&
    equals "" "$(comm -23 "$work/listed" "$work/written")" &&
    equals "" "$(comm -13 "$work/listed" "$work/fresh")"
}

# csv_has GROUP SERIES NUMBER...: in one row. csv has six decimals, collectdctl
# seven digits.
csv_has() {
  rows "$1" "$2" | awk -v numbers="${*:3}" '
    BEGIN { wanted = split(numbers, number, " ") }
    {
      same = NF == wanted + 1
      for (i = 1; i <= wanted; i++)
        same = same && ($(i + 1) - number[i]) ^ 2 <= (1.1e-6 * (1 + number[i])) ^ 2
      found += same
    }
    END { print numbers ": in", found + 0, "of", NR, "rows"; exit !found }'
}

# gets GROUP SERIES FIELD...: by these names the values that csv has.
gets() {
  local group=$1 series=$2 got

  shift 2
  got=$(control getval "$NAME/io_forecast-$group/$series") || return 1
  equals "$*" "$(cut -d = -f 1 <<<"$got" | xargs)" || return 1
  # shellcheck disable=SC2046 # a number each
  wait_for 10 csv_has "$group" "$series" $(cut -d = -f 2 <<<"$got")
}

is_gone() {
  control getval "$NAME/io_forecast-$1/$2" >"$work/gone" 2>&1 && return 1
  cat "$work/gone"
  grep -q 'No such value' "$work/gone"
}

# StateInterval is 0: nobody writes it by himself. Another plugin's flush is not ours.
is_not_saved() {
  control flush plugin=csv && sleep 2 && ! [ -e "$STATE" ]
}

# It is written by a thread of its own.
is_saved() {
  control flush plugin=io_forecast && wait_for 10 is_whole
}

# All of it, and nothing but it.
is_whole() {
  equals "$STATE" "$(find "$work/state" -type f)" &&
    jq -c . "$STATE" >/dev/null && grep -qF '"leaky"' "$STATE"
}

# Whoever reads it meanwhile sees the one or the other: a name in the directory of
# its own is a draft.
is_saved_anew() {
  local before

  before=$(stat -c %i "$STATE")
  for _ in {1..30}; do
    control flush plugin=io_forecast && jq -c . "$STATE" >/dev/null || return 1
    sleep 0.1
  done
  wait_for 10 is_whole && [ "$before" != "$(stat -c %i "$STATE")" ]
}

# --- the test ----------------------------------------------------------------

need_daemon
command -v collectdctl >/dev/null || skip_all "collectd-utils is not installed"
command -v jq >/dev/null || skip_all "jq is not installed"
share_proc
configure >"$work/conf"
start_children
start_daemon "$work/conf"
check "there is a forecast" wait_for 60 has_rows leaky duration-fd_limit
check "listval lists what csv writes, and no more" \
  wait_for 30 lists_what_is_written
check "getval gives the forecast that csv has" \
  gets leaky duration-fd_limit seconds
check "its state, by a type that others have too" \
  gets leaky gauge-fd_limit_state value
check "and both fields of what has two" gets leaky ps_count processes threads
check "a queue with a hostile name has one that can be asked for" \
  gets "$QUEUE_GROUP" ps_count processes threads
check "no state is saved before anybody asks" is_not_saved
check "a flush saves it" is_saved
check "and each further one anew" is_saved_anew
finish "$leaky_pid"
check "of a process that has ended no forecast is left" \
  wait_for 30 is_gone leaky duration-fd_limit
check "its group has its fuse still" gets leaky bool-fuse value
check "SIGTERM ends the daemon within 2 s" daemon_ends_in 2
done_testing "$work/log"
