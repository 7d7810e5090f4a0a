#!/bin/bash
# notify.t - how a notification gets to people: by collectd's plugin exec, as README
# shows it, and from there by contrib/notify/io-forecast-notify to a mailbox and to a
# webhook; by the recipes of contrib/notify/files.conf; and over the network. From
# processes with hostile names nothing gets out of its line.
# shellcheck disable=SC2016 # what another shell, jq or nobody expands
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"

readonly LIMIT=200 LEAK_S=30 RECIPES=$SRCDIR/contrib/notify
readonly RECORDS=$work/records FAR=$work/far POSTED=$work/posted MAILED=$work/mailed
plain=plain$$

# What processes call themselves, and what is told of it.
readonly NAMES=('a  "c" '"\\'"'%s\n&<' '$(touch pwned)' $'`touch pwned`\n\n'
  $'e\n\nSeverity: X' $'\xff\xe2\x80\xae\e\xc3\xa9: Y')
readonly TOLD=('a  "c" '"\\'"'%s\n&<' '$(touch pwned)' '`touch pwned`??'
  'e??Severity: X' $'?????\xc3\xa9: Y')

# --- set up ------------------------------------------------------------------

need() {
  local command

  for command in jq python3; do
    command -v $command >/dev/null || skip_all "$command is not installed"
  done
  notifier=$(id -un)
  [ "$notifier" != root ] || notifier=nobody # exec runs nothing as root
}

# Whoever runs them need not be able to reach the source directory.
copy_handler() {
  mkdir -m 777 "$RECORDS" "$FAR" "$MAILED" "$POSTED"
  cp "$RECIPES/io-forecast-notify" "$work/handler"
  cat >"$work/record" <<'END_OF_RECORD'
#!/bin/sh
cat >"$1/.$$" && mv "$1/.$$" "$1/$$"
END_OF_RECORD
  cat >"$work/sendmail" <<END_OF_SENDMAIL
#!/bin/sh
{ echo "\$@"; cat; } >"$MAILED/.\$\$" && mv "$MAILED/.\$\$" "$MAILED/\$\$"
END_OF_SENDMAIL
  chmod 755 "$work/handler" "$work/record" "$work/sendmail"
}

# A webhook that has no time for the first request.
start_webhook() {
  cat >"$work/webhook" <<'END_OF_WEBHOOK'
import http.server, sys
class Hook(http.server.BaseHTTPRequestHandler):
    count = 0
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        Hook.count += 1
        self.send_response(503 if Hook.count == 1 else 204)
        self.end_headers()
        if Hook.count > 1:
            with open(f"{sys.argv[2]}/{Hook.count}", "wb") as file:
                file.write(body)
http.server.HTTPServer(("127.0.0.1", int(sys.argv[1])), Hook).serve_forever()
END_OF_WEBHOOK
  spawn python3 "$work/webhook" "$1" "$POSTED" 2>"$work/webhook.log"
}

# The recipe, with a program, a user and receivers of our own.
conf_exec() {
  sed -e "s|/usr/local/lib/io_forecast/io-forecast-notify|$work/handler|" \
    -e "s|\"nobody\"|\"$notifier\"|; s|127.0.0.1:8080|127.0.0.1:$hook_port|" \
    -e "s|\"--mail\"|\"--sendmail\" \"$work/sendmail\" &|" \
    -e "/<Plugin exec>/a NotificationExec \"$notifier\" \"$work/record\" \"$1\"" \
    "$RECIPES/exec.conf"
}

conf_files() {
  sed -e "s|/var/log/collectd.json.log|$work/json|" \
    -e "s|/var/lib/nagios4/rw/nagios.cmd|$work/nagios|" "$RECIPES/files.conf"
}

configure() {
  write_conf "$(conf_csv; conf_exec "$RECORDS"; conf_files
    printf 'LoadPlugin network\n<Plugin network>\n  Server "127.0.0.1" "%s"\n</Plugin>\n' \
      "$far_port")" <<EOF
  TripAfter 2
  ClearAfter 3
  ProcessMatch "odd-\$1" "^$work/odd fds --limit ${LIMIT}[.]([0-9]) "
  <Process "plain">
    Comm "$plain"
  </Process>
EOF
}

# It hears of others only, and has nothing of ours.
configure_far() {
  cat <<EOF
Hostname "central"
FQDNLookup false
BaseDir "$work"
PIDFile "$work/pid.far"
LoadPlugin logfile
<Plugin logfile>
  File "$work/log.far"
</Plugin>
LoadPlugin network
<Plugin network>
  Listen "127.0.0.1" "$far_port"
</Plugin>
LoadPlugin exec
<Plugin exec>
  NotificationExec "$notifier" "$work/record" "$FAR"
</Plugin>
EOF
}

