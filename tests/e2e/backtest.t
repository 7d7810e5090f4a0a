#!/bin/bash
# backtest.t - what the tool tells of a history, and of what is none.
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"

readonly TOOL=$BUILDDIR/io-forecast HEADER='epoch,value,eta_s,eta_lower_s,eta_upper_s,probability,state'

# --- histories ---------------------------------------------------------------

# leak ROWS: one more a minute, from 0.
leak() {
  awk -v rows="$1" 'BEGIN { print "epoch,value"
    for (i = 0; i < rows; i++) print 1600000000 + 60 * i "," i }'
}

backtest() {
  "$TOOL" backtest "$@" >"$work/out" 2>"$work/err"
  status=$?
}

# As one who may not read everything; root may.
backtest_as_nobody() {
  local -a nobody=()

  [ "$(id -u)" != 0 ] ||
    nobody=(setpriv --reuid nobody --regid nogroup --clear-groups)
  cp "$TOOL" "$work/tool" # the build directory may be out of his reach
  "${nobody[@]}" "$work/tool" backtest "$@" >"$work/out" 2>"$work/err"
  status=$?
}

# tree: the leak of 100 rows as collectd's plugin csv writes it, over midnight;
# beside it another series, one with two columns, and what is no history.
tree() {
  local dir=$work/csv/host/io_forecast-web

  mkdir -p "$dir"
  head -n 51 "$work/leak" >"$dir/leak-2020-09-13"
  { echo epoch,value; tail -n +52 "$work/leak"; } >"$dir/leak-2020-09-14"
  printf 'epoch,value\n1,5\n' >"$dir/leak-slow-2020-09-13"
  printf 'epoch,processes,threads\n1,2,3\n' >"$dir/ps_count-2020-09-13"
  echo nothing >"$dir/notes"
}

# --- what must hold ----------------------------------------------------------

# ends STATUS ROWS: so it ended, with so many rows below the header.
ends() {
  cat "$work/err"
  equals "$1 $HEADER $2" "$status $(head -n 1 "$work/out") $(
    tail -n +2 "$work/out" | wc -l)"
}

# fails STATUS WORDS: with one sentence that has these.
fails() {
  cat "$work/err"
  equals "$1" "$status" && grep -qF -- "$2" "$work/err"
}

# row N: of the output, below the header.
row() {
  sed -n "$(($1 + 1))p" "$work/out"
}

# Each row begins as its row of the input.
begins_as() {
  diff <(tail -n +2 "$1" | tr -d '\r') \
    <(tail -n +2 "$work/out" | cut -d , -f 1,2)
}

series_of_the_tree() {
  local name=$work/csv/host/io_forecast-web/leak

  cat "$work/err"
  equals "series,$HEADER $name-slow,1,5,,,,,0" \
    "$(head -n 1 "$work/out") $(tail -n 1 "$work/out")" &&
    diff <(tail -n +2 "$work/by_file") \
      <(grep "^$name," "$work/out" | cut -d , -f 2-)
}

is_json_of_the_same() {
  tail -n 1 "$work/out"
  equals 100 "$(grep -cE '^\{"epoch":.*"value":.*"state":[012]\}$' \
    "$work/out")" && tail -n 1 "$work/out" | grep -q '"eta_s":6060[.,]'
}

# leaks ROWS: from 0 to 250 in 250 minutes, again and again.
leaks() {
  awk -v rows="$1" 'BEGIN { print "epoch,value"
    for (i = 0; i < rows; i++) print 1600000000 + 60 * i "," i % 250 }'
}

# check_score SENTENCE FILTER: as check, where there is jq.
check_score() {
  if command -v jq >/dev/null; then
    check "$1" scores "$2"
  else
    skip "$1" "jq is not installed"
  fi
}

# scores FILTER: it is one object of which that is true.
scores() {
  cat "$work/out" "$work/err"
  equals "0 1" "$status $(wc -l <"$work/out")" &&
    jq -e "$1" "$work/out"
}

# shows WORDS: the table has a line of these.
shows() {
  cat "$work/out" "$work/err"
  tr -s ' ' <"$work/out" | grep -qxF -- "$1"
}

