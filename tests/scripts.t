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

# --- contrib/fail-at -----------------------------------------------------------

# refuses_point POINT
refuses_point() {
  refuses "there is no point \"$1\"" fail-at --build "$BUILDDIR" --point "$1"
}

runs_a_point() {
  "$SRCDIR/contrib/fail-at" --build "$BUILDDIR" --point 0:read:1:EINTR:once
}

# cut_short STATUS SENTENCES ARGUMENT...: it ends so, and says so many.
cut_short() {
  local wanted=$1 sentences=$2 status=0

  shift 2
  "$SRCDIR/contrib/fail-at" --build "$BUILDDIR" --seconds 1 "$@" \
    >"$work/out" 2>"$work/err" || status=$?
  cat "$work/out" "$work/err"
  equals "$wanted" "$status" && equals "$sentences" "$(wc -l <"$work/err")" &&
    equals "$sentences" "$(grep -cE '^fail-at: of all points [0-9]+ were tried; 5000 at least are wanted\.$' "$work/err")"
}

for point in 0:read:1:EINTR:bogus 0:read:1:EINTR:onc 0:read:1:EINTR:once: \
  0:read:1:EINTR:on:on 0:read:0:EINTR:on -1:read:1:EINTR:on \
  0:read:1:ENOSPC:on 0:fork:1:EINTR:on 0:read:999999:EINTR:on 15:read:1:EINTR:on; do
  check "fail-at: there is no point $point" refuses_point "$point"
done
check "fail-at: one that is there is run" runs_a_point
check "fail-at: few of all points are not enough" cut_short 1 1
check "fail-at: of a share they are" cut_short 0 0 --share 211

# --- contrib/mutate ------------------------------------------------------------

for value in -3 0 1.5 ten ''; do
  check "mutate: --count \"$value\" is none" refuses \
    "\"$value\" will not do; allowed is a number from 1 on" \
    mutate --list "--count=$value"
done
check "mutate: nobody works with --jobs 0" refuses \
  '"0" will not do; allowed is a number from 1 on' mutate --list --jobs 0
check "mutate: what an earlier run printed must be there" refuses \
  '"/nope" is no file that can be read' mutate --list --again /nope
check "mutate: so many as are asked for are listed" equals 7 \
  "$("$SRCDIR/contrib/mutate" --list --count 7 | wc -l)"

# plant_tree: a checkout with one function, of which "> -> >=" and "0 -> 1" each
# have two places. Its test kills the first of each, and neither of the second.
plant_tree() {
  mkdir -p "$work/tree/contrib" "$work/tree/src/forecast" "$work/tree/tests/forecast"
  cp "$SRCDIR/contrib/mutate" "$work/tree/contrib"
  cat >"$work/tree/src/forecast/both.c" <<'END'
int both(int a, int b);
int both(int a, int b) { return a > 0 && b > 0; }
END
  cat >"$work/tree/tests/forecast/test_both.c" <<'END'
int both(int a, int b);
int main(void) { return !both(1, 9) || both(0, 9); }
END
  cat >"$work/tree/configure" <<'END'
#!/bin/sh
touch config.status
sed "s,TREE,$(dirname "$0"),g" "$(dirname "$0")/planted.mk" >Makefile
END
  chmod +x "$work/tree/configure"
}

# plant_makefile: it says what libtool would.
plant_makefile() {
  cat >"$work/tree/planted.mk" <<'END'
compile = $(CC) -O1 -MD -MF both.d -c TREE/src/forecast/both.c -o src/forecast/both.o
link = $(CC) -o tests/forecast/test_both tests/forecast/test_both.o ./.libs/libcore.a
check:
	mkdir -p src/forecast tests/forecast .libs
	$(compile)
	ar cr .libs/libcore.a src/forecast/both.o
	$(CC) -c TREE/tests/forecast/test_both.c -o tests/forecast/test_both.o
	$(link)
	@echo "libtool: compile:  $(compile)"
	@echo "libtool: link: $(link)"
END
}

