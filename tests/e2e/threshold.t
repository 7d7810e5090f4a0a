#!/bin/bash
# threshold.t - collectd's own plugin threshold on what the daemon foretells, by
# contrib/notify/threshold.conf: it warns and fails beside our own notifications,
# is silent about a forecast that is withdrawn, and tells OKAY of what comes back
# into its range. Of a real fuse, too, where a disk can be slowed down.
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/e2e/slow_disk.sh
. "$(dirname "$0")/slow_disk.sh"

# It leaks ten a second; of the seconds left, WARNING and FAILURE are these.
readonly LIMIT=600 WARNING_S=40 FAILURE_S=20
readonly RECIPE=$SRCDIR/contrib/notify/threshold.conf
readonly RECORDS=$work/records
kept=kept$$ lost=lost$$ blown=blown$$

# --- set up ------------------------------------------------------------------

clean_up() {
  drop_slow_disk
  finish_children
  rm -rf "$work"
}
trap clean_up EXIT

can_slow_a_disk() {
  [ "$(id -u)" = 0 ] && [ -w $BLKIO/blkio.throttle.read_bps_device ] &&
    [ -x "$BUILDDIR/tests/e2e/incident" ] && command -v losetup >/dev/null
}

# Gives all back and leaks no more upon USR1.
start_leak() {
  cat >"$work/leak" <<'END_OF_LEAK'
use Time::HiRes;
my ($on, @held) = (1);
$0 = shift;
$SIG{USR1} = sub { ($on, @held) = (0) };
for (my $next = Time::HiRes::time() + 0.1; ; $next += 0.1) {
  if ($on && open(my $null, "<", "/dev/null")) { push @held, $null }
  while ((my $left = $next - Time::HiRes::time()) > 0) {
    select(undef, undef, undef, $left);
  }
}
END_OF_LEAK
  spawn prlimit --nofile=$LIMIT:$LIMIT perl "$work/leak" "$1"
}

# With numbers of a leak that takes a minute.
recipe() {
  sed -e "s/WarningMin 300/WarningMin $WARNING_S/" \
    -e "s/FailureMin 60/FailureMin $FAILURE_S/" \
    -e "s/WarningMax 90/WarningMax 30/" "$RECIPE"
}

# What the recipe advises against: a forecast is Interesting by default.
conf_interesting() {
  cat <<EOF
<Plugin threshold>
  <Plugin "io_forecast">
    Instance "$lost"
    <Type "duration">
      Instance "fd_limit"
      WarningMin $WARNING_S
      FailureMin $FAILURE_S
    </Type>
  </Plugin>
</Plugin>
EOF
}

# What notifiers get to see, meta data included. The daemon runs nothing as root.
conf_exec() {
  local user

  user=$(id -un)
  [ "$user" != root ] || user=nobody
  mkdir -m 777 "$RECORDS"
  cat >"$work/record" <<'END_OF_RECORD'
#!/bin/sh
cat >"$1/.$$" && mv "$1/.$$" "$1/$$"
END_OF_RECORD
  chmod 755 "$work/record"
  cat <<EOF
LoadPlugin exec
<Plugin exec>
  NotificationExec "$user" "$work/record" "$RECORDS"
</Plugin>
EOF
}

# A failure of ours is what is met within a 37th of the horizon.
configure() {
  write_conf "$(conf_csv; recipe; conf_interesting; conf_exec)" <<EOF
  Horizon $((37 * FAILURE_S))
  TripAfter 2
  ClearAfter 3
  FdGrowth 60
  FdWindow 20
  Process "$kept"
  Process "$lost"
  Process "$blown"
EOF
}

# --- what was told -----------------------------------------------------------

# by_threshold SEVERITY GROUP TYPE INSTANCE
by_threshold() {
  has_logged "severity = $1, host = $HOST, plugin = io_forecast, plugin_instance = $2, type = $3, type_instance = $4, message = Host $HOST, plugin io_forecast \(instance $2\) type $3 \(instance $4\): "
}

# by_us SEVERITY GROUP TYPE INSTANCE
by_us() {
  has_logged "severity = $1, host = $HOST, plugin = io_forecast, plugin_instance = $2, type = $3, type_instance = $4, message = $2: "
}

by_both() {
  by_threshold "$@" && by_us "$@"
}

# What was told before it failed is no end of that.
is_over() {
  grep -F "message = Host $HOST, plugin io_forecast (instance $1) type $2 (instance $3): " \
    "$work/log" | tail -n 1 | grep 'severity = OKAY'
}

is_over_by_both() {
  is_over "$@" && by_us OKAY "$@"
}

