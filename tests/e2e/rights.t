#!/bin/bash
# rights.t - what the daemon may not read or see is said once and is absent:
# every capability that can be missing, and a procfs with hidepid. One daemon
# for each, all at once.
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"

# io_wait is before its wall as a mean of ten ticks, of all or of none.
readonly STRANGER=12345 TICKS=12
readonly NOBODY=(setpriv --reuid nobody --regid nogroup --clear-groups)
theirs=theirs$$ byexe=$work/byexe
daemons=()

# --- set up ------------------------------------------------------------------

# mounted OPTIONS COMMAND...: with a procfs of its own at $work/proc, which goes
# away with the command.
mounted() {
  local options=$1

  shift
  # shellcheck disable=SC2016 # the inner shell expands
  view=(unshare --mount --propagation private bash -c '
    mount -t proc -o "$1" proc "$2" && shift 2 && exec "$@"'
    mounted "$options" "$work/proc" "$@")
}

# without CAPABILITIES: root, but for these.
without() {
  echo "setpriv --bounding-set $1 --inh-caps $1"
}

configure() {
  write_conf "$(conf_csv)" <<EOF
  ProcPath "$1"
  <Process "theirs">
    Comm "$theirs"
  </Process>
  <Process "byexe">
    Exe "$byexe"
  </Process>
  <Process "own">
    Comm "$$-$2"
  </Process>
EOF
}

# What reads and writes all the time has no true zeros.
start_busy() {
  local name=$1

  shift
  mkdir -m 777 "$work/data.$name"
  spawn "$@" files --dir "$work/data.$name" --rate 1M --name "$name" >/dev/null
}

# look NAME PROCPATH PREFIX...: a daemon with the rights that the prefix leaves.
look() {
  local top=$work name=$1 proc=$2
  local work=$work/$1

  shift 2
  mkdir -m 777 "$work" && ln -s "$top/plugins" "$work/plugins"
  configure "$proc" "$name" >"$work/conf"
  start_daemon "$work/conf" "$@"
  daemons+=("$daemon")
}

# What the daemon's own user may always read.
start_own() {
  local name=$1

  shift
  start_busy "$$-$name" "$@" "$work/demo"
}

# look_without NAME PREFIX...
look_without() {
  local name=$1

  shift
  start_own "$name" "$@"
  look "$name" /proc "$@"
}

# look_hidden NAME OPTIONS PREFIX...
look_hidden() {
  local name=$1 options=$2

  shift 2
  start_own "$name" "$@"
  mounted "$options" "$@"
  look "$name" "$work/proc" "${view[@]}"
}

# The options of one procfs were those of all before.
mounts_have_options_of_their_own() {
  local version major minor

  version=$(uname -r)
  IFS=.- read -r major minor _ <<<"$version"
  [ "$major" -gt 5 ] || { [ "$major" = 5 ] && [ "$minor" -ge 8 ]; } || return 1
  mounted hidepid=2 true
  "${view[@]}" && ! grep -q 'proc.*hidepid' /proc/mounts
}

# shellcheck disable=SC2046 # prefixes of words
look_everywhere() {
  look_without all env
  look_without ptrace $(without -sys_ptrace)
  look_without dac $(without -dac_read_search,-dac_override)
  look_without search $(without -dac_read_search)
  look_without both $(without -sys_ptrace,-dac_read_search,-dac_override)
  look_without nobody "${NOBODY[@]}"
  ! $maps || look userns /proc "${NOBODY[@]}" unshare --user --map-root-user
  $hides || return 0
  look_hidden hidall hidepid=2 env
  look_hidden hid1 hidepid=1 "${NOBODY[@]}"
  look_hidden hid2 hidepid=2 "${NOBODY[@]}"
  look_hidden hidroot hidepid=2 $(without -sys_ptrace) --regid 54321 \
    --clear-groups
  look_hidden hidgroup hidepid=2,gid=54321 $(without -sys_ptrace) \
    --regid 54321 --clear-groups
  look_hidden hid4 hidepid=4 $(without -sys_ptrace)
}

# in_view NAME COMMAND...: with the files of that daemon.
in_view() {
  local work=$work/$1

  shift
  "$@"
}

