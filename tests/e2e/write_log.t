#!/bin/bash
# write_log.t - collectd's write_log has each of our values that csv has, as
# Graphite and as JSON, and each line of that is JSON.
# shellcheck disable=SC2016 # filters of jq
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"

readonly FORMATS='Graphite JSON'
leaky=leaky$$

# --- set up ------------------------------------------------------------------

# A daemon has one format: there are two, each with files of its own.
configure() {
  {
    conf_csv
    printf 'LoadPlugin write_log\n<Plugin write_log>\n  Format "%s"\n</Plugin>\n' "$1"
  } >"$work/writers"
  write_conf "$(cat "$work/writers")" <<EOF |
  <Process "leaky">
    Comm "$leaky"
  </Process>
EOF
    sed -E "s#^((PIDFile|  File|  DataDir) \"$work)/#\1/$1/#"
}

start_daemons() {
  local format

  for format in $FORMATS; do
    mkdir "$work/$format"
    configure "$format" >"$work/$format/conf"
    start_daemon "$work/$format/conf"
    daemons+=("$daemon")
  done
}

has_a_forecast() {
  [ -n "$(find "$work/$1/csv" -name 'duration-fd_limit-*')" ]
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

# "group/series time value..." of what csv has.
from_csv() {
  (cd "$work/$1/csv/$HOST" && find . -path './io_forecast-*' -type f \
    -exec awk -F, 'FNR > 1 {
      name = FILENAME
      sub(/^\.\/io_forecast-/, "", name)
      sub(/-....-..-..$/, "", name)
      print name, $0
    }' {} +) | tr , ' '
}

has_no_difference() {
  local differs=0

  diff "$1" "$2" >"$work/difference" || differs=1
  head -n 20 "$work/difference"
  return $differs
}

values_of_json() {
  grep '^\[{' "$work/JSON/log"
}

# Each line by itself: one that is none ends it.
is_json() {
  values_of_json | jq -Rn '[inputs | fromjson] | length' >"$work/count" &&
    cat "$work/count" && [ "$(cat "$work/count")" -ge 500 ]
}

# As from_csv. What is not a number is null here and nan there.
from_json() {
  values_of_json | jq -r '.[] | select(.plugin == "io_forecast") |
    (.plugin_instance + "/" + .type +
      (if .type_instance == "" then "" else "-" + .type_instance end)) as $name |
    [$name, .time, (.values[] | . // "nan")] | join(" ")'
}

# normal FIRST LAST: with the six decimals of csv in these fields; by names, and of
# one in the order of time.
normal() {
  awk -v first="$1" -v last="$2" '{
    for (i = first; i <= last && i <= NF; i++)
      if ($i ~ /^[-+0-9.e]+$/)
        $i = sprintf("%.6f", $i)
    print
  }' | LC_ALL=C sort -s -k 1,1
}

json_is_csv() {
  from_csv JSON | normal 2 4 >"$work/csv.rows"
  from_json | normal 2 4 >"$work/json.rows"
  wc -l "$work/csv.rows" "$work/json.rows"
  grep -q '^leaky/duration-fd_limit ' "$work/json.rows" &&
    has_no_difference "$work/csv.rows" "$work/json.rows"
}

# "path value time" of each field, as csv has it.
paths_of_csv() {
  (cd "$work/Graphite/csv/$HOST" && find . -path './io_forecast-*' -type f \
    -exec awk -F, -v host="$HOST" '
      FNR == 1 { split($0, field); path = FILENAME; next }
      FNR == 2 {
        sub(/^\.\//, "", path)
        sub(/-....-..-..$/, "", path)
        gsub(/\./, "_", path)
        sub(/\//, ".", path)
      }
      {
        for (i = 2; i <= NF; i++)
          printf "%s.%s%s %s %s\n", host, path, (NF > 2 ? "." field[i] : ""), $i, $1
      }' {} +)
}

# Graphite has whole seconds.
graphite_is_csv() {
  paths_of_csv | normal 2 2 >"$work/csv.paths"
  sed -n "s/\r$//; /^$HOST\.io_forecast-/p" "$work/Graphite/log" |
    normal 2 2 >"$work/graphite.paths"
  wc -l "$work/csv.paths" "$work/graphite.paths"
  grep -q "^$HOST.io_forecast-leaky.duration-fd_limit " "$work/graphite.paths" &&
    paste -d ' ' "$work/csv.paths" "$work/graphite.paths" | awk '
      NF != 6 || $1 != $4 || $2 != $5 || ($3 - $6) ^ 2 > 0.51 ^ 2 {
        if (!bad++)
          print
      }
      END { exit bad > 0 }'
}

# --- the test ----------------------------------------------------------------

need_daemon
command -v jq >/dev/null || skip_all "jq is not installed"
share_proc
spawn "$BUILDDIR/io-forecast-demo" fds --limit 600 --seconds 60 --name "$leaky" \
  >/dev/null
start_daemons
for format in $FORMATS; do
  check "$format: there is a forecast" wait_for 60 has_a_forecast "$format"
done
sleep 3
check "SIGTERM ends both daemons within 2 s" end_both
check "JSON: each line is that" is_json
check "JSON: it is what csv has, value for value" json_is_csv
check "Graphite: it is what csv has, value for value" graphite_is_csv
done_testing /dev/null # the logs have all values
