#!/bin/bash
# alerts.t - from a process that leaks to a message about it, and back: the real
# collectd, Prometheus and Alertmanager with the files of contrib/prometheus, in
# which only addresses and intervals are others.
# shellcheck disable=SC2016 # filters of jq
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/e2e/prometheus.sh
. "$(dirname "$0")/prometheus.sh"

# With that horizon the wall is ahead until 9 s before, and imminent then. A
# value is on the page for three seconds after the last: a scrape has to be
# longer than that, as it is with ten seconds.
readonly LIMIT=200 RUN_S=35 HORIZON_S=333 SCRAPE_S=5
readonly SHIPPED=$SRCDIR/contrib/prometheus USED=$work/used
leaky=leaky$$ quiet=quiet$$

# --- set up ------------------------------------------------------------------

need() {
  need_daemon
  need_prometheus
  command -v prometheus-alertmanager >/dev/null ||
    skip_all "prometheus-alertmanager is not installed"
  command -v perl >/dev/null || skip_all "perl is not installed"
  [ -x "$BUILDDIR/io-forecast-demo" ] ||
    skip_all "io-forecast-demo is not built"
}

configure() {
  write_conf "$(conf_prometheus "$page")" <<END
  Process "$leaky"
  Process "$quiet"
  Horizon $HORIZON_S
  TripAfter 2
  ClearAfter 3
  CollectFilesystems false
END
}

# What waits for a minute or two here waits for two seconds.
take_shipped() {
  mkdir "$USED"
  sed "s/\"web1:9103\"/\"127.0.0.1:$page\"/; s/127.0.0.1:9093/127.0.0.1:$manager/
    s/scrape_interval: 10s/scrape_interval: ${SCRAPE_S}s/" \
    "$SHIPPED/scrape.yml" >"$USED/scrape.yml"
  sed 's/interval: 10s/interval: 1s/; s/for: [12]m$/for: 2s/' \
    "$SHIPPED/io_forecast.rules.yml" >"$USED/io_forecast.rules.yml"
  sed "s/127.0.0.1:9095/127.0.0.1:$hook/; s/group_wait: 5s/group_wait: 1s/
    s/group_interval: 1m/group_interval: 1s/" \
    "$SHIPPED/alertmanager.yml" >"$USED/alertmanager.yml"
}

# Writes what it is sent, a body a line: JSON has no line of its own.
write_hook() {
  cat >"$work/hook" <<'END_OF_HOOK'
use IO::Socket::INET;
use IO::Handle;
my $listener = IO::Socket::INET->new(LocalAddr => "127.0.0.1",
  LocalPort => shift, Listen => 16, ReuseAddr => 1) or die;
open(my $bodies, ">>", shift) or die;
$bodies->autoflush(1);
while (my $peer = $listener->accept) {
  my $length = 0;
  while (my $line = <$peer>) {
    last if $line =~ /^\r?\n$/;
    $length = $1 if $line =~ /^content-length: *(\d+)/i;
  }
  read($peer, my $body, $length);
  $body =~ tr/\n//d;
  print $bodies "$body\n";
  print $peer "HTTP/1.0 200 OK\r\nContent-Length: 0\r\n\r\n";
}
END_OF_HOOK
}

# Without a port of its own for others of its kind.
start_manager() {
  spawn prometheus-alertmanager --config.file="$USED/alertmanager.yml" \
    --storage.path="$work/manager" --web.listen-address="127.0.0.1:$manager" \
    --cluster.listen-address= --log.level=warn >"$work/manager.log" 2>&1
  wait_for 60 manager_is_ready
}

manager_is_ready() {
  http_get "$manager" /-/ready | grep -q OK
}

start_all() {
  page=$(free_port) manager=$(free_port) hook=$(free_port) port=$(free_port)
  take_shipped
  configure >"$work/conf"
  write_hook
  touch "$work/bodies"
  spawn perl "$work/hook" "$hook" "$work/bodies"
  spawn "$BUILDDIR/io-forecast-demo" quiet --name "$quiet" >/dev/null
  start_manager || return
  start_daemon "$work/conf"
  start_prometheus "$USED/scrape.yml" "$port"
}

start_leak() {
  spawn "$BUILDDIR/io-forecast-demo" fds --limit $LIMIT --seconds $RUN_S \
    --name "$leaky" >"$work/wall"
  leaky_pid=$spawned
}

# --- what Alertmanager tells -------------------------------------------------

# found FILTER [FILE]: what jq finds, which must not be nothing, in $work/found.
found() {
  jq -c --arg group "$leaky" --arg host "$HOST" --arg limit "$LIMIT" "$@" \
    >"$work/found" && [ -s "$work/found" ]
}

# manager_has FILTER: whether Alertmanager has an alert for which this holds.
manager_has() {
  http_get "$manager" /api/v2/alerts | found ".[] | select($1)"
}

# is_raised ALERT [FILTER]: for the leaking process.
is_raised() {
  manager_has ".labels.group == \$group and .labels.wall == \"fd_limit\" and
    .labels.alertname == \"$1\" and (${2:-true})"
}

# raised FILTER: whether that holds for what is_raised() has found.
raised() {
  mv "$work/found" "$work/raised"
  found "select($1)" "$work/raised" || {
    cat "$work/raised"
    return 1
  }
}