have_ticked() {
  local name

  for name in "$work"/*/conf; do
    name=${name%/conf}
    [ "$(in_view "${name##*/}" rows self gauge-tracked_processes |
      wc -l)" -gt $TICKS ] ||
      return 1
  done
}

stop_daemons() {
  kill -TERM "${daemons[@]}"
  wait "${daemons[@]}"
}

# --- what must hold ----------------------------------------------------------

# says WORDS...: one line about rights, which holds all of these.
says() {
  local word

  grep -E 'missing:|hidepid' "$work/log"
  equals 1 "$(logged 'missing:|hidepid')" || return 1
  for word in "$@"; do
    grep -F 'missing:' "$work/log" | grep -qF -- "$word" || {
      echo "without: $word"
      return 1
    }
  done
}

says_nothing() {
  ! grep -E 'missing:|hidepid|CAP_' "$work/log"
}

says_no_error() {
  ! grep -E '\[(warning|error)\] io_forecast' "$work/log"
}

# A forecast comes and goes.
series_of() {
  (cd "$work/csv/$HOST/io_forecast-$1" 2>/dev/null && ls) |
    sed 's/-....-..-..$//; /^duration-/d; /_probability$/d' | sort -u
}

# What comes of it, and what of taskstats, which need a right of their own.
readonly IO=bool-io_bypasses_chars$'\n'bool-read_may_be_swap_in$'\n'\
derive-cancelled_write_bytes$'\n'disk_octets$'\n'io_octets$'\n'io_ops
readonly ACCOUNTS='-process_'

# Of theirs all is there that root has with all its rights.
all_is_there() {
  equals "$everything" "$(series_of "$1")"
}

# All is there but io, which is absent: there is no row, so no 0 either.
all_but_io_is_there() {
  equals "$(grep -vxF "$IO" <<<"$everything" | grep -v -e "$ACCOUNTS")" \
    "$(series_of "$1" | grep -v -e "$ACCOUNTS")"
}

# io grows all the time: a 0 beyond the first tick was never read.
io_grows() {
  rows "$1" io_octets
  rows "$1" io_octets | awk 'NR > 2 && $3 <= was { bad = 1 } { was = $3 }
    END { exit bad || NR < 3 }'
}

# But what is told of a group that nobody is in.
nothing_is_there() {
  equals $'bool-fuse\nps_count' "$(series_of theirs)" && counts theirs 0
}

# counts GROUP NUMBER: in each tick but the first two.
counts() {
  rows "$1" ps_count
  rows "$1" ps_count | awk -v want="$2" 'NR > 2 && $2 != want { bad = 1 }
    END { exit bad || NR < 4 }'
}

# Memory, descriptors and threads of a process that runs are not 0.
values_are_no_zeros() {
  local series

  for series in ps_rss ps_vm file_handles ps_count; do
    rows "$1" "$series" | awk -v series="$series" '
      NR > 1 && ($2 == 0 || ($2 == "nan")) { print series, $0; bad = 1 }
      END { exit bad || NR < 3 }' || return 1
  done
}

# Whom we may not see is not a file that cannot be read.
counts_no_scrape_error() {
  rows self derive-scrape_errors
  rows self derive-scrape_errors | awk '$2 != 0 { bad = 1 }
    END { exit bad || NR < 3 }'
}

# check_readable NAME WHO
check_readable() {
  check "$2: nothing is said" in_view "$1" says_nothing
  check "$2: all values of another user's process are there" \
    in_view "$1" all_is_there theirs
  check "$2: its io grows" in_view "$1" io_grows theirs
  check "$2: no file could not be read" in_view "$1" counts_no_scrape_error
}

# check_unreadable NAME WHO EXE WORDS...
check_unreadable() {
  local name=$1 who=$2 exe=$3

  shift 3
  check "$who: said once, with what is lost" in_view "$name" says "$@" \
    ' io (rchar' 'io_read_bytes' 'io_write_bytes' 'stay absent'
  check "$who: of another's process io is absent, all else is there" \
    in_view "$name" all_but_io_is_there theirs
  check "$who: its free values are no zeros" \
    in_view "$name" values_are_no_zeros theirs
  check "$who: Exe finds $exe" in_view "$name" counts byexe "$exe"
  check "$who: the io of an own process is there" in_view "$name" io_grows own
  check "$who: no warning, no error" in_view "$name" says_no_error
}

