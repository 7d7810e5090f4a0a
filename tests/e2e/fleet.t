#!/bin/bash
# fleet.t - three hosts that foretell a leak each send to a central collectd,
# with a real Prometheus behind it: each forecast is there under the name of its
# host, and right. One host is cut off and comes back: no wrong forecast
# meanwhile, and nothing is stuck behind. Each host is a network namespace, and
# so is what they send to: this machine's network is left alone, and all of it
# ends with the processes in it.
if [ "${1:-}" != apart ] && [ "$(id -u)" = 0 ] &&
  unshare --net true 2>/dev/null; then
  exec unshare --net bash "$0" apart
fi
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/e2e/prometheus.sh
. "$(dirname "$0")/prometheus.sh"

# How long a forecast may stand when its host is gone: collectd takes a value for
# missing after two intervals (Timeout), looks once in an interval, and Prometheus
# looks once in an interval. A sample is as old as that at most, too.
readonly STANDS_S=4
# Cut off for that long, which no buffer would bridge.
readonly OFF_S=10
# A right forecast is off by no more than this share of what is left, and what a
# sample may be old.
readonly SHARE=0.1
readonly PLAIN=25826 SECRET=25827
readonly HOSTS=(web1 web2 web3) CUT=web2
readonly STRANGER=web3 # by another password than the one that is known
readonly APP=app$$
# Of each host: the process that leaks, what, how fast.
declare -A name=([web1]=one$$ [web2]=two$$ [web3]=three$$)
declare -A wall=([web1]=fd_limit [web2]=fd_limit [web3]=memory_max)
declare -A run_s=([web1]=38 [web2]=65 [web3]=48)
declare -A limit=([web1]=200 [web2]=1000 [web3]=256M)
declare -A verb=([web1]=fds [web2]=fds [web3]=memory)
declare -A host_pid met

# --- set up ------------------------------------------------------------------

is_apart() {
  [ "$(readlink "/proc/$1/ns/net")" != "$(readlink /proc/self/ns/net)" ]
}

# join HOST NUMBER: a network namespace, and a pair of devices between it and
# ours: eth0 in there, HOST here.
join() {
  local pid

  spawn setpriv --pdeathsig KILL unshare --net sleep 600
  pid=$spawned
  host_pid[$1]=$pid
  wait_for 10 is_apart "$pid" || return 1
  ip link add "$1" type veth peer name eth0 netns "$pid" &&
    ip addr add "10.0.$2.1/24" dev "$1" && ip link set "$1" up &&
    on "$1" ip addr add "10.0.$2.2/24" dev eth0 && on "$1" ip link set eth0 up
}

join_all() {
  local host number=0

  ip link set lo up || return 1
  for host in "${HOSTS[@]}"; do
    number=$((number + 1))
    join "$host" $number || return 1
  done
}

# on HOST COMMAND...
on() {
  nsenter --target "${host_pid[$1]}" --net "${@:2}"
}

# conf_daemon HOST: what each daemon has.
conf_daemon() {
  cat <<EOF
Hostname "$1"
FQDNLookup false
Interval 1
BaseDir "$work/$1"
PIDFile "$work/$1/pid"
LoadPlugin logfile
<Plugin logfile>
  LogLevel info
  PrintSeverity true
  File "$work/$1/log"
</Plugin>
EOF
}

# conf_forecast PROCESS: behind all stock plugins.
conf_forecast() {
  cat <<EOF
PluginDir "$work/plugins"
LoadPlugin io_forecast
<Plugin io_forecast>
  <Process "$APP">
    Comm "$1"
  </Process>
</Plugin>
EOF
}

# conf_host HOST NUMBER PASSWORD
conf_host() {
  local address=10.0.$2.1

  conf_daemon "$1"
  cat <<EOF
<LoadPlugin network>
  FlushInterval 1
</LoadPlugin>
<Plugin network>
  Server "$address" "$PLAIN"
  <Server "$address" "$SECRET">
    SecurityLevel Encrypt
    Username "$1"
    Password "$3"
  </Server>
</Plugin>
EOF
  conf_forecast "${name[$1]}"
}

conf_central() {
  conf_daemon central
  cat <<EOF
LoadPlugin network
<Plugin network>
  Listen "0.0.0.0" "$PLAIN"
</Plugin>
$(conf_prometheus "$port")
EOF
}

# The same with a plugin of its own, whose group has the name that those of the
# hosts have; it takes only what is encrypted.
conf_watching() {
  conf_daemon watching
  cat <<EOF
LoadPlugin network
<Plugin network>
  <Listen "0.0.0.0" "$SECRET">
    SecurityLevel Encrypt
    AuthFile "$work/passwords"
  </Listen>
</Plugin>
$(conf_prometheus "$secret_port")
$(conf_forecast sleep)
EOF
}

# start_collectd HOST [PREFIX...]: its configuration is on standard input.
start_collectd() {
  mkdir "$work/$1" && cat >"$work/$1/conf"
  spawn setsid setpriv --pdeathsig KILL "${@:2}" \
    collectd -f -C "$work/$1/conf" >"$work/$1/output" 2>&1
}

