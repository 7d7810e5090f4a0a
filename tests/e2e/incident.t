#!/bin/bash
# incident.t - a real joint incident: a process waits for a slow disk and leaks
# file descriptors beside that. First a warning, then the fuse, once, with
# evidence of who and why; after the cure one OKAY. Whoever is innocent beside
# it is never named.
# shellcheck disable=SC2016 # filters of jq, and what another shell runs
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/e2e/slow_disk.sh
. "$(dirname "$0")/slow_disk.sh"

readonly GROWTH=60 WINDOW_S=20 TRIP_S=3 CLEAR_S=4
readonly EVIDENCE=$work/evidence FUSES=$work/fuses
guilty=guilty$$ innocent=innocent$$
innocents=()

# --- set up ------------------------------------------------------------------

clean_up() {
  drop_slow_disk
  rm -rf "$work"
}
trap clean_up EXIT

# One beside it in its group, and one that has a group of its own.
start_innocents() {
  local name

  for name in "$guilty" "$innocent"; do
    spawn "$BUILDDIR/io-forecast-demo" quiet --name "$name" >/dev/null
    innocents+=("$spawned")
  done
}

configure() {
  write_conf "$(conf_csv)" <<END
  Process "$guilty"
  Process "$innocent"
  FdGrowth $GROWTH
  FdWindow $WINDOW_S
  TripAfter $TRIP_S
  ClearAfter $CLEAR_S
  CollectStack true
  EvidenceDir "$EVIDENCE"
  FuseDir "$FUSES"
END
}

# --- what must hold ----------------------------------------------------------

notified() {
  logged "Notification: severity = $1, .*plugin_instance = $2, .*type_instance = $3,"
}

is_notified() {
  [ "$(notified "$@")" != 0 ]
}

fuse_is() {
  equals "$1" "$(rows "$guilty" bool-fuse | tail -n 1 | cut -d ' ' -f 2 |
    cut -d . -f 1)"
}

fuse_blows() {
  is_notified FAILURE "$guilty" fuse
}

# The log has it in the order in which it was told.
warning_came_first() {
  local warning failure

  grep "plugin_instance = $guilty," "$work/log"
  warning=$(grep -nE "severity = WARNING, .*plugin_instance = $guilty, .*io_wait" \
    "$work/log" | head -n 1 | cut -d : -f 1)
  failure=$(grep -nE "severity = FAILURE, .*plugin_instance = $guilty, .*type_instance = fuse" \
    "$work/log" | head -n 1 | cut -d : -f 1)
  [ -n "$warning" ] && [ -n "$failure" ] && [ "$warning" -lt "$failure" ]
}

says() {
  grep -F 'type_instance = fuse' "$work/log"
  grep -qE "FAILURE.*$guilty: pid $pid (waits|is blocked) " "$work/log"
}

# Of the fuse: a wall may have one before.
bundles() {
  find "$EVIDENCE" -name '*.json' -exec grep -lF '"fuse":true' {} +
}

has_a_bundle() {
  [ -n "$(bundles)" ]
}

# evidence FILTER: what jq says of the bundle, which it must be true of.
evidence() {
  has_a_bundle || return 1
  bundles | xargs cat >"$work/bundle"
  jq -e --argjson pid "$pid" --arg loop "$loop" --arg cell "${cell##*/}" "$1" \
    "$work/bundle" || {
    jq -c '.members[] | {pid, joint, threads, files, cgroups, not_read}' \
      "$work/bundle"
    return 1
  }
}

flag_is_there() {
  [ -s "$FUSES/$guilty" ]
}

flag_is_gone() {
  ! [ -e "$FUSES/$guilty" ]
}

bundle_is_private() {
  equals 600 "$(bundles | xargs stat -c %a)"
}

explains() {
  "$BUILDDIR/io-forecast" explain "$(bundles)" >"$work/explained" &&
    cat "$work/explained" &&
    grep -q "$pid" "$work/explained" && grep -q 'storage read' "$work/explained"
}

# Neither its group, nor the one in the group of the guilty; and the guilty one
# is, or this would find nothing wherever it looked.
nobody_else_is_named() {
  local one status=0

  grep Notification "$work/log" >"$work/told"
  grep -q "pid $pid " "$work/told" || status=1
  for one in "plugin_instance = $innocent," "pid ${innocents[0]}[^0-9]" \
    "pid ${innocents[1]}[^0-9]"; do
    ! grep -E "$one" "$work/told" || status=1
  done
  return $status
}

innocent_fuse_was_whole() {
  rows "$innocent" bool-fuse | awk '$2 != 0 { bad = 1 } END { exit bad || NR < 10 }'
}

# --- the test ----------------------------------------------------------------

need_daemon
command -v jq >/dev/null || skip_all "jq is not installed"
need_slow_disk
share_proc
mkdir -m 700 "$EVIDENCE"
mkdir "$FUSES"
start_reader "$guilty"
start_innocents
configure >"$work/conf"
start_daemon "$work/conf"
check "that it waits for the disk is a warning" \
  wait_for 40 is_notified WARNING "$guilty" io_wait_state
check "and blows no fuse" wait_for 5 fuse_is 0
kill -USR1 "$pid"
check "with a leak of descriptors beside that the fuse blows" \
  wait_for 40 fuse_blows
check "behind the warning" warning_came_first
check "in a sentence that names the process" says
check "bool/fuse is 1" wait_for 5 fuse_is 1
check "a flag tells load balancers" wait_for 5 flag_is_there
check "evidence is written" wait_for 10 has_a_bundle
check "which only its owner may read" bundle_is_private
check "it names the process first" evidence '.members[0].pid == $pid'
check "and the wait of both signals" evidence \
  '.members[0].joint | .io_wait >= .io_wait_threshold and .fd_growth >= .fd_growth_threshold'
check "the cause is storage read" evidence \
  '.members[0].threads.causes | any(.cause == "storage_read" and .threads >= 1)'
check "the device is among what it holds" evidence \
  '.members[0].files | any(.path == $loop)'
check "and so is its cgroup" evidence \
  '.members[0].cgroups | any(contains($cell))'
check "where it was, and on what, is told" evidence \
  ".host == \"$HOST\" and ([.versions[]] | all(strings; . != \"\"))"
check "the tool explains it" explains
kill -USR2 "$pid"
check "after the cure there is an OKAY" \
  wait_for 60 is_notified OKAY "$guilty" fuse
check "bool/fuse is 0 again" wait_for 5 fuse_is 0
check "and the flag is gone" wait_for 5 flag_is_gone
sleep $((2 * TRIP_S))
check "all of it once" equals "1 1 1" "$(notified FAILURE "$guilty" fuse) \
$(notified OKAY "$guilty" fuse) $(bundles | wc -l)"
check "the innocent ones are never named" nobody_else_is_named
check "and their fuse was whole" innocent_fuse_was_whole
check "SIGTERM ends the daemon within 2 s" daemon_ends_in 2
done_testing "$work/log"
