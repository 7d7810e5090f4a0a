#!/bin/bash
# leak.t - the real daemon foretells a real leak, and is right about it.
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"

# 12 descriptors a second: a forecast counts whole ones, and one of them is
# 0.08 s. A slower leak could not be foretold to a tenth of its last seconds.
readonly LIMIT=248 RUN_S=20 TICK_S=1
readonly PAGES=$work/pages
readonly HELD=50 LOWERED=55 RAISED=1000 # and three that it has by itself
leaky=leaky$$ quiet=quiet$$ moved=moved$$

# --- set up ------------------------------------------------------------------

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

configure() {
  write_conf "$(conf_csv; conf_prometheus "$port"; conf_exec)" <<EOF
  PerProcess 1
  TripAfter 2
  ClearAfter 3
  Gibberish 7
  <Process "leaky">
    Comm "$leaky"
  </Process>
  Process "$quiet"
  Process "$moved"
  ProcessMatch "hostile" "^$work/hostile "
  <Process "empty">
    Comm "none$$"
  </Process>
EOF
}

# It opens no more than it has, and runs in each tick: its limit is read in
# every tenth.
start_moved() {
  cat >"$work/moved" <<'END'
$0 = shift;
my @held = map { open(my $file, "<", "/dev/null") or die; $file } 1 .. shift;
select(undef, undef, undef, 0.3) while 1;
END
  spawn prlimit --nofile=$RAISED:$RAISED perl "$work/moved" "$moved" $HELD
  moved_pid=$spawned
}

# A name with what ends a field in /proc/PID/stat, a label and a line.
start_children() {
  local demo=$BUILDDIR/io-forecast-demo

  cp "$demo" "$work/hostile"
  spawn "$work/hostile" fds --limit $LIMIT --seconds 60 \
    --name $') R 1 (b"\\\n\xff' >/dev/null
  hostile_pid=$spawned
  spawn "$demo" quiet --name "$quiet" >/dev/null
  quiet_pid=$spawned
  start_moved
  spawn "$demo" fds --limit $LIMIT --seconds $RUN_S --name "$leaky" \
    >"$work/wall"
  leaky_pid=$spawned
}

# scrape_until SECONDS COMMAND...: a page for each tick until the command
# succeeds.
scrape_until() {
  local end=$((SECONDS + $1))

  shift
  until "$@" || [ "$SECONDS" -ge "$end" ]; do
    http_get "$port" /metrics >"$PAGES/$EPOCHREALTIME"
    sleep $TICK_S
  done
}

has_hit_the_wall() {
  grep -q '^wall fd_limit ' "$work/wall"
}

notified() {
  logged "Notification: severity = $1, .*plugin_instance = $2, .*type_instance = $3,"
}

has_cleared() {
  [ "$(notified OKAY leaky fd_limit_state)" != 0 ]
}

move_limit() {
  prlimit --pid "$moved_pid" --nofile="$1:$RAISED"
}

has_no_near_wall() {
  [ "$(notified OKAY "$moved" fd_limit_near)" != 0 ]
}

has_cleared_both() {
  has_cleared && has_no_near_wall
}

# --- what must hold ----------------------------------------------------------

series=duration-fd_limit

