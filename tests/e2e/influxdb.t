#!/bin/bash
# influxdb.t - a real InfluxDB stores what the real daemon foretells, by its
# collectd listener, plain and encrypted, and by write_influxdb_udp, with the
# configuration of contrib/influxdb; and the queries of that find it there.
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/e2e/writers.sh
. "$(dirname "$0")/writers.sh"

readonly SHIPPED=$SRCDIR/contrib/influxdb

# --- set up ------------------------------------------------------------------

need_influxdb() {
  command -v influxd >/dev/null || skip_all "influxdb is not installed"
  command -v jq >/dev/null || skip_all "jq is not installed"
}

# What is shipped, on free ports of the loopback.
conf_influxdb() {
  cat <<EOF
reporting-enabled = false
bind-address = "127.0.0.1:$(free_port)"
[meta]
  dir = "$work/influx/meta"
[data]
  dir = "$work/influx/data"
  wal-dir = "$work/influx/wal"
[monitor]
  store-enabled = false
[http]
  bind-address = "127.0.0.1:$http_port"
  log-enabled = false
EOF
  sed -e "s/\":25826\"/\"127.0.0.1:$plain_port\"/; s/\":25827\"/\"127.0.0.1:$encrypted_port\"/" \
    -e "s/\":8089\"/\"127.0.0.1:$udp_port\"/; s,/etc/influxdb/collectd_auth,$work/influx/auth," \
    "$SHIPPED/influxdb.conf"
}

conf_writers() {
  of_here "$SHIPPED/network.conf" "s/25826/$plain_port/"
  of_here "$SHIPPED/network-encrypted.conf" "s/25827/$encrypted_port/"
  of_here "$SHIPPED/write_influxdb_udp.conf" "s/8089/$udp_port/"
}

start_influxdb() {
  mkdir "$work/influx"
  echo "web1: secret" >"$work/influx/auth"
  conf_influxdb >"$work/influx/conf"
  spawn influxd -config "$work/influx/conf" >"$work/influx/log" 2>&1
  influxd=$spawned
  wait_for 60 is_ready || {
    cat "$work/influx/log"
    return 1
  }
}

# The listeners are the last that it opens.
is_ready() {
  grep -q 'Listening for signals' "$work/influx/log"
}

# --- what is asked -----------------------------------------------------------

# request METHOD PATH [BODY]: the body of the answer.
request() (
  body=${3:-}
  exec 3<>"/dev/tcp/127.0.0.1/$http_port" || exit 1
  printf '%s %s HTTP/1.0\r\nContent-Length: %d\r\n\r\n%s' "$1" "$2" "${#body}" "$body" >&3
  timeout 60 sed '1,/^\r*$/d' <&3
) 2>/dev/null

# ask DATABASE STATEMENT: its answer as JSON, with times in microseconds.
ask() {
  request POST "/query?db=$1&epoch=u&q=$(printf %s "$2" | jq -sRr @uri)"
}

# points DATABASE: INSTANCE TYPE TYPE_INSTANCE FIELD EPOCH VALUE of all there is,
# with what is of another host as a stray. The collectd listener has the field in
# the name of the measurement.
points() {
  ask "$1" 'SELECT * FROM /^io_forecast/ GROUP BY *' |
    jq -r --arg host "$DOTTED_HOST" '
      .results[0].series[]? |
      (.name | ltrimstr("io_forecast") | ltrimstr("_")) as $field |
      (if .tags.host == $host then "" else "stray " end +
        "\(.tags.instance) \(.tags.type) \(.tags.type_instance //
          "" | if . == "" then "-" else . end)") as $name |
      .columns as $columns | .values[] | . as $row |
      range(1; $columns | length) | select($row[.] != null) |
      "\($name) \(if $field == "" then $columns[.] else $field end) \($row[0] / 1000000) \($row[.])"'
}

# What csv has two of a type of which one is unknown.
is_complete() {
  points collectd >"$work/plain"
  csv_points | awk '$6 != "nan"' | beside "$work/plain" | are_pairs 1e-14 1000
}

