#!/bin/bash
# grafana.t - each query of each panel of contrib/grafana finds data in a real
# Prometheus that scrapes a real collectd: of real leaks, and where no machine
# at hand has it, be it a process that hangs, of values that were put into the
# daemon under the name of another host. And the pages are what Grafana takes.
# shellcheck disable=SC2016 # filters of jq
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/e2e/prometheus.sh
. "$(dirname "$0")/prometheus.sh"

readonly PAGES=$SRCDIR/contrib/grafana HELPERS=$SRCDIR/tests/e2e
readonly FED=fed # the host that all values are put under
pages=("$PAGES"/io_forecast*.json)

# --- set up ------------------------------------------------------------------

conf_unixsock() {
  cat <<END
LoadPlugin unixsock
<Plugin unixsock>
  SocketFile "$work/socket"
  SocketPerms "0600"
</Plugin>
END
}

configure() {
  write_conf "$(conf_prometheus "$port"; conf_unixsock)" <<END
  CollectMaps true
  TripAfter 2
  <Process "leaky">
    Comm "leaky$$"
    Threshold "cpu_usage" 1000
  </Process>
END
}

# One leaks descriptors, and one memory; both in the group that is looked at.
start_leaks() {
  spawn "$BUILDDIR/io-forecast-demo" fds --limit 2000 --seconds 180 --linger 300 \
    --name "leaky$$" >/dev/null
  spawn "$BUILDDIR/io-forecast-demo" memory --limit 400M --seconds 180 --linger 300 \
    --name "leaky$$" >/dev/null
}

start_feed() {
  spawn perl "$HELPERS/grafana-feed" "$work/socket" $FED \
    "$SRCDIR/docs/METRICS.md" 2>"$work/feed.log"
  feed=$spawned
}

# --- the shape of the pages --------------------------------------------------

# all FILTER: true of each page.
all() {
  local page status=0

  for page in "${pages[@]}"; do
    jq -e "$1" "$page" >/dev/null || {
      echo "${page##*/}: ${2:-}"
      [ -z "${2:-}" ] || jq -c "$2" "$page"
      status=1
    }
  done
  return $status
}

readonly PANELS='[.panels[], (.panels[] | .panels[]?)]'

no_panel_lies_on_another() {
  all "$PANELS"' | [.[].gridPos] as $all | [range($all | length)] |
    all($all[]; .x >= 0 and .x + .w <= 24 and .h > 0) and
    all(.[]; . as $i | all(range($i); $all[.] as $a | $all[$i] as $b |
      $a.x + $a.w <= $b.x or $b.x + $b.w <= $a.x or
      $a.y + $a.h <= $b.y or $b.y + $b.h <= $a.y))'
}

# --- what is asked -----------------------------------------------------------

# ask_all HOST GROUP: what comes of each query, in $work/HOST.
ask_all() {
  perl "$HELPERS/grafana-ask" "$prometheus_port" "$1" "$2" "${pages[@]}" \
    >"$work/$1" 2>"$work/$1.err" || {
    cat "$work/$1.err"
    return 1
  }
}

without_data() {
  grep -v '^data' "$work/$1"
}

all_have_data() {
  ask_all "$@" && [ -s "$work/$1" ] && ! without_data "$1"
}

# What a short run of two leaks need not have, a line for each reason: nobody
# fails, waits or hangs; nothing else is ahead; mappings are counted in every
# 60th tick, and the most of what is dirty is known when a period is over; the
# kernel keeps no such account; the machine has no swap; nothing was read or
# written; it has no such disk or filesystem, and no pressure.
readonly LIVE_LACKS='(Failures|Warnings|Fuses blown|Stuck groups|Nearly used up|Fuses|Stuck members|Quarantined|stuck|threads_blocked)
.*: time left
maps(_limit: in use)?|dirty_peak
process_.*|threads_.*|.*_faults
(swap|psw).*
(rchar|wchar|sysc.|cancelled_write_bytes|io_.*_bytes|pgmajfault|workingset.*)
(disk_.*|fs_.*|inodes_full.*|device_saturation.*|row (Disk|Filesystem).*)
(psi_.*|Pressure of the host)'