from_pages() {
  cat "$PAGES"/* | awk -v name='collectd_io_forecast_duration_seconds' \
    -v labels='{io_forecast="leaky",type="fd_limit",' '
    index($1, name labels) == 1 && !seen[$3]++ {
      printf "%.3f %s\n", $3 / 1000, $2
    }'
}

# are_true FROM TO SHARE SECONDS LEAST: of the rows on standard input with FROM
# to TO seconds left, each is off by no more than this share of what is left,
# or these seconds; and there are LEAST of them or more.
are_true() {
  awk -v wall="$wall" -v from="$1" -v to="$2" -v share="$3" -v seconds="$4" \
    -v least="$5" '
    { left = wall - $1 }
    left < from || left >= to { next }
    {
      off = $2 - left
      bad = off * off > (share * left + seconds) ^ 2
      printf "%.3f left, said %.3f%s\n", left, $2, bad ? ": too far off" : ""
      wrong += bad
      rows++
    }
    END {
      printf "%d rows, %d wrong, at least %d wanted\n", rows, wrong, least
      exit wrong > 0 || rows < least
    }'
}

csv_is_true() {
  rows leaky $series | are_true "$@"
}

pages_are_true() {
  from_pages | are_true "$@"
}

# A device that only read in a tick has no time of a write: of the two values
# of disk_latency, and of nothing else, one may be nan.
numbers_are_sane() {
  find "$work/csv" -type f -exec awk '
    FILENAME ~ /disk_latency/ && /^[0-9.]+,([0-9.]+,nan|nan,[0-9.]+)$/ { next }
    FNR > 1 && !/^[0-9]+\.[0-9]+(,[0-9]+(\.[0-9]+)?)+$/ {
      print FILENAME ": " $0
      bad = 1
    }
    END { exit bad }' {} +
}

# Beyond the horizon an upper bound is not sent: it has fewer rows.
bounds_are_in_order() {
  {
    rows leaky ${series}_lower | sed 's/^/lower /'
    rows leaky ${series}_upper | sed 's/^/upper /'
    rows leaky $series | sed 's/^/median /'
  } | awk '
    $1 == "lower" { lower[$2] = $3; next }
    $1 == "upper" { upper[$2] = $3; next }
    {
      bounded += ($2 in lower) && ($2 in upper)
      if ((($2 in lower) && lower[$2] > $3 + 1e-6) ||
          (($2 in upper) && upper[$2] < $3 - 1e-6)) {
        print $2 ": " lower[$2] " " $3 " " upper[$2]
        bad = 1
      }
    }
    END { print bounded + 0, "rows with both bounds"; exit bad || bounded < 5 }'
}

# The log has whole seconds: one of them must be over before the wall.
was_warned_before() {
  local line when

  line=$(grep -E 'severity = (WARNING|FAILURE), .*instance = leaky, .*fd_limit' \
    "$work/log" | head -n 1)
  echo "first: $line; the wall was at $wall"
  when=$(date -d "${line:1:19}" +%s) || return 1
  [ $((when + 1)) -le "${wall%.*}" ]
}

# Once each, in this order.
near_came_and_went() {
  grep -F "plugin_instance = $moved," "$work/log" | awk '
    { print }
    /WARNING, .*fd_limit_near.* has 96 % of its file descriptors in use \(53 of 55\)/ && NR == 1 { came = 1 }
    /OKAY, .*fd_limit_near.* is no longer near/ && NR == 2 { went = 1 }
    END { exit !(came && went) || NR != 2 }'
}

limit_has_moved() {
  rows "$moved" file_handles-limit_soft | cut -d ' ' -f 2 | cut -d . -f 1 |
    uniq | tr '\n' ' ' >"$work/limits"
  equals "$RAISED $LOWERED $RAISED " "$(cat "$work/limits")"
}

was_never_raised() {
  ! grep -F "plugin_instance = $1," "$work/log"
}

states_are_zero() {
  cat "$work/csv/$HOST/io_forecast-$1"/gauge-*_state-????-??-?? | awk -F, '
    $1 == "epoch" { next }
    $2 != 0 { print; bad = 1 }
    { rows++ }
    END { print rows + 0, "rows"; exit bad || rows < 30 }'
}

counts_are_zero() {
  rows empty ps_count | awk '
    $2 != 0 || $3 != 0 { print; bad = 1 }
    END { print NR, "rows"; exit bad || NR < 10 }'
}

# 1 is a page that cannot be parsed, 3 a name that is not good style: collectd
# makes names of its types, and we have no say in that.
page_is_accepted() {
  local status=0

  promtool check metrics <"$1" || status=$?
  [ "$status" = 0 ] || [ "$status" = 3 ]
}

pages_are_accepted() {
  local page count=0

  for page in "$PAGES"/*; do
    [ -s "$page" ] || continue
    count=$((count + 1))
    page_is_accepted "$page" || return 1
  done
  echo "$count pages"
  [ "$count" -ge 10 ]
}

# Every line is a comment or `name{labels} value time`: nothing of a name has
# got out of its label.
page_is_well_formed() {
  local page label='[a-z_]+="([^"\\]|\\["\\n])*"'

  for page in "$PAGES"/*; do
    ! grep -vE "^(#.*|[a-z_]+\{$label(,$label)*\} [0-9.e+-]+ [0-9]+)?$" \
      "$page" | grep -vE '_disk_latency_[a-z]+\{[^}]*\} nan [0-9]+$' || return 1
  done
}

hostile_is_followed() {
  rows hostile file_handles | awk '$2 > 2 { n++ } END { exit n < 10 }' &&
    has_rows "hostile-$hostile_pid" gauge-fd_limit_state
}

# Headers end with the first empty line; a name must not bring one of its own.
meta_is_clean() {
  local file command='Command: \) R 1 \(b"\\\?\?'

  file=$(grep -l '^PluginInstance: hostile$' "$work/notified"/* | head -n 1)
  [ -n "$file" ] || return 1
  cat "$file"
  sed '/^$/q' "$file" | grep -qE "^$command\$" &&
    ! sed '/^$/q' "$file" | grep -vE '^([A-Za-z]+: .*)?$'
}

nothing_is_left() {
  local left

  left=$(session_of "$daemon"; find "$work" -name 'pid*')
  equals "" "$left"
}

# --- the test ----------------------------------------------------------------

need_daemon
[ -x "$BUILDDIR/io-forecast-demo" ] || skip_all "io-forecast-demo is not built"
share_proc # that of everybody is looked through at the end
mkdir "$PAGES"
port=$(free_port)
configure >"$work/conf"
start_children
start_daemon "$work/conf"
wait_for 20 has_rows "$moved" file_handles-limit_soft
move_limit $LOWERED
scrape_until $((RUN_S + 30)) has_hit_the_wall
move_limit $RAISED
wall=$(sed -n 's/^wall fd_limit //p' "$work/wall")
sleep 2
finish "$leaky_pid"
scrape_until 20 has_cleared_both
sleep 3 # for a second OKAY, if there were one

check "the leaking process came to its limit" has_hit_the_wall
check "duration/fd_limit is written to csv" has_rows leaky $series
check "and shown by write_prometheus" [ -n "$(from_pages)" ]
check "csv: in the second half each forecast is within 10 % of the truth" \
  csv_is_true $TICK_S $((RUN_S / 2)) 0.1 0 5
check "pages: in the second half each forecast is within 10 % of the truth" \
  pages_are_true $TICK_S $((RUN_S / 2)) 0.1 0 4
check "csv: with less than one tick left it is true to a tenth of a tick" \
  csv_is_true 0 $TICK_S 0 0.1 1
check "csv: past the wall it says 0" csv_is_true -2 0 1 0 1
check "no number is infinite, not one, or negative" numbers_are_sane
check "lower <= median <= upper" bounds_are_in_order
check "PerProcess names the leaking process" \
  has_rows "leaky-$leaky_pid" $series
check "a warning or failure was told before the limit" was_warned_before
check "one OKAY after the process had ended" \
  equals 1 "$(notified OKAY leaky '[a-z_]*')"
check "a limit that is lowered and raised is told as it is" limit_has_moved
check "that it is near is told, though nothing is foretold, and that it is gone" \
  near_came_and_went
check "and nothing else of it" has_no_rows "$moved" $series
check "its states are 0 throughout" states_are_zero "$moved"
check "the quiet process still sleeps" is_running "$quiet_pid"
check "nothing was ever raised for it" was_never_raised "$quiet"
check "and its states are 0 throughout" states_are_zero "$quiet"
check "a group without processes has ps_count 0" counts_are_zero
check "that no process matches is said once" \
  equals 1 "$(logged 'no process matches the group "empty"')"
check "an unknown option is one warning that names it" \
  equals 1 "$(logged '\[warning\] io_forecast: .*"Gibberish".*ignored')"
check "a process with a hostile name is followed" hostile_is_followed
check "and every line of every page is well formed" page_is_well_formed
if command -v promtool >/dev/null; then
  check "promtool can parse every page" pages_are_accepted
else
  skip "promtool can parse every page" "promtool is not installed"
fi
if [ -d "$work/notified" ]; then
  check "a hostile name stays in its line of a notification" meta_is_clean
else
  skip "a hostile name stays in its line of a notification" \
    "notifications are executed only when the daemon runs as root"
fi
check "SIGTERM ends the daemon within 2 s" daemon_ends_in 2
check "which leaves no process, no zombie and no pid file" nothing_is_left
done_testing "$work/log"