encrypted_is_the_same() {
  points collectd_encrypted | by_name_and_time |
    diff <(by_name_and_time <"$work/plain") - && [ -s "$work/plain" ]
}

split_udp() {
  points udp | awk -v counters="^($COUNTERS)\$" \
    -v rates="$work/rates" -v gauges="$work/gauges" '
    { print >($2 ~ counters ? rates : gauges) }'
}

udp_is_complete() {
  split_udp
  csv_gauges | beside "$work/gauges" | are_pairs 1e-14 1000
}

# Where a tick was left out collectd may have forgotten the value before.
udp_has_rates() {
  csv_rates 1.9 >"$work/wanted"
  awk '
    function key() { return $1 " " $2 " " $3 " " $4 " " int($5 * 100 + 0.5) }
    NR == FNR { for (i = -1; i <= 1; i++) known[$1 " " $2 " " $3 " " $4 " " int($5 * 100 + 0.5) + i]; next }
    key() in known' "$work/wanted" "$work/rates" >"$work/found"
  beside "$work/found" <"$work/wanted" | are_pairs 0.005 300
}

is_everything_there() {
  is_complete && encrypted_is_the_same && udp_is_complete
}

# is_tagged DATABASE MEASUREMENT: seconds left, by its tags.
is_tagged() {
  ask "$1" "SELECT * FROM $2 WHERE host = '$DOTTED_HOST' AND instance = '$GROUP' AND type = 'duration' AND type_instance = 'fd_limit'" |
    jq -s '.[0].results[0].series[0].values | length' >"$work/answer"
  cat "$work/answer"
  [ "$(cat "$work/answer")" -ge 10 ]
}

has_a_gap() {
  grep "^$GROUP duration fd_limit " "$1" | by_name_and_time | awk '
    before && $5 - before > 3 { print "none for", $5 - before, "s"; gaps++ }
    { before = $5 }
    END { exit !gaps }'
}

# --- the queries -------------------------------------------------------------

# queries FILE: those that are shipped, of this host and group, with a fuse that
# need not be blown and shorter minutes.
queries() {
  grep -v '^--' "$SHIPPED/$1" | grep . | sed -e "s/'web1'/'$DOTTED_HOST'/; s/'nginx'/'$GROUP'/" \
    -e 's/"fuse" >= 1/"fuse" >= 0/' -e 's/EVERY 1m FOR 3m/EVERY 5s FOR 15s/; s/time(1m)/time(5s)/'
}

# find_all DATABASE FILE: each of them finds something.
find_all() {
  local query status=0 count=0

  while IFS= read -r query; do
    ask "$1" "$query" >"$work/answer"
    jq -es '.[0].results[0].series | length > 0' "$work/answer" >/dev/null || {
      echo "nothing comes of $query:"
      head -c 500 "$work/answer"
      status=1
    }
    count=$((count + 1))
  done < <(queries "$2")
  echo "$count queries"
  [ "$count" -gt 2 ] && return $status
}

# The leak has the least time left.
leak_is_first() {
  ask "$1" "$(queries "$2" | grep -m 1 bottom)" >"$work/answer"
  cat "$work/answer"
  equals "$DOTTED_HOST $GROUP fd_limit" "$(jq -r '.results[0].series[0].values |
    min_by(.[1]) | "\(.[2]) \(.[3]) \(.[4])"' "$work/answer")"
}

# and_says_state DATABASE FILE: that it is about to fail.
and_its_state_is() {
  ask "$1" "$(queries "$2" | grep -m 1 '"state" >=')" >"$work/answer"
  cat "$work/answer"
  equals "$3" "$(jq -r --arg group "$GROUP" '.results[0].series[] |
    select(.tags.instance == $group and .tags.type_instance == "fd_limit_state") |
    .values[0][1]' "$work/answer")"
}

