#!/bin/bash
# reuse.t - a pid that is given again, more than ten thousand times, never
# connects two processes: not at once, not in the same tick of the clock, not
# while the agent looks, not with a descriptor of its own nor without.
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"

readonly REUSE=$BUILDDIR/tests/e2e/reuse
total=0

# number NAME: of the line that tells what was seen.
number() {
  sed -n "s/^.*[:,] $1 \\([0-9]*\\).*/\\1/p" "$work/told" | tail -n 1
}

# is_at_least LEAST WHAT
is_at_least() {
  local found

  found=$(number "$2")
  echo "$2: ${found:-nothing}, at least $1 wanted"
  [ "${found:-0}" -ge "$1" ]
}

# nothing_is_mixed STATUS COUNT
nothing_is_mixed() {
  cat "$work/told"
  [ "$1" = 0 ] && [ "$(number mixed)" = 0 ] && is_at_least "$2" reuses
}

# reuse_until SAME VARIANT COUNT: COUNT of them, again where too few of these
# were as quick as a tick of the clock, which depends on the machine; what
# counts of all of it is in `same`. None is begun after a minute.
reuse_until() {
  local wanted=$1 status=0 until=$((SECONDS + 60))

  same=0
  while [ "$SECONDS" -lt "$until" ]; do
    timeout 300 "$REUSE" "$2" "$3" >"$work/told" 2>&1 || status=$?
    same=$((same + 10#0$(number "of them with the same start time")))
    [ "$status" = 0 ] && [ "$(number mixed)" = 0 ] &&
      [ "$same" -lt "$wanted" ] || return "$status"
  done
}

# try VARIANT COUNT FOLLOWED SAME SENTENCE: so many are to be followed long
# enough to have grown. Where fewer than SAME have the start time of the one
# before, that they are not mixed proves less than it says, which is a skip.
try() {
  local status=0

  reuse_until "$4" "$1" "$2" || status=$?
  if [ "$status" = 77 ]; then
    skip "$5" "$(tail -n 1 "$work/told")"
    return
  fi
  explain "$work/told"
  check "$5" nothing_is_mixed "$status" "$2"
  check "and they were followed ($1)" is_at_least "$3" followed
  [ "$same" -ge "$4" ] ||
    skip "nor by the same start time ($1)" \
      "too slow here: $same within a tick of the clock, $4 wanted"
  total=$((total + $(number reuses)))
}

[ "$(id -u)" = 0 ] || skip_all "only root can have pids given again"
[ -x "$REUSE" ] || skip_all "$REUSE is not built"
try other 2500 2250 250 "another name, another group: nothing is mixed"
try same 3500 3150 350 "the same name: nothing is mixed"
try argued 2000 1800 200 "matched by the command line: nothing is mixed"
try unpinned 1000 200 100 "beyond the budget of descriptors: nothing is mixed"
try racing 1500 300 0 "while the agent looks: nothing is mixed"
try racing-unpinned 500 100 0 \
  "while it looks, beyond the budget: nothing is mixed"
if [ "$total" -gt 0 ]; then
  check "there were 10 000 reuses or more" [ "$total" -ge 10000 ]
  echo "# $total reuses"
fi
done_testing
