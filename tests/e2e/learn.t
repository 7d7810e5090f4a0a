#!/bin/bash
# learn.t - what learn-best says when there is nothing to learn from.
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"

readonly PYTHON=/usr/bin/python3 LEARN_SIGNS=$BUILDDIR/learn-signs

# series ROWS: from 0 to 250, a value a minute, again and again.
series() {
  awk -v rows="$1" 'BEGIN { print "epoch,value"
    for (i = 0; i < rows; i++) print 1600000000 + 60 * i "," i % 250 }'
}

learn() {
  "$PYTHON" "$SRCDIR/contrib/learn-best" "$@" >"$work/out" 2>"$work/err"
  status=$?
}

# fails WORDS: with one line, which has these, and nothing printed.
fails() {
  cat "$work/err"
  equals "1 1 0" "$status $(wc -l <"$work/err") $(wc -c <"$work/out")" &&
    grep -qF -- "learn-best: $1" "$work/err"
}

[ -x "$LEARN_SIGNS" ] || make -s -C "$BUILDDIR" learn-signs >/dev/null 2>&1 ||
  skip_all "$LEARN_SIGNS cannot be built"
"$PYTHON" -c 'import sklearn' 2>/dev/null ||
  skip_all "python3-sklearn is not installed"

series 1 >"$work/one"
series 3000 >"$work/many"
for how in "" --rung "--folds 2"; do
  echo "1 1 200 3600 $work/one" >"$work/list"
  # shellcheck disable=SC2086 # two words
  learn $how "$LEARN_SIGNS" "$work/list"
  check "a series of one value${how:+, $how,} is nothing to learn from" \
    fails "of 0 looks of "
done
echo "1 1 5000 3600 $work/many" >"$work/list"
learn "$LEARN_SIGNS" "$work/list"
check "nor are those that never cross" fails "of "
check "which are counted" grep -qE 'of [1-9][0-9]* looks of 1 series 0 are' \
  "$work/err"
echo "1 1 200 3600 $work/none" >"$work/list"
"$PYTHON" "$SRCDIR/contrib/learn-best" "$LEARN_SIGNS" "$work/list" \
  >"$work/out" 2>"$work/said"
status=$?
grep '^learn-best: ' "$work/said" >"$work/err"
check "a series that is not there is told" fails "$work/none, or "
: >"$work/list"
learn "$LEARN_SIGNS" "$work/list"
check "so is an empty list" fails "of 0 looks of 0 series"
echo "1 1 200 $work/many" >"$work/list"
learn "$LEARN_SIGNS" "$work/list"
check "and a line that lacks a number" fails "$work/list:1: "
learn "$LEARN_SIGNS" "$work/missing"
check "and a list that is not there" fails "$work/missing cannot be read ("
echo "1 1 200 3600 $work/many" >"$work/list"
learn "$LEARN_SIGNS" "$work/list"
check "of a series with crossings trees are written" equals "0 1" \
  "$status $(grep -c '^const struct trees best_trees' "$work/out")"
done_testing "$work/err"