# Each statement alone: who refuses one says so.
can_be_told_what_stays() {
  local statement

  while IFS= read -r statement; do
    ask collectd "$statement" >"$work/answer"
    grep -q '"error"' "$work/answer" && cat "$work/answer" && return 1
  done < <(queries retention.influxql)
  ask collectd "SHOW RETENTION POLICIES" | jq -c '.results[0].series[0].values' |
    tee "$work/answer" | grep -q '"week","168h0m0s".*true' &&
    grep -q '"year","8736h0m0s"' "$work/answer"
}

# What stays for a year is the least of each of its minutes, which are of 5 s here.
keeps_the_least() {
  # shellcheck disable=SC2016 # a filter of jq
  local fields='.results[0].series[] | .tags as $tags | .values[] | "\($tags.instance) \($tags.type_instance) \(.[0]) \(.[1])"'

  ask collectd "SELECT value FROM year.io_forecast_seconds GROUP BY *" |
    jq -r "$fields" | sort >"$work/found"
  ask collectd "SELECT min(value) FROM io_forecast_seconds WHERE time > now() - 10m GROUP BY time(5s), * fill(none)" |
    jq -r "$fields" | sort | diff - "$work/found" && [ -s "$work/found" ]
}

# --- what is refused ---------------------------------------------------------

# But for what is unknown of a type of two: InfluxDB has no NaN.
nothing_was_refused() {
  ! grep -E 'lvl=(error|warn)|Dropping|conflict|partial' "$work/influx/log" |
    grep -vE 'name=io_forecast_(read|write) error="NaN is an unsupported value'
}

# Why StoreRates: a counter would be an integer.
refuses_integers() {
  request POST "/write?db=udp" "io_forecast,host=x value=1i" | tee "$work/answer" |
    grep -q 'field type conflict'
}

# By what each listener has counted; of those of collectd the encrypted one has more.
measure() {
  tell_series
  echo "# measured: $(($(grep -c "^$GROUP " "$work/plain") / $(rows $GROUP ps_count | wc -l)))" \
    "values in a tick of that group"
  request GET /debug/vars | jq -r '.[] | objects | select(.name == "collectd" or .name == "udp") |
    "# measured: \(.name) listener: \(.values.bytesRx / .values.pointsRx | round) bytes a value"'
}

# --- the test ----------------------------------------------------------------

need_daemon
need_influxdb
share_proc
http_port=$(free_port) plain_port=$(free_port) encrypted_port=$(free_port)
udp_port=$(free_port)
check "InfluxDB starts with what is shipped" start_influxdb
check "it can be told what to keep for how long" can_be_told_what_stays
configure "$(conf_writers)"
start_daemon "$work/conf"
run_story
check "each of our queries finds something by the collectd listener" \
  find_all collectd collectd.influxql
check "and by UDP" find_all udp udp.influxql
check "the leak has the least time left" leak_is_first collectd collectd.influxql
check "and by UDP" leak_is_first udp udp.influxql
check "it is about to fail" and_its_state_is collectd collectd.influxql 2
check "and by UDP" and_its_state_is udp udp.influxql 2
check "SIGTERM ends the daemon within 2 s" daemon_ends_in 2
wait_for 30 is_everything_there >"$work/agreed"
check "the collectd listener has all that csv has, counters as they are" is_complete
check "encrypted it has the same" encrypted_is_the_same
check "UDP has all that is no counter" udp_is_complete
check "and of counters their rates" udp_has_rates
check "seconds left have their tags" is_tagged collectd io_forecast_seconds
check "and by UDP" is_tagged udp io_forecast
check "a forecast that is withdrawn leaves a gap" has_a_gap "$work/plain"
check "and by UDP" has_a_gap "$work/gauges"
check "what stays for a year is the least of each minute" \
  wait_for 30 keeps_the_least
check "nothing was refused" nothing_was_refused
check "an integer would be" refuses_integers
check "the page shows what is shipped" is_in_the_page "$SHIPPED"/*
measure
kill -TERM "$influxd"
check "InfluxDB ends" wait_for 30 has_ended "$influxd"
done_testing "$work/log"
