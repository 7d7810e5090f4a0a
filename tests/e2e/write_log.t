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

# are_equal HERE THERE [SECONDS]: rows of "name number number..." are the same. csv has
# six decimals and the format 15 digits: half of the last of each may be between them,
# and in the last field SECONDS.
are_equal() {
  wc -l "$1" "$2"
  paste -d ' ' "$1" "$2" | awk -v seconds="${3:-0}" '
    function far(a, b, more,  half) {
      half = 0.501e-6 + 5.1e-15 * (a < 0 ? -a : a) + more
      return a == "nan" || b == "nan" ? a != b : (a - b) ^ 2 > half ^ 2
    }
    {
      n = NF / 2
      differs = NF % 2 || $1 != $(1 + n)
      for (i = 2; i <= n && !differs; i++)
        differs = far($i, $(i + n), i == n ? seconds : 0)
      if (differs && !failed++)
        print
    }
    END { exit failed > 0 }'
}

by_name() {
  LC_ALL=C sort -s -k 1,1
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

json_is_csv() {
  from_csv JSON | by_name >"$work/csv.rows"
  from_json | by_name >"$work/json.rows"
  grep -q '^leaky/duration-fd_limit ' "$work/json.rows" &&
    are_equal "$work/csv.rows" "$work/json.rows"
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
  paths_of_csv | by_name >"$work/csv.paths"
  sed -n "s/\r$//; /^$HOST\.io_forecast-/p" "$work/Graphite/log" |
    by_name >"$work/graphite.paths"
  grep -q "^$HOST.io_forecast-leaky.duration-fd_limit " "$work/graphite.paths" &&
    are_equal "$work/csv.paths" "$work/graphite.paths" 0.51
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