start_leaks() {
  local i

  cp "$BUILDDIR/io-forecast-demo" "$work/odd"
  for i in "${!NAMES[@]}"; do
    spawn "$work/odd" fds --limit "$LIMIT.$i" --seconds $LEAK_S \
      --name "${NAMES[i]}" >/dev/null
    leaks+=("$spawned")
  done
  spawn "$BUILDDIR/io-forecast-demo" fds --limit $LIMIT --seconds $LEAK_S \
    --name "$plain" >/dev/null
  leaks+=("$spawned")
  plain_pid=$spawned
}

# For the one daemon alone, a /dev whose log is ours: syslog(3) knows no other.
write_own_dev() {
  mkdir "$work/dev"
  cat >"$work/own_dev" <<END_OF_OWN_DEV
#!/bin/sh
for node in null zero random urandom; do
  : >"$work/dev/\$node" && mount --bind "/dev/\$node" "$work/dev/\$node" || exit
done
mount --rbind "$work/dev" /dev && exec "\$@"
END_OF_OWN_DEV
  chmod 755 "$work/own_dev"
  cat >"$work/syslogd" <<'END_OF_SYSLOGD'
use Socket;
my ($path, $file) = @ARGV;
umask(0); # any user may log
socket(my $log, PF_UNIX, SOCK_DGRAM, 0) or die;
bind($log, sockaddr_un($path)) or die;
open(my $out, ">", $file) or die;
while (defined recv($log, my $line, 8192, 0)) { syswrite($out, "$line\n") }
END_OF_SYSLOGD
}

start_all() {
  hook_port=$(free_port) far_port=$(free_port)
  copy_handler
  : >"$work/nagios"
  configure >"$work/conf"
  configure_far >"$work/conf.far"
  start_webhook "$hook_port"
  spawn collectd -f -C "$work/conf.far" >"$work/output.far" 2>&1
  start_leaks
  # below a chroot(2) there is no mount to be made private
  if [ "$(id -u)" = 0 ] && unshare --mount true 2>"$work/unshared"; then
    write_own_dev
    spawn perl "$work/syslogd" "$work/dev/log" "$work/syslog"
    start_daemon "$work/conf" unshare --mount "$work/own_dev"
  else
    start_daemon "$work/conf"
  fi
}

# --- what was told -----------------------------------------------------------

# of GROUP SEVERITY DIRECTORY: the file in which it is told of its fd_limit.
of() {
  grep -lx "PluginInstance: $1" "$3"/* 2>/dev/null |
    xargs -r grep -lx 'TypeInstance: fd_limit_state' |
    xargs -r grep -lx "Severity: $2"
}

# told_of_all SEVERITY [DIRECTORY]
told_of_all() {
  local group

  for group in plain $(printf 'odd-%s ' "${!NAMES[@]}"); do
    [ -n "$(of "$group" "$1" "${2:-$RECORDS}")" ] || return 1
  done
}

# header NAME: of what is told of the plain one.
header() {
  sed "/^\$/q" "$told" | sed -n "s/^$1: //p"
}

body() {
  sed '1,/^$/d' "$told"
}

# --- what must hold ----------------------------------------------------------

header_names() {
  sed '/^$/,$d; s/: .*//' "$@"
}

# The example and the notification: the same headers in the same order, an empty
# line, a sentence, and nothing behind that.
is_as_in_readme() {
  sed -n '/^Severity: FAILURE$/,/^```$/p' "$SRCDIR/README.md" >"$work/readme"
  cat "$told"
  [ -s "$work/readme" ] &&
    equals "$(header_names "$work/readme")" "$(header_names "$told")" &&
    equals 1 "$(body | wc -l)" && body | grep -qE "^plain: pid $plain_pid will run out of "
}

# csv_has SERIES NUMBER: of the plain one of that tick. csv has six decimals, exec
# seven digits.
csv_has() {
  rows plain "$1" | awk -v time="$(header Time)" -v number="$2" '
    $1 == time {
      print $2, number
      found = number != "" && ($2 - number) ^ 2 <= (1.1e-6 * (1 + $2)) ^ 2
    }
    END { exit !found }'
}

meta_is_what_csv_has() {
  csv_has duration-fd_limit "$(header SecondsLeft)" &&
    csv_has duration-fd_limit_lower "$(header SecondsLeftLower)" &&
    csv_has duration-fd_limit_upper "$(header SecondsLeftUpper)" &&
    csv_has percent-fd_limit_probability "$(header Probability)" &&
    csv_has gauge-fd_limit_now "$(header CurrentValue)" &&
    csv_has file_handles-limit_soft "$(header Limit)" &&
    csv_has gauge-fd_limit_state 2 &&
    equals "$plain_pid plain fd_limit $plain" \
      "$(header Pid) $(header Group) $(header Wall) $(header Command)"
}

