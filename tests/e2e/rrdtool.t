#!/bin/bash
# rrdtool.t - the rrdtool plugin stores what the real daemon foretells; what was
# withdrawn is unknown there.
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/e2e/writers.sh
. "$(dirname "$0")/writers.sh"

readonly RRD=$work/rrd

# --- set up ------------------------------------------------------------------

need_rrdtool() {
  command -v rrdtool >/dev/null || skip_all "rrdtool is not installed"
}

conf_rrdtool() {
  cat <<EOF
LoadPlugin rrdtool
<Plugin rrdtool>
  DataDir "$RRD"
</Plugin>
EOF
}

# --- what must hold ----------------------------------------------------------

series_below() {
  find "$1/$DOTTED_HOST" -type f -path '*/io_forecast-*' -printf '%P\n' |
    sed 's/\.rrd$//; s/-....-..-..$//' | sort -u
}

has_all_series() {
  series_below "$RRD" >"$work/found"
  wc -l "$work/found"
  series_below "$work/csv" | diff - "$work/found"
}

# last_row SERIES: "second value..." of csv. Of two ticks in one second rrdtool
# takes the first.
last_row() {
  cat "$work/csv/$DOTTED_HOST/$1"-????-??-?? | sed '/^epoch/d; s/,/ /g' |
    tail -n 2 | awk '
      { second = int($1 + 0.5); $1 = second }
      second != before { row = $0; before = second }
      END { print row }'
}

# Of each series of the group: what was put in last is the last row of csv.
last_is_the_same() {
  local series status=0 count=0

  while IFS= read -r series; do
    rrdtool lastupdate "$RRD/$DOTTED_HOST/$series.rrd" | tail -n 1 | tr -d : |
      paste -d ' ' <(last_row "$series") - | awk '
        function off(a, b) { return a > b ? a - b : b - a }
        {
          half = NF / 2
          bad = $1 != $(half + 1)
          for (i = 2; i <= half; i++)
            bad = bad || off($i, $(half + i)) > 0.0000006 + 1e-12 * $i
          if (bad) print
          exit bad
        }' || status=1
    count=$((count + 1))
  done < <(series_below "$RRD" | grep "^io_forecast-$GROUP/")
  echo "$count series"
  [ "$count" -gt 40 ] && return $status
}

# fetch FUNCTION SERIES: EPOCH VALUE of the last minutes, each second.
fetch() {
  rrdtool fetch "$RRD/$DOTTED_HOST/io_forecast-$GROUP/$2.rrd" "$1" -r 1 -s -600 -e now |
    sed -n 's/^\([0-9]*\): /\1 /p'
}

# A value is that of the second before, in parts.
is_true() {
  fetch AVERAGE $series | awk -v wall="$wall" '
    $2 ~ /nan/ || $1 > wall - 2 || $1 < wall - '$((LEAK_S / 2))' { next }
    {
      left = wall - $1
      print left, "left, said", $2
      wrong += ($2 - left) ^ 2 > (0.1 * left + 1.6) ^ 2
      rows++
    }
    END { exit wrong > 0 || rows < 4 }'
}

# Known, unknown for more than three seconds, and known again.
has_a_gap() {
  fetch AVERAGE $series | awk '
    $2 !~ /nan/ { if (known && unknown > 3) gaps++; known = 1; unknown = 0; next }
    { unknown++ }
    END { exit !gaps }'
}

worst_state_is() {
  equals "$1" "$(fetch MAX gauge-fd_limit_state | grep -v nan | sort -g -k 2 |
    tail -n 1 | awk '{ print $2 + 0 }')"
}

# --- the test ----------------------------------------------------------------

need_daemon
need_rrdtool
share_proc
configure "$(conf_rrdtool)"
start_daemon "$work/conf"
run_story
check "SIGTERM ends the daemon within 2 s" daemon_ends_in 2
check "there is a file of each series that csv has" has_all_series
check "with the same value at its end" last_is_the_same
check "the forecast is true" is_true
check "what is withdrawn is unknown" has_a_gap
check "the worst state is failure" worst_state_is 2
done_testing "$work/log"
