#!/bin/bash
# matching.t - groups follow whom they should and nobody else: by each option,
# by what a command line captures, after an execve(2) and after a move to
# another cgroup.
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"

# A move is seen within 60 ticks, who was no member before within 10.
readonly INTERVAL=0.25 MOVE_S=30 EXEC_S=15 STRANGER=54321
id=e$$

trap 'finish_children; remove_cgroups; rm -rf "$work"' EXIT

# --- processes that wait -----------------------------------------------------

# A shell under another name: it waits by itself, without a child.
program() {
  [ -x "$work/bin/$1" ] || cp /bin/bash "$work/bin/$1"
}

# idle NAME ARGUMENT...: runs until it is ended, with these behind its script.
# shellcheck disable=SC2016 # the inner shell expands
idle() {
  local name=$1

  shift
  program "$name"
  NEVER=$work/never spawn "${prefix[@]}" "$work/bin/$name" -c \
    'read -r x <"$NEVER"' "$@"
}

# changing FIRST NEXT TITLE: as soon as `let_go FIRST` is said, becomes the
# program NEXT under that title.
# shellcheck disable=SC2016
changing() {
  program "$1"
  program "$2"
  mkfifo "$work/go.$1"
  NEVER=$work/never GO=$work/go.$1 NEXT=$work/bin/$2 TITLE=$3 spawn \
    "$work/bin/$1" -c 'read -r x <"$GO"
      exec -a "$TITLE" "$NEXT" -c "read -r x <\"\$NEVER\""' "${@:4}"
}

let_go() {
  echo >"$work/go.$1"
}

# --- cgroups -----------------------------------------------------------------

# The first hierarchy in which we may make one.
make_cgroups() {
  local mount

  while read -r _ mount _; do
    mkdir "$mount/$id" 2>/dev/null || continue
    cgroups=$mount/$id
    mkdir "$cgroups/shop@7.service" "$cgroups/shop@8.service" \
      "$cgroups/shop.scope" "$cgroups/jobs" "$cgroups/jobs/inner"
    return
  done < <(awk '$3 == "cgroup2" || $3 == "cgroup"' /proc/mounts)
  false
}

move() {
  echo "$1" >"$cgroups/$2/cgroup.procs"
}

remove_cgroups() {
  [ -n "$cgroups" ] || return 0
  find "$cgroups" -depth -type d -exec rmdir {} +
}

# --- set up ------------------------------------------------------------------

configure() {
  write_conf "$(conf_csv)" <<EOF | sed "s/^Interval 1$/Interval $INTERVAL/"
  PerProcess 16
  MaxGroups 2
  ClearAfter 2
  Threshold "threads" 1000
  Process "$id-name"
  ProcessMatch "match" "^$work/bin/$id-arg .* --serve=[0-9]+\$"
  <Process "exe">
    Exe "$work/bin/$id-exe"
  </Process>
  <Process "user">
    User "$STRANGER"
  </Process>
  <Process "pidfile">
    PidFile "$work/pid.file"
  </Process>
  <Process "unit">
    SystemdUnit "shop@*"
    CommandLine "^$work/bin/$id-unit"
  </Process>
  <Process "cgroup">
    Cgroup "/$id/jobs"
  </Process>
  <Process "both">
    Comm "$id-both"
    CommandLine " yes\$"
  </Process>
  Process "$id-before"
  Process "$id-after"
  ProcessMatch "late" "^late-title "
  ProcessMatch "alpha" "^alpha "
  ProcessMatch "beta" "^beta "
  ProcessMatch "queue-\$1" "^$work/bin/$id-queue .* --queue=([a-z]+)"
EOF
}

start_matched() {
  idle "$id-name" && by_name=$spawned
  idle "$id-names"
  idle "$id-arg" x --serve=80 && by_argument=$spawned
  idle "$id-arg" x --serve=80s
  idle "$id-exe" && by_exe=$spawned
  cp "$work/bin/$id-exe" "$work/bin/$id-exe2"
  idle "$id-exe2"
  idle "$id-pid" && by_pid_file=$spawned
  idle "$id-pid"
  idle "$id-both" x yes && by_both=$spawned
  idle "$id-both" x no
  idle "$id-bath" x yes
}

start_of_user() {
  prefix=(setpriv --reuid "$STRANGER" --regid "$STRANGER" --clear-groups)
  idle "$id-user" && by_user=$spawned
  prefix=(setpriv --reuid $((STRANGER + 1)) --regid "$STRANGER" --clear-groups)
  idle "$id-user"
  prefix=()
}

start_in_cgroups() {
  idle "$id-unit" && by_unit=$spawned
  move "$by_unit" shop@7.service
  idle "$id-unit" && move "$spawned" shop.scope
  idle "$id-other" && move "$spawned" shop@8.service
  idle "$id-job" && by_cgroup=$spawned
  move "$by_cgroup" jobs/inner
  idle "$id-job" && moving=$spawned
  move "$moving" shop.scope
}

start_changing() {
  changing "$id-before" "$id-after" title && renamed=$spawned
  changing "$id-no" "$id-late" late-title && late=$spawned
  # under the first title too, and a name that stays
  program "$id-same"
  mkfifo "$work/go.$id-same"
  # shellcheck disable=SC2016
  NEVER=$work/never GO=$work/go.$id-same NEXT=$work/bin/$id-same spawn \
    bash -c 'exec -a alpha "$NEXT" -c "read -r x <\"\$GO\"
      exec -a beta \"\$NEXT\" -c \"read -r x <\\\"\\\$NEVER\\\"\""'
  retitled=$spawned
}