# Headers are those of the plain one, no more: a name has brought none of its own.
names_are_in_their_line() {
  local i file

  for i in "${!NAMES[@]}"; do
    file=$(of "odd-$i" FAILURE "$RECORDS")
    equals "${TOLD[i]}" "$(sed '/^$/q' "$file" | sed -n 's/^Command: //p')" &&
      equals "$(header_names "$told")" "$(header_names "$file")" || return 1
  done
}

was_posted() {
  jq -en --arg group "$1" --arg command "$2" --argjson pid "$3" '
    any(inputs; .plugin_instance == $group and .severity == "FAILURE" and
      .meta.Command == $command and .meta.Pid == $pid and .meta.Wall == "fd_limit" and
      (.meta.SecondsLeft | type) == "number" and .host == "e2e" and
      (.message | startswith($group + ": pid ")))' "$POSTED"/* >/dev/null
}

all_are_posted() {
  local i

  for i in "${!NAMES[@]}"; do
    was_posted "odd-$i" "${TOLD[i]}" "${leaks[i]}" || return 1
  done
}

all_are_posted_as_over() {
  equals "$((1 + ${#NAMES[@]}))" "$(cat "$POSTED"/* | jq -r 'select(.severity == "OKAY") |
    select(.message | endswith("no process is left.")).plugin_instance' |
    sort -u | wc -l)"
}

# Each is one mail: a subject, no header of its own, and the sentence.
all_are_mailed() {
  cat >"$work/look" <<'END_OF_LOOK'
import email, email.policy, os, sys
found = {}
for name in os.listdir(sys.argv[1]):
    arguments, raw = open(os.path.join(sys.argv[1], name), "rb").read().split(b"\n", 1)
    assert arguments == b"-oi -- ops@example.org", arguments
    mail = email.message_from_bytes(raw, policy=email.policy.default)
    assert set(mail.keys()) == {"To", "Subject", "Date", "Auto-Submitted", "Content-Type",
                                "Content-Transfer-Encoding", "MIME-Version"}, mail.keys()
    found[mail["Subject"]] = mail.get_content()
for number, command in enumerate(sys.argv[2:]):
    text = found[f"FAILURE: odd-{number} fd_limit on e2e"]
    assert f"\nCommand: {command}\n" in text, text
    assert text.startswith(f"odd-{number}: pid "), text
assert all(subject.startswith("FAILURE: ") for subject in found), found.keys()
END_OF_LOOK
  python3 "$work/look" "$MAILED" "${TOLD[@]}"
}

nothing_was_run() {
  local run

  run=$(find "$work" / -maxdepth 1 -name pwned)
  equals "" "$run"
}

# What is not sent are the meta data; how it came is told instead.
far_has_all_but_meta() {
  local file

  file=$(of plain FAILURE "$FAR")
  [ -n "$file" ] || return 1
  sed '1,/^TypeInstance:/!{/^$/,$!d}' "$told" |
    sed '/^$/i network:received: true' | diff - "$file"
}

nagios_has_it() {
  grep -xF "[$(printf %.0f "$(header Time)")] PROCESS_SERVICE_CHECK_RESULT;$HOST;io_forecast-plain/gauge-fd_limit_state;2;$(body)" \
    "$work/nagios"
}

json_has_it() {
  jq -Rn '[inputs | fromjson] | length' "$work/json" &&
    jq -en --arg message "$(body)" 'any(inputs; .severity == "failure" and
      .message == $message and .host == "e2e" and .plugin == "io_forecast" and
      .plugin_instance == "plain" and .type == "gauge" and
      .type_instance == "fd_limit_state")' "$work/json"
}

line_of_it() {
  echo "Notification: severity = FAILURE, host = $HOST, plugin = io_forecast," \
    "plugin_instance = plain, type = gauge, type_instance = fd_limit_state," \
    "message = $(body)"
}

log_has_it() {
  grep -F "$(line_of_it)" "$work/log"
}

# 27 is an error of a daemon.
syslog_has_it() {
  grep -E '^<27>.* collectd\[[0-9]+\]: ' "$work/syslog" | grep -F "$(line_of_it)"
}

page_shows_recipe() {
  local line

  while IFS= read -r line; do
    grep -xF -- "    $line" "$SRCDIR/docs/NOTIFICATIONS.md" || return 1
  done < <(grep -v '^#' "$RECIPES/exec.conf")
}

