#!/bin/bash
# scripts.t - the scripts of contrib that try what is built refuse what they
# cannot do, before they do anything, and in one sentence. Speaks TAP.
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/e2e/lib.sh"

# refuses WORDS SCRIPT ARGUMENT...: nothing is done, and a sentence tells WORDS.
refuses() {
  local words=$1 script=$2 status=0

  shift 2
  timeout 20 "$SRCDIR/contrib/$script" "$@" >"$work/out" 2>"$work/err" ||
    status=$?
  cat "$work/out" "$work/err"
  [ "$status" = 2 ] && [ ! -s "$work/out" ] &&
    [ "$(wc -l <"$work/err")" = 1 ] && grep -qF -- "$words" "$work/err"
}

# --- contrib/fuzz --------------------------------------------------------------

check "fuzz: a number of its table is no family" refuses \
  'there is no family "10"' fuzz --seconds 20 10
check "fuzz: nor is an empty name" refuses \
  'there is no family ""' fuzz --seconds 20 ''
check "fuzz: nor is a pattern" refuses \
  'there is no family ".*"' fuzz --seconds 20 '.*'
check "fuzz: nor are two of them in one" refuses \
  'there is no family "fdinfo 10"' fuzz --seconds 20 'fdinfo 10'

done_testing
