# shellcheck shell=bash
# browser.sh - a headless Chromium that looks at a page. To be sourced behind
# lib.sh.

browser=$(command -v chromium || command -v chromium-browser)

# browse PAGE: what it comes to after two seconds of its own time, in $work/dom;
# what the console says is in $work/console.
browse() {
  timeout 60 "$browser" --headless=new --no-sandbox --disable-gpu \
    --user-data-dir="$work/profile" --enable-logging=stderr \
    --virtual-time-budget=2000 --dump-dom "file://$1" >"$work/dom" 2>"$work/stderr"
  grep CONSOLE "$work/stderr" >"$work/console"
  [ -s "$work/dom" ]
}

# One that complains is heard: opens_quietly() could not fail otherwise.
browser_is_heard() {
  echo '<script>console.error("told")</script>' >"$work/bad.html"
  browse "$work/bad.html" && grep -q told "$work/console"
}

opens_quietly() {
  browse "$1" && equals "" "$(cat "$work/console")"
}

# in_frame PAGE WIDTH: the page in a frame of that width, which says how wide it is
# all the same. The page itself lets no script in.
in_frame() {
  perl -0 -e '
    my ($page, $width) = @ARGV;
    open(my $in, "<", $page) or die;
    my $text = <$in>;
    $text =~ s/<meta http-equiv[^>]*>//g or die;
    $text =~ s/$/<script>parent.document.title = "wide " +
      document.documentElement.scrollWidth<\/script>/;
    $text =~ s/&/&amp;/g;
    $text =~ s/"/&quot;/g;
    print qq(<iframe style="border:0;width:${width}px" srcdoc="$text"></iframe>)
  ' "$@" >"$work/frame.html"
  browse "$work/frame.html" && sed -n 's/.*<title>wide \([0-9]*\).*/\1/p' "$work/dom"
}

# fits_a_phone PAGE: what is wider scrolls in a box of its own. A frame in which
# nothing fits tells that this would be seen.
fits_a_phone() {
  local phone narrow

  phone=$(in_frame "$1" 360) && narrow=$(in_frame "$1" 40)
  echo "$phone in 360, $narrow in 40"
  [ "$phone" -le 360 ] && [ "$narrow" -gt 40 ]
}
