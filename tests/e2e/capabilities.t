#!/bin/bash
# capabilities.t - what of a process of the same user, of another and of root may
# be read with each set of capabilities: the table in SECURITY.md, row for row,
# by the functions of the plugin under setpriv. With TABLE=1 it prints the table
# as it is here, and tests nothing.
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"

readonly WE=12345 STRANGER=12346
readonly LOOK=$BUILDDIR/tests/e2e/rights-look
readonly BEGIN="<!-- capabilities: begin -->" END="<!-- capabilities: end -->"
readonly OWNERS=(own others root)
# Sets of capabilities, each a column; "root" is all of them and that user.
readonly SETS=(none sys_ptrace dac_read_search "sys_ptrace,dac_read_search"
  "sys_ptrace,dac_read_search,net_admin"
  "sys_ptrace,dac_read_search,net_admin,sys_admin" root)
declare -A pid inode abroad abroad_inode

# --- who is looked at --------------------------------------------------------

as_user() {
  echo "setpriv --reuid $1 --regid $1 --clear-groups"
}

# It has a file and a socket that listens, on no network at all where it is in a
# namespace of its own, and sleeps.
# shellcheck disable=SC2016 # perl expands
readonly TARGET='
  open(my $f, "<", $ARGV[0]) or die;
  socket(my $s, PF_INET, SOCK_STREAM, 0) or die;
  bind($s, sockaddr_in(0, INADDR_ANY)) or die;
  listen($s, 1) or die;
  open(my $out, ">", $ARGV[1]) or die;
  print($out fileno($f), " ", (stat($s))[1], "\n");
  close($out) or die;
  rename($ARGV[1], "$ARGV[1].told") or die;
  sleep(600);'

has_told() {
  [ -s "$work/told/$1.told" ]
}

# start NAME PREFIX...: its pid is in $spawned, what it has open in $told.
start() {
  local name=$1

  shift
  spawn "$@" perl -MSocket -e "$TARGET" "$work/file" "$work/told/$name"
  wait_for 20 has_told "$name" || return 1
  read -ra told <"$work/told/$name.told"
}

# start_pair NAME UID: one here, and one in another network namespace.
# shellcheck disable=SC2046 # a prefix of words
start_pair() {
  start "$1" $(as_user "$2") || return 1
  pid[$1]=$spawned fd=${told[0]} inode[$1]=${told[1]}
  start "$1.abroad" unshare --net $(as_user "$2") || return 1
  abroad[$1]=$spawned abroad_inode[$1]=${told[1]}
}

start_all() {
  start_pair own $WE && start_pair others $STRANGER && start_pair root 0
}

# --- how it is looked at -----------------------------------------------------

# with SET: the prefix that leaves this.
with() {
  case $1 in
  root) echo env ;;
  none) as_user $WE ;;
  *) echo "$(as_user $WE) --inh-caps=-all,+${1//,/,+}" \
    "--ambient-caps=-all,+${1//,/,+}" ;;
  esac
}

# look SET OWNER: rows of a name, a tab and a word.
# shellcheck disable=SC2046 # a prefix of words
look() {
  $(with "$1") "$work/rights-look" "${pid[$2]}" "$fd" "${inode[$2]}" \
    "${abroad[$2]}" "${abroad_inode[$2]}" >"$work/seen/$1.$2"
}

look_everywhere() {
  local set owner

  for set in "${SETS[@]}"; do
    for owner in "${OWNERS[@]}"; do
      look "$set" "$owner" || return 1
    done
  done
}

# seen SET OWNER NAME
seen() {
  awk -F '\t' -v name="$3" '$1 == name { print $2 }' "$work/seen/$1.$2"
}

# cell SET NAME: whose it may be read of: "all", "none", or their names.
cell() {
  local owner words="" count=0 word

  for owner in "${OWNERS[@]}"; do
    word=$(seen "$1" "$owner" "$2")
    case $word in
    yes) words+=${words:+, }$owner count=$((count + 1)) ;;
    no) ;;
    *) words+=${words:+, }$owner:${word:-nothing} ;;
    esac
  done
  [ $count != ${#OWNERS[@]} ] || words=all
  echo "${words:-none}"
}

names() {
  cut -f 1 "$work/seen/root.root"
}

# row NAME: as it stands in the table, but for the words about it.
row() {
  local set

  printf "| \`%s\` |" "$1"
  for set in "${SETS[@]}"; do
    printf ' %s |' "$(cell "$set" "$1")"
  done
  echo
}

# --- the table ---------------------------------------------------------------

# Its rows without the second column, which tells what each is for.
committed() {
  sed -n "/^$BEGIN/,/^$END/p" "$SRCDIR/SECURITY.md" | grep '^| `' |
    awk -F ' *[|] *' -v OFS=' | ' '
      { printf "| %s |", $2; for (i = 4; i < NF; i++) printf " %s |", $i
        print "" }'
}

# Whether nobody at all may read it here: an old kernel, or one that was built
# without it.
is_missing_here() {
  [ "$(seen root root "$1")" != yes ]
}

# The number of open files is told by fstat(2) since Linux 6.2.
check_row() {
  local name=$1 what

  what="$name is readable as the table says"
  if is_missing_here "$name"; then
    skip "$what" "root itself may not read it here: $(seen root root "$name")"
  else
    check "$what" equals "$(committed | grep -F "| \`$name\` |")" "$(row "$name")"
  fi
}

# Nothing is lost by a right that is added.
is_monotonous() {
  local name owner set

  names | while read -r name; do
    for owner in "${OWNERS[@]}"; do
      [ "$(seen none "$owner" "$name")" = yes ] || continue
      for set in "${SETS[@]}"; do
        [ "$(seen "$set" "$owner" "$name")" = yes ] || {
          echo "$name of $owner with $set"
          exit 1
        }
      done
    done
  done
}

# --- the test ----------------------------------------------------------------

[ "$(id -u)" = 0 ] || skip_all "only root can give up single capabilities"
for program in setpriv unshare perl; do
  command -v $program >/dev/null || skip_all "$program is not installed"
done
[ -x "$LOOK" ] || skip_all "$LOOK is not built"
unshare --net true 2>/dev/null ||
  skip_all "no network namespace may be made here"
# shellcheck disable=SC2046 # a prefix of words
$(with sys_ptrace) true 2>/dev/null ||
  skip_all "capabilities cannot be kept beside another user here"
cp "$LOOK" "$work/rights-look" # which everybody can reach
mkdir -m 777 "$work/told" && mkdir "$work/seen" && echo text >"$work/file"
check "the processes to be looked at have started" start_all
check "with each set of rights each is looked at" look_everywhere
if [ -n "${TABLE:-}" ]; then
  names | while read -r name; do
    row "$name"
  done
  exit
fi
check "the table has these rows and no others" \
  equals "$(names)" "$(committed | cut -d '`' -f 2)"
while read -r name; do
  check_row "$name"
done < <(names)
check "no right takes anything away" is_monotonous
done_testing