# As a plugin might tell it that cleans no names: headers of the daemon come first.
first_header_counts() {
  printf '%b' 'Severity: FAILURE\nTime: 1.500\nHost: one\nPluginInstance: made-up\n' \
    'Command: 17\nPid: 17\nLimit: nan\nSeverity: OKAY\nHost: two\nno header\n' \
    "CurrentValue: 9$(printf '%0400d' 0)\\n" \
    'X: \033[2J\xe2\x80\xae\xff\n\nOne.\n\nSeverity: OKAY\n' |
    "$work/handler" --webhook "http://127.0.0.1:$hook_port/" &&
    jq -en 'any(inputs; . == {severity: "FAILURE", time: 1.5, host: "one", plugin: "",
      plugin_instance: "made-up", type: "", type_instance: "",
      message: "One.  Severity: OKAY", meta: {Command: "17", Pid: 17, Limit: null,
      CurrentValue: null, X: "?[2J?\ufffd"}})' "$POSTED"/*
}

# Of no calendar: the mail is of now.
odd_time_is_no_matter() {
  printf 'Severity: OKAY\nTime: 1e18\nHost: x\n\nOne.\n' |
    "$work/handler" --mail ops --sendmail "$work/sendmail"
}

# answers TEXT: what a webhook that answers so came to, told in $work/refused. A
# redirection would send a GET without what is to be told.
answers() {
  local port status

  port=$(free_port)
  spawn python3 -c 'import socket, sys
hook = socket.create_server(("127.0.0.1", int(sys.argv[1])))
while True:
    peer, _ = hook.accept()
    peer.recv(65536)
    peer.sendall(sys.argv[2].encode().decode("unicode_escape").encode())
    peer.close()' "$port" "$1"
  wait_for 10 eval "exec 3<>/dev/tcp/127.0.0.1/$port"
  printf 'Severity: OKAY\nHost: x\n\nOne.\n' |
    "$work/handler" --webhook "http://127.0.0.1:$port/" 2>"$work/refused"
  status=$?
  kill "$spawned"
  equals 1 "$status" && ! grep Traceback "$work/refused"
}

# What is encoded in a name makes no header.
encoded_word_stays_in_its_line() {
  printf '%s\n' 'Severity: OKAY' 'Host: x' 'PluginInstance: =?utf-8?q?a=0ABcc:_evil?=' \
    '' 'One.' | "$work/handler" --mail ops --sendmail "$work/sendmail" &&
    grep -l '= ?utf-8' "$MAILED"/* && ! grep -i '^bcc' "$MAILED"/*
}

refuses() {
  printf %b "$1" | "$work/handler" --webhook "http://127.0.0.1:$hook_port/"
  equals 1 $?
}

refuses_to_begin() {
  "$work/handler" "$@" </dev/null
  equals 2 $?
}

# --- the test ----------------------------------------------------------------

need_daemon
need
share_proc
start_all
check "it is told of all" wait_for 60 told_of_all FAILURE
told=$(of plain FAILURE "$RECORDS")
check "with headers and a sentence as README shows" is_as_in_readme
check "by the recipe that the page shows" page_shows_recipe
check "and meta data that csv has of that tick" meta_is_what_csv_has
check "a hostile name stays in its line" names_are_in_their_line
check "a webhook gets each of them as JSON" wait_for 60 all_are_posted
check "each is a mail" wait_for 60 all_are_mailed
check "the log has it" log_has_it
check "log_logstash has it, as JSON" json_has_it
check "notify_nagios has it, as the result of a check" nagios_has_it
if [ -f "$work/syslog" ]; then
  check "syslog has it, as an error" syslog_has_it
else
  skip "syslog has it, as an error" "needs root outside a chroot, for a /dev/log of its own"
fi
check "another daemon has it by the network, without its meta data" \
  wait_for 10 far_has_all_but_meta
for pid in "${leaks[@]}"; do
  finish "$pid"
done
check "when they have ended there is one OKAY of each" \
  wait_for 60 told_of_all OKAY
check "which the webhook gets too" wait_for 60 all_are_posted_as_over
check "of two headers with one name the first counts" first_header_counts
check "of a time that no calendar has it is told all the same" odd_time_is_no_matter
check "a webhook that has moved is told as one that refuses" \
  answers 'HTTP/1.1 302 Found\r\nLocation: /other\r\nContent-Length: 0\r\n\r\n'
check "and one that speaks no HTTP as one that does not answer" \
  answers 'SSH-2.0-x\r\n'
check "an encoded word makes no header" encoded_word_stays_in_its_line
check "what is no notification is not passed on" refuses 'Subject: X\n\nY\n'
check "nor is a notification without a severity" refuses 'Host: x\n\nSeverity: OKAY\n'
check "a webhook that is a file is refused" \
  refuses_to_begin --webhook file:///etc/passwd
check "and so is one who says to nobody" refuses_to_begin
check "nothing of a name was run" nothing_was_run
check "SIGTERM ends the daemon within 2 s" daemon_ends_in 2
done_testing "$work/log"
