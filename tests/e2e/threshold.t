#!/bin/bash
# threshold.t - collectd's own plugin threshold on what the daemon foretells, by
# contrib/notify/threshold.conf: it warns and fails beside our own notifications,
# is silent about a forecast that is withdrawn, and tells OKAY where a value comes
# back into its range.
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"

# It leaks ten a second; of the seconds left, WARNING and FAILURE are these.
readonly LIMIT=400 WARNING_S=25 FAILURE_S=12
readonly RECIPE=$SRCDIR/contrib/notify/threshold.conf
kept=kept$$ lost=lost$$ blown=blown$$

# --- set up ------------------------------------------------------------------

# Leaks until USR1, and gives all back upon USR2. With a path it writes there,
# and waits for the disk, until USR1.
write_leak() {
  cat >"$work/leak" <<'END_OF_LEAK'
use IO::Handle;
use Time::HiRes;
my ($name, $path) = @ARGV;
my ($on, $file, @held) = (1);
$0 = $name;
$SIG{USR1} = sub { $on = 0 };
$SIG{USR2} = sub { @held = () };
!$path or open($file, ">", $path) or die;
for (my $next = Time::HiRes::time() + 0.1; ; $next += 0.1) {
  if ($on && open(my $null, "<", "/dev/null")) { push @held, $null }
  while ((my $left = $next - Time::HiRes::time()) > 0) {
    if ($on && $file) { syswrite($file, "x" x 4096) and $file->sync }
    else { select(undef, undef, undef, $left) }
  }
}
END_OF_LEAK
}

start_leak() {
  spawn prlimit --nofile=$LIMIT:$LIMIT perl "$work/leak" "$@"
}

# With the seconds of a leak that takes less than a minute.
recipe() {
  sed -e "s/WarningMin 300/WarningMin $WARNING_S/" \
    -e "s/FailureMin 60/FailureMin $FAILURE_S/" "$RECIPE"
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

# What notifiers get to see, meta data included. The daemon runs programs only
# as somebody who is not root.
conf_exec() {
  [ "$(id -u)" = 0 ] || return 0
  mkdir -m 777 "$work/notified"
  printf '#!/bin/sh\ncat >"%s/$$"\n' "$work/notified" >"$work/notify"
  chmod 755 "$work/notify"
  printf 'LoadPlugin exec\n<Plugin exec>\n  NotificationExec "nobody" "%s"\n' \
    "$work/notify"
  echo '</Plugin>'
}

# A failure of ours is what is met within a 37th of the horizon.
configure() {
  write_conf "$(conf_csv; recipe; conf_interesting; conf_exec)" <<EOF
  Horizon $((37 * FAILURE_S))
  TripAfter 2
  ClearAfter 3
  IoWaitMs 1
  FdGrowth 2
  FdWindow 10
  Process "$kept"
  Process "$lost"
  Process "$blown"
EOF
}
start_all() {
  write_leak
  start_leak "$kept"; kept_pid=$spawned
  start_leak "$lost"; lost_pid=$spawned
  start_leak "$blown" "$work/synced"; blown_pid=$spawned
}
need_daemon
configure >"$work/conf"
start_all
start_daemon "$work/conf"
sleep 34
kill -USR1 $kept_pid $lost_pid $blown_pid
sleep 15
kill -USR2 $kept_pid $lost_pid $blown_pid
sleep 15
cp -r $work /tmp/threshold-try
