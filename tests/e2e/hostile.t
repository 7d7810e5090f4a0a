#!/bin/bash
# hostile.t - what a real daemon and the tool make of processes that mean no good:
# each byte and 10 000 names of 15 for themselves, their command lines and their
# files; 20 000 open files; 5 000 threads; cgroups of 4 000 bytes. The page is read
# by promtool, csv by Python's module, JSON by jq, HTML by Python's parser; names
# of series are held against the grammar of collectd, and no line of a log, of a
# notification or of the tool holds what commands a terminal. CHILDREN=16 for fewer
# processes; root only for the cgroups, without cgroup v2 not them either.
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"

readonly TOOL=$BUILDDIR/tests/e2e/hostile FORECAST=$BUILDDIR/io-forecast
readonly CHILDREN=${CHILDREN:-48} THREADS=5000 SOCKET=$work/socket
readonly STATE=$work/state/io_forecast.json EVIDENCE=$work/evidence
cgroups=()

# As many as the hard limit has, where it cannot be raised.
most_files() {
  local hard

  hard=$(ulimit -Hn)
  if [ "$hard" != unlimited ] && [ "$hard" -lt 20100 ] &&
    ! (ulimit -n 20100) 2>/dev/null; then
    echo "$hard"
  else
    echo 20000
  fi
}

# Who has made a cgroup takes it away, when asked.
clean_up() {
  local pid

  for pid in "${cgroups[@]}"; do
    kill -TERM "$pid" 2>/dev/null
    wait_for 20 has_ended "$pid"
  done
  finish_children
  rm -rf "$work"
}
trap clean_up EXIT

# --- set up ------------------------------------------------------------------

need() {
  local command

  for command in jq python3 promtool collectdctl; do
    command -v $command >/dev/null || skip_all "$command is not installed"
  done
  [ -x "$TOOL" ] || skip_all "$TOOL is not built"
}

configure() {
  write_conf "$(conf_csv; conf_prometheus "$port"; cat <<END
LoadPlugin unixsock
<Plugin unixsock>
  SocketFile "$SOCKET"
  DeleteSocket true
</Plugin>
END
)" <<END
  TripAfter 2
  ClearAfter 3
  PerProcess 3
  MaxGroups 64
  EvidenceDir "$EVIDENCE"
  EvidenceKeep 200
  StateFile "$STATE"
  ProcessMatch "files" "^$TOOL files "
  ProcessMatch "threads" "^$TOOL threads "
  ProcessMatch "children" "^hostile-child .* $work/names [0-9]*[02468] "
  ProcessMatch "\$1" "^hostile-child (.*) $work/names "
  <Process "deep">
    Comm "hostile-deep"
  </Process>
END
}

# start NAME COMMAND...: in the background; its pid is in $spawned.
start() {
  local name=$1

  shift
  spawn "$TOOL" "$@" >"$work/$name.out" 2>"$work/$name.err"
}

is_ready() {
  grep -q '^ready' "$work/$1.out"
}

start_victims() {
  mkdir -m 700 "$work/names" "$work/files" "$work/state" "$EVIDENCE"
  files_most=$(most_files)
  start names names "$work/names" "$CHILDREN"
  names_pid=$spawned
  start files files "$work/files" "$files_most"
  files_pid=$spawned
  start threads threads $THREADS
  threads_pid=$spawned
}

# start_cgroup WIDTH: below the first cgroup2 that may be written to.
start_cgroup() {
  local mount

  mount=$(awk '$3 == "cgroup2" { print $2; exit }' /proc/mounts)
  [ "$(id -u)" = 0 ] && [ -n "$mount" ] && [ -w "$mount" ] || return 1
  start "cgroup-$1" cgroup "$mount" "$1"
  cgroups+=("$spawned")
  wait_for 30 is_ready "cgroup-$1"
}

# The path that the process of cgroup $1 is told to be in.
depth() {
  local child

  child=$(pgrep -P "$1" -x hostile-deep) &&
    sed -n 's/^0:://p' "/proc/$child/cgroup" | tr -d '\n' | wc -c
}