# only_lacks HOST PATTERNS: nothing else is without data, and nothing failed.
only_lacks() {
  without_data "$1" | grep -vE "^empty	[a-z-]*	($(paste -sd '|' <<<"$2"))	" |
    tee "$work/more"
  without_data "$1" | sed 's/^/without: /' >"$work/lacks"
  [ ! -s "$work/more" ]
}

# has PANEL LETTER...: it has data of the real daemon.
has() {
  local panel=$1 letter status=0

  shift
  for letter; do
    grep -qP "^data\t[a-z-]*\t\Q$panel\E\t$letter\t" "$work/$HOST" || {
      grep -P "\t\Q$panel\E\t" "$work/$HOST"
      status=1
    }
  done
  return $status
}

live_is_complete() {
  ask_all "$HOST" leaky && has "Who meets what, and when" A B D E F G &&
    has "fd_limit: time left" B C && has "memory_max: time left" B C &&
    has "context_switches" A && has "Alarms" A &&
    { has "Warnings" A || has "Failures" A; }
}

# Grafana joins the columns by these labels.
columns_meet() {
  local letter status=0

  grep -P '\tWho meets what, and when\t' "$work/$1" >"$work/columns"
  for letter in B C D E F; do
    equals "$(labels_of A)" "$(labels_of $letter)" || status=1
  done
  labels_of A | grep -q "$1/shop/fd_limit" || status=1
  return $status
}

labels_of() {
  grep -P "\t$1\t[^\t]*$" "$work/columns" | cut -f 5
}

# --- the test ----------------------------------------------------------------

need_daemon
need_prometheus
perl -MJSON::PP -MHTTP::Tiny -e 1 2>/dev/null || skip_all "perl lacks modules"
[ -f "$(dirname "$(dirname "$(command -v collectd)")")/lib/collectd/unixsock.so" ] ||
  skip_all "collectd lacks its plugin unixsock"

check "the pages are JSON" all '.uid != ""'
check "each has a uid and a title of its own" equals "3 3" \
  "$(jq -s '[([.[].uid] | unique | length), ([.[].title] | unique | length)] | join(" ")' -r "${pages[@]}")"
check "panels have numbers of their own" all \
  "$PANELS | [.[].id] | length == (unique | length)"
check "no panel lies on another" no_panel_lies_on_another
check "each has a title, a description and a query" all \
  "[$PANELS"'[] | select(.type != "row")] | length > 0 and
   all(.title != "" and .description != "" and (.targets | length) > 0)'
check "each target has an expression, and the data source that was chosen" all \
  "[$PANELS"'[].targets[]?] | all(.expr != "" and .datasource.uid == "${datasource}")'
check "letters of targets are used once" all \
  "[$PANELS"'[] | .targets? // [] | [.[].refId] | length == (unique | length)] | all'
check "pages lead to each other" all \
  '[.links[].url | test("^/d/io-forecast(-group|-self)?[?]")] | length == 2 and all'
check "an import asks for the data source" all \
  '.__inputs[0].name == "DS_PROMETHEUS" and
   (.templating.list[0] | .name == "datasource" and .current.value == "${DS_PROMETHEUS}")'

port=$(free_port)
prometheus_port=$(free_port)
start_leaks
configure >"$work/conf"
start_daemon "$work/conf"
conf_scrape 1s "$port" >"$work/prometheus.yml"
check "Prometheus is ready" start_prometheus "$work/prometheus.yml" "$prometheus_port"
wait_for 60 test -S "$work/socket"
start_feed
check "all identifiers of docs/METRICS.md are taken" \
  wait_for 60 grep -q 'tick 8$' "$work/feed.log"
check "the real daemon fills the overview and the group" \
  wait_for 150 live_is_complete
check "but for what it cannot have" only_lacks "$HOST" "$LIVE_LACKS"
sed 's/^/# /' "$work/lacks"
check "with what was put in each query of each panel finds data" \
  wait_for 90 all_have_data $FED shop
check "the columns of the table can be joined" columns_meet $FED
kill "$feed"
check "the feed was not disturbed" equals "" "$(grep -v ' values, tick ' "$work/feed.log")"
check "SIGTERM ends the daemon within 2 s" daemon_ends_in 2
done_testing "$work/log"
