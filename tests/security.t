#!/bin/bash
# security.t - what SECURITY.md gives as proof is there: each test that it names
# is one of make check, or a program of its own, and each test within one that
# stands behind it in brackets is in its source; and the rights that it tells are
# told elsewhere, too. Speaks TAP.
set -u
export LC_ALL=C
: "${SRCDIR:=$(cd "$(dirname "$0")/.." && pwd)}"
tests=0
failures=0
cd "$SRCDIR" || exit 1

# result SENTENCE FINDINGS: passed when there are none.
result() {
  tests=$((tests + 1))
  if [ -z "$2" ]; then
    echo "ok $tests - $1"
    return
  fi
  failures=$((failures + 1))
  echo "not ok $tests - $1"
  printf '%s\n' "$2" | sed 's/^/# /'
}

# What stands between backquotes, a line each.
# shellcheck disable=SC2016 # no shell expands there
quoted() {
  grep -o '`[^`]*`' SECURITY.md | tr -d '`' | sort -u
}

# The tests that are named, one a line.
named() {
  quoted | tr ' ' '\n' | grep -E '^(tests|contrib)/' | grep -v '/$' | sort -u
}

# Those that have no source, or that no make check runs.
not_there() {
  local name

  named | while read -r name; do
    [ -e "$name" ] || [ -f "$name.c" ] || echo "$name is not there"
    case $name in
    contrib/check-*) ;;
    contrib/*) continue ;;
    esac
    grep -qE "(^|[[:space:]])$name([[:space:]]|\$)" Makefile.am ||
      echo "$name is not in Makefile.am"
  done
}

# "FILE FUNCTION" of `tests/FILE` (`function`), a line for each that stands in the
# brackets: (`one`, `other`), (`one` and `other`).
# shellcheck disable=SC2016 # no shell expands there
pairs() {
  local file functions

  grep -oE '`tests/[a-z0-9_/]+` \(`[^)]*\)' SECURITY.md |
    while read -r file functions; do
      grep -o '`[^`]*`' <<<"$functions" | sed "s,^,$file ,"
    done | tr -d '`'
}

# `fuzz-FAMILY`: each has a source, and is a family of contrib/fuzz.
fuzzers_not_there() {
  local family

  quoted | sed -n 's/^fuzz-//p' | while read -r family; do
    [ -f "tests/fuzz/fuzz_$family.c" ] || echo "fuzz-$family has no source"
    grep -qE "^  $family [0-9]+ [0-9]+\"?\$" contrib/fuzz ||
      echo "contrib/fuzz has no family $family"
  done
}

functions_not_there() {
  local file function

  pairs | while read -r file function; do
    grep -qF "($function)" "$file.c" || echo "$file has no $function"
  done
}

counts() {
  [ "$(named | wc -l)" -ge 30 ] && [ "$(pairs | wc -l)" -ge 8 ] ||
    echo "$(named | wc -l) tests and $(pairs | wc -l) within them are named"
}

# The rights that docs/METRICS.md tells of a source are those of the table: what
# a column of a capability reaches of all processes needs no more.
other_rights() {
  awk -F ' *[|] *' '
    FNR == NR && /^<!-- capabilities: begin/ { inside = 1 }
    FNR == NR && /^<!-- capabilities: end/ { inside = 0 }
    FNR == NR && inside && /^[|] `/ {
      wanted[$2] = $8 == "all" ? "CAP_NET_ADMIN, for any process" : $8
      if ($7 == "all") wanted[$2] = "CAP_SYS_PTRACE, CAP_DAC_READ_SEARCH"
      if ($6 == "all") wanted[$2] = "CAP_DAC_READ_SEARCH"
      if ($5 == "all") wanted[$2] = "CAP_SYS_PTRACE"
      if ($4 == "all") wanted[$2] = "none"
    }
    FNR == NR { next }
    /^## / { inside = $0 == "## Sources" }
    inside && /^[|] `/ {
      name = $2 == "`statx`(2) of `fd/N`" ? "`fd/N, size`" : $2
      sub(/ \(netlink\)$/, "", name)
      sub(/task\/N\/exe/, "exe", name)
      if (!(name in wanted))
        next
      compared++
      if ($5 != wanted[name])
        print "docs/METRICS.md tells of " $2 ": " $5 "; the table: " wanted[name]
    }
    END { if (compared < 16) print compared + 0 " sources are compared" }
  ' SECURITY.md docs/METRICS.md 2>&1
}

# By syscall(2) anything could be called, a program started. What is built is
# looked at by contrib/check-hardening.
other_syscalls() {
  grep -rnE --include='*.[ch]' '\bsyscall *\(' src |
    grep -vF 'syscall(SYS_capget, '
}

result "many tests are named" "$(counts)"
result "each of them is there, and make check runs it" "$(not_there)"
result "each test within one is there" "$(functions_not_there)"
result "each fuzzer is there, and contrib/fuzz runs it" "$(fuzzers_not_there)"
result "docs/METRICS.md has the rights of the table" "$(other_rights)"
result "syscall(2) is called for capabilities alone" "$(other_syscalls)"
echo "1..$tests"
[ "$failures" = 0 ]
