#!/bin/bash
# haproxy.t - a real HAProxy takes a server out of its rotation while the flag of
# a fuse is up, and cuts no connection. The agent is contrib/fuse/haproxy-agent,
# the flag the real clerk's; and so is the probe of contrib/fuse/kubernetes.yaml.
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"

readonly FUSES=$work/fuse GROUP=web HOLD_S=3
readonly AGENT=$SRCDIR/contrib/fuse/haproxy-agent
readonly HELD=$work/held PROBES_HELD=36
readonly YAML=$SRCDIR/contrib/fuse/kubernetes.yaml

# --- set up ------------------------------------------------------------------

need() {
  local command

  PATH=$PATH:/usr/sbin:/sbin
  for command in haproxy perl; do
    command -v $command >/dev/null || skip_all "$command is not installed"
  done
  [ -x "$BUILDDIR/tests/e2e/fuse-flag" ] || skip_all "fuse-flag is not built"
}

# A server that says its name in answer to each line, for as long as the
# connection lasts.
write_server() {
  cat >"$work/server" <<'END_OF_SERVER'
use Socket;
my ($port, $name) = @ARGV;
socket(my $listener, PF_INET, SOCK_STREAM, 0) or die;
setsockopt($listener, SOL_SOCKET, SO_REUSEADDR, 1);
bind($listener, sockaddr_in($port, INADDR_LOOPBACK)) or die;
listen($listener, 64) or die;
$SIG{CHLD} = "IGNORE";
while (accept(my $peer, $listener)) {
  next if fork;
  while (sysread($peer, my $line, 64)) { syswrite($peer, "$name\n") }
  exit;
}
END_OF_SERVER
}

# What systemd does with Accept=yes: a connection is the input and the output.
write_super() {
  cat >"$work/super" <<'END_OF_SUPER'
use Socket;
my ($port, @command) = @ARGV;
socket(my $listener, PF_INET, SOCK_STREAM, 0) or die;
setsockopt($listener, SOL_SOCKET, SO_REUSEADDR, 1);
bind($listener, sockaddr_in($port, INADDR_LOOPBACK)) or die;
listen($listener, 64) or die;
$SIG{CHLD} = "IGNORE";
while (accept(my $peer, $listener)) {
  next if fork;
  open(STDIN, "<&", $peer); open(STDOUT, ">&", $peer);
  exec @command;
}
END_OF_SUPER
}

# The line of contrib/fuse/haproxy.cfg, with ports and a name of our own. Only
# a has an agent whose fuse can blow; that of b is asked for another group.
write_haproxy_conf() {
  local checks

  checks=$(sed -n 's/^ *default-server //p' "$SRCDIR/contrib/fuse/haproxy.cfg" |
    sed "s/agent-port 9105/agent-port $agent_port/")
  cat <<END_OF_CONF
global
  stats socket $work/socket level admin
  default-path config
defaults
  mode tcp
  timeout connect 5s
  timeout client 120s
  timeout server 120s
frontend in
  bind 127.0.0.1:$front_port
  default_backend web
backend web
  balance roundrobin
  server a 127.0.0.1:$a_port ${checks/nginx/$GROUP}
  server b 127.0.0.1:$b_port ${checks/nginx/other}
END_OF_CONF
}

start_all() {
  mkdir "$FUSES" "$work/memory" "$HELD"
  front_port=$(free_port) a_port=$(free_port) b_port=$(free_port)
  agent_port=$(free_port)
  write_server
  write_super
  spawn perl "$work/server" "$a_port" a
  spawn perl "$work/server" "$b_port" b
  spawn perl "$work/super" "$agent_port" \
    "$AGENT" --hold $HOLD_S "$FUSES" "$work/memory"
  super=$spawned
  write_haproxy_conf >"$work/haproxy.cfg"
  spawn haproxy -db -f "$work/haproxy.cfg" >"$work/haproxy.log" 2>&1
  haproxy=$spawned
}

start_clerk() {
  mkfifo "$work/words.$1"
  exec {words}<>"$work/words.$1" # without one who writes, a reader waits
  # shellcheck disable=SC2016 # the inner shell expands
  spawn bash -c 'exec "$1" "$2" "$3" <"$4"' flag \
    "$BUILDDIR/tests/e2e/fuse-flag" "$FUSES" "$GROUP" "$work/words.$1" \
    2>>"$work/clerk.said"
  clerk=$spawned
}