# --- what must hold ----------------------------------------------------------

# clean FILE...: UTF-8 without controls but the line end, nor what turns or ends a
# line otherwise.
clean() {
  cat >"$work/look-clean" <<'END_OF_CLEAN'
import sys, unicodedata
for name in sys.argv[1:]:
    text = open(name, "rb").read().decode("utf-8")
    for number, line in enumerate(text.split("\n"), 1):
        for c in line:
            if unicodedata.category(c) in ("Cc", "Cs", "Zl", "Zp") or \
                    unicodedata.bidirectional(c) in ("LRE", "RLE", "PDF", "LRO", "RLO",
                                                     "LRI", "RLI", "FSI", "PDI"):
                sys.exit(f"{name}:{number}: {c!r} in {line[:200]!r}")
    print(name, len(text))
END_OF_CLEAN
  python3 "$work/look-clean" "$@"
}

has_page() {
  http_get "$port" /metrics >"$work/page"
  grep -q "^collectd_io_forecast_$1{.*io_forecast=\"$2\"" "$work/page"
}

# 3: what it thinks of names, which docs/WRITERS.md explains.
page_is_parsed() {
  local status=0

  http_get "$port" /metrics >"$work/page"
  promtool check metrics <"$work/page" || status=$?
  echo "exit status $status, $(grep -c '^collectd_io_forecast_' "$work/page") samples"
  [ "$(grep -c '^collectd_io_forecast_' "$work/page")" -gt 100 ] || return
  [ "$status" = 0 ] || [ "$status" = 3 ]
}

csv_is_parsed() {
  cat >"$work/look-csv" <<'END_OF_CSV'
import csv, math, os, re, sys
files = rows = 0
plain = re.compile(r"[!-.0-~]{1,127}\Z")
for place, _, names in os.walk(sys.argv[1]):
    for name in names:
        path = os.path.join(place, name)
        parts = os.path.relpath(path, sys.argv[1]).split("/")
        assert len(parts) == 3 and all(plain.match(part) for part in parts), parts
        with open(path, newline="") as file:
            table = list(csv.reader(file, strict=True))
        assert table[0][0] == "epoch" and len(table) > 1, path
        for row in table[1:]:
            assert len(row) == len(table[0]), (path, row)
            numbers = [float(field) for field in row]
            assert not any(map(math.isinf, numbers)), (path, row)
        files, rows = files + 1, rows + len(table) - 1
print(files, "files,", rows, "rows")
assert files > 100
END_OF_CSV
  python3 "$work/look-csv" "$work/csv"
}

# host/plugin-instance/type-instance: no more '/', and each below 128 bytes.
identifiers_are_plain() {
  timeout 20 collectdctl -s "$SOCKET" listval | grep '/io_forecast' >"$work/listed"
  wc -l <"$work/listed"
  grep -vE "^$HOST/io_forecast-[!-.0-~]{1,115}/[a-z_]+(-[!-.0-~]{1,100})?\$" \
    "$work/listed"
  [ "$(wc -l <"$work/listed")" -gt 100 ] &&
    ! grep -qvE "^$HOST/io_forecast-[!-.0-~]{1,115}/[a-z_]+(-[!-.0-~]{1,100})?\$" \
      "$work/listed"
}

evidence_of() {
  find "$EVIDENCE" -name "$1-*.json" 2>/dev/null | head -n 1
}

has_evidence() {
  [ -n "$(evidence_of "$1")" ]
}

evidence_is_json() {
  find "$EVIDENCE" -name '*.json' | wc -l
  find "$EVIDENCE" -name '*.json' -exec jq -e '
    .format == "io_forecast evidence" and (.members | length) > 0 and
    all(.members[]; (.command | type) == "string" and (.pid | type) == "number")' \
    {} + | sort | uniq -c >"$work/answers" && cat "$work/answers" &&
    ! grep -q false "$work/answers" && grep -q true "$work/answers"
}

