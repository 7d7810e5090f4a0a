#!/bin/bash
# hardening.t - contrib/check-hardening finds each protection that is left out,
# in a plugin and a tool of a few lines that are compiled with all but that one,
# in whole or in one of two objects, and each call that starts a program. Speaks
# TAP.
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/e2e/lib.sh"

readonly CHECKER=$SRCDIR/contrib/check-hardening
readonly LINK="-Wl,-z,relro,-z,now,-z,noexecstack,-z,separate-code"
readonly COMPILE="-O2 -fPIE -fstack-protector-strong -fstack-clash-protection \
-fcf-protection -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2"
readonly TELLING="$COMPILE -g"
readonly ASKED="stack-protector stack-clash branches fortify separate pie"

# --- what is looked at -------------------------------------------------------

# A table of pointers to be relocated, a large frame, a text of unknown length.
write_source() {
  cat >"$work/it.c" <<'END'
#include <dlfcn.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <unistd.h>

static int one(const char *text) {
  char room[40000];

  strcpy(room, text);
  return puts(room);
}

static int (*const table[])(const char *) = {one, puts};

int module_register(int argc, char **argv) {
  return table[argc & 1](argv[0]);
}

#ifdef OPEN
__asm__(".section .open, \"awx\", @progbits\n.long 0\n.text\n");
#endif

#ifdef START
extern long number;
long number = SYS_capget;
extern long (*taken)(long, ...);
long (*taken)(long, ...);

static inline int enter(void) {
  __asm__("syscall");
  return 0;
}

/* Past the number, which is another then. */
static inline int jump(void) {
  __asm__("mov $0x3b, %edi\n\ttest %rsp, %rsp\n\tjne 1f\n\t"
          "mov $0x7d, %edi\n\t1: call syscall@plt");
  return 0;
}

/* Another is loaded, of which it is said where it lies. */
static inline int load(void) {
  __asm__("mov $0x7d, %edi\n\tmov 1f(%rip), %edi\n\tcall syscall@plt\n\t"
          "jmp 2f\n\t1: .long 0x3b\n\t2:");
  return 0;
}

/* Half of the number: kill(2). */
static inline int halve(void) {
  __asm__("mov $0x7d, %edi\n\tsar %rdi\n\tcall syscall@plt");
  return 0;
}

int start(void) {
  return START;
}
#endif

#ifndef PLUGIN
int main(int argc, char **argv) {
  return module_register(argc, argv);
}
#endif
END
}

# build COMPILE LINK: the plugin and the tool.
# shellcheck disable=SC2086 # lists of words
build() {
  rm -f "$work/plugin" "$work/tool"
  ${CC:-cc} ${1/-fPIE/-fPIC} -DPLUGIN -shared -o "$work/plugin" "$work/it.c" \
    $2 >"$work/built" 2>&1 &&
    ${CC:-cc} $1 $PIE -o "$work/tool" "$work/it.c" $2 >>"$work/built" 2>&1
}

# look OBJECT...
look() {
  "$CHECKER" --asked "$ASKED" "$work/plugin" "$work/tool" "$@" >"$work/told"
}

# finds NUMBER WORDS: it fails, with so many sentences, which all hold these.
finds() {
  if look; then
    echo "it found nothing"
    return 1
  fi
  cat "$work/told"
  equals "$1" "$(grep -c '^not ok' "$work/told")" &&
    equals "$1" "$(grep -c "^not ok .*$2" "$work/told")"
}

# finds_one WORDS: a sentence with these, whatever else.
finds_one() {
  ! look
  cat "$work/told"
  grep -q "^not ok .*$1" "$work/told"
}

# left_out NUMBER WORDS FLAG WITHOUT: without a flag of the compiler.
left_out() {
  build "${COMPILE/$3/$4}" "$LINK" || cat "$work/built"
  check "without $3: $2" finds "$1" "$2"
}

# unlinked NUMBER WORDS FLAG WITHOUT: without one of the linker.
unlinked() {
  build "$COMPILE" "${LINK/$3/$4}" || cat "$work/built"
  check "with $4: $2" finds "$1" "$2"
}

# calling CALL WORDS
calling() {
  build "$COMPILE -DSTART=$1" "$LINK" || cat "$work/built"
  check "with a call of ${1%%(*}: $2" finds 2 "$2"
}

# write_other: a second source; what gcc does not compile at once is checked.
write_other() {
  cat >"$work/other.c" <<'END'
#include <string.h>

int other(const char *text);
int other(const char *text) {
  char room[40000];

  strcpy(room, text);
  return room[strlen(room) / 2];
}
END
}

# build_of_two COMPILE [FLAG...]: the plugin of two objects, the other one with
# these flags besides.
# shellcheck disable=SC2086 # lists of words
build_of_two() {
  local compile=${1/-fPIE/-fPIC}

  shift
  build "$COMPILE" "$LINK" || return 1
  ${CC:-cc} $compile -DPLUGIN -c -o "$work/one.o" "$work/it.c" \
    >"$work/built" 2>&1 &&
    ${CC:-cc} $compile "$@" -c -o "$work/other.o" "$work/other.c" \
      >>"$work/built" 2>&1 &&
    ${CC:-cc} -shared -o "$work/plugin" "$work/one.o" "$work/other.o" $LINK \
      >>"$work/built" 2>&1
}

# finds_in_other NUMBER WORDS: so many sentences, of the other object and no more.
finds_in_other() {
  if look "$work/one.o" "$work/other.o"; then
    echo "it found nothing"
    return 1
  fi
  cat "$work/told"
  equals "$1" "$(grep -c '^not ok' "$work/told")" &&
    equals "$1" "$(grep -c "^not ok .*each object: .*$2" "$work/told")" &&
    grep -q '^# .*other\.o' "$work/told" && ! grep -q '^# .*one\.o' "$work/told"
}

