#!/bin/bash
# namespaces.t - processes of two pid namespaces that have the same name and the
# same pid there are two, and a notification tells which; and the processes of a
# container are watched from outside by the procfs within it.
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"

readonly FEW=30 MANY=60
name=twin$$

# --- set up ------------------------------------------------------------------

can_make_namespaces() {
  [ "$(id -u)" = 0 ] && command -v unshare >/dev/null &&
    unshare --pid --fork --kill-child --mount-proc true 2>/dev/null
}

inner_of() {
  tr -d ' ' 2>/dev/null <"/proc/$1/task/$1/children"
}

is_twin() {
  [ "$(cat "/proc/$(inner_of "$1")/comm" 2>/dev/null)" = "$name" ]
}

# start_twin FDS: pid 1 of a pid namespace of its own; $twin is its pid here.
start_twin() {
  spawn unshare --pid --fork --kill-child --mount-proc "$work/$name" hold "$1" 1
  wait_for 10 is_twin "$spawned" || return 1
  twin=$(inner_of "$spawned")
}

# Descriptors of a process, as the kernel lists them.
fds_of() {
  find "/proc/$1/fd" -mindepth 1 -maxdepth 1 | wc -l
}

conf_exec() {
  mkdir -m 777 "$work/notified"
  printf '#!/bin/sh\ncat >"%s/$$"\n' "$work/notified" >"$work/notify"
  chmod 755 "$work/notify"
  printf 'LoadPlugin exec\n<Plugin exec>\n  NotificationExec "nobody" "%s"\n' \
    "$work/notify"
  echo '</Plugin>'
}

configure() {
  write_conf "$(conf_csv; conf_exec)" <<EOF
  PerProcess 2
  TripAfter 2
  <Process "$name">
    Comm "$name"
    Threshold "fd_count" $((MANY - 5))
  </Process>
EOF
}

# The container's procfs as it is seen by the way of its root directory.
configure_outside() {
  sed "s,^  PerProcess 2,&\n  ProcPath \"/proc/$many/root/proc\"\n  SysPath \"/proc/$many/root/sys\"," \
    "$work/conf" | sed "s,$work/csv,$work/outside,"
}

# --- what must hold ----------------------------------------------------------

has_notified() {
  grep -l '^Wall: fd_count$' "$work/notified"/* >/dev/null 2>&1
}

newest() {
  rows "$1" "$2" | tail -n 1 | cut -d ' ' -f 2-
}

is_newest() {
  equals "$3" "$(newest "$1" "$2" | awk '{ print $1 + 0 }')"
}

never_more() {
  rows "$1" "$2" | awk -v most="$3" '
    $2 > most { print; bad = 1 } END { exit bad || NR < 5 }'
}

# meta NAME: of the notification about the one that has many.
meta() {
  sed -n "s/^$1: //p" "$(grep -l '^Wall: fd_count$' "$work/notified"/* |
    head -n 1)"
}

namespace_of() {
  readlink "/proc/$1/ns/pid" | tr -dc 0-9
}

daemon_ends() {
  kill -TERM "$daemon"
  wait_for 5 has_ended "$daemon"
}

outside_has() {
  [ "$(cat "$work/outside/$HOST/io_forecast-$1/$2"-????-??-?? 2>/dev/null |
    awk -F, '$1 != "epoch" { print $2 + 0 }' | tail -n 1)" = "$3" ]
}

# watch_apart OPTION...: the tool in a pid namespace of its own, which sees the
# procfs of this one; what it says.
watch_apart() {
  unshare --pid --fork --kill-child "$BUILDDIR/io-forecast" watch "$@" \
    --seconds 1 --json 2>&1
}

follows_from_apart() {
  ! watch_apart --pid "$many" | grep 'no process matches' &&
    watch_apart --pid 1 | grep '"group":"pid-1"'
}

does_not_follow_itself() {
  watch_apart --match "^$BUILDDIR/io-forecast watch .*$$" | grep 'no process matches'
}

# --- the test ----------------------------------------------------------------

need_daemon
[ -x "$BUILDDIR/tests/e2e/workload" ] || skip_all "workload is not built"
can_make_namespaces || skip_all "pid namespaces take root and unshare(1)"
cp "$BUILDDIR/tests/e2e/workload" "$work/$name"
start_twin $FEW || skip_all "no process can be started in a pid namespace"
few=$twin
start_twin $MANY || skip_all "no process can be started in a pid namespace"
many=$twin
few_fds=$(fds_of "$few") many_fds=$(fds_of "$many")
configure >"$work/conf"
start_daemon "$work/conf"
wait_for 20 has_notified
sleep 2

check "both are pid 1 in namespaces that differ" \
  [ "$(namespace_of "$few")" != "$(namespace_of "$many")" ]
check "they are two members" is_newest "$name" ps_count 2
check "whose descriptors are summed" \
  is_newest "$name" file_handles $((few_fds + many_fds))
check "and never were more" \
  never_more "$name" file_handles $((few_fds + many_fds))
check "the one has its own" \
  is_newest "$name-$few" gauge-fd_count_now "$few_fds"
check "and the other too" \
  is_newest "$name-$many" gauge-fd_count_now "$many_fds"
check "the notification names the pid that we know" \
  equals "$many" "$(meta Pid)"
check "the pid it has inside" equals 1 "$(meta NsPid)"
check "and its namespace" equals "$(namespace_of "$many")" "$(meta PidNamespace)"
check "SIGTERM ends the daemon" daemon_ends

check "the tool in another namespace follows whom it is told to" \
  follows_from_apart
check "and not itself, whatever it is called here" does_not_follow_itself

rm -r "$work/notified"
configure_outside >"$work/outside.conf"
mkdir -m 777 "$work/notified"
start_daemon "$work/outside.conf"
check "from outside a container is watched by its own procfs" \
  wait_for 15 outside_has "$name" ps_count 1
check "with the descriptors of its process alone" \
  wait_for 5 outside_has "$name" file_handles "$many_fds"
check "which is called as it is called inside" \
  wait_for 5 outside_has "$name-1" gauge-fd_count_now "$many_fds"
wait_for 10 has_notified
check "a notification has no second name for it then" \
  equals "1 " "$(meta Pid) $(meta NsPid)"
check "SIGTERM ends that daemon too" daemon_ends
done_testing "$work/log"