scores_in_little_memory() {
  leaks 500000 | (
    ulimit -v 40000
    "$TOOL" backtest --wall 200 --horizon 3600 --output score -
  ) | tr -s ' ' | tee "$work/last" | grep -qx 'crossings 2000 2000 2000'
}

takes_little_memory() {
  leak 2000000 | (
    ulimit -v 40000
    "$TOOL" backtest --wall 1e9 --horizon 3600 -
  ) | tail -n 1 | tee "$work/last" | grep -q '^1719999940,1999999,'
}

# --- the test ----------------------------------------------------------------

[ -x "$TOOL" ] || skip_all "$TOOL is not built"
leak 100 >"$work/leak"

backtest --wall 200 --horizon 3600 --model linear "$work/leak"
check "each row of a history has one" ends 0 100
check "with its own time and value" begins_as "$work/leak"
check "beyond the horizon nothing is said" \
  equals "1600000000,0,,,,,0 1600002340,39,,,,,0" "$(row 1) $(row 40)"
backtest --wall 150 --horizon 3600 --model linear "$work/leak"
check "within it the time that is left, certainly, and a warning" \
  equals "1600005940,99,3060,3060,3060,100,1" "$(row 100)"
backtest --wall 60 --horizon 3600 --model linear "$work/leak"
check "at the wall nothing is left, and it has failed" \
  equals "1600003600,60,0,0,0,100,2" "$(row 61)"

cp "$work/out" "$work/by_file"
backtest --wall 60 --horizon 3600 --model linear - <"$work/leak"
check "the standard input tells the same" diff "$work/by_file" "$work/out"
sed 's/^epoch,value/host,epoch,free/; s/^1/a,1/' "$work/leak" |
  awk -F , -v OFS=, 'NR > 1 { $3 = 100 - $3 } { print }' >"$work/floor"
backtest --wall 0 --direction down --column free --horizon 3600 \
  --model linear "$work/floor"
check "a floor is a wall, and any column a value" \
  equals "1600005940,1,60,60,60,100,1" "$(row 100)"
backtest --wall 200 --horizon 36000 --model linear --output jsonl "$work/leak"
check "the same as JSON, a row a line" is_json_of_the_same
for model in trend holt theil_sen sigma kalman; do
  backtest --wall 1000 --horizon 86400 --model $model "$work/leak"
  check "the model $model answers" ends 0 100
done
check "a history of any size takes little memory" takes_little_memory

leaks 1000 >"$work/leaks"
backtest --wall 200 --horizon 3600 --model kalman --output score \
  "$work/leaks" "$work/leak"
check "the score is of all files" shows "2 series, wall 200 (up), horizon 3600 s"
check "with the model beside two that anybody has" shows " kalman linear sigma"
check "what crossed" shows "crossings 4 4 4"
backtest --wall 200 --horizon 3600 --model linear --output score \
  "$work/leaks" "$work/leak"
check "what was foretold" shows " foretold 4 0"
check "and how long before" shows "lead, median 59 min -"
backtest --wall 200 --horizon 3600 --output score --json "$work/leaks" \
  "$work/leak"
check_score "the same is an object" '.series == 2 and .wall == 200 and
  .direction == "up" and .horizon_s == 3600 and
  [.models[1:][].model] == ["linear", "sigma"] and
  [.models[].crossings] == [4, 4, 4] and [.models[1:][].foretold] == [4, 0]'
check_score "with all that a model is worth" '.models[1] |
  .recall == 1 and .precision == 1 and .false_alarms == 0 and .late == 0 and
  .alarms == 4 and .false_alarms_a_week == 0 and .lead_median_s == 3540 and
  .lead_p10_s == 3540 and .times == 12 and .time_error < 0.01 and
  .coverage == 1 and .brier_skill > 0.9 and .calibration_error < 0.01 and
  .judged_s == 41400'
check_score "and without what cannot be told" '.models[2] |
  has("lead_median_s") == false and has("time_error") == false'
backtest --wall 200 --model sigma --json --output score "$work/leaks"
check_score "a rival that is chosen stands once" \
  '[.models[].model] == ["sigma", "linear"]'
