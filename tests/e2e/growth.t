#!/bin/bash
# growth.t - of real processes it is told how their memory grows, and where.
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"

readonly WATCH=$BUILDDIR/tests/e2e/growth-watch
readonly VICTIM=$BUILDDIR/tests/e2e/growth-victim
readonly STEPS=80 STEP_MS=100 # a MiB each
readonly TICKS=24 TICK_MS=250
readonly WAYS="leak heap shared file cow back busy"

# --- set up ------------------------------------------------------------------

start_victims() {
  local way

  dd if=/dev/zero of="$work/data" bs=1M count=$STEPS status=none || return 1
  for way in $WAYS; do
    spawn "$VICTIM" "$way" "$(steps_of "$way")" $STEP_MS "$work/data" >"$work/$way.out"
    declare -g "pid_$way=$spawned"
  done
  for way in $WAYS; do
    wait_for 20 grep -q '^ready' "$work/$way.out" || return 1
  done
}

# What is given back is so while they are watched: after 4.5 s of 6.
steps_of() {
  case $1 in
  back) echo 60 ;;
  *) echo $STEPS ;;
  esac
}

# All of them side by side.
watch_victims() {
  local way pid watchers=()

  for way in $WAYS; do
    pid=pid_$way
    "$WATCH" "${!pid}" $TICKS $TICK_MS >"$work/$way" 2>&1 &
    watchers+=($!)
  done
  wait "${watchers[@]}"
}

# --- what must hold ----------------------------------------------------------

# is WAY PATTERN
is() {
  cat "$work/$1"
  grep -qx "pattern $2" "$work/$1"
}

# grows WAY COLUMN: by the MiB a step that it took, as a busy machine lets it.
grows() {
  cat "$work/$1"
  awk -v column="$2" '/^per_s/ { r = $(column + 1); exit !(r > 3 && r < 11) }' \
    "$work/$1"
}

# grew WAY NAME: mapped memory of that name, by 20 MiB or more.
grew() {
  cat "$work/$1"
  awk -v name="$2" '/^mapping/ {
      what = $0; sub(/^mapping [^ ]* [^ ]* /, "", what)
      if (what ~ name && $3 >= 20 * 1048576) found = 1
    } END { exit !found }' "$work/$1"
}

# has_mapped WAY NAME: all of it, from the beginning.
has_mapped() {
  cat "$work/$1"
  grep -qxF "mapping $((STEPS * 1048576)) 0 $2" "$work/$1"
}

says() {
  cat "$work/$1"
  grep -qE "^sentence $2" "$work/$1"
}

# Mappings that do not merge: every other page is read-only.
map_many() {
  # shellcheck disable=SC2016 # perl expands
  spawn perl -e '
    $| = 1;
    my ($mmap, $mprotect, $pages) = (9, 10, 60000);
    my $at = syscall($mmap, 0, $pages * 4096, 3, 0x22, -1, 0);
    for (my $i = 0; $i < $pages; $i += 2) {
      syscall($mprotect, $at + 4096 * $i, 4096, 1) == 0 or die "mprotect: $!";
    }
    print "ready\n";
    sleep 60' >"$work/many.out" 2>&1
  wait_for 30 grep -q '^ready' "$work/many.out"
}

is_summed_in_time() {
  "$WATCH" "$spawned" 2 100 >"$work/many" 2>&1
  cat "$work/many"
  awk '/^maps_ms/ { ms = $2 } /^mapping .* anonymous$/ { bytes = $2 }
    END { exit !(bytes >= 30000 * 4096 && bytes < 40000 * 4096 && ms < 1000) }' \
    "$work/many"
}

# One that comes to the end of its address space within a minute.
watch_says() {
  spawn bash -c 'ulimit -v 200000; exec "$@"' bash "$VICTIM" leak 1000 200
  "$BUILDDIR/io-forecast" watch --pid "$spawned" --interval 0.5 --seconds 12 \
    >"$work/watch" 2>&1
  tail -n 12 "$work/watch"
  grep -qE "^pid-$spawned\[$spawned\]: resident memory grows by .* a leak" \
    "$work/watch"
}

# --- the test ----------------------------------------------------------------

[ -x "$WATCH" ] || skip_all "$WATCH is not built"
share_proc

check "processes grow in ${WAYS// /, } ways" start_victims
watch_victims
check "a leak is anonymous" is leak anonymous
check "with its pace" grows leak 1
check "and in words" says leak \
  'resident memory grows by .* MiB a minute for .* s, all of it anonymous: a leak'
check "and so is a heap" is heap anonymous
check "which is named" grew heap '^\[heap\]$'
check "the region that grows is told by its address" grew leak '^anonymous at [0-9a-f]+$'
check "shared memory is shared" is shared shared
check "with its pace" grows shared 3
check "and is mapped from the beginning" has_mapped shared "anonymous, shared"
check "a file that is read in place is of files" is file file
check "with its pace" grows file 2
check "and told by its path" has_mapped file "$work/data"
check "one that is written to becomes anonymous" is cow anonymous
check "what was given back is told so" is back back
check "a busy allocator does not grow" is busy none
check "watch says so of who is at risk" watch_says
if [ "$(uname -m)" = x86_64 ] && map_many; then
  check "60 000 mappings are summed in time" is_summed_in_time
echo "# that look took $(sed -n 's/^maps_ms //p' "$work/many") ms"
else
  skip "60 000 mappings are summed in time" "they could not be made"
fi
done_testing "$work/watch"