# left_out_of_one WORDS FLAG...
left_out_of_one() {
  local words=$1

  shift
  build_of_two "$TELLING" "$@" || cat "$work/built"
  check "one of two objects with $*: $words" finds_in_other 1 "$words"
}

is_told_of_the_plugin() {
  ! look
  cat "$work/told"
  grep -q '^# .*plugin: .*other\.c was compiled with -fno-stack-protector' \
    "$work/told"
}

tells_nothing() {
  look || return 1
  equals 4 "$(grep -c '^ok .*each object: .*# SKIP no object' "$work/told")"
}

# Of a compiler that tells with -g what it was given.
check_one_of_two() {
  write_other
  build_of_two "$TELLING" || cat "$work/built"
  if ! readelf --debug-dump=info "$work/other.o" | grep -q 'DW_AT_producer.*GNU C'; then
    skip "one of two objects is told" "the compiler does not tell its flags"
    return
  fi
  check "of two objects with all of them nothing is found" look "$work/one.o" \
    "$work/other.o"
  left_out_of_one "returns are guarded" -fno-stack-protector
  check "the plugin tells it, too, without its objects" is_told_of_the_plugin
  left_out_of_one "no page of the stack is passed over" \
    -fno-stack-clash-protection
  left_out_of_one "where pointers may jump to is marked" -fcf-protection=none
  left_out_of_one "lengths are checked" -U_FORTIFY_SOURCE
  build_of_two "$TELLING" -fno-stack-protector -U_FORTIFY_SOURCE \
    -fcf-protection=none -fno-stack-clash-protection || cat "$work/built"
  check "one of two objects without all of them: all four are told" \
    finds_in_other 4 ""
  build_of_two "$TELLING" -g0 || cat "$work/built"
  check "one of two objects that does not tell: what it would is not believed" \
    finds_in_other 3 ""
}

asks_for_no_more() {
  "$CHECKER" --asked "" "$work/plugin" "$work/tool" >"$work/told"
  cat "$work/told"
  equals 0 "$(grep -c '^not ok' "$work/told")" || return 1
  grep -q 'SKIP not asked' "$work/told"
}

# --- the test ----------------------------------------------------------------

command -v readelf objdump >/dev/null || skip_all "binutils are not installed"
command -v "${CC:-cc}" >/dev/null || skip_all "no compiler is installed"
[ "$(uname -m)" = x86_64 ] || skip_all "what is left out is known of x86-64"
PIE=-pie
write_source
build "$COMPILE" "$LINK" || skip_all "the compiler does not take all flags"

check "with all of them nothing is found" look
left_out 2 "returns are guarded" -fstack-protector-strong -fno-stack-protector
left_out 2 "no page of the stack is passed over" -fstack-clash-protection \
  -fno-stack-clash-protection
left_out 2 "where pointers may jump to is marked" -fcf-protection \
  -fcf-protection=none
left_out 2 "lengths are checked" -D_FORTIFY_SOURCE=2 ""
unlinked 2 "what is relocated becomes read-only" -z,relro -z,norelro
unlinked 2 "and that is done at the start" -z,now -z,lazy
unlinked 2 "no stack is executable" -z,noexecstack -z,execstack
unlinked 2 "no page of code holds anything else" -z,separate-code \
  -z,noseparate-code
unlinked 2 "it names no directory of libraries" -z,relro -z,relro,-rpath,/tmp
build "$COMPILE -DOPEN" "$LINK" || cat "$work/built"
check "with a section for both: no page is written to and executed" finds_one \
  "no page is written to and executed"
build "${COMPILE/-fPIE/-mcmodel=large -fno-PIE}" "$LINK,-z,notext" ||
  cat "$work/built"
check "with -z,notext and not for any address: no code is relocated" finds_one \
  "the plugin: no code is relocated"
PIE=-no-pie
build "$COMPILE" "$LINK" || cat "$work/built"
check "with -no-pie: it is loaded anywhere" finds 1 "it is loaded anywhere"
PIE=-pie
for call in 'system("true")' 'popen("true","r")!=0' 'fork()' \
  'execl("/bin/true","true",(char*)0)' 'dlsym(RTLD_DEFAULT,"system")!=0' \
  'dlvsym(RTLD_DEFAULT,"system","GLIBC_2.2.5")!=0' 'dlopen("/tmp/it.so",1)!=0'; do
  calling "$call" "it never starts a program"
done
for call in 'kill(1,0)' 'setuid(0)' 'ptrace(0)' 'prctl(PR_CAPBSET_DROP,0)'; do
  calling "$call" "it signals and traces nobody, and stays who it is"
done
for call in 'syscall(SYS_execve,"/bin/true",0,0)' 'syscall(number)' \
  'taken=syscall,0' 'enter()' 'jump()' 'halve()' 'load()'; do
  calling "$call" "by syscall(2) it asks for its capabilities, and nothing else"
done
build "$COMPILE -DSTART=syscall(SYS_capget,0,0)" "$LINK" || cat "$work/built"
check "with one of capget(2) nothing is found" look
build "$COMPILE" "$LINK" || cat "$work/built"
check "who does not tell how it was compiled is skipped, and that is told" \
  tells_nothing
check_one_of_two
build "$COMPILE -fno-stack-protector -fno-stack-clash-protection" "$LINK"
check "what is not asked for is skipped, and that is told" asks_for_no_more
done_testing "$work/built"