# write_reasons PLACES CHANGE [PLACES CHANGE]...: the list is of these alone.
write_reasons() {
  while [ $# -gt 0 ]; do
    echo "src/forecast/both.c: $2: int both(int a, int b) { return a > 0 && b > 0; }${1:+ $1}"
    echo "  It does not matter."
    shift 2
  done >"$work/tree/contrib/mutate.equivalent"
}

# gives_up WORDS PLACES CHANGE...: with such a list nothing is listed.
gives_up() {
  local words=$1

  shift
  write_reasons "$@"
  ! "$work/tree/contrib/mutate" --list >"$work/out" 2>"$work/err" || return 1
  cat "$work/out" "$work/err"
  [ ! -s "$work/out" ] && equals 1 "$(wc -l <"$work/err")" &&
    grep -qF -- "$words" "$work/err"
}

# lists_all PLACES CHANGE...
lists_all() {
  write_reasons "$@"
  equals 4 "$("$work/tree/contrib/mutate" --list | wc -l)"
}

# tells KILLED-BUT-EXPLAINED EXPLAINED SURVIVED PLACES CHANGE...: of four mutants,
# of which two are killed.
tells() {
  local killed=$1 explained=$2 survived=$3

  shift 3
  write_reasons "$@"
  "$work/tree/contrib/mutate" --in "$work/made" --jobs 1 --at-least 50 \
    >"$work/out" 2>&1
  cat "$work/out"
  equals "$killed" "$(sed -n 's/^explained, but killed: [^ ]*:2:\([0-9]*\): .*test_both)$/\1/p' "$work/out" | sort -n | tr '\n' ' ')" &&
    equals "4 2 $explained $survived 50.0" \
      "$(awk '$1 == "all" { print $2, $3, $4, $5, $6 }' "$work/out")"
}

plant_tree
plant_makefile
check "mutate: who explains a change says which of its places" gives_up \
  "has to say which of the 2 places" "" "0 -> 1"
check "mutate: a third of two places is none" gives_up "that is no more" \
  "#3 of 2" "0 -> 1"
check "mutate: where one was of three it is looked at again" gives_up \
  "that is no more" "#1 of 3" "0 -> 1"
check "mutate: a place has one reason" gives_up "explains twice" \
  "#1,2 of 2" "0 -> 1" "#2 of 2" "0 -> 1"
check "mutate: places are explained by themselves, and together" lists_all \
  "#2 of 2" "> -> >=" "#1,2 of 2" "0 -> 1"
if command -v make ar objcopy nm >/dev/null; then
  check "mutate: what is explained and survives is told as that" tells \
    "" 2 0 "#2 of 2" "> -> >=" "#2 of 2" "0 -> 1"
  check "mutate: the reason for one place explains no other" tells \
    "" 1 1 "#2 of 2" "> -> >="
  check "mutate: what is explained and killed is told with its test" tells \
    "35 37 " 1 1 "#1 of 2" "0 -> 1" "#1,2 of 2" "> -> >="
else
  skip "mutate: what is explained, and killed" "make and binutils are not installed"
fi

# --- contrib/kernels -----------------------------------------------------------

# boots_none LAST-LINE KERNEL...: where nothing is built.
boots_none() {
  local last=$1 status=0

  shift
  BUILDDIR=$work/nothing "$SRCDIR/contrib/kernels" "$@" >"$work/out" \
    2>"$work/err" || status=$?
  cat "$work/out" "$work/err"
  equals 77 "$status" && equals "$last" "$(tail -n 1 "$work/out")"
}

check "kernels: without any it ends with 77, and tells which" boots_none \
  "kernels: 0 passed, 0 failed, 3 skipped; 3 of 3 not tried: uml 6.1 6.12"
check "kernels: so it does of one" boots_none \
  "kernels: 0 passed, 0 failed, 1 skipped; 1 of 1 not tried: 6.1" 6.1
# uses_told: "NAME | USE" as the program that asks a kernel has them; uses_printed:
# as the page has them.
uses_told() {
  sed -nE 's/^ *\{ "([^"]+)", "([^"]+)", ask_.*/\1 | \2/p' \
    "$SRCDIR/contrib/kernel-offers.c"
}

uses_printed() {
  awk -F ' *[|] *' '
    /^[|] what [|] its use / { here = 1; next }
    !/^[|]/ { here = 0 }
    here && !/^[|]-/ { print $2 " | " $3 }' "$SRCDIR/docs/KERNELS.md"
}

same_uses() {
  [ "$(uses_told | wc -l)" -ge 70 ] && diff <(uses_told) <(uses_printed)
}

check "kernels: the page has the use of each thing as the program has it" \
  same_uses
check "kernels: there is no other" refuses 'there is no "5.10"' kernels 5.10

# shellcheck disable=SC2119 # it keeps no log
done_testing
