#!/bin/bash
# explain.t - evidence as a text and as a page, which headless Chromium opens.
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/e2e/browser.sh
. "$SRCDIR/tests/e2e/browser.sh"

readonly TOOL=$BUILDDIR/io-forecast SAMPLES=$SRCDIR/tests/fixtures/evidence

# --- what must hold ----------------------------------------------------------

# ends_with STATUS COMMAND...: and says one sentence, if not 0.
ends_with() {
  local wanted=$1 status=0

  shift
  "$@" >"$work/out" 2>"$work/err" || status=$?
  cat "$work/err"
  equals "$wanted" "$status" &&
    { [ "$wanted" = 0 ] || equals 1 "$(grep -c . "$work/err")"; }
}

says() {
  grep -qE -- "$1" "$work/err" || {
    cat "$work/err"
    return 1
  }
}

tells() {
  "$TOOL" explain "$1" >"$work/text" && cat "$work/text" &&
    grep -q "$2" "$work/text"
}

# Each as a hostile or unlucky file may be: bytes that are no UTF-8, a number
# that is none, lists in lists.
write_bad_files() {
  sed 's/nginx: pid/ngi\xff\xfe: pid/' "$1" >"$work/bytes.json"
  sed 's/"unix_s":[0-9.]*/"unix_s":1e999/' "$1" >"$work/number.json"
  { printf '{"a":'; head -c 100000 /dev/zero | tr '\0' '['; } >"$work/deep.json"
}

# The writer comes late.
fifo_is_waited_for() {
  mkfifo "$work/fifo"
  { sleep 0.5; cat "$SAMPLES/storage-read.json"; } >"$work/fifo" &
  timeout 20 "$TOOL" explain "$work/fifo" | head -n 1 | grep '^nginx: pid 4242'
}

# It is not read beyond what evidence may have.
huge_file_is_refused() {
  truncate -s 1G "$work/huge"
  (ulimit -v 200000; ends_with 2 "$TOOL" explain "$work/huge") &&
    says 'more than 8 MiB'
}

# No more than a screen is wide, in what is one.
text_fits_the_terminal() {
  local widest

  script -qc "stty cols 60; LC_ALL=C '$TOOL' explain '$SAMPLES/memory-leak.json'" \
    /dev/null </dev/null | sed 's/\x1b\[[0-9;]*m//g; s/\r//' >"$work/text"
  cat "$work/text"
  widest=$(awk '{ if (length($0) > most) most = length($0) }
    END { print most }' "$work/text")
  [ "$widest" -gt 40 ] && [ "$widest" -le 60 ]
}

# The sentence on top, and nothing for a terminal in what is no terminal.
text_is_plain() {
  "$TOOL" explain "$SAMPLES/storage-read.json" >"$work/text"
  head -n 1 "$work/text" | grep -q '^nginx: pid 4242' &&
    ! grep -q $'\033' "$work/text"
}

page_is_one_file() {
  "$TOOL" explain "$SAMPLES/storage-read.json" --html "$work/page.html" &&
    ! grep -oE '( src| href|url\(|@import|<script)[^>]*' "$work/page.html"
}

dom_says() {
  grep -q -- "$1" "$work/dom"
}

# points METRIC: of the lines of its chart.
points() {
  perl -0ne '/<figure data-metric="'"$1"'".*?<\/figure>/s or exit;
    my $figure = $&; my $n = 0;
    $n += split(" ", $1) while $figure =~ /class="values" points="([^"]*)"/g;
    print $n' "$work/dom"
}

# Those of the finest ring, and of the coarser ones what is older.
known() {
  jq --arg metric "$1" '[.members[0].windows[] | select(.metric == $metric) |
    .rings] | first | reduce .[] as $ring ({told: -1e9, n: 0};
      .told as $told | [range($ring.values | length) as $i |
        {age: ($ring.age_s + (($ring.values | length) - 1 - $i) * $ring.slot_s),
         value: $ring.values[$i]} | select(.age > $told + $ring.slot_s / 2)]
      as $new | {n: (.n + ([$new[] | select(.value != null)] | length)),
        told: ([$told, $new[].age] | max)}) | .n' "$SAMPLES/storage-read.json"
}

charts_have_their_points() {
  local metric status=0

  for metric in fd_count io_wait mem_rss; do
    echo "$metric: $(points $metric) of $(known $metric)"
    equals "$(known $metric)" "$(points $metric)" || status=1
  done
  return $status
}