# --- what must hold ----------------------------------------------------------

# newest GROUP SERIES: of the last tick; empty when that had none.
newest() {
  local last

  last=$(rows self gauge-tracked_processes | tail -n 1)
  rows "$1" "$2" | awk -v tick="${last%% *}" '$1 >= tick - 0.1 { value = $2 }
    END { if (value != "") print value + 0 }'
}

# Those for whom a row ever was written.
ever_in() {
  find "$work/csv/$HOST" -maxdepth 1 -name "io_forecast-$1-[0-9]*" |
    sed "s/.*io_forecast-$1-//" | sort -n | tr '\n' ' '
}

# has GROUP PID...: just these, and nobody else ever.
has() {
  local group=$1 pids

  shift
  pids=$(printf '%s\n' "$@" | sort -n | tr '\n' ' ')
  echo "ever in it: $(ever_in "$group"), now $(newest "$group" ps_count)"
  [ "$pids" = "$(ever_in "$group")" ] &&
    [ "$(newest "$group" ps_count)" = $# ]
}

counts() {
  newest "$1" ps_count
  [ "$(newest "$1" ps_count)" = "$2" ]
}

is_gone() {
  equals "" "$(newest "$1" ps_count)"
}

went_from() {
  echo "from $1: $(newest "$1" ps_count), to $2: $(newest "$2" ps_count)"
  counts "$1" 0 && has "$2" "$3"
}

# Each group that was made, by the csv directories.
made_groups() {
  find "$work/csv/$HOST" -maxdepth 1 -name 'io_forecast-queue-*' |
    sed 's/.*io_forecast-//; /-[0-9]*$/d' | sort | tr '\n' ' '
}

# --- the test ----------------------------------------------------------------

need_daemon
share_proc # the command line of everybody is read
prefix=() cgroups=
mkdir "$work/bin"
mkfifo -m 666 "$work/never"
start_matched
is_root=false has_cgroups=false
[ "$(id -u)" != 0 ] || ! command -v setpriv >/dev/null || is_root=true
! make_cgroups || has_cgroups=true
! $is_root || start_of_user
! $has_cgroups || start_in_cgroups
start_changing
echo "$by_pid_file" >"$work/pid.file"
configure >"$work/conf"
start_daemon "$work/conf"

check "by its name, and by the whole of it" \
  wait_for 20 has "$id-name" "$by_name"
check "by its command line" wait_for $EXEC_S has match "$by_argument"
check "by its program file, not by a copy" wait_for $EXEC_S has exe "$by_exe"
check "by a file that holds its pid" wait_for $EXEC_S has pidfile "$by_pid_file"
check "by two options, of which both must hold" \
  wait_for $EXEC_S has both "$by_both"
if $is_root; then
  check "by its user" wait_for $EXEC_S has user "$by_user"
else
  skip "by its user" "it takes root to be another"
fi
if $has_cgroups; then
  check "by the unit of its cgroup" wait_for $EXEC_S has unit "$by_unit"
  check "by a cgroup above its own" wait_for $EXEC_S has cgroup "$by_cgroup"
  move "$by_unit" shop.scope
  check "who is moved out of its unit leaves the group" \
    wait_for $MOVE_S counts unit 0
  move "$moving" jobs
  move "$by_unit" jobs
  check "who is moved into a cgroup joins its group" \
    wait_for $MOVE_S has cgroup "$by_cgroup" "$moving" "$by_unit"
else
  skip "by its cgroup" "no cgroup can be made here"
fi

check "before its execve a process is where its name is" \
  has "$id-before" "$renamed"
let_go "$id-before"
check "and after it where its new name is" \
  wait_for $EXEC_S went_from "$id-before" "$id-after" "$renamed"
check "who matches nothing is in no group" counts late 0
let_go "$id-no"
check "and in one as soon as an execve makes it match" \
  wait_for $EXEC_S has late "$late"
check "one of two that have a name in common is in the first" \
  has alpha "$retitled"
let_go "$id-same"
check "an execve that keeps the name is matched anew too" \
  wait_for $EXEC_S went_from alpha beta "$retitled"

idle "$id-queue" x --queue=mail && mail=$spawned
check "what a command line captures makes a group" \
  wait_for $EXEC_S has queue-mail "$mail"
idle "$id-queue" x --queue=mail && mail2=$spawned
check "of all that have it in common" \
  wait_for $EXEC_S has queue-mail "$mail" "$mail2"
idle "$id-queue" x --queue=post && post=$spawned
check "and of others another" wait_for $EXEC_S has queue-post "$post"
idle "$id-queue" x --queue=scan && scan=$spawned
idle "$id-queue" x --queue=copy && copy=$spawned
check "more than MaxGroups are gathered in one" \
  wait_for $EXEC_S has queue-other "$scan" "$copy"
check "which is said once" equals 1 "$(logged 'MaxGroups')"
finish "$post"
check "a group goes with its last member" wait_for $EXEC_S is_gone queue-post
idle "$id-queue" x --queue=fax && fax=$spawned
check "and leaves room for another" wait_for $EXEC_S has queue-fax "$fax"
check "these are all groups that were made" equals \
  "queue-fax queue-mail queue-other queue-post " "$(made_groups)"
check "nothing went wrong" equals 0 "$(logged '\[(error|failure)\]')"
check "SIGTERM ends the daemon within 2 s" daemon_ends_in 2
done_testing "$work/log"