labels_are() {
  raised ".labels == {alertname: \"$1\", severity: \"$2\", job: \"collectd\",
    instance: \$host, group: \$group, wall: \"fd_limit\"}"
}

annotations_tell() {
  raised '.annotations | .limit == $limit and (.now | tonumber) > 2 and
    (.now | tonumber) <= ($limit | tonumber) and
    (.time_left | test("^([0-9]+h )?([0-9]+m )?[0-9.]+m?s$")) and
    (.probability | test("^[0-9]+ %$"))'
}

has_hit_the_wall() {
  grep -q '^wall fd_limit ' "$work/wall"
}

# Alertmanager is told of an alert once a minute: Prometheus knows what is now.
# At the wall there is no time left.
is_told_by_numbers() {
  http_get "$port" /api/v1/alerts | found '.data.alerts[] |
    select(.labels.group == $group and
      .labels.alertname == "IoForecastWallImminent") | .annotations |
    select(.now == $limit and .limit == $limit and .time_left == "0s")'
}

none_is_raised() {
  equals "[]" "$(http_get "$manager" /api/v2/alerts |
    jq -c --arg group "$leaky" 'map(select(.labels.group == $group))')"
}

# --- what the receiver got ---------------------------------------------------

# received STATUS ALERT: a message about the leaking process.
received() {
  found ".alerts[] | select(.labels.group == \$group and
    .labels.alertname == \"$2\" and .status == \"$1\")" "$work/bodies"
}

received_nothing_of() {
  [ -s "$work/bodies" ] && ! grep -F "\"$1\"" "$work/bodies"
}

# Those that alerts on the plugin itself ask for.
own_series_are_there() {
  local series count=0

  while read -r series; do
    count=$((count + 1))
    has_answer "$port" "$series" || {
      echo "there is no $series"
      return 1
    }
  done < <(grep -oE 'collectd_[a-z_]+\{io_forecast="self"[^}]*\}' \
    "$SHIPPED/io_forecast.rules.yml" | sort -u)
  echo "$count series"
  [ "$count" -ge 6 ]
}

# --- how long the dead are seen ----------------------------------------------

# times EXPRESSION: of all samples of the last minutes, which are those of
# scrapes.
times() {
  ask "$port" "$1[3m]" | jq -r '.values[][0]' | sort -nu
}

of_the_dead="{io_forecast=\"$leaky\",type=~\"fd_limit.*\"}"

# The first scrape after the end may still see it; the second must not.
is_gone_in_two_scrapes() {
  local last after seen

  last=$(times "$of_the_dead" | tail -n 1)
  after=$(times 'up{job="collectd"}' | awk -v end="$end" '$1 > end')
  [ -n "$last" ] && [ -n "$after" ] || return
  seen=$(awk -v last="$last" '$1 <= last { n++ } END { print n + 0 }' <<<"$after")
  awk -v end="$end" -v last="$last" -v seen="$seen" -v scrape=$SCRAPE_S 'BEGIN {
    printf "last seen %.1f s after the end, gone in scrape %d of %d s\n",
      (last > end ? last - end : 0), seen + 1, scrape
  }' || return
  [ "$seen" -le 1 ]
}

# --- the test ----------------------------------------------------------------

need
check "collectd, Prometheus and Alertmanager run" start_all
check "Prometheus knows how many processes are followed" wait_for 60 \
  has_answer "$port" "io_forecast:followed{instance=\"$HOST\"} >= 1"
check "and what it costs and could not do" wait_for 60 own_series_are_there
start_leak
check "a leak is an alert: a wall is ahead" \
  wait_for $((RUN_S + 60)) is_raised IoForecastWallAhead
check "whose labels are group, wall and host" \
  labels_are IoForecastWallAhead warning
check "and whose annotations tell time left, value and limit" annotations_tell
check "then it is imminent" \
  wait_for $((RUN_S + 60)) is_raised IoForecastWallImminent
check "and critical" labels_are IoForecastWallImminent critical
check "the lesser alert is silent beside that" wait_for 30 \
  is_raised IoForecastWallAhead '.status.state == "suppressed"'
check "the process comes to its limit" wait_for $((RUN_S + 30)) has_hit_the_wall
check "which is told by numbers" wait_for 30 is_told_by_numbers
check "somebody is told that it is imminent" \
  wait_for 30 received firing IoForecastWallImminent
finish "$leaky_pid"
end=$EPOCHREALTIME
check "when the process has ended Prometheus has nothing of its wall" \
  wait_for 60 has_no_answer "$port" "$of_the_dead"
check "within two scrapes" is_gone_in_two_scrapes
explain "$work/said"
check "nor of what the rules make of it" wait_for 30 \
  has_no_answer "$port" "{__name__=~\"io_forecast:.+\",group=\"$leaky\",wall=~\".+\"}"
check "no alert is left" wait_for 60 none_is_raised
check "and somebody is told that it is over" \
  wait_for 30 received resolved IoForecastWallImminent
check "nothing was told of a process beside it" received_nothing_of "$quiet"
check "SIGTERM ends the daemon within 2 s" daemon_ends_in 2
check "that it is silent is an alert" wait_for 60 manager_has \
  '.labels.alertname == "IoForecastSilent" and .labels.instance == $host'
check "and so is that its page is gone" wait_for 30 manager_has \
  '.labels.alertname == "IoForecastScrapeFails" and .labels.job == "collectd"'
done_testing "$work/log"
