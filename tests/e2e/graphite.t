#!/bin/bash
# graphite.t - a real carbon-cache stores what the real daemon foretells, by the
# configuration of contrib/graphite; and the targets of that are understood by
# the functions of a real graphite-web.
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/e2e/writers.sh
. "$(dirname "$0")/writers.sh"

readonly SHIPPED=$SRCDIR/contrib/graphite WHISPER=$work/whisper
readonly NODE=${DOTTED_HOST//./_} PYTHON=/usr/bin/python3

# --- set up ------------------------------------------------------------------

need_graphite() {
  command -v carbon-cache >/dev/null || skip_all "graphite-carbon is not installed"
  command -v perl >/dev/null || skip_all "perl is not installed"
  "$PYTHON" -c 'import whisper' 2>/dev/null ||
    skip_all "python3-whisper is not installed"
}

has_web() {
  command -v jq >/dev/null && "$PYTHON" -c 'import graphite' 2>/dev/null
}

# A database in memory, and all in one thread, as it is that of a thread.
conf_web() {
  cat <<EOF
SECRET_KEY = "e2e"
CONF_DIR = "$work/web"
STORAGE_DIR = LOG_DIR = "$work/web"
WHISPER_DIR = "$WHISPER"
STANDARD_DIRS = [WHISPER_DIR]
INDEX_FILE = "$work/web/index"
DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}}
USE_WORKER_POOL = False
CARBONLINK_HOSTS = []
FUNCTION_PLUGINS = []
DEFAULT_CACHE_DURATION = 0
EOF
}

start_web() {
  mkdir "$work/web"
  conf_web >"$work/web/e2e_settings.py"
  cat >"$work/web/serve" <<'EOF'
import sys
from wsgiref.simple_server import WSGIServer, make_server
import django
django.setup()
from django.core.management import call_command
call_command("migrate", run_syncdb=True, verbosity=0)
from django.core.wsgi import get_wsgi_application
make_server("127.0.0.1", int(sys.argv[1]), get_wsgi_application()).serve_forever()
EOF
  PYTHONPATH=$work/web GRAPHITE_SETTINGS_MODULE=e2e_settings \
    DJANGO_SETTINGS_MODULE=graphite.settings \
    spawn "$PYTHON" "$work/web/serve" "$web_port" >"$work/web/said" 2>&1
  web=$spawned
  wait_for 120 listens_or_ended "$web_port" "$web" && is_running "$web"
}

