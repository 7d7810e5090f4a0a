#!/bin/bash
# kernel.t - the real daemon on whichever kernel this is: what it tells is what
# the kernel tells, what that does not tell is absent and not 0, and nothing is
# complained of that a kernel of this kind does not have.
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"

readonly TICKS=6 RATE=1M
name=kernel$$

# --- set up ------------------------------------------------------------------

configure() {
  write_conf "$(conf_csv)" <<EOF
  Process "$name"
  CollectMaps true
EOF
}

start_one() {
  mkdir "$work/files"
  spawn "$BUILDDIR/io-forecast-demo" files --dir "$work/files" --rate $RATE \
    --name "$name" >/dev/null
  watched=$spawned
}

has_ticked() {
  [ "$(rows "$name" ps_rss | wc -l)" -ge $TICKS ] && has_rows "$name" io_octets
}

# --- what must hold ----------------------------------------------------------

newest() {
  rows "$1" "$2" | tail -n 1 | cut -d ' ' -f 2 | cut -d . -f 1
}

# A file that is there may say that it is switched off.
pressure_is_as_told() {
  local kind

  for kind in cpu io memory; do
    if cat /proc/pressure/$kind >/dev/null 2>&1; then
      echo "pressure/$kind is told"
      has_rows host "percent-psi_${kind}_some_avg10" || return 1
    else
      echo "pressure/$kind is absent"
      has_no_rows host "percent-psi_${kind}_some_avg10" || return 1
    fi
  done
}

count_of_fds_is_right() {
  equals "$(find "/proc/$watched/fd" -mindepth 1 | wc -l)" \
    "$(newest "$name" file_handles)"
}

# As proc(5) has it, in pages; it may have changed a little since.
memory_is_right() {
  local told pages bytes

  told=$(newest "$name" ps_rss)
  read -r _ pages _ <"/proc/$watched/statm"
  bytes=$((pages * $(getconf PAGE_SIZE)))
  echo "told $told, has $bytes"
  [ $((told * 10)) -gt $((bytes * 8)) ] && [ $((told * 8)) -lt $((bytes * 10)) ]
}

limit_is_right() {
  equals "$(awk '/^Max open files/ { print $4 }' "/proc/$watched/limits")" \
    "$(newest "$name" file_handles-limit_soft)"
}

# It goes on meanwhile.
writing_is_right() {
  local told now

  told=$(rows "$name" io_octets | tail -n 1 | cut -d ' ' -f 3 | cut -d . -f 1)
  now=$(sed -n 's/^wchar: //p' "/proc/$watched/io")
  echo "told $told, then $now"
  [ "$told" -gt 0 ] && [ "$told" -le "$now" ]
}

is_quiet() {
  grep -E '\[(warning|error|notice)\] io_forecast' "$work/log" >"$work/loud"
  equals "" "$(cat "$work/loud")"
}

counts_no_trouble() {
  rows self derive-scrape_errors
  equals 0 "$(newest self derive-scrape_errors)"
}

# --- the test ----------------------------------------------------------------

need_daemon
[ -x "$BUILDDIR/io-forecast-demo" ] || skip_all "io-forecast-demo is not built"
share_proc
echo "# Linux $(uname -r)"
start_one
configure >"$work/conf"
start_daemon "$work/conf"
check "a process is told of" wait_for 60 has_ticked
check "its open files are counted as they are listed" count_of_fds_is_right
check "with the limit that the kernel tells" limit_is_right
check "its memory is what the kernel tells" memory_is_right
check "what it writes is what the kernel tells" writing_is_right
check "pressure is told where there is PSI, and absent where there is none" \
  pressure_is_as_told
check "no file could not be read" counts_no_trouble
check "and nothing is complained of" is_quiet
check "the daemon ends within 2 s" daemon_ends_in 2
done_testing "$work/log"