check "a score of any size takes little memory" scores_in_little_memory
printf 'epoch,value\n1,1\nnonsense\n3,3\n' >"$work/broken"
backtest --wall 60 --output score "$work/broken" "$work/leaks"
check "what is broken is told beside the score" fails 1 "$work/broken:3: "
check "which is of the rest" shows "2 series, wall 60 (up), horizon 2220 s"
backtest --wall 60 --json "$work/leak"
check "without a score there is no --json" \
  fails 2 "--json is for --output score"
tree
backtest --wall 60 --horizon 3600 --model linear "$work/csv/host"
check "a tree of daily files is its series, joined" series_of_the_tree
check "and what has another column is told" fails 0 \
  "$work/csv/host: 1 series have no column \"value\""
backtest --wall 60 --column threads "$work/csv"
check "by any column" equals "$work/csv/host/io_forecast-web/ps_count,1,3,,,,,0" \
  "$(row 1)"
backtest --wall 60 --column none "$work/csv"
check "of which there must be one" fails 1 "3 series have no column"
backtest --wall 60 --horizon 3600 --output score "$work/csv"
check "the score is of each series of a tree" shows "2 series, wall 60 (up), horizon 3600 s"
mkdir "$work/one" && mv "$work/csv/host/io_forecast-web"/leak-2020* "$work/one"
backtest --wall 60 --horizon 3600 --model linear "$work/one"
check "a tree of one series tells as its file does" diff "$work/by_file" "$work/out"
cat "$work/one"/leak-* | "$TOOL" backtest --wall 60 --horizon 3600 \
  --model linear - >"$work/out" 2>"$work/err"
status=$?
check "files that were joined by hand tell the same" diff "$work/by_file" "$work/out"
check "without errors" equals "0 " "$status $(cat "$work/err")"
backtest --wall 60 --horizon 3600 --model linear "$work/one"/leak-*
check "so do daily files that are given in their order" \
  diff "$work/by_file" "$work/out"
backtest --wall 60 --horizon 3600 --model linear --output score \
  "$work/one"/leak-* "$work/leak"
check "of which the score is that of one" \
  shows "2 series, wall 60 (up), horizon 3600 s"
backtest --wall 60 --horizon 3600 --model linear "$work/one"/leak-*14 \
  "$work/one"/leak-*13
check "in another order they are two" \
  equals "series,$HEADER $work/one/leak-2020-09-13,1600000000,0,,,,,0" \
  "$(head -n 1 "$work/out") $(row 51)"
{ cat "$work/one"/leak-*13; echo 1e10,1; } >"$work/one/wild-2020-09-13"
cp "$work/one"/leak-*14 "$work/one/wild-2020-09-14"
backtest --wall 60 --horizon 3600 --model linear "$work/one"/wild-*
check "a wild time at the end of a day is told" fails 1 \
  "$work/one/wild-2020-09-13:52: its time is far ahead"
check "and silences no other" diff "$work/by_file" \
  <(grep -v ^1e10 "$work/out")
rm "$work/one"/wild-*
mkdir -p "$work/shut/a" "$work/shut/z"
cp "$work/one"/leak-*13 "$work/shut/z" && chmod 0 "$work/shut/a"
backtest_as_nobody --wall 60 --horizon 3600 --model linear "$work/shut"
check "a directory that may not be read is told by its own name" fails 1 \
  "io-forecast: $work/shut/a cannot be read (Permission denied)."
check "and the rest of the tree is read" ends 1 50
backtest --wall 60 --horizon 3600 --model linear --output jsonl "$work/leak" \
  "$work/csv"