listens() {
  (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null
}

listens_or_ended() {
  listens "$1" || has_ended "$2"
}

conf_carbon() {
  cat "$SHIPPED/carbon.conf"
  cat <<EOF
STORAGE_DIR = $work
LOCAL_DATA_DIR = $WHISPER
CONF_DIR = $work/carbon
LOG_DIR = $work/carbon
PID_DIR = $work/carbon
USER =
LINE_RECEIVER_INTERFACE = 127.0.0.1
LINE_RECEIVER_PORT = $carbon_port
PICKLE_RECEIVER_INTERFACE = 127.0.0.1
PICKLE_RECEIVER_PORT = 0
CACHE_QUERY_INTERFACE = 127.0.0.1
CACHE_QUERY_PORT = $(free_port)
GRAPHITE_URL = http://127.0.0.1:$web_port
CARBON_METRIC_INTERVAL = 0
TAG_HASH_FILENAMES = False
EOF
}

start_carbon() {
  mkdir "$work/carbon"
  cp "$SHIPPED"/storage-*.conf "$work/carbon"
  conf_carbon >"$work/carbon/carbon.conf"
  spawn carbon-cache --config="$work/carbon/carbon.conf" --nodaemon \
    --pidfile="$work/carbon/pid" --logdir="$work/carbon" start \
    >"$work/carbon/said" 2>&1
  wait_for 60 listens "$carbon_port"
}

# The lines themselves, as they came.
start_sink() {
  cat >"$work/sink" <<'EOF'
use Socket;
socket(my $listener, PF_INET, SOCK_STREAM, 0) or die;
bind($listener, sockaddr_in(shift, INADDR_LOOPBACK)) or die;
listen($listener, 8) or die;
$| = 1;
while (accept(my $peer, $listener)) {
  while (sysread($peer, my $lines, 65536)) { print $lines }
}
EOF
  spawn perl "$work/sink" "$sink_port" >"$work/lines"
  wait_for 20 listens "$sink_port"
}

conf_writers() {
  of_here "$SHIPPED/write_graphite.conf" "s/2003/$carbon_port/"
  of_here "$SHIPPED/write_graphite-tags.conf" "s/2003/$carbon_port/"
  of_here "$SHIPPED/write_graphite.conf" "s/2003/$sink_port/; s/\"graphite\"/\"sink\"/"
}

# --- what carbon has ---------------------------------------------------------

# dump 0: PATH METHOD XFILESFACTOR; dump STEP: PATH EPOCH VALUE of all there is in
# the archives of so many seconds.
write_dump() {
  cat >"$work/dump" <<'EOF'
import os, sys, time
import whisper
top, step = sys.argv[1], int(sys.argv[2])
for directory, _, files in os.walk(top):
    for name in files:
        path = os.path.join(directory, name)
        series = path[len(top) + 1 : -len(".wsp")].replace("/", ".")
        if step == 0:
            info = whisper.info(path)
            print(series, info["aggregationMethod"], "%g" % info["xFilesFactor"])
            continue
        now = int(time.time())
        (start, _, step), values = whisper.fetch(path, now - 1800, now, now, step)
        for i, value in enumerate(values):
            if value is not None:
                print(series, start + i * step, "%.15g" % value)
EOF
}

# That of SeparateInstances, and the tagged ones.
dump() {
  "$PYTHON" "$work/dump" "$WHISPER" "$1" | grep "^$NODE\."
}

dump_tagged() {
  "$PYTHON" "$work/dump" "$WHISPER" "$1" | sed -n 's/^_tagged\.[^.]*\.[^.]*\.//p'
}

# last_of_slots: of PATH EPOCH VALUE the last value of each whole second.
last_of_slots() {
  sort -s -k 2,2n | awk '
    { value[$1 " " int($2 + 0.5)] = $3 }
    END { for (key in value) print key, value[key] }'
}

# as_paths: PATH EPOCH VALUE of what csv_points() tells.
as_paths() {
  awk -v node="$NODE" '
    {
      gsub(/\./, "_", $1)
      print node ".io_forecast." $1 "." $2 ($3 == "-" ? "" : "." $3) \
        ($4 ~ /^(value|seconds)$/ ? "" : "." $4), $5, $6
    }' | last_of_slots
}

# agree SHARE OFF LEAST: whether what is found, on the standard input, has all of
# $work/wanted and nothing else, but for that share of a value and so much more;
# LEAST of them or more.
agree() {
  awk -v share="$1" -v most="$2" -v least="$3" '
    NR == FNR { wanted[$1 " " $2] = $3; count++; next }
    {
      key = $1 " " $2
      off = $3 > wanted[key] ? $3 - wanted[key] : wanted[key] - $3
      bad = !(key in wanted) || off > share * wanted[key] + most
      if (bad && wrong++ < 5) print $0, "and not", wanted[key]
      found++
    }
    END {
      print count, "wanted,", found + 0, "found,", wrong + 0, "wrong"
      exit wrong > 0 || found != count || count < least
    }' "$work/wanted" -
}

is_rate="^[^.]+\\.io_forecast\\.[^.]+\\.($COUNTERS)[. ]"

# csv has six decimals.
has_all_gauges() {
  csv_gauges | as_paths >"$work/wanted"
  dump 1 | grep -vE "$is_rate" | agree 0 0.0000006 1000
}

# Where a tick was left out collectd may have forgotten the value before. csv has
# milliseconds.
has_all_rates() {
  csv_rates 1.9 | as_paths >"$work/wanted"
  dump 1 | grep -E "$is_rate" |
    awk 'NR == FNR { known[$1 " " $2]; next } ($1 " " $2) in known' "$work/wanted" - |
    agree 0.005 0.01 500
}

no_path_is_odd() {
  local odd

  odd=$(find "$WHISPER" -mindepth 1 -path "$WHISPER/_tagged" -prune -o \
    -type f -printf '%P\n' |
    grep -vE "^$NODE/io_forecast/[A-Za-z0-9_-]+/[a-z_]+(/[A-Za-z0-9_-]+){0,2}\.wsp$")
  equals "" "$odd"
}

has_values() {
  dump 1 | grep -q "^$NODE\.io_forecast\.$1 "
}

# What it says of forecasts that came true, to half a second: a slot is one.
is_true() {
  dump 1 | awk -v path="$NODE.io_forecast.$GROUP.duration.fd_limit" -v wall="$wall" '
    $1 != path || $2 > wall - 1 || $2 < wall - '$((LEAK_S / 2))' { next }
    {
      left = wall - $2
      bad = ($3 - left) ^ 2 > (0.1 * left + 0.6) ^ 2
      printf "%.3f left, said %.3f%s\n", left, $3, bad ? ": too far off" : ""
      wrong += bad
      rows++
    }
    END { exit wrong > 0 || rows < 4 }'
}

has_a_gap() {
  dump 1 | awk -v path="$NODE.io_forecast.$GROUP.duration.fd_limit" '
    $1 != path { next }
    before && $2 - before > 3 { print "none for", $2 - before, "s"; gaps++ }
    { before = $2 }
    END { exit !gaps }'
}

# Ten seconds of it are the least of them.
keeps_the_least() {
  csv_gauges | awk '$2 == "duration"' | as_paths | awk '
    { key = $1 " " $2 - $2 % 10 }
    !(key in least) || $3 + 0 < least[key] + 0 { least[key] = $3 }
    END { for (key in least) print key, least[key] }' >"$work/wanted"
  dump 10 | grep '\.duration\.' | agree 0 0.0000006 6
}

# is_thinned_by METHOD PATTERN: each of them, with a factor of 0; and there are some.
is_thinned_by() {
  grep -E "$2" "$work/methods" | awk -v method="$1" '
    $2 != method || $3 != 0 { print; bad = 1 }
    END { exit bad || NR == 0 }'
}

nothing_was_refused() {
  ! grep -E 'invalid line|Unhandled|Traceback' "$work/carbon/said"
}

# --- with tags ---------------------------------------------------------------

# What csv_points() tells, with the same names.
as_tagged() {
  awk '{
    print $1 "|" $2 "|" $3 "|" ($4 ~ /^(value|seconds)$/ ? "-" : $4), $5, $6
  }' | last_of_slots
}

