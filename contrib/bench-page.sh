# shellcheck shell=bash
# shellcheck disable=SC2154 # they are those of contrib/bench
# bench-page.sh - the page of contrib/bench: what it measured against the bounds.

median() {
  tr ' ' '\n' <<<"$1" | grep . | sort -g |
    awk '{ v[NR] = $1 } END { printf "%.6g\n", (v[int((NR + 1) / 2)] + v[int(NR / 2) + 1]) / 2 }'
}

# calculate EXPRESSION [FORMAT]
calculate() {
  awk "BEGIN { printf \"${2:-%.2f}\", $1 }"
}

# cost_us KIND SIZE: CPU a member and cycle, without what an idle daemon takes.
cost_us() {
  local base=0

  case $1 in
    ours | stock) base=$(median "${got["base $2"]}") ;;
  esac
  calculate "($(median "${got["$1 $2"]}") - $base) / $2 / 1000"
}

# of_each KIND SIZE: what each turn came to.
of_each() {
  local value list=

  for value in ${got["$1 $2"]}; do
    list+="${list:+, }$(calculate "$value / $2 / 1000")"
  done
  echo "$list"
}

# row WHAT FIGURE BOUND: met or missed.
row() {
  local verdict

  verdict=$(awk -v f="$2" -v b="$3" 'BEGIN { print f <= b ? "met" : "**missed**" }')
  echo "| $1 | $2 | ≤ $3 | $verdict |"
}