order() {
  echo "$1" >&"$words"
}

# --- what is asked -----------------------------------------------------------

# runtime COMMAND: of HAProxy's own socket.
runtime() {
  perl -MSocket -e '
    socket(my $s, PF_UNIX, SOCK_STREAM, 0) or die;
    connect($s, sockaddr_un(shift)) or die;
    syswrite($s, shift . "\n"); print while <$s>' "$work/socket" "$1"
}

# status_of SERVER: UP, MAINT ...
status_of() {
  runtime "show stat" 2>/dev/null |
    awk -F , -v server="$1" '$1 == "web" && $2 == server { print $18 }'
}

is_status() {
  case $(status_of "$1") in "$2"*) ;; *) return 1 ;; esac
}

# is_drained SERVER: up, with a weight of 0, which is what HAProxy's page of
# statistics calls DRAIN.
is_drained() {
  equals "UP 0" "$(runtime "show stat" 2>/dev/null |
    awk -F , -v server="$1" '
      $1 == "web" && $2 == server { print $18, $19 }')"
}

# Who serves COUNT new connections: a letter for each.
serving() {
  local i line peer

  for ((i = 0; i < $1; i++)); do
    exec {peer}<>"/dev/tcp/127.0.0.1/$front_port" || return 1
    echo x >&"$peer"
    IFS= read -r -t 5 line <&"$peer"
    exec {peer}>&-
    printf '%s' "${line:-?}"
  done
}

# established_says NAME: who answers on the connection that is open.
established_says() {
  local line

  echo x >&"$open"
  IFS= read -r -t 5 line <&"$open"
  equals "$1" "${line:-nothing}"
}

# A connection through a, that stays.
connect_to_a() {
  local line i

  for ((i = 0; i < 10; i++)); do
    exec {open}<>"/dev/tcp/127.0.0.1/$front_port" || return 1
    echo x >&"$open"
    IFS= read -r -t 5 line <&"$open"
    [ "$line" != a ] || return 0
    exec {open}>&-
  done
  return 1
}

both_serve() {
  local served

  served=$(serving 10)
  echo "$served"
  [[ $served == *a* && $served == *b* && $served != *'?'* ]]
}

only_b_serves() {
  equals bbbbbbbbbb "$(serving 10)"
}

flag_is_up() {
  [ -e "$FUSES/$GROUP" ]
}

flag_is_down() {
  ! flag_is_up
}

# answer_to TEXT: of the agent, as HAProxy asks.
answer_to() {
  printf '%s' "$1" | "$AGENT" --hold 0 "$FUSES" "$work/memory"
}

# Files there are, but no flags: in other directories, or drafts.
hostile_names_are_no_flags() {
  local name

  touch "$work/outside" "$FUSES/.draft"
  # shellcheck disable=SC2016 # that is the point
  for name in ../outside .draft . .. /etc/passwd '' '$(id)' 'a b'; do
    equals 100% "$(answer_to "$name"$'\n')" || return
  done
}

without_a_directory_it_is_in_service() {
  equals 100% "$(printf 'web\n' | "$AGENT" "$work/none" "$work/none")"
}

# --- the probe of Kubernetes --------------------------------------------------

# The command of the probe, each argument with a zero byte behind it, by the
# YAML parser of perl's own.
probe_command() {
  perl -MCPAN::Meta::YAML -e '
    my $pod = CPAN::Meta::YAML->read(shift)->[0];
    my $container = $pod->{spec}{containers}[0];
    my @mounts = @{$container->{volumeMounts}};
    my @volumes = @{$pod->{spec}{volumes}};
    for my $i (0, 1) {
      die "a volume is not mounted" unless $mounts[$i]{name} eq $volumes[$i]{name};
    }
    die "another directory is mounted"
      unless $mounts[0]{mountPath} eq $volumes[0]{hostPath}{path};
    die "without that directory there is no pod"
      unless $volumes[0]{hostPath}{type} eq "DirectoryOrCreate";
    die "what it counts does not stay" unless exists $volumes[1]{emptyDir};
    my $probe = $container->{readinessProbe};
    my @command = @{$probe->{exec}{command}};
    die "it looks elsewhere" unless $command[-1] eq $mounts[1]{mountPath}
      and $command[-2] =~ /^\Q$mounts[0]{mountPath}\E\//;
    $command[2] =~ /echo (\d+) / or die "it does not count";
    die "no time is held" unless $1 * $probe->{periodSeconds} >= 180
      and $1 == '"$PROBES_HELD"';
    print "$_\0" for @command' "$YAML"
}