# INSTANCE|TYPE|TYPE_INSTANCE|FIELD EPOCH VALUE, of this host.
tagged_points() {
  dump_tagged 1 | awk -v host="${DOTTED_HOST//./_DOT_}" '
    {
      count = split($1, part, ";")
      delete tag
      for (i = 2; i <= count; i++) {
        at = index(part[i], "=")
        tag[substr(part[i], 1, at - 1)] = substr(part[i], at + 1)
      }
      if (tag["host"] != host || tag["plugin"] != "io_forecast") print "stray", $1
      print tag["plugin_instance"] "|" tag["type"] "|" \
        (tag["type_instance"] == "" ? "-" : tag["type_instance"]) "|" \
        (tag["ds_name"] == "" ? "-" : tag["ds_name"]), $2, $3
    }'
}

has_all_tagged() {
  csv_points | awk '$6 != "nan"' | as_tagged >"$work/wanted"
  tagged_points | agree 0 0.0000006 1500
}

has_all() {
  has_all_tagged && has_all_gauges && has_all_rates
}

# --- what Graphite makes of it -----------------------------------------------

# render TARGET [UNTIL]: its answer as JSON, of the last ten minutes.
render() {
  http_get "$web_port" \
    "/render?format=json&from=-10min${2:+&until=$2}&target=$(printf %s "$1" | jq -sRr @uri)"
}