# check_kinds SAMPLE: what is of another kind than it should be is no evidence.
check_kinds() {
  local place value wanted

  while read -r place value wanted; do
    if ! command -v jq >/dev/null; then
      skip "$place that is no $wanted ends it with 2" "jq is not installed"
      continue
    fi
    jq -c ".$place = $value" "$1" >"$work/kind.json"
    check "$place that is no $wanted ends it with 2" \
      ends_with 2 "$TOOL" explain "$work/kind.json"
    check "and that is said" says "malformed: \"${place//[][]/.}\" is no $wanted"
  done <<'PLACES'
verdict.fuse 7 truth value
versions.kernel [] text
host_values.swappiness "x" number
host_windows[0].rings[0].values[3] "x" number
members[0] [] object
members[0].cgroups {} list
members[0].walls[2].eta_s {} number
members[0].threads.list[1].stack "x" list
members[0].files[0].path 1 text
PLACES
}

# --- the test ----------------------------------------------------------------

[ -x "$TOOL" ] || skip_all "io-forecast is not built"
check "the text tells causes" tells "$SAMPLES/storage-read.json" 'storage read'
check "and a leak of memory" tells "$SAMPLES/memory-leak.json" 'copy-on-write'
check "the verdict comes first, in plain text" text_is_plain
head -c 3000 "$SAMPLES/storage-read.json" >"$work/cut.json"
check "a file that is cut off ends it with 2" \
  ends_with 2 "$TOOL" explain "$work/cut.json"
check "and it is said where" says 'cut off: line [0-9]+ ends at column [0-9]+'
sed '/"host"/s/:/;/' "$SAMPLES/storage-read.json" >"$work/bad.json"
check "a file that is malformed ends it with 2" \
  ends_with 2 "$TOOL" explain "$work/bad.json"
check "and it is said in which line" says 'malformed in line [0-9]+, column'
echo '{"format":"io_forecast evidence","version":2}' >"$work/new.json"
check "one of a later version does" ends_with 2 "$TOOL" explain "$work/new.json"
check "and that is said" says 'version 2'
echo '{"format":"io_forecast evidence","version":1,"sentence":"x","unix_s":1,
"verdict":{},"members":"y"}' >"$work/wrong.json"
check "one without a list of members does" \
  ends_with 2 "$TOOL" explain "$work/wrong.json"
check "and it is said which part" says '"members" is no list'
echo '{"a":1}' >"$work/other.json"
sed 's/"version":1,/"version":1,"new":{"a":[true]},/; s/"disks":/"other":/' \
  "$SAMPLES/storage-read.json" >"$work/later.json"
check "what is new or missing in it is passed over" \
  tells "$work/later.json" 'storage read'
check_kinds "$SAMPLES/storage-read.json"
write_bad_files "$SAMPLES/storage-read.json"
for bad in bytes number deep; do
  check "$bad.json ends it with 2" ends_with 2 "$TOOL" explain "$work/$bad.json"
  check "and it is said where that is" says 'malformed in line 1, column [0-9]+'
done
: >"$work/empty.json"
check "so does an empty file" ends_with 2 "$TOOL" explain "$work/empty.json"
check "of which that is said" says 'it is empty'
check "one of a gigabyte is not read" huge_file_is_refused
check "a directory ends it with 1" ends_with 1 "$TOOL" explain "$work"
check "and it is said why" says 'Is a directory'
check "a FIFO is waited for" fifo_is_waited_for
check "what is no evidence ends it with 2" ends_with 2 "$TOOL" explain "$work/other.json"
check "one that is not there ends it with 1" \
  ends_with 1 "$TOOL" explain "$work/none.json"
check "so does a page that cannot be written" \
  ends_with 1 "$TOOL" explain "$SAMPLES/truncated.json" --html "$work/no/page"
check "without a file it ends with 2" ends_with 2 "$TOOL" explain
if command -v script >/dev/null; then
  check "lines are as wide as the terminal" text_fits_the_terminal
else
  skip "lines are as wide as the terminal" "script is not installed"
fi
check "a page needs nothing else" page_is_one_file
check "which only its owner may read" \
  equals 600 "$(stat -c %a "$work/page.html")"
if [ -z "$browser" ]; then
  skip "the page opens without a complaint" "chromium is not installed"
  skip "the charts have their points" "chromium is not installed"
elif ! command -v jq >/dev/null; then
  skip "the charts have their points" "jq is not installed"
else
  check "a complaint of a page would be heard" browser_is_heard
  check "the page opens without one" opens_quietly "$work/page.html"
  check "the verdict is on it" dom_says '<h1>nginx: pid 4242'
  check "and what threads wait for" dom_says 'storage read'
  check "the charts have their points" charts_have_their_points
  check "it can be looked at on a phone" fits_a_phone "$work/page.html"
fi
done_testing /dev/null
