# shellcheck shell=bash
# writers.sh - what the tests of writers share: a story with forecasts that come,
# go and come again, and what the daemon wrote of it as csv, with which all others
# are compared. To be sourced behind lib.sh.

# A leak as even as that of leak.t, which proves that it is foretold rightly.
readonly LIMIT=300 LEAK_S=24 GROUP=leaky
# In a path its dots would be levels; so would be what the group's name is of.
readonly DOTTED_HOST=e2e.example.org ODD_NAME='a.b c,d=e/f' ODD_GROUP=queue-a_b_c_d_e_f
leaky=leaky$$ series=duration-fd_limit

# --- set up ------------------------------------------------------------------

conf_groups() {
  cat <<EOF
  TripAfter 2
  ClearAfter 3
  <Process "$GROUP">
    Comm "$leaky"
  </Process>
  ProcessMatch "queue-\$1" "^$work/queue quiet --name (.*)$"
EOF
}

# configure WRITERS: a daemon with csv and these.
configure() {
  conf_groups | write_conf "$(conf_csv; echo "$1")" |
    sed "s/^Hostname .*/Hostname \"$DOTTED_HOST\"/" >"$work/conf"
  mkdir -p "$work/csv/$DOTTED_HOST"
  ln -s "$DOTTED_HOST" "$work/csv/$HOST" # where rows() looks
}

# of_here FILE SED: what is shipped, with what is of this machine.
of_here() {
  sed -e 's/graphite\.example\|influx\.example/127.0.0.1/' -e "$2" "$1"
}

start_leak() {
  spawn "$BUILDDIR/io-forecast-demo" fds --limit $LIMIT --seconds $LEAK_S \
    --linger 600 --name "$leaky" >"$work/wall"
  leak=$spawned
}

start_queue() {
  cp "$BUILDDIR/io-forecast-demo" "$work/queue"
  spawn "$work/queue" quiet --name "$ODD_NAME" >/dev/null
}

# --- the story ---------------------------------------------------------------

has_hit_the_wall() {
  grep -q '^wall fd_limit ' "$work/wall"
}

last_tick() {
  rows $GROUP ps_count | tail -n 1 | cut -d ' ' -f 1
}

last_forecast() {
  rows $GROUP $series | tail -n 1 | cut -d ' ' -f 1
}

# Ticks without any.
is_withdrawn() {
  awk "BEGIN { exit !($(last_tick) - $(last_forecast) > 4.5) }"
}

is_back() {
  ! is_withdrawn
}

is_failing() {
  [[ $(rows $GROUP gauge-fd_limit_state | tail -n 1) == *\ 2.* ]]
}

# Forecasts until the wall is met, none for a while, and another one.
run_story() {
  start_queue
  start_leak
  check "the leaking process comes to its limit" \
    wait_for $((LEAK_S + 60)) has_hit_the_wall
  # shellcheck disable=SC2034 # the tests use it
  wall=$(sed -n 's/^wall fd_limit //p' "$work/wall")
  sleep 2
  finish "$leak"
  check "its forecast is withdrawn when it has ended" wait_for 30 is_withdrawn
  start_leak
  check "and there is one again of the next" wait_for 60 is_back
  check "which is about to fail" wait_for 30 is_failing
  sleep 2 # what is under way arrives
}

# --- what the daemon wrote ---------------------------------------------------

# csv_points: INSTANCE TYPE TYPE_INSTANCE FIELD EPOCH VALUE of all our series;
# "-" where there is no type instance.
csv_points() {
  find "$work/csv/$DOTTED_HOST" -type f -path '*/io_forecast-*' -exec awk -F, '
    FNR == 1 {
      count = split(FILENAME, part, "/")
      instance = substr(part[count - 1], length("io_forecast-") + 1)
      type = substr(part[count], 1, length(part[count]) - length("-2026-01-01"))
      at = index(type, "-")
      of = at ? substr(type, at + 1) : "-"
      type = at ? substr(type, 1, at - 1) : type
      for (i = 2; i <= NF; i++)
        field[i] = $i
      next
    }
    {
      for (i = 2; i <= NF; i++)
        print instance, type, of, field[i], $1, $i
    }' {} +
}

# The types of ours that are counters.
readonly COUNTERS='contextswitch|derive|disk_octets|io_octets|io_ops|ps_cputime|ps_pagefaults|total_time_in_ms'

csv_gauges() {
  csv_points | awk -v counters="^($COUNTERS)\$" '$2 !~ counters && $6 != "nan"'
}

csv_counters() {
  csv_points | awk -v counters="^($COUNTERS)\$" '$2 ~ counters'
}

by_name_and_time() {
  sort -s -k 1,4 -k 5,5n
}

# csv_rates SECONDS: growth a second, as collectd makes it of counters, at the
# second of two values that are no further apart than that.
csv_rates() {
  csv_counters | by_name_and_time | awk -v most="$1" '
    {
      key = $1 " " $2 " " $3 " " $4
      if (key == before && $5 > time && $5 - time < most && $6 >= value)
        printf "%s %s %.9g\n", key, $5, ($6 - value) / ($5 - time)
      before = key; time = $5; value = $6
    }'
}

# beside FOUND: what csv has, on the standard input, and this, line by line.
beside() {
  by_name_and_time | paste -d ' ' - <(by_name_and_time <"$1")
}

# are_pairs SHARE LEAST [SECONDS]: of two lists of points that stand side by side on
# the standard input, each has the same name, the same time to 2 ms or as given, and
# the same value but for that share of it and half a millionth; LEAST of them or more.
are_pairs() {
  awk -v share="$1" -v least="$2" -v seconds="${3:-0.002}" '
    function off(a, b) { return a > b ? a - b : b - a }
    {
      same = NF == 12 && $1 " " $2 " " $3 " " $4 == $7 " " $8 " " $9 " " $10 &&
        off($5, $11) < seconds && off($6, $12) <= share * $6 + 0.0000006
    }
    !same { if (bad++ < 5) print }
    END {
      print NR, "points,", bad + 0, "of them wrong, at least", least, "wanted"
      exit bad > 0 || NR < least
    }'
}

series_of() {
  csv_points | awk -v instance="$1" '$1 == instance { print $2, $3, $4 }' |
    sort -u | wc -l
}

# How many series there are, as a remark.
tell_series() {
  echo "# measured: $(series_of $GROUP) series of a group that leaks," \
    "$(series_of $ODD_GROUP) of one at rest, $(series_of host) of the host," \
    "$(series_of self) of self"
}

# is_in_the_page FILE...: each line but remarks, so that the page shows what is
# shipped and tried here.
is_in_the_page() {
  local line status=0

  while IFS= read -r line; do
    grep -qF -- "$line" "$SRCDIR/docs/WRITERS.md" || {
      echo "not in docs/WRITERS.md: $line"
      status=1
    }
  done < <(grep -hvE '^ *(#|--|$)' "$@" | sed 's/^ *//')
  return $status
}