start_central() {
  printf 'web1: secret\nweb2: secret\nweb3: secret\n' >"$work/passwords"
  start_collectd central < <(conf_central)
  central=$spawned
  start_collectd watching < <(conf_watching)
}

start_hosts() {
  local host number=0 password=secret

  for host in "${HOSTS[@]}"; do
    number=$((number + 1))
    [ "$host" != "$STRANGER" ] || password=wrong
    start_collectd "$host" nsenter --target "${host_pid[$host]}" --net \
      < <(conf_host "$host" $number $password)
  done
}

start_leaks() {
  local host

  for host in "${HOSTS[@]}"; do
    spawn setpriv --pdeathsig KILL "$BUILDDIR/io-forecast-demo" "${verb[$host]}" \
      --limit "${limit[$host]}" --seconds "${run_s[$host]}" --linger 600 \
      --name "${name[$host]}" >"$work/$host/wall"
  done
}

# --- what there is -----------------------------------------------------------

# forecast HOST: its series, as Prometheus names it.
forecast() {
  printf 'collectd_io_forecast_duration_seconds{instance="%s",io_forecast="%s",type="%s"}' \
    "$1" "$APP" "${wall[$1]}"
}

has_forecast() {
  has_answer "$prometheus_port" "$(forecast "$1")"
}

has_no_series() {
  has_no_answer "$prometheus_port" "count({instance=\"$1\"})"
}

# samples HOST: "time seconds" of each sample of its forecast.
samples() {
  ask "$prometheus_port" "$(forecast "$1")[5m]" |
    jq -r '.values[] | "\(.[0]) \(.[1])"'
}

# keep_page NAME: of both, with the time.
keep_page() {
  local file

  for file in "$1" "secret-$1"; do
    printf '%s\n' "$EPOCHREALTIME" >"$work/$file.time"
    http_get "$([ "$file" = "$1" ] && echo "$port" || echo "$secret_port")" \
      /metrics >"$work/$file.page"
  done
}

# left_on PAGE HOST: seconds that the page says are left.
left_on() {
  awk -v start="collectd_io_forecast_duration_seconds{io_forecast=\"$APP\",type=\"${wall[$2]}\",instance=\"$2\"} " \
    'index($0, start) == 1 { print $2 }' "$work/$1.page"
}

has_met_its_wall() {
  met[$1]=$(sed -n "s/^wall ${wall[$1]} //p" "$work/$1/wall")
  [ -n "${met[$1]}" ]
}

# --- what must hold ----------------------------------------------------------

# are_true HOST FROM TO LEAST: of the samples between these times each is right,
# and there are LEAST of them or more. The last seconds are no forecast.
are_true() {
  samples "$1" | awk -v from="$2" -v to="$3" -v least="$4" -v wall="${met[$1]}" \
    -v share=$SHARE -v old=$STANDS_S '
    $1 < from || $1 > to || wall - $1 < old { next }
    {
      left = wall - $1
      off = $2 - left
      bad = off > share * left + old || -off > share * left + old
      printf "%.1f s left, said %.1f%s\n", left, $2, bad ? ": too far off" : ""
      wrong += bad
      rows++
    }
    END {
      printf "%d samples, %d wrong, at least %d wanted\n", rows, wrong, least
      exit wrong > 0 || rows < least
    }'
}

# none_between HOST FROM TO: samples.
none_between() {
  samples "$1" | awk -v from="$2" -v to="$3" '
    $1 > from && $1 < to { print; found = 1 } END { exit found }'
}

# without_gap HOST FROM TO: no two of its samples are further apart than that; a
# scrape may fail.
without_gap() {
  samples "$1" | awk -v from="$2" -v to="$3" '
    $1 >= from && $1 <= to {
      if (last && $1 - last > 5) { print "none from", last, "to", $1; bad = 1 }
      last = $1
      rows++
    }
    END { print rows, "samples"; exit bad || rows < (to - from) / 2 }'
}

# It is told each second anew; of what stands still there are few values. At the
# wall it is 0.
moves() {
  samples "$1" | awk -v wall="${met[$1]}" '
    $1 < wall { rows++; values += !seen[$2]++ }
    END { print rows, "samples,", values, "values"; exit !rows || values < rows / 2 }'
}

# Each value on the page is of the last seconds before it was made.
nothing_is_stuck() {
  awk -v made="$(cat "$work/$1.time")" -v old=$OFF_S '
    /^#/ || NF < 3 { next }
    { rows++ }
    made - $NF / 1000 > old { print; bad = 1 }
    END { print rows, "values"; exit bad || !rows }' "$work/$1.page"
}

nothing_is_there_twice() {
  local twice

  twice=$(sed '/^#/d; s/ [^ ]* [0-9]*$//' "$work/$1.page" | sort | uniq -d)
  equals "" "$twice"
}

