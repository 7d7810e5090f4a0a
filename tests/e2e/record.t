#!/bin/bash
# record.t - what was said live is what the trace of it says, of real processes.
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"

readonly TOOL=$BUILDDIR/io-forecast RECORD_S=20
leaky=leaky$$ quiet=quiet$$

# --- set up ------------------------------------------------------------------

start_children() {
  local demo=$BUILDDIR/io-forecast-demo

  spawn "$demo" fds --limit 200 --seconds $((RECORD_S + 4)) --name "$leaky" \
    >/dev/null
  spawn "$demo" quiet --name "$quiet" >/dev/null
  quiet_pid=$spawned
}

# One after another, each for a moment: they come and go in the trace.
churn() {
  local end=$((SECONDS + RECORD_S))

  cp "$(command -v sleep)" "$work/shortlived"
  while [ "$SECONDS" -lt "$end" ]; do
    "$work/shortlived" 1.7
  done
}

record() {
  "$TOOL" record "$@" >"$work/trace" 2>"$work/err"
  status=$?
}

# --- what must hold ----------------------------------------------------------

# fails STATUS WORDS: with one sentence that has these.
fails() {
  cat "$work/err"
  equals "$1 1" "$status $(grep -c '^io-forecast: ' "$work/err")" &&
    grep -qF -- "$2" "$work/err"
}

has_events() {
  local event

  for event in begin host admit dismiss sample rest finish; do
    grep -q "^{\"event\":\"$event\"" "$work/trace" || {
      echo "no $event"
      return 1
    }
  done
  equals $((RECORD_S + 1)) "$(grep -c '^{"event":"finish"}$' "$work/trace")"
}

head_tells_the_machine() {
  local head

  head=$(head -n 1 "$work/trace")
  echo "$head"
  [[ $head == '{"trace":"io-forecast","format":1,"version":"'*'"kernel":"'"$(uname -r)"'"'* ]] &&
    [[ $head == *'"ticks_per_s":'"$(getconf CLK_TCK)"',"page_bytes":'"$(getconf PAGESIZE)"',"cpus":'"$(getconf _NPROCESSORS_ONLN)"','* ]] &&
    [[ $head == *'"options":{"Horizon":2220,"Model":"'*'"TripAfter":2,'* ]] &&
    [[ $head == *'"units":{'*'"fd_count":"count"'*'"rchar":"bytes, counter"'* ]]
}

# has_derived EVENT NAME: a number of that name, in a line of these.
has_derived() {
  grep "^{\"event\":\"$1\"" "$work/trace" |
    grep -m 1 "\"derived\":{[^}]*\"$2\":[0-9]" >/dev/null || {
    echo "no $2 of a $1"
    return 1
  }
}

has_all_derived() {
  local name

  for name in io_wait io_wait_source cpu_usage context_switches memory_limit \
    threads_most; do
    has_derived sample $name || return 1
  done
  for name in mem_used dirty_pending dirty_throttle_point; do
    has_derived host $name || return 1
  done
}

# There was something to say: the wall, ahead and then met.
verdicts_foretell() {
  grep -E "^$leaky/[0-9]+/fd_limit,[^,]+,[0-9]+,[0-9.]+,[0-9.]+,[0-9.]+,100,2" \
    "$work/verdicts" | tail -n 1 | grep . &&
    grep -q "^$leaky/fd_limit,.*,2$" "$work/verdicts"
}

says_the_same() {
  "$TOOL" backtest "$work/trace" >"$work/out" && diff "$work/verdicts" "$work/out"
}

notifies_the_same() {
  "$TOOL" backtest --output notices "$work/trace" >"$work/notices" &&
    grep -q '"wall":"fd_limit","state":2,' "$work/notices" &&
    sed 's/.*"message":"\(.*\)"}$/\1/' "$work/notices" | diff "$work/told" -
}

refuses_notices() {
  "$TOOL" backtest --output notices "$@" >"$work/out" 2>"$work/err"
  status=$?
}

says_the_same_as_json() {
  "$TOOL" backtest --output jsonl "$work/trace" >"$work/json" &&
    equals "$(($(wc -l <"$work/verdicts") - 1))" "$(grep -cE \
      '^\{"series":"[^"]+","epoch":[0-9.]+,.*"state":[012]\}$' "$work/json")"
}

# values METRIC: of the leaking process in the trace.
values() {
  sed -n "s/.*\"group\":\"$leaky\".*\"$1\":\([^,}]*\)[,}].*/\1/p" "$work/trace"
}

tells_a_metric() {
  "$TOOL" backtest --wall 1000 --column fd_count "$work/trace" >"$work/plain" &&
    diff <(values fd_count) <(grep "^$leaky/[0-9]*/fd_count," "$work/plain" |
      cut -d , -f 3)
}

# The leak met its wall, or one below it.
scores() {
  "$TOOL" backtest --output score --horizon 10 "$@" "$work/trace" \
    >"$work/score" 2>"$work/err"
  status=$?
  cat "$work/score" "$work/err"
  equals 0 "$status" && [ ! -s "$work/err" ]
}

scores_a_metric() {
  scores --wall 150 --column fd_count --model linear &&
    grep -qE '^[0-9]+ series, wall 150 \(up\), horizon 10 s$' "$work/score" &&
    grep -qE '^ +linear +sigma$' "$work/score" &&
    grep -qE '^crossings +1 +1$' "$work/score" &&
    grep -qE '^  foretold +1 ' "$work/score"
}