print_head() {
  cat <<END
# What watching costs

Made by this command; it is not part of \`make check\`:

    $command_line

or \`make -C build bench\`. Machine: Linux $(uname -r), $(nproc) CPUs ($(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1)),
$(collectd -h | grep -oE "collectd [0-9.]+[0-9]" | head -n 1). ${quick:+This was a quick run: strangers were still young, and all is less exact. }Machines are
noisy, and absolute times say little: only ratios of one run count.

A herd of processes has one thread and six descriptors each; a tenth of them wakes ten times a
second. A real collectd watches it as one group in each second: with this plugin (\`FdBudget
$FDS\`, \`CpuBudget 100\`: nobody is left out), with collectd's own \`processes\` (descriptors,
context switches and \`io\`; in every $(stock_interval "${sizes##*,}") s where ${sizes##*,} take it longer), and with no plugin that
reads, which is taken off both. All have write_prometheus to write to. The CPU time is that of all threads of the daemon (\`schedstat\`,
in ns) over $CYCLES cycles of ours, after $warm cycles to warm up. The bare loop
(\`contrib/bench-bare.c\`) makes the same system calls and understands nothing. Turns alternate;
figures are medians of $turns.

END
}

print_bounds() {
  local size first=${sizes%%,*} last=${sizes##*,}

  echo "## The bounds"
  echo
  echo "| what | measured | bound | |"
  echo "|---|---|---|---|"
  for size in ${sizes//,/ }; do
    row "CPU against \`processes\`, $size members" \
      "$(calculate "$(cost_us ours "$size") / $(cost_us stock "$size")")" 0.25
    row "CPU against the bare loop, $size members" \
      "$(calculate "$(cost_us ours "$size") / $(cost_us bare "$size")")" 1.3
  done
  if [[ $first != "$last" ]]; then
    row "growth: CPU a member, $last against $first members" \
      "$(calculate "$(cost_us ours "$last") / $(cost_us ours "$first")")" 1.2
  fi
  print_memory
  for size in 1 0.1; do
    row "p99.9 of a watched process's mmap loop, watched every $size s against not at all" \
      "$(calculate "$(median "${got["loop $size"]}") / $(median "${got["loop without"]}")")" 1.1
  done
  print_steady
  echo
}

print_memory() {
  local size

  for size in ${sizes//,/ }; do
    row "memory a member, $size members, KiB" \
      "$(calculate "(${told["rss $size"]} - ${told["rss one"]}) / $size / 1024")" 8
    echo "| descriptors a member, $size members; \`FdBudget\` bounds them | $(calculate "${told["fds $size"]} / $size") | | |"
  done
}

# What the unit tests prove, by their own word.
print_steady() {
  if CMOCKA_MESSAGE_OUTPUT=TAP "$BUILDDIR/tests/test_steady" 2>&1 |
    grep -q '^ok .*a_steady_tick_takes_no_memory'; then
    echo "| heap allocations in a steady tick (\`tests/test_steady\`) | 0 | 0 | met |"
  elif [[ -x $BUILDDIR/tests/test_steady ]]; then
    echo "| heap allocations in a steady tick (\`tests/test_steady\`) | some | 0 | **missed** |"
  else
    echo "| heap allocations in a steady tick | not measured: the tests are not built | 0 | |"
  fi
  if [[ -x $BUILDDIR/tests/test_pipeline ]]; then
    echo "| memory a member that is taken at the start (\`tests/test_pipeline\`) | $("$BUILDDIR/tests/test_pipeline" 2>&1 |
      grep -oE '[0-9]+ bytes a member') | ≤ 8192 | |"
  fi
}

print_costs() {
  local size kind
  local -A title=([ours]="this plugin" [stock]="\`processes\`" [bare]="the bare loop"
    [exporter]="prometheus-process-exporter, as it comes"
    [lean]="the same without threads and smaps" [base]="the idle daemon")

  echo "## CPU a member and cycle, µs"
  echo
  echo "| herd | who | median | against ours | each turn, with the idle daemon |"
  echo "|---|---|---|---|---|"
  for size in ${sizes//,/ }; do
    for kind in ours bare stock lean exporter base; do
      [[ ${got["$kind $size"]:-} ]] || continue
      echo "| $size | ${title[$kind]} | $(cost_us "$kind" "$size") | $(calculate "$(cost_us "$kind" "$size") / $(cost_us ours "$size")") | $(of_each "$kind" "$size") |"
    done
    [[ -z ${told["late $size"]:-} ]] || echo "
**With $size members cycles were late, and figures are too low:${told["late $size"]}.**
"
  done
  echo
  if [[ ! ${got["exporter ${sizes%%,*}"]:-} ]]; then
    echo "prometheus-process-exporter was not installed, and not measured."
  else
    echo "The exporter reads when it is scraped; a cycle of it is a scrape."
  fi
  echo
}

print_calls() {
  local -a ours bare
  local i

  echo "## The bare loop makes the same calls"
  echo
  if [[ ! ${told["calls size"]:-} ]]; then
    echo "Not counted: strace is not installed, or no herd was small enough to be counted in time."
    echo
    return
  fi
  read -ra ours <<<"${told["calls ours"]}"
  read -ra bare <<<"${told["calls bare"]}"
  echo "Calls a member and cycle with ${told["calls size"]} members, counted by \`strace -f -c -p\` over $CYCLES cycles:"
  echo
  echo "| | this plugin | bare loop |"
  echo "|---|---|---|"
  for i in 2:pread64 3:openat 4:close 5:read 6:newfstatat 7:fcntl 8:getdents64 "0:**all of these**" "1:futex (the lane; not part of it)"; do
    echo "| ${i#*:} | ${ours[${i%%:*}]} | ${bare[${i%%:*}]} |"
  done
  echo
  echo "They agree to $(calculate "100 * (${bare[0]} / ${ours[0]} - 1)" "%+.1f") %: $(awk -v a="${ours[0]}" -v b="${bare[0]}" \
    'BEGIN { r = b / a; if (r >= 0.9 && r <= 1.1) print "within 10 %, the loop is a fair one"; else print "**not within 10 %: the ratio to the bare loop is not to be trusted**" }')."
  echo
}

print_effect() {
  local kind

  echo "## The effect on who is watched"
  echo
  echo "A process with 1 GiB resident maps, touches and unmaps 64 KiB; p99.9 of that in µs, each turn $loop_s s:"
  echo
  echo "| watched | median | each turn |"
  echo "|---|---|---|"
  for kind in without 1 0.1; do
    echo "| ${kind/without/not} | $(calculate "$(median "${got["loop $kind"]}") / 1000") | $(for value in ${got["loop $kind"]}; do calculate "$value / 1000" "%.2f "; done) |"
  done
}

print_page() {
  print_head
  print_bounds
  print_costs
  print_calls
  print_effect
}