# targets FILE: those that are shipped, of this host and group, with a fuse that
# need not be blown and a past that is not as long ago.
targets() {
  grep -v '^ *#' "$SHIPPED/$1" | grep . | sed -e "s/\bweb1\b/$NODE/g; s/\bnginx\b/$GROUP/g" \
    -e '/bool\.fuse/s/">=", 1/">=", 0/' -e 's/"30min"), -1800/"5s"), -5/'
}

# shows TARGET: whether at least one of its series has a value.
shows() {
  render "$1" >"$work/answer"
  jq -e 'length > 0 and all(.[]; [.datapoints[][0] | select(. != null)] | length > 0)' \
    "$work/answer" >/dev/null || {
    echo "nothing comes of $1:"
    head -c 500 "$work/answer"
    return 1
  }
}

# show_all FILE: each of them, of which there are some.
show_all() {
  local target status=0 count=0

  while IFS= read -r target; do
    shows "$target" || status=1
    count=$((count + 1))
  done < <(targets "$1")
  echo "$count targets"
  [ "$count" -gt 2 ] && return $status
}

# first_is TARGET NAME: who comes first.
first_is() {
  render "$1" | tee "$work/answer" | jq -r '.[0].target' >"$work/first"
  equals "$2" "$(cat "$work/first")"
}

# names TARGET NAME: whether it is there at all.
names() {
  render "$1" | tee "$work/answer" | jq -r '.[].target' | grep -qxF "$2"
}

# target N FILE: the N-th of them.
target() {
  targets "$2" | sed -n "$1p"
}

# make_file PATH EPOCH [VALUE]: a file of whisper, with this value from then on.
make_file() {
  "$PYTHON" - "$WHISPER/$1" "${@:2}" <<'EOF'
import os, sys, time
import whisper
path, since = sys.argv[1], int(sys.argv[2])
os.makedirs(os.path.dirname(path), exist_ok=True)
whisper.create(path, [(1, 3600)], xFilesFactor=0)
if len(sys.argv) > 3:
    whisper.update_many(path, [(at, float(sys.argv[3]))
                               for at in range(since, int(time.time()) + 1)])
EOF
}

# Of many hosts, whose forecasts were withdrawn.
bury() {
  local host

  for host in $(seq 12); do
    make_file "old$host/io_forecast/nginx/duration/fd_limit.wsp" 0 || return 1
  done
}

# Of one that has been at its wall all the time that is shown.
stand_at_the_wall() {
  make_file "met/io_forecast/nginx/duration/fd_limit.wsp" $((EPOCHSECONDS - 700)) 0
}

# When the slot behind the last value that was told is still empty.
last_is_bridged() {
  local target=$NODE.io_forecast.$GROUP.percent.fd_limit_probability at value

  read -r at value < <(render "$target" |
    jq -r '[.[0].datapoints[] | select(.[0] != null)][-1] | "\(.[1]) \(.[0])"')
  echo "$value at $at"
  [ -n "$at" ] && equals "$value" "$(render "$(targets targets | grep transformNull)" \
    $((at + 1)) | jq -r '.[0].datapoints[-1] | .[0]')"
}

worst_state_is() {
  equals "$1" "$(render "$(targets targets | grep '^groupByNode.*_state')" |
    jq -r '.[0].datapoints | map(.[0] | select(. != null)) | max')"
}

shift_is_by() {
  local shifted

  shifted=$(render "$(targets targets | grep timeShift)" |
    jq -c '[.[0].datapoints[] | select(.[0] != null)][-1]')
  echo "$shifted"
  dump 1 | awk -v path="$NODE.io_forecast.$GROUP.duration.fd_limit" \
    -v at="$(jq -r '.[1]' <<<"$shifted")" -v value="$(jq -r '.[0]' <<<"$shifted")" '
    $1 == path && $2 == at - 5 { print; good = ($3 - 5 - value) ^ 2 < 1e-6 }
    END { exit !good }'
}

