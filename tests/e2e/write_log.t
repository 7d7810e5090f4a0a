#!/bin/bash
# write_log.t - collectd's write_log has each of our values that csv has, as
# Graphite and as JSON, and each line of that is JSON.
# shellcheck disable=SC2016 # filters of jq
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/e2e/writers.sh
. "$(dirname "$0")/writers.sh"

readonly FORMATS='Graphite JSON' LEVEL=${DOTTED_HOST//./_}

# --- set up ------------------------------------------------------------------

# of FORMAT COMMAND...: where the daemon of that format has its files.
of() {
  local work=$work/$1

  shift
  "$@"
}

# A daemon has one format: there are two, each with files of its own.
start_daemon_for() {
  mkdir "$work" && ln -s ../plugins "$work" &&
    configure "$(printf 'LoadPlugin write_log\n<Plugin write_log>\n  Format "%s"\n</Plugin>' "$1")"
  start_daemon "$work/conf"
  daemons+=("$daemon")
}

has_a_forecast() {
  [ -n "$(last_forecast)" ]
}

end_both() {
  local pid status=0

  for pid in "${daemons[@]}"; do
    daemon=$pid
    daemon_ends_in 2 || status=1
  done
  return $status
}

# --- what must hold ----------------------------------------------------------

values_of_json() {
  grep '^\[{' "$work/JSON/log"
}

# Each line by itself: one that is none ends it.
is_json() {
  values_of_json | jq -Rn '[inputs | fromjson] | length' >"$work/count" &&
    cat "$work/count" && [ "$(cat "$work/count")" -ge 500 ]
}

# As csv_points(). What is not a number is null here and nan there.
json_points() {
  values_of_json | jq -r '.[] | select(.plugin == "io_forecast") | . as $all |
    range(.values | length) | select($all.values[.] != null) as $i |
    [$all.plugin_instance, $all.type,
      ($all.type_instance | if . == "" then "-" else . end),
      $all.dsnames[$i], $all.time, $all.values[$i]] | join(" ")'
}

# JSON has 15 digits.
json_is_csv() {
  json_points >"$work/points"
  grep -q "^$GROUP duration fd_limit " "$work/points" &&
    of JSON csv_points | awk '$6 != "nan"' | beside "$work/points" |
    are_pairs 1e-14 500
}

# As points, each with its path as a name.
as_paths() {
  awk -v host="$LEVEL" '{
    gsub(/\./, "_", $1)
    path = host ".io_forecast-" $1 "." $2 ($3 == "-" ? "" : "-" $3) \
      ($4 ~ /^(value|seconds)$/ ? "" : "." $4)
    print path, "-", "-", "-", $5, $6
  }'
}

graphite_points() {
  sed -n "s/\r$//; s/^\($LEVEL\.io_forecast-[^ ]*\) \(.*\) \(.*\)$/\1 - - - \3 \2/p" \
    "$work/Graphite/log"
}

# Graphite has whole seconds.
graphite_is_csv() {
  graphite_points | awk '$6 != "nan"' >"$work/points"
  grep -q "^$LEVEL.io_forecast-$GROUP.duration-fd_limit " "$work/points" &&
    of Graphite csv_points | awk '$6 != "nan"' | as_paths | beside "$work/points" |
    are_pairs 1e-14 500 0.502
}

# --- the test ----------------------------------------------------------------

need_daemon
command -v jq >/dev/null || skip_all "jq is not installed"
share_proc
for format in $FORMATS; do
  of "$format" start_daemon_for "$format"
done
start_leak
for format in $FORMATS; do
  check "$format: there is a forecast" wait_for 60 of "$format" has_a_forecast
done
sleep 3
check "SIGTERM ends both daemons within 2 s" end_both
check "JSON: each line is that" is_json
check "JSON: it is what csv has, value for value" json_is_csv
check "Graphite: it is what csv has, value for value" graphite_is_csv
done_testing /dev/null # the logs have all values