# check_hidden NAME WHO
check_hidden() {
  local name=$1 who=$2

  shift 2
  check "$who: said once, with what is lost and what helps" \
    in_view "$name" says "$@" 'ProcPath is mounted with hidepid' \
    'none of them is followed' 'CAP_SYS_PTRACE, or the group' 'gid'
  check "$who: of another's process there is nothing" \
    in_view "$name" nothing_is_there
  check "$who: nor an error for each of them" \
    in_view "$name" counts_no_scrape_error
  check "$who: an own process is followed" in_view "$name" io_grows own
  check "$who: no warning, no error" in_view "$name" says_no_error
}

# --- the test ----------------------------------------------------------------

need_daemon
[ "$(id -u)" = 0 ] || skip_all "only root can give up single capabilities"
command -v setpriv >/dev/null || skip_all "setpriv is not installed"
[ -x "$BUILDDIR/io-forecast-demo" ] || skip_all "io-forecast-demo is not built"
share_proc # the program file of everybody is read
cp "$BUILDDIR/io-forecast-demo" "$work/demo"
cp "$BUILDDIR/io-forecast-demo" "$byexe"
mkdir "$work/proc"
hides=true
mounts_have_options_of_their_own || hides=false
maps=true
"${NOBODY[@]}" unshare --user --map-root-user true 2>/dev/null || maps=false
stranger=(setpriv --reuid "$STRANGER" --regid "$STRANGER" --clear-groups)
start_busy "$theirs" "${stranger[@]}" "$work/demo"
start_busy "exe$$" "${stranger[@]}" "$byexe"
look_everywhere
wait_for 60 have_ticked
stop_daemons
everything=$(in_view all series_of theirs)

check "every daemon has had its ticks" have_ticked
check "with all rights there is io to lose" \
  equals "$IO" "$(grep -xF "$IO" <<<"$everything")"
check_readable all "root"
check_readable search "without CAP_DAC_READ_SEARCH, but with CAP_DAC_OVERRIDE"
check_unreadable ptrace "without CAP_SYS_PTRACE" 0 \
  'CAP_SYS_PTRACE missing' 'exe (for the rules)'
check_unreadable dac "without CAP_DAC_READ_SEARCH" 1 \
  'CAP_DAC_READ_SEARCH missing'
check_unreadable both "without both" 0 \
  'CAP_SYS_PTRACE and CAP_DAC_READ_SEARCH missing'
check_unreadable nobody "as nobody" 0 \
  'CAP_SYS_PTRACE and CAP_DAC_READ_SEARCH and CAP_NET_ADMIN missing' \
  'of any process taskstats ('
if $maps; then
  check "as root of a user namespace: said once, with what is lost" \
    in_view userns says ' io (rchar' 'stay absent' 'CAP_SYS_PTRACE and' \
    'Capabilities of a user namespace reach its own processes only'
  check "as root of a user namespace: of others io is absent, all else there" \
    in_view userns all_but_io_is_there theirs
else
  skip "root of a user namespace" "nobody may make one here"
fi
if $hides; then
  check_readable hidall "hidepid=2, root"
  check_hidden hid1 "hidepid=1, nobody" \
    'CAP_SYS_PTRACE and CAP_DAC_READ_SEARCH missing'
  check_hidden hid2 "hidepid=2, nobody" \
    'CAP_SYS_PTRACE and CAP_DAC_READ_SEARCH missing'
  check_hidden hidroot "hidepid=2, root without CAP_SYS_PTRACE" \
    'CAP_SYS_PTRACE missing'
  check_hidden hid4 "hidepid=4, root without CAP_SYS_PTRACE" \
    'CAP_SYS_PTRACE missing'
  check_unreadable hidgroup "hidepid=2, of the group that gid names" 0 \
    'CAP_SYS_PTRACE missing' 'exe (for the rules)'
else
  skip "a procfs with hidepid" \
    "before Linux 5.8, or where nothing can be mounted, it cannot be tried"
fi
done_testing