check "series are told apart in JSON" equals "101 1" \
  "$(wc -l <"$work/out") $(grep -c '^{"series":"[^"]*/leak-slow",' "$work/out")"

printf 'epoch,value\n1,1\nnonsense\n3,3\n2,2\n3,3\n4,nan\n5' >"$work/broken"
backtest --wall 60 "$work/broken"
check "what is broken is left out, and the rest is read" ends 1 5
check "the line is told" fails 1 "$work/broken:3: "
check "and where the file breaks off" fails 1 "$work/broken:8: the file breaks off"
check "time that goes back, and a gap, say nothing" \
  equals "2,2,,,,,0 3,3,,,,,0 4,,,,,,0" "$(row 3) $(row 4) $(row 5)"

printf 'epoch,value\n1,1\n2,inf\n3,-inf\n4,nan\n5,1e999\n6,-Infinity\n7,7\n' \
  >"$work/infinite"
backtest --wall 60 "$work/infinite"
check "what is not finite is a gap, and no number in what is told" equals \
  "0 1,1,,,,,0 2,,,,,,0 3,,,,,,0 4,,,,,,0 5,,,,,,0 6,,,,,,0 7,7,,,,,0" \
  "$status $(tail -n +2 "$work/out" | xargs)"
backtest --wall 60 --output jsonl "$work/infinite"
check "nor in JSON" equals "0 7 2" \
  "$status $(wc -l <"$work/out") $(grep -c '"value":[17],' "$work/out")"

{ printf 'epoch,value\n1,1\n2,'; head -c 600000 /dev/zero | tr '\0' 7; echo
  printf '3,3\n4,\0004\n5,5\n'; } >"$work/broken"
backtest --wall 60 "$work/broken"
check "behind a line that is too long the rest is read" ends 1 3
check "the line is told" fails 1 "$work/broken:3: the line is longer than 256 KiB"
check "so is one with a byte 0" fails 1 "$work/broken:5: there are not two"
sed 's/[^,]*/"&"/g; s/$/\r/; 1s/^/\xef\xbb\xbf/' "$work/leak" >"$work/quoted"
backtest --wall 60 --horizon 3600 --model linear "$work/quoted"
check "quotes, carriage returns and a mark of UTF-8 tell the same" \
  diff "$work/by_file" "$work/out"

for wild in 9999999999 99999999999999; do
  sed "40i $wild,7" "$work/leak" >"$work/wild"
  backtest --wall 60 --horizon 3600 --model linear "$work/wild"
  check "a wild time is told" fails 1 "$work/wild:40: its time is far ahead"
  check "its row says nothing" equals "$wild,7,,,,,1" "$(row 39)"
  check "and the rest is as without it" \
    diff "$work/by_file" <(sed 40d "$work/out")
done
backtest --wall 60 --horizon 3600 --output score --json "$work/leak"
cp "$work/out" "$work/score"
backtest --wall 60 --horizon 3600 --output score --json "$work/wild"
check "so is the score" diff "$work/score" "$work/out"
{ printf 'epoch,value\n1e10,1\n'; tail -n +2 "$work/leak"; } >"$work/wild"
backtest --wall 60 --horizon 3600 --model linear "$work/wild"
check "a clock that was set back for good is told" fails 0 \
  "$work/wild:10: the time has gone back from 10000000000 to 1600000420 for good"
check "each row has one all the same" begins_as "$work/wild"
check "and a series begins behind it" \
  equals "1600002340,39,1260,1260,1260,100,1" "$(row 41)"
{ cat "$work/leak"; tail -n +2 "$work/leak" | awk -F , '{
  printf "%.0f,%s\n", $1 + 1e9, $2 }'; } >"$work/wild"
backtest --wall 60 "$work/wild"
check "a clock that was set forward leaves a gap" ends 0 200

# says_only SENTENCE: nothing else is on the standard error.
says_only() {
  diff <(printf 'io-forecast: %s\n' "$1") "$work/err"
}

{ echo epoch,value; tail -n +2 "$work/leak" | tac; } >"$work/wild"
backtest --wall 60 "$work/wild"
check "of a table whose newest come first each row has one" ends 1 100
check "and it is told how many say nothing" says_only "$work/wild: 99 of 100 \
samples are not later than the one before and were not kept; the times of a \
table have to rise."
backtest --wall 60 --output score "$work/wild"
check "and so beside its score" fails 1 "99 of 100 samples"
{ cat "$work/leak"; tail -n 7 "$work/leak"; } >"$work/wild"
backtest --wall 60 --horizon 3600 --model linear "$work/wild"
check "a few that are repeated are none to tell of" \
  equals "0 0" "$status $(wc -c <"$work/err")"

head -c -1 "$work/leak" >"$work/open"
backtest --wall 60 --horizon 3600 --model linear "$work/open"
check "a last line without an end is read" diff "$work/by_file" "$work/out"
check "and it is told that it may be cut" says_only "$work/open:101: the last \
line has no end, so that its number may be cut; it is taken as it is."
check "which is no failure" equals 0 "$status"
printf 'epoch,value\n1600000000000000000,1\n' >"$work/nano"
backtest --wall 60 "$work/nano"
check "times in nanoseconds are told as such" says_only \
  "$work/nano:2: its time is beyond 2^53 s; those of a table are in seconds."

backtest --wall 60 "$work/none" "$work/leak"
check "a file that is not there is told" \
  fails 1 "$work/none cannot be opened (No such file"
check "and another is read all the same" ends 1 100
mkdir "$work/bare"
backtest --wall 60 "$work/bare"
check "so is a directory without daily files" fails 1 \
  "$work/bare holds no daily files"
: >"$work/empty"
backtest --wall 60 "$work/empty"
check "and an empty file" fails 1 "$work/empty is empty"
backtest --wall 60 "$0"
check "and a file that is no table" fails 1 \
  "$0:1: the header has no column \"epoch\""
backtest --wall 60 --column free "$work/leak"
check "and a column that is not there" fails 1 \
  "$work/leak:1: the header has no column \"free\""

backtest "$work/leak"
check "without a wall nothing can be told" says_only "$work/leak is no trace of \
io-forecast record, and so --wall has to say before which wall it is told."
check "which is a wrong call" equals 2 "$status"
gzip -c "$work/leak" >"$work/leak.gz"
backtest "$work/leak.gz"
check "nor of what is packed" fails 2 "$work/leak.gz is no trace"
echo '{"a":1}' >"$work/object"
backtest --wall 3 "$work/object"
check "an object need not be a trace" says_only \
  "$work/object:1: this is no trace of io-forecast record, nor a table."
check "which is none of the options" equals 1 "$status"
backtest --wall 60
check "nor without a file" fails 2 "nothing to test"
backtest --wall x "$work/leak"
check "a wall is a number" fails 2 "--wall takes a number"
backtest --wall 60 --model none "$work/leak"
check "models are named" fails 2 "--model takes one of best, trend, linear"
backtest --wall 60 --direction left "$work/leak"
check "there are two directions" fails 2 "--direction takes up or down"
backtest --wall 60 --horizon 0 "$work/leak"
check "and no horizon of 0" fails 2 "--horizon takes a number of seconds"
backtest --wall 60 --horizon 10m "$work/leak"
check "nor one of minutes, which is one sentence" says_only \
  "--horizon takes a number of seconds from 1 to 1e9."
backtest --wall 0x10 "$work/leak"
check "a wall is a decimal number" says_only "--wall takes a number."
backtest --wall 60 --nonsense "$work/leak"
check "an option that there is not is told by the tool" fails 2 \
  "io-forecast: unrecognized option '--nonsense'"
check "with how it is called" grep -q '^usage: io-forecast backtest ' "$work/err"
backtest --wall 60 --output xml "$work/leak"
check "nor any other output" fails 2 "--output takes csv, jsonl, notices or score"

# --- what it says of itself --------------------------------------------------

# begins_with WORDS COMMAND...: so does its output.
begins_with() {
  "$TOOL" "${@:2}" >"$work/out" 2>"$work/err" && head -n 1 "$work/out" &&
    [[ $(head -n 1 "$work/out") == "$1"* ]]
}

# cannot_print COMMAND...: on a full disk that is a failure.
cannot_print() {
  "$TOOL" "$@" >/dev/full
  equals 1 $?
}

for verb in watch record backtest; do
  check "$verb --help tells how it is called" \
    begins_with "usage: io-forecast $verb [" "$verb" --help
  check "and fails on a full disk" cannot_print "$verb" --help
done
check "--help tells of all verbs" begins_with "usage: io-forecast watch [" --help
check "once" equals 1 "$(grep -c usage: "$work/out")"
check "and fails on a full disk" cannot_print --help
check "so does --version" cannot_print --version
check "and print" cannot_print print metrics
done_testing "$work/err"