# probe: that command, on the directories of this test; 0 is ready.
probe() {
  local -a command

  mapfile -d '' -t command < <(probe_command)
  [ "${#command[@]}" -ge 3 ] || return 2
  command=("${command[@]/\/run\/io_forecast\/fuse\/nginx/$FUSES/$GROUP}")
  "${command[@]/\/run\/io_forecast\/held/$HELD}" 2>/dev/null
}

probe_holds() {
  local i

  for ((i = 0; i < PROBES_HELD; i++)); do
    fails_with 1 probe || return
  done
}

probe_fails_open() {
  echo nonsense >"$HELD/left"
  fails_with 0 probe || return
  rm -r "$HELD"
  fails_with 0 probe && mkdir "$HELD"
}

# As it is, with the path of its socket in a directory that is there.
configuration_is_whole() {
  sed "s,/run/haproxy,$work," "$SRCDIR/contrib/fuse/haproxy.cfg" >"$work/whole.cfg"
  haproxy -c -f "$work/whole.cfg" >"$work/whole" 2>&1 || {
    cat "$work/whole"
    return 1
  }
  ! grep -E 'WARNING|ALERT|NOTICE' "$work/whole"
}

fails_with() {
  local status=0

  "${@:2}" || status=$?
  equals "$1" "$status"
}

# --- the test ----------------------------------------------------------------

need
if id haproxy >/dev/null 2>&1; then
  check "haproxy.cfg is whole, and nothing is said of it" configuration_is_whole
fi
start_all
start_clerk 1
check "both servers are up" wait_for 20 is_status a UP
check "and serve" wait_for 10 both_serve
check "the probe of kubernetes.yaml says ready" fails_with 0 probe
check "a connection through server a stands" connect_to_a
order raise
check "a blown fuse raises a flag" wait_for 5 flag_is_up
check "which the probe takes for not ready" fails_with 1 probe
check "and HAProxy for a drain" wait_for 10 is_drained a
check "new connections go to the other" only_b_serves
check "the one that stands goes on" established_says a
runtime "set server web/b state maint" >/dev/null
sleep 2.5 # two answers of its agent
check "what an operator has set is left alone" is_status b MAINT
runtime "set server web/b state ready" >/dev/null
check "and can be undone" wait_for 10 is_status b UP
order lower
check "a fuse that is whole lowers the flag" wait_for 5 flag_is_down
check "the drain is held for a while" is_drained a
check "the probe holds for 180 s" probe_holds
check "and then says ready" fails_with 0 probe
check "a probe that cannot tell does, too" probe_fails_open
check "and then it serves again" wait_for 15 both_serve
check "the connection has seen nothing of it" established_says a
order raise
wait_for 5 flag_is_up
finish "$clerk"
exec {words}>&-
check "a daemon that is killed leaves its flag" flag_is_up
cp -p "$FUSES/$GROUP" "$FUSES/queue-7"
echo "keep out" >"$FUSES/operator"
start_clerk 2
check "and one that starts lowers it" wait_for 5 flag_is_down
check "and that of a group that does not come back" \
  equals "operator" "$(ls "$FUSES")"
rm "$FUSES/operator"
order raise
wait_for 5 flag_is_up
exec {words}>&-
wait_for 5 has_ended "$clerk"
check "a daemon that ends takes its flag along" flag_is_down
check "names that lead elsewhere are no flags" hostile_names_are_no_flags
check "without a directory of flags a server is in service" \
  without_a_directory_it_is_in_service
rm -f "$work/memory/$GROUP"
wait_for 10 both_serve
touch "$FUSES/$GROUP"
wait_for 10 is_drained a
finish "$super"
sleep 2.5
check "an agent that has gone leaves a drain as it is" is_drained a
runtime "set weight web/a 100%" >/dev/null
sleep 2 # two questions that nobody answers
check "until somebody ends it, and that stays, too" both_serve
kill -TERM "$haproxy"
check "HAProxy ends" wait_for 10 has_ended "$haproxy"
done_testing "$work/haproxy.log"