# 3 is a name that is not good style: collectd makes them.
is_accepted() {
  local status=0

  ! grep -n -- ' -nan' "$work/$1.page" || return 1
  promtool check metrics <"$work/$1.page" || status=$?
  [ "$status" = 0 ] || [ "$status" = 3 ]
}

pages_are() {
  local page

  for page in "${@:2}"; do
    echo "$page:"
    "$1" "$page" || return 1
  done
}

# page_tells PAGE HOST...: the right time for each of these.
page_tells() {
  local page=$1 host

  for host in "${@:2}"; do
    echo "$host: $(left_on "$page" "$host") at $(cat "$work/$page.time"), the wall at ${met[$host]}"
    left_on "$page" "$host" | awk -v made="$(cat "$work/$page.time")" \
      -v wall="${met[$host]}" -v share=$SHARE -v old=$STANDS_S '
      { left = wall > made ? wall - made : 0; off = $1 > left ? $1 - left : left - $1 }
      END { exit !NR || off > share * left + old }' || return 1
  done
}

page_has_nothing_of() {
  ! grep -F "instance=\"$2\"" "$work/$1.page"
}

page_has_group_of() {
  grep -F "{io_forecast=\"$APP\"" "$work/$1.page" | grep -F "instance=\"$2\""
}

# --- the test ----------------------------------------------------------------

[ "${1:-}" = apart ] || skip_all "network namespaces take root and unshare(1)"
need_daemon
need_prometheus
command -v promtool >/dev/null || skip_all "promtool is not installed"
for tool in ip nsenter setpriv; do
  command -v $tool >/dev/null || skip_all "$tool is not installed"
done
[ -x "$BUILDDIR/io-forecast-demo" ] || skip_all "io-forecast-demo is not built"
share_proc
join_all >"$work/said" 2>&1 ||
  skip_all "the kernel makes no pair of network devices: $(tail -n 1 "$work/said")"
port=$(free_port) secret_port=$(free_port) prometheus_port=$(free_port)
start_central
conf_scrape 1s "$port" >"$work/prometheus.yml"
start_prometheus "$work/prometheus.yml" "$prometheus_port"
start_hosts
for host in "${HOSTS[@]}"; do
  wait_for 30 has_answer "$prometheus_port" "count({instance=\"$host\"})"
done
start_leaks

for host in "${HOSTS[@]}"; do
  check "the forecast of $host is in Prometheus under its name" \
    wait_for 30 has_forecast "$host"
done
sleep 3
keep_page before

cut=$EPOCHREALTIME
on $CUT ip link set eth0 down
check "the series of a host that is cut off end within 10 s" wait_for 10 has_no_series $CUT
gone=$EPOCHREALTIME
echo "# after $(awk -v a="$cut" -v b="$gone" 'BEGIN { printf "%.1f", b - a }') s"
sleep "$(awk -v a="$cut" -v b="$EPOCHREALTIME" -v off=$OFF_S \
  'BEGIN { left = off - (b - a); print(left > 0 ? left : 0) }')"
keep_page off
back=$EPOCHREALTIME
on $CUT ip link set eth0 up
check "when it is back, so is its forecast" wait_for 20 has_forecast $CUT
again=$EPOCHREALTIME
echo "# after $(awk -v a="$back" -v b="$again" 'BEGIN { printf "%.1f", b - a }') s"
sleep 3
keep_page after
for host in "${HOSTS[@]}"; do
  check "the leak of $host came to its limit" wait_for 90 has_met_its_wall "$host"
done

for host in "${HOSTS[@]}"; do
  check "each forecast of $host is right" \
    are_true "$host" 0 "${met[$host]}" 15
done
check "the last ones of $CUT before it was cut off" are_true $CUT 0 "$gone" 3
check "while it is off there is none" none_between $CUT "$gone" "$back"
check "and the ones from then on are right at once" \
  are_true $CUT "$back" "${met[$CUT]}" 5
check "the series of the others have no gap" without_gap web1 "$cut" "$again"
check "of neither" without_gap web3 "$cut" "$again"
for host in "${HOSTS[@]}"; do
  check "the forecast of $host moves" moves "$host"
done
check "its page has nothing of $CUT meanwhile" page_has_nothing_of off $CUT
check "nothing on it is stuck" pages_are nothing_is_stuck before off after
check "or there twice" pages_are nothing_is_there_twice before off after
check "promtool accepts it" pages_are is_accepted before off after
check "by an encrypted way they come to a second one" page_tells secret-before web1 $CUT
check "and again after the cut" page_tells secret-after web1 $CUT
check "but not with a wrong password" page_has_nothing_of secret-after web3
check "it tells of itself, with a group of the same name" \
  page_has_group_of secret-after watching
check "and nothing is there twice, stuck, or not accepted" eval \
  'pages_are nothing_is_stuck secret-before secret-after &&
   pages_are nothing_is_there_twice secret-before secret-after &&
   pages_are is_accepted secret-before secret-after'
daemon=$central
check "SIGTERM ends the central collectd within 2 s" daemon_ends_in 2
done_testing "$work/central/log"