scores_all_walls() {
  scores && grep -qE '^[1-9][0-9]* series, each before its wall, ' \
    "$work/score" && grep -qE '^ +best +linear +sigma$' "$work/score" &&
    scores --json && grep -qE '^\{"series":[1-9][0-9]*,"horizon_s":10,"models":\[' \
    "$work/score"
}

has_one_horizon() {
  { head -n 1 "$work/trace" | sed 's/"Horizon":2220/"Horizon":600/'
    tail -n +2 "$work/trace"; } >"$work/other_horizon"
  "$TOOL" backtest --output score "$work/trace" "$work/other_horizon" \
    >"$work/score" 2>"$work/err"
  status=$?
  fails 2 "one model and one horizon"
}

reads_the_standard_input() {
  "$TOOL" backtest - <"$work/trace" | diff "$work/verdicts" -
}

# cut BYTES: the trace without so many of its end.
cut_off() {
  head -c -"$1" "$work/trace" >"$work/cut"
  "$TOOL" backtest "$work/cut" >"$work/out" 2>"$work/err"
  status=$?
  [ "$(wc -l <"$work/out")" -gt $RECORD_S ] &&
    head -n "$(wc -l <"$work/out")" "$work/verdicts" | diff - "$work/out"
}

ends_with_a_whole_line() {
  equals 0 "$1" && equals '{"event":"finish"}' "$(tail -n 1 "$work/trace")" &&
    [ -z "$(tail -c 1 "$work/trace" | tr -d '\n')" ] &&
    "$TOOL" backtest "$work/trace" >/dev/null
}

# interrupted_by SIGNAL
interrupted_by() {
  local recorder

  # a shell's child in the background does not hear of SIGINT
  # shellcheck disable=SC2016 # perl expands
  spawn perl -e '$SIG{INT} = "DEFAULT"; exec @ARGV' "$TOOL" record \
    --process "$quiet" --interval 0.1 >"$work/trace" 2>"$work/err"
  recorder=$spawned
  wait_for 10 grep -q '"event":"sample"' "$work/trace" || return 1
  kill -"$1" "$recorder"
  wait "$recorder"
  ends_with_a_whole_line $?
}

# --- the test ----------------------------------------------------------------

[ -x "$TOOL" ] || skip_all "$TOOL is not built"
share_proc

start_children
churn &
record --process "$leaky" --process "$quiet" --match "^$work/shortlived" \
  --set TripAfter=2 --seconds $RECORD_S --verdicts "$work/verdicts"
check "a recording ends when its time is over" equals 0 "$status"
grep -v '^io-forecast: ' "$work/err" >"$work/told"
check "its head tells machine, settings and units" head_tells_the_machine
check "each event of a live run is in it" has_events
check "and what no file tells" has_all_derived
check "there was something to foretell" verdicts_foretell
check "replayed it says what was said live" says_the_same
{ printf '\xef\xbb\xbf'; cat "$work/trace"; } >"$work/marked"
"$TOOL" backtest "$work/marked" >"$work/out"
check "and so it does behind a mark of UTF-8" diff "$work/verdicts" "$work/out"
check "and notifies what was notified live" notifies_the_same
refuses_notices --wall 1 --column fd_count "$work/trace"
check "which it does of its own walls only" fails 2 "without --wall and --column"
echo epoch,value >"$work/table"
refuses_notices "$work/table"
check "and of no table" fails 2 "of a table nothing is notified"
check "and so it does as JSON" says_the_same_as_json
check "and from the standard input" reads_the_standard_input
check "a metric of it is a series before any wall" tells_a_metric
check "a score tells how well that was foretold" scores_a_metric
check "and everybody before all walls" scores_all_walls
check "traces of one score have one horizon" has_one_horizon
check "of a trace that breaks off the rest is told" cut_off 100
check "and where it breaks off" fails 1 "the file breaks off in this line"
check "and so within a tick" eval 'cut_off 19; fails 1 "within a tick"'
check "SIGTERM ends it behind a whole line" interrupted_by TERM
check "and so does SIGINT" interrupted_by INT

"$TOOL" record --pid "$quiet_pid" --seconds 60 >/dev/full 2>"$work/err"
status=$?
check "a full disk is told once and ends it" fails 1 "cannot be written (No space"
"$TOOL" record --pid "$quiet_pid" --seconds 60 --verdicts /dev/full \
  >/dev/null 2>"$work/err"
status=$?
check "and so is a full disk for the verdicts" fails 1 "cannot be written (No space"
record --seconds 1
check "somebody is to be recorded" fails 2 "nothing to record"
record --pid "$quiet_pid" file
check "record takes no files" fails 2 "record takes options only"
"$TOOL" backtest --wall 5 "$work/cut" >"$work/out" 2>"$work/err"
status=$?
check "a wall in a trace wants a metric" fails 2 "either all walls are told"
"$TOOL" backtest --wall 5 --column nonsense "$work/cut" >"$work/out" 2>"$work/err"
status=$?
check "one that there is" fails 2 'no metric "nonsense"'
"$TOOL" backtest --direction down "$work/cut" >"$work/out" 2>"$work/err"
status=$?
check "a direction is that of a wall" fails 2 "--direction is that of --wall"
echo '{"track":1}' >"$work/other"
"$TOOL" backtest "$work/other" >"$work/out" 2>"$work/err"
status=$?
check "what is no trace is told" fails 1 "$work/other:1: this is no trace"
done_testing "$work/err"