# Of a name of 15 bytes that are all there: what cannot be shown is '?'.
tells_files() {
  jq -e --arg directory "$work/files/" --argjson most "$files_most" '
    .members[0] | .fds.count == $most and
      any(.files[]; .path | startswith($directory))' "$(evidence_of files)"
}

each_is_explained() {
  local file told=0

  for file in "$EVIDENCE"/*.json; do
    "$FORECAST" explain "$file" >"$work/text" && clean "$work/text" &&
      "$FORECAST" explain "$file" --html "$work/html" && clean "$work/html" &&
      html_is_whole "$work/html" || return
    told=$((told + 1))
    [ $told -lt 20 ] || break
  done
  [ $told -gt 0 ]
}

# What a page opens it closes, and no name has brought anything of its own.
html_is_whole() {
  cat >"$work/look-html" <<'END_OF_HTML'
import html.parser, sys
class Page(html.parser.HTMLParser):
    empty = {"meta", "link", "br", "img", "input", "hr"}
    open = []
    count = 0
    def handle_starttag(self, tag, attributes):
        self.count += 1
        assert not any(name.startswith("on") for name, _ in attributes), attributes
        assert all(set(name) <= set("abcdefghijklmnopqrstuvwxyz0123456789-:")
                   for name, _ in attributes), attributes
        assert tag != "script" or "script" in sys.argv[2:], self.getpos()
        if tag not in self.empty:
            self.open.append(tag)
    def handle_startendtag(self, tag, attributes):
        self.count += 1
    def handle_endtag(self, tag):
        assert self.open.pop() == tag, (tag, self.getpos())
page = Page(convert_charrefs=True)
page.feed(open(sys.argv[1], encoding="utf-8").read())
page.close()
assert not page.open and page.count > 20, page.open
END_OF_HTML
  python3 "$work/look-html" "$@"
}

state_is_json() {
  timeout 20 collectdctl -s "$SOCKET" flush plugin=io_forecast &&
    wait_for 10 test -s "$STATE" && jq -es 'length > 0' "$STATE" &&
    clean "$STATE"
}

# An empty line is libmicrohttpd's, of write_prometheus.
notifications_are_lines() {
  local lines

  lines=$(logged 'Notification: severity = ')
  echo "$lines notifications"
  [ "$lines" -ge 3 ] && clean "$work/log" &&
    ! grep -vE '^(\[[0-9]{4}-[0-9-]+ [0-9:]+\] \[[a-z]+\] .*)?$' "$work/log"
}

watch_is_clean() {
  "$FORECAST" watch --match '^hostile-child ' --set PerProcess=3 --seconds 3 \
    --html "$work/live.html" >"$work/watched" 2>&1 &&
    html_is_whole "$work/live.html" script && clean "$work/live.html" || return
  "$FORECAST" watch --match '^hostile-child ' --set PerProcess=3 --seconds 3 \
    >"$work/watched" 2>&1 && clean "$work/watched" || return
  "$FORECAST" watch --page "$work/page" >"$work/watched" && clean "$work/watched" &&
    "$FORECAST" watch --page "$work/page" --json | jq -es 'length > 50'
}

# A page of somebody else.
foreign_page_is_clean() {
  printf 'collectd_io_forecast_gauge{io_forecast="a\033[2J",type="\033]0;x\a_state"} 1\n' |
    "$FORECAST" watch --page - >"$work/watched" && cat "$work/watched" &&
    grep -q WARNING -i "$work/watched" && clean "$work/watched"
}

recording_is_read() {
  "$FORECAST" record --match '^hostile-child ' --seconds 4 >"$work/trace" \
    2>"$work/recorded" && clean "$work/trace" "$work/recorded" &&
    jq -es 'length > 5' "$work/trace" &&
    "$FORECAST" backtest "$work/trace" >"$work/table" 2>"$work/errors" &&
    clean "$work/table" "$work/errors" && table_is_parsed
}

table_is_parsed() {
  python3 -c '
import csv, sys
table = list(csv.reader(open(sys.argv[1], newline=""), strict=True))
assert len(table) > 1 and all(len(row) == len(table[0]) for row in table), table[:3]
print(len(table), "rows")' "$work/table"
}

# A trace and a directory that are not one's own.
strange_inputs_are_told_clean() {
  local place=$work/strange/$'a\e[2J\n,"b' i

  mkdir -p "$place"
  for ((i = 1; i < 40; i++)); do
    echo "$((1700000000 + 10 * i)),$i"
  done | sed '1i epoch,value' >"$place/"$'g\a,x-2023-11-14'
  "$FORECAST" backtest --wall 100 "$work/strange" >"$work/table" 2>"$work/errors" &&
    clean "$work/table" "$work/errors" && table_is_parsed || return
  sed '2s/"values":{/&"\\u001b]0;pwned\\u0007":1,/' "$work/trace" >"$work/forged"
  ! "$FORECAST" backtest "$work/no\e"$'\e[2J' 2>"$work/errors" &&
    clean "$work/errors" || return
  "$FORECAST" backtest "$work/forged" >"$work/table" 2>"$work/errors"
  clean "$work/table" "$work/errors"
}

csv_has() {
  rows "$1" "$2" | tail -n 1 | awk -v number="$3" -v field="${4:-2}" '
    { print; found = $field == number }
    END { exit !found }'
}

walls_are_right() {
  csv_has files file_handles "$files_most" &&
    csv_has files file_handles-limit_soft "$files_most" &&
    csv_has threads ps_count $((THREADS + 1)) 3 &&
    csv_has children ps_count $(((CHILDREN + 1) / 2)) &&
    csv_has deep ps_count ${#cgroups[@]}
}

in_time() {
  rows self duration-read | awk '
    $2 > most { most = $2 }
    END { print most " s at most, in " NR " ticks"; exit !(NR > 5 && most < 1) }'
}

errors_are_none() {
  rows self derive-scrape_errors | tail -n 1
  equals 0 "$(rows self derive-scrape_errors | tail -n 1 | cut -d ' ' -f 2 |
    cut -d . -f 1)"
}

# --- the test ----------------------------------------------------------------

need_daemon
need
share_proc
port=$(free_port)
configure >"$work/conf"
start_victims
start_daemon "$work/conf"
check "$THREADS threads have their names" wait_for 60 is_ready threads
check "$files_most files are open" wait_for 120 is_ready files
for width in 9 249; do
  if start_cgroup $width; then
    check "a cgroup of levels of $width bytes has a path of 4 000" \
      [ "$(depth "${cgroups[-1]}")" -ge 3750 ]
  else
    skip "a cgroup of levels of $width bytes" "no root, or no cgroup v2"
  fi
done
check "the daemon follows them" wait_for 60 has_page file_handles files
check "there is evidence of those with all files" wait_for 60 has_evidence files
check "and of those with all names" wait_for 60 has_evidence children
sleep 5
check "files, threads and processes are counted" wait_for 20 walls_are_right
check "promtool reads the page" page_is_parsed
check "Python reads each file of csv" csv_is_parsed
check "identifiers are as collectd's grammar has them" identifiers_are_plain
check "jq reads the evidence" evidence_is_json
check "files with hostile names are told in it" tells_files
check "what explains it is clean, and its HTML whole" each_is_explained
check "jq reads the state" state_is_json
check "a notification is a line, and the log is clean" notifications_are_lines
check "what is watched is clean" watch_is_clean
check "a page of somebody else is" foreign_page_is_clean
check "a recording is JSON, and is read again" recording_is_read
check "other inputs that are not one's own are told clean" \
  strange_inputs_are_told_clean
check "all of it was read in time" in_time
check "nothing was not understood" errors_are_none
check "SIGTERM ends the daemon within 2 s" daemon_ends_in 2
for pid in "$names_pid" "$files_pid" "$threads_pid"; do
  finish "$pid"
done
done_testing "$work/log"