# --- the test ----------------------------------------------------------------

measure() {
  tell_series
  echo "# measured: $(($(stat -c %s "$WHISPER/$NODE/io_forecast/$GROUP/bool/fuse.wsp") / 1024))" \
    "KiB of a file of whisper"
  awk -v group="io_forecast.$GROUP." '
    index($0, group) { bytes += length($0) + 1; lines++; ticks[$NF] }
    END {
      for (tick in ticks) count++
      printf "# measured: %.0f bytes and %.0f lines in a tick of that group\n",
        bytes / count, lines / count
    }' "$work/lines"
}

need_daemon
need_graphite
share_proc
carbon_port=$(free_port) web_port=$(free_port) sink_port=$(free_port)
mkdir "$WHISPER"
if has_web; then start_web || web=; fi
start_carbon
start_sink
configure "$(conf_writers)"
start_daemon "$work/conf"
run_story
write_dump
check "SIGTERM ends the daemon within 2 s" daemon_ends_in 2
wait_for 60 has_all >"$work/agreed"
check "carbon has each value that is no counter, as csv has it" has_all_gauges
check "and each rate of a counter" has_all_rates
for name in duration.fd_limit duration.fd_limit_lower duration.fd_limit_upper \
  percent.fd_limit_probability gauge.fd_limit_state bool.fuse file_handles \
  file_handles.limit_soft disk_octets.read; do
  check "there is $name" has_values "$GROUP.$name"
done
check "the forecast is true" is_true
check "while it is withdrawn there is nothing" has_a_gap
check "no path is odd" no_path_is_odd
check "a host with dots and a group of blanks and commas is one level each" \
  has_values "$ODD_GROUP.file_handles"
dump 0 >"$work/methods"
dump_tagged 0 >>"$work/methods"
check "of seconds the least is kept when they are thinned out" keeps_the_least
check "all of them" is_thinned_by min '\.duration\.|;type=duration(;| )'
check "of what tells how bad it is the most" is_thinned_by max \
  '_(probability|state|near)[ ;]|[.=]fuse[ ;]|fd_limit_used[ ;]'
check "of rates the mean" is_thinned_by average "${is_rate}"
check "of all others, and of totals, the last" is_thinned_by last \
  '\.file_handles[. ]|ps_count|_now[ ;]|;type=(contextswitch|file_handles|disk_octets)(;| )'
check "with tags carbon has all of them too, counters as they are" \
  has_all_tagged
check "nothing was refused" nothing_was_refused
if [ -n "$web" ]; then
  check "Graphite finds something for each of our targets" show_all targets
  check "and with tags" show_all targets-tags
  bury
  check "the leak comes first of all, before those that are withdrawn" \
    first_is "$(target 1 targets)" "$NODE.$GROUP.fd_limit"
  check "sorted by the least, too" \
    first_is "$(target 2 targets)" "$NODE.$GROUP.fd_limit"
  stand_at_the_wall
  check "a wall that is met comes before it" \
    first_is "$(target 1 targets)" "met.nginx.fd_limit"
  check "and is not left out by the other" \
    names "$(target 2 targets)" "met.nginx.fd_limit"
  check "a probability does not end with 0 while it is told" last_is_bridged
  check "of tags, too" first_is "$(target 1 targets-tags)" \
    "$DOTTED_HOST.$GROUP.fd_limit"
  check "and makes its host the worst" worst_state_is 2
  check "what was said before is what it would be now" shift_is_by
else
  for what in "Graphite finds something for each of our targets" "and with tags" \
    "the leak comes first of all, before those that are withdrawn" \
    "sorted by the least, too" "a wall that is met comes before it" \
    "and is not left out by the other" \
    "a probability does not end with 0 while it is told" "of tags, too" "and makes its host the worst" \
    "what was said before is what it would be now"; do
    skip "$what" "graphite-web or jq is not installed, or does not start"
  done
fi
check "the page shows what is shipped" is_in_the_page "$SHIPPED"/*
measure
done_testing "$work/log"
