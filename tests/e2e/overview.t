#!/bin/bash
# overview.t - the page of io-forecast watch --html: of processes that are
# watched here, and of a page of write_prometheus; in headless Chromium.
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/e2e/browser.sh
. "$SRCDIR/tests/e2e/browser.sh"

readonly TOOL=$BUILDDIR/io-forecast PAGE=$work/www/overview.html
leaky=leaky$$

# --- set up ------------------------------------------------------------------

# A name that is markup, beside one that leaks.
start_processes() {
  local demo=$BUILDDIR/io-forecast-demo

  spawn "$demo" fds --limit 500 --seconds 120 --name "$leaky" >/dev/null
  spawn "$demo" quiet --name '<b>x"&'\' >/dev/null
  hostile=$spawned
}

start_watch() {
  spawn "$TOOL" watch --process "$leaky" --pid "$hostile" --set TripAfter=3 \
    --html "$PAGE" >"$work/said" 2>"$work/told"
  watch=$spawned
}

# --- what must hold ----------------------------------------------------------

says() {
  grep -qE -- "$1" "$PAGE"
}

# Whoever asks at any time gets a whole one.
is_always_whole() {
  local i

  for i in $(seq 300); do
    tail -c 16 "$PAGE" | grep -q '</html>$' || {
      echo "at $i:"
      tail -c 200 "$PAGE"
      return 1
    }
  done
}

ends_with() {
  local wanted=$1 status=0

  shift
  "$@" >"$work/out" 2>"$work/err" || status=$?
  cat "$work/err"
  equals "$wanted" "$status"
}

# The browser lets in the script of this hash, and no other.
script_is_let_in() {
  local hash

  hash=$(perl -MDigest::SHA=sha256_base64 -0ne \
    'print sha256_base64($1), "=" if m,<script>(.*?)</script>,s' "$PAGE")
  grep -oE "script-src [^\"]*" "$PAGE"
  grep -qF "script-src &#39;sha256-$hash&#39;" "$PAGE"
}

page_needs_nothing_else() {
  ! grep -oE '( src| href|url\(|@import)[^>]*' "$PAGE"
}

is_marked() {
  grep -E '<body' "$work/dom" | cut -c -200
  grep -qE '<body class="stale">' "$work/dom"
}

# made SECONDS: the page as it was made that long ago, in front of a browser that
# may take its time to begin; it stays where it is.
made() {
  sed "s/data-at=\"[0-9]*\"/data-at=\"$(($(date +%s) - $1))\"/
    s/data-limit=\"[0-9]*\"/data-limit=\"600\"/
    s/<meta http-equiv=\"refresh\"[^>]*>//" "$PAGE" >"$work/made.html"
  browse "$work/made.html"
}

check_in_browser() {
  check "it opens without a complaint" opens_quietly "$PAGE"
  check "one that was just made has no mark" eval 'made 0 && ! is_marked'
  check "one that is old is marked" eval 'made 1200 && is_marked'
  check "and so is one of the future" eval 'made -1200 && is_marked'
  check "it can be looked at on a phone" fits_a_phone "$PAGE"
}

skip_browser() {
  local sentence

  for sentence in "it opens without a complaint" \
    "one that was just made has no mark" "one that is old is marked" \
    "and so is one of the future" "it can be looked at on a phone"; do
    skip "$sentence" "chromium is not installed"
  done
}

goes_to_stdout() {
  "$TOOL" watch --page - --html - <"$work/page" | grep -q '</html>'
}

# A page of write_prometheus, of two hosts; names hold anything.
write_page() {
  cat <<'END'
collectd_io_forecast_duration_seconds{io_forecast="nginx",type="fd_limit",instance="web1"} 25.5 1795424963734
collectd_io_forecast_duration_seconds{io_forecast="nginx",type="fd_limit_lower",instance="web1"} 20 1795424963734
collectd_io_forecast_duration_seconds{io_forecast="nginx",type="fd_limit_upper",instance="web1"} 31 1795424963734
collectd_io_forecast_gauge{io_forecast="nginx",type="fd_limit_state",instance="web1"} 2 1795424963734
collectd_io_forecast_bool{io_forecast="nginx",type="fuse",instance="web1"} 1 1795424963734
collectd_io_forecast_duration_seconds{io_forecast="<img src=x>",type="stuck",instance="web2"} 75 1795424964734
collectd_io_forecast_ps_count_processes{io_forecast="<img src=x>",instance="web2"} 3 1795424964734
END
}

# --- the test ----------------------------------------------------------------

[ -x "$TOOL" ] || skip_all "io-forecast is not built"
mkdir "$work/www"
umask 022
start_processes
start_watch
check "a page is written" wait_for 30 test -s "$PAGE"
check "whoever may read files may read it" equals 644 "$(stat -c %a "$PAGE")"
check "it tells who meets what, and when" \
  wait_for 60 says "<td>$leaky</td><td>fd_limit</td><td class=.t.>[0-9]+ s \\("
check "and says so in words" wait_for 60 says "<li>.*$leaky: pid [0-9]+ will run out"
check "at any time it is whole" is_always_whole
check "nothing is printed beside it" equals "" "$(cat "$work/said")"
check "it needs nothing else" page_needs_nothing_else
check "its script is the only one that is let in" script_is_let_in
check "and it says how long it holds" says 'data-limit="15"'
check "it looks for its successor" says '<meta http-equiv="refresh" content="5">'
if [ -n "$browser" ]; then check_in_browser; else skip_browser; fi
mv "$work/www" "$work/gone"
check "that it cannot be written is told" wait_for 30 grep -q 'cannot be written' "$work/told"
mv "$work/gone" "$work/www"
sleep 3
check "once" equals 1 "$(grep -c 'cannot be written' "$work/told")"
kill -TERM "$watch"
wait "$watch"
check "SIGTERM ends it well" equals 0 $?
check "and the last page says that it is the last" says 'class="ended"'
check "and does not look for another" eval '! says refresh'
check "no draft stays" equals overview.html "$(ls "$work/www")"

write_page >"$work/page"
check "a page of write_prometheus becomes one" \
  ends_with 0 "$TOOL" watch --page "$work/page" --html "$PAGE" --interval 20
check "as it was when that was sent" says 'data-at="1795424965" data-limit="60"'
check "with its forecast, fuse and stuck members" \
  eval 'says "nginx@web1 meets fd_limit in 26 s" && says "1 fuse blown" && says "for 75 s"'
check "and nothing of a name but its text" \
  eval '! says "<img" && says "&lt;img src=x&gt;@web2"'
check "to the standard output too" goes_to_stdout
check "one that cannot be written ends it with 1" \
  ends_with 1 "$TOOL" watch --page "$work/page" --html "$work/no/page"
check "--html - without a page ends with 2" ends_with 2 "$TOOL" watch --pid $$ --html -
check "and so do --html and --json" \
  ends_with 2 "$TOOL" watch --pid $$ --html "$PAGE" --json
check "--pid takes a number, and nothing behind it" ends_with 2 "$TOOL" watch --pid 7x
done_testing "$work/told"
