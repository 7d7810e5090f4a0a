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

This page was made by

    $command_line

which is not part of \`make check\`; \`make -C build bench\` does the same. Machine: Linux
$(uname -r), $(nproc) CPUs ($(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1)), $(collectd -h | grep -oE "collectd [0-9.]+[0-9]" | head -n 1).
${quick:+
**This was a quick run, to try the script: its turns are too short for its figures to count.**
}
The processes of a herd have one thread and six descriptors each; every tenth of them wakes ten
times a second. One after the other, in turns, they are watched as one group by

* this plugin in a collectd, every second, with \`CpuBudget 100\`, so that nobody is left out,
  a \`FdBudget\` of $((member_fds / 10)).$((member_fds % 10)) descriptors a member, so that sizes differ in nothing else, and \`ReadDeadlineMs 1000\`, so that a hiccup of the machine is not taken
  for a process that hangs: the calls of a thread that is replaced would not be counted;
* collectd's own \`processes\` in another collectd, with descriptors, context switches and I/O;
  with ${sizes##*,} processes every $(stock_interval "${sizes##*,}") s, as it may need longer than a second;
* the bare loop \`contrib/bench-bare.c\`, which makes the system calls of this plugin and understands
  nothing of what it reads.

Whoever has no turn is stopped, in a moment in which all its threads sleep. A turn is $cycles cycles
long, or three where a cycle takes longer than a second. What is measured is the CPU time of the
whole process by its CPU clock, with all threads of the daemon, minus that of a collectd that reads
nothing; all of them write to write_prometheus. In each turn each of the three tells how many
processes it watches: if that is not the whole herd, there is no page.

Figures are medians of $turns turns. Machines are noisy: only ratios within one run tell something.

END
}

print_bounds() {
  local size first=${sizes%%,*} last=${sizes##*,}

  echo "## The bounds"
  echo
  echo "| what | measured | bound | |"
  echo "|---|---|---|---|"
  for size in ${sizes//,/ }; do
    row "CPU against \`processes\`, $size members" "$(ratio ours "$size" stock "$size")" 0.25
    row "CPU against the bare loop, $size members" "$(ratio ours "$size" bare "$size")" 1.3
  done
  if [[ $first != "$last" ]]; then
    row "growth: CPU a member with $last members against $first" \
      "$(ratio ours "$last" ours "$first")" 1.2
    echo "| the same of the bare loop | $(ratio bare "$last" bare "$first") | | |"
  fi
  print_memory
  row "effect: p99.9 of the mmap loop of a process that is watched every second" \
    "$(effect watch1 without)" 1.1
  row "the same ten times a second, against another one being watched at that pace" \
    "$(effect watch0.1 other0.1)" 1.1
  echo "| the same ten times a second, against no daemon at all | $(effect watch0.1 control) | | |"
  echo "| noise: the same of two turns in which nobody watches | $(effect control without) | | |"
  print_steady
  echo
  print_descriptors
}

# ratio KIND SIZE KIND SIZE
ratio() {
  calculate "$(cost_us "$1" "$2") / $(cost_us "$3" "$4")"
}

# effect KIND BASE: the median of the ratios of turns that follow each other.
effect() {
  local list

  list=$(paste <(tr ' ' '\n' <<<"${got["loop $1"]}") <(tr ' ' '\n' <<<"${got["loop $2"]}") |
    awk '$2 > 0 { printf "%.4f ", $1 / $2 }')
  calculate "$(median "$list")"
}

print_memory() {
  local size

  for size in ${sizes//,/ }; do
    row "memory a member, $size members, KiB" \
      "$(calculate "(${told["rss $size"]} - ${told["rss one"]}) / $size / 1024")" 8
  done
}

# Files that are not kept open are opened anew.
print_descriptors() {
  local size list=

  for size in ${sizes//,/ }; do
    list+="${list:+, }$(calculate "${told["fds $size"]} / $size") with $size"
  done
  cat <<END
Descriptors a member: $list members. One of them pins the process, and most files of one that
is busy stay open: with $((MEMBER_FDS_MOST / 10)).$((MEMBER_FDS_MOST % 10)) a member there are enough for all. The limit of descriptors here,
$(ulimit -n), allows $((member_fds / 10)).$((member_fds % 10)) with ${sizes##*,} members, and in each size they have no more; a file that
finds none left is opened anew whenever it is read, by this plugin and by the bare loop alike.

END
}

# What the unit tests prove, by their own word.
print_steady() {
  # Read to its end: grep -q would end it by SIGPIPE.
  if CMOCKA_MESSAGE_OUTPUT=TAP "$BUILDDIR/tests/test_steady" 2>&1 |
    grep '^ok .*a_steady_tick_takes_no_memory' >/dev/null; then
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
  echo "| members | who | median | against ours | each turn, the idle daemon included |"
  echo "|---|---|---|---|---|"
  for size in ${sizes//,/ }; do
    for kind in ours bare stock exporter lean base; do
      [[ ${got["$kind $size"]:-} ]] || continue
      echo "| $size | ${title[$kind]} | $(cost_us "$kind" "$size") | $(ratio "$kind" "$size" ours "$size") | $(of_each "$kind" "$size") |"
    done
  done
  echo
  print_late
  if [[ ${got["exporter ${sizes%%,*}"]:-} ]]; then
    echo "prometheus-process-exporter reads when it is scraped: a cycle of it is a scrape. It, too, has"
    echo "the herd as one group."
  else
    echo "prometheus-process-exporter was not installed, and not measured."
  fi
  echo
}

print_late() {
  local size

  for size in ${sizes//,/ }; do
    [[ ! ${told["late $size"]:-} ]] ||
      printf '**With %s members there were turns with more or fewer cycles than were asked for: %s.**\n\n' \
        "$size" "${told["late $size"]}"
  done
}

print_calls() {
  local size some=

  echo "## The calls of this plugin and of the bare loop"
  for size in ${sizes//,/ }; do
    [[ -s $work/calls.$size ]] || continue
    some=yes
    printf '\nWith %s members, a member and cycle, of %s cycles:\n\n' "$size" "$count_s"
    table_of_calls "$size"
  done
  [[ $some ]] || printf '\nThey were not counted: perf is not installed, or may not count them.\n'
  echo
}

# table_of_calls SIZE. Left out is what collectd does by itself, in its main
# thread and its writers; what threads take to wait for each other stands below.
table_of_calls() {
  awk -v n="$(($1 * count_s))" -v cycles="$count_s" '
    function off(a, b) { return a ? 100 * (b / a - 1) : b ? 100 : 0 }
    function far(a, b) { return off(a, b) > 5 || off(a, b) < -5 }
    function line(what, a, b) {
      return sprintf("| %s | %.4f | %.4f | %+.1f %% |", what, a / n, b / n, off(a, b))
    }
    $1 == "other" { next }
    $2 == "enter" { all[$1 == "bare"] += $3; next }
    $2 ~ /^(futex|clock_nanosleep|clock_gettime)$/ { own[$1 " " $2] = $3; all[$1 == "bare"] -= $3; next }
    { seen[$2]; count[$1 == "bare", $2] += $3; named[$1 == "bare"] += $3 }
    END {
      seen["any other"]; count[0, "any other"] = all[0] - named[0]; count[1, "any other"] = all[1] - named[1]
      print "| | this plugin | bare loop | |\n|---|---|---|---|"
      sort = "sort -t\"|\" -k3,3gr"
      for (call in seen) {
        a = count[0, call]; b = count[1, call]
        print line(call, a, b) | sort
        apart = apart || a + b > n / 100 && far(a, b)
      }
      close(sort)
      print line("**all of these**", all[0], all[1])
      print ""
      if (apart || far(all[0], all[1]))
        print "**They differ by more than 5 %: the ratio to the bare loop is not to be trusted.**"
      else
        print "They agree: neither all of them nor any that is made more than once in a hundred cycles differ\nby more than 5 %."
      printf "The threads of this plugin make some more to wait for each other and to tell what they took, which\nthe bare loop need not: in a cycle %.1f futex of the reading thread, %.1f of the lane, and %.1f\nclock_gettime.\n",
        own["reader futex"] / cycles, own["lane futex"] / cycles,
        (own["reader clock_gettime"] + own["lane clock_gettime"]) / cycles
    }' "$work/calls.$1"
}

print_effect() {
  local kind
  local -A title=([without]="not" [watch1]="every second" [control]="not, once more"
    [watch0.1]="ten times a second" [other0.1]="another is, ten times a second")

  cat <<END
## The effect on who is watched

A process with 1 GiB of memory maps, touches and unmaps 64 KiB, over and over; the herd is gone. In
each of $loop_turns turns it does so for $loop_s s unwatched, watched every second, unwatched once more,
watched ten times a second, and with the same plugin watching another process ten times a second.
The last one tells what reading a process does to it from what a daemon beside it does on $(nproc) CPUs:
whatever wakes so often takes the CPU away oftener than once in a thousand rounds. What is compared
is of the same turn; the ratios above are medians. p99.9 of one such round, in µs:

| watched | median | each turn |
|---|---|---|
END
  for kind in without watch1 control watch0.1 other0.1; do
    echo "| ${title[$kind]} | $(calculate "$(median "${got["loop $kind"]}") / 1000") | $(each_us "$kind") |"
  done
}

each_us() {
  local value list=

  for value in ${got["loop $1"]}; do
    list+="${list:+, }$(calculate "$value / 1000" %.0f)"
  done
  echo "$list"
}

print_page() {
  print_head
  print_bounds
  print_costs
  print_calls
  print_effect
}