# record SEVERITY GROUP TYPE INSTANCE META: the first with such a meta name.
record() {
  grep -lx "PluginInstance: $2" "$RECORDS"/* 2>/dev/null |
    xargs -r grep -lx "Type: $3" | xargs -r grep -lx "TypeInstance: $4" |
    xargs -r grep -lx "Severity: $1" | xargs -r grep -l "^$5: " | head -n 1
}

header() {
  sed -n "/^\$/q; s/^$2: //p" "$1"
}

# --- what must hold ----------------------------------------------------------

# csv_has FILE: the CurrentValue of the kept one at that Time. csv has six decimals,
# exec seven digits.
csv_has() {
  rows "$kept" duration-fd_limit | awk -v time="$(header "$1" Time)" \
    -v number="$(header "$1" CurrentValue)" '
    $1 == time {
      print $2, number
      found = number != "" && ($2 - number) ^ 2 <= (1.1e-6 * (1 + $2)) ^ 2
    }
    END { exit !found }'
}

# Its meta data are those of csv and of the recipe; and what it was is told.
meta_is_right() {
  local file

  file=$(record WARNING "$kept" duration fd_limit DataSource)
  [ -n "$file" ] || return 1
  cat "$file"
  equals "seconds" "$(header "$file" DataSource)" &&
    csv_has "$file" &&
    equals "$(printf %e $WARNING_S) $(printf %e $FAILURE_S)" \
      "$(header "$file" WarningMin) $(header "$file" FailureMin)" &&
    grep -qE "Data source \"seconds\" is currently [0-9.]+\. That is below the warning threshold of $WARNING_S\.0+\.\$" "$file"
}

# Who reads both tells them apart by the meta data.
ours_has_other_meta() {
  local ours theirs

  ours=$(record FAILURE "$kept" gauge fd_limit_state Wall)
  theirs=$(record FAILURE "$kept" gauge fd_limit_state DataSource)
  [ -n "$ours" ] && [ -n "$theirs" ] || return 1
  cat "$ours" "$theirs"
  equals "" "$(header "$ours" DataSource)$(header "$theirs" Wall)" &&
    equals fd_limit "$(header "$ours" Wall)" &&
    equals "$(header "$ours" Time)" "$(header "$theirs" Time)"
}

# What it compared, as the manual names it.
fuse_has_its_meta() {
  local file

  file=$(record FAILURE "$blown" bool fuse FdGrowth)
  [ -n "$file" ] || return 1
  cat "$file"
  equals "$(printf '%e %e' 150 60) fuse" \
    "$(header "$file" FailureMax) $(header "$file" FdGrowthMax) $(header "$file" Wall)" &&
    awk -v wait="$(header "$file" CurrentValue)" -v growth="$(header "$file" FdGrowth)" \
      -v held="$(header "$file" HeldSeconds)" \
      'BEGIN { exit !(wait >= 150 && growth >= 60 && held != "") }'
}

is_missed() {
  has_logged "severity = FAILURE, .*plugin_instance = $1, type = duration, type_instance = fd_limit, message = $HOST/io_forecast-$1/duration-fd_limit has not been updated for "
}

# The last that was told of a forecast is still that it fails.
never_over() {
  local last

  last=$(grep -F "plugin_instance = $1, type = duration, type_instance = fd_limit," \
    "$work/log" | tail -n 1)
  echo "$last"
  [[ $last == *'severity = FAILURE'* ]]
}

is_not_missed() {
  ! is_missed "$1"
}

# --- the test ----------------------------------------------------------------

need_daemon
command -v prlimit >/dev/null || skip_all "prlimit is not installed"
slow=
if can_slow_a_disk; then
  need_slow_disk
  slow=yes
fi
share_proc
configure >"$work/conf"
[ -z "$slow" ] || start_reader "$blown"
start_leak "$kept"
kept_pid=$spawned
start_leak "$lost"
lost_pid=$spawned
start_daemon "$work/conf"
check "what is new and in its range is told as OKAY" \
  wait_for 20 by_threshold OKAY "$kept" bool fuse
check "a forecast below its threshold is a warning" \
  wait_for 60 by_threshold WARNING "$kept" duration fd_limit
[ -z "$slow" ] || kill -USR1 "$pid"
check "with its value and the thresholds as meta data" \
  wait_for 10 meta_is_right
check "a state of 1 is a warning, beside our own" \
  wait_for 30 by_both WARNING "$kept" gauge fd_limit_state
check "so is a probability" \
  wait_for 30 by_threshold WARNING "$kept" percent fd_limit_probability
check "and the share in use" \
  wait_for 60 by_threshold WARNING "$kept" percent fd_limit_used
check "with less time left the forecast is a failure" \
  wait_for 60 by_threshold FAILURE "$kept" duration fd_limit
check "also of another group" \
  wait_for 10 by_threshold FAILURE "$lost" duration fd_limit
check "a state of 2 is a failure, beside our own" \
  wait_for 30 by_both FAILURE "$kept" gauge fd_limit_state
check "which is of the same tick and has the meta name Wall" \
  wait_for 10 ours_has_other_meta
kill -USR1 "$kept_pid" "$lost_pid"
check "when the leak is over its state is OKAY, and so says our own" \
  wait_for 60 is_over_by_both "$kept" gauge fd_limit_state
check "and so are its share in use" \
  wait_for 30 is_over "$kept" percent fd_limit_used
check "and its probability" \
  wait_for 60 is_over "$kept" percent fd_limit_probability
check "an Interesting forecast that is withdrawn is a failure" \
  wait_for 60 is_missed "$lost"
sleep 3
check "and as in the recipe it is none" is_not_missed "$kept"
check "but of neither it is told that it is over" never_over "$lost"
check "nor of the other" never_over "$kept"
if [ -n "$slow" ]; then
  check "a fuse that blows is a failure, beside our own" \
    wait_for 60 by_both FAILURE "$blown" bool fuse
  check "that has what it compared as meta data" wait_for 10 fuse_has_its_meta
  kill -USR2 "$pid"
  check "and OKAY when it is whole again" \
    wait_for 60 is_over_by_both "$blown" bool fuse
else
  skip "a fuse that blows is a failure, beside our own" "no disk to slow down"
  skip "that has what it compared as meta data" "no disk to slow down"
  skip "and OKAY when it is whole again" "no disk to slow down"
fi
check "SIGTERM ends the daemon within 2 s" daemon_ends_in 2
done_testing "$work/log"
