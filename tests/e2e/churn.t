#!/bin/bash
# churn.t - a minute of fork and exit at full speed disturbs nobody who stays,
# and leaves no trace in the daemon: no message, no descriptor, no memory.
# CHURN_S in the environment makes it shorter, but not shorter than the warm-up
# of the daemon by half.
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"

readonly CHURN=$BUILDDIR/tests/e2e/churn
readonly RUN_S=${CHURN_S:-60} ALONE_S=5 STABLE=5 MEMBER_KIB=8
readonly WARM_S=$((RUN_S / 4))
stable=stable$$ burst=burst$$

# --- set up ------------------------------------------------------------------

# The first group can only be told by the command line: each newcomer is read
# through the guarded lane. The second takes those that come and go.
configure() {
  write_conf "$(conf_csv)" <<EOF
  PerProcess 2
  <Process "argued">
    CommandLine "^$work/$burst l"
  </Process>
  <Process "burst">
    Comm "$burst"
  </Process>
  <Process "stable">
    Comm "$stable"
  </Process>
EOF
}

# Who takes its name after the daemon has looked is looked at again later.
start_children() {
  local i

  for ((i = 0; i < STABLE; i++)); do
    spawn "$BUILDDIR/io-forecast-demo" quiet --name "$stable" >/dev/null
    wait_for 10 has_its_name "$spawned"
  done
}

has_its_name() {
  [ "$(cat "/proc/$1/comm")" = "$stable" ]
}

ticks() {
  rows self gauge-tracked_processes | wc -l
}

has_ticked() {
  [ "$(ticks)" -ge "$1" ]
}

tick_on() {
  wait_for 60 has_ticked $(($(ticks) + $1))
}

# The least of some looks: csv opens a file now and then.
fds() {
  local i

  for i in 1 2 3 4 5; do
    find "/proc/$daemon/fd" -mindepth 1 2>/dev/null | wc -l
    sleep 0.1
  done | sort -n | head -n 1
}

rss_kib() {
  sed -n 's/^VmRSS:[^0-9]*\([0-9]*\).*/\1/p' "/proc/$daemon/status"
}

# tracked_most FROM TO: the largest number of members of a tick.
tracked_most() {
  rows self gauge-tracked_processes | sed -n "$1,$2p" |
    awk '$2 > most { most = $2 } END { print most + 0 }'
}

errors_now() {
  rows self derive-scrape_errors | tail -n 1 | awk '{ print $2 }'
}

# --- what must hold ----------------------------------------------------------

# rate_of FILE: forks a second.
rate_of() {
  awk '{ print $3 + 0 }' "$1"
}

# Machines differ: with the daemon there is half of what this one can do
# without, and that is enough to be called churn.
churned() {
  cat "$work/alone" "$work/churned"
  [ "$(rate_of "$work/alone")" -ge 100 ] &&
    [ $((2 * $(rate_of "$work/churned"))) -ge "$(rate_of "$work/alone")" ]
}

# Of those that come and go some were followed beside the one that makes them,
# some by their command line.
were_followed() {
  local group

  for group in burst argued; do
    rows $group ps_count | awk -v group=$group '
      $2 > (group == "burst") { n++; if ($2 > most) most = $2 }
      END { print group, "in", n + 0, "ticks, up to", most + 0
        exit n < 5 }' || return 1
  done
}

is_quiet() {
  grep io_forecast "$work/log"
  ! grep -E '\[(warning|error|failure)\].*io_forecast' "$work/log" &&
    [ "$(logged io_forecast)" -le 5 ]
}

# Each tick, by the rows of self, has a row of the group, with all of them.
stable_is_in_each_tick() {
  {
    rows stable ps_count | sed 's/^/stable /'
    rows self gauge-tracked_processes | sed 's/^/self /'
  } | awk -v want=$STABLE -v least=$((RUN_S * 8 / 10)) '
    $1 == "stable" { has[$2] = $3; next }
    n++ > 0 && has[$2] != want { print $2 ": " has[$2]; bad = 1 }
    END { print n, "ticks"; exit bad || n < least }'
}

# Every tick has values of them from the free files; from the guarded ones
# nearly all: a thread that waits for a processor is taken for one that hangs.
stable_has_values() {
  local ticks fds io

  ticks=$(ticks)
  fds=$(rows stable file_handles | wc -l)
  io=$(rows stable io_octets | wc -l)
  echo "$ticks ticks, $fds with file_handles, $io with io_octets"
  [ $((ticks - fds)) -le 1 ] && [ $((ticks - io)) -le $((2 + ticks / 10)) ]
}

# While they come and go, one each for those that are followed, and for the
# threads and files that are on their way.
fds_were_bounded() {
  # a directory and, of what runs in each tick, seven files
  local most=$((fds_before + 8 * $(tracked_most 1 99999) + 8))

  echo "before $fds_before, warm $fds_warm, at the end $fds_late, most $most"
  [ "$fds_warm" -le "$most" ] && [ "$fds_late" -le "$most" ]
}

# Each member's piece of memory is touched when it first is used, and stays: so
# much more as there ever were more at a time than while it warmed up. 512 KiB
# are for the stacks of the daemon's ten threads, for pages of libc and of csv,
# and for what the kernel's count of a few pages a thread is off.
rss_is_bounded() {
  local more most_warm most

  most_warm=$(tracked_most 1 "$ticks_warm")
  most=$(tracked_most 1 99999)
  more=$((MEMBER_KIB * (most - most_warm) + 512))
  echo "warm $rss_warm KiB with up to $most_warm members, at the end" \
    "$rss_late KiB with up to $most: $more KiB are allowed"
  [ $((rss_late - rss_warm)) -le "$more" ]
}

daemon_ends_in() {
  local start=${EPOCHREALTIME/./} took

  kill -TERM "$daemon"
  wait_for 20 has_ended "$daemon"
  took=$(((${EPOCHREALTIME/./} - start) / 1000))
  echo "after $took ms"
  [ "$took" -le $(($1 * 1000)) ]
}

# --- the test ----------------------------------------------------------------

need_daemon
[ -x "$CHURN" ] || skip_all "$CHURN is not built"
[ -x "$BUILDDIR/io-forecast-demo" ] || skip_all "io-forecast-demo is not built"
share_proc # the command line of everybody is read
cp "$CHURN" "$work/$burst"
configure | sed 's/LogLevel info/LogLevel debug/' >"$work/conf"
start_children
"$work/$burst" $ALONE_S >"$work/alone"
start_daemon "$work/conf"
wait_for 30 has_ticked 1
tick_on 5
fds_before=$(fds)
errors_before=$(errors_now)

spawn "$work/$burst" "$RUN_S" >"$work/churned"
churner=$spawned
sleep "$WARM_S"
ticks_warm=$(ticks)
fds_warm=$(fds)
rss_warm=$(rss_kib)
sleep $((RUN_S - WARM_S - 2))
fds_late=$(fds)
rss_late=$(rss_kib)
wait "$churner"
tick_on 3

check "there was churn: half as many forks as without the daemon, or more" \
  churned
explain "$work/said"
check "those that come and go are followed while they are there" were_followed
check "not a warning, not an error, no line for each process" is_quiet
check "the group that stays has all its members in each tick" \
  stable_is_in_each_tick
check "and values of them" stable_has_values
check "no descriptor is left when they are gone" \
  equals "$fds_before" "$(fds)"
check "nor were there ever more than members" fds_were_bounded
explain "$work/said"
check "memory has not grown beyond what the members explain" rss_is_bounded
explain "$work/said"
check "a process that has vanished is no error of ours" \
  equals "$errors_before" "$(errors_now)"
check "SIGTERM ends the daemon within 2 s" daemon_ends_in 2
done_testing "$work/log"
