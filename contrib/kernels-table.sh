# shellcheck shell=bash
# kernels-table.sh - what contrib/kernels has seen, as docs/KERNELS.md and
# compared with it. To be sourced by it; all is read in $work.

# --- the table ---------------------------------------------------------------

readonly TABLE=docs/KERNELS.md

# Those that a file of the kernel has in each tick: not what we work out, nor what
# is asked for on demand.
metrics_of_files() {
  "$BUILDDIR/io-forecast" print metrics | awk -F ' *[|] *' '
    /^[|] metric .* file / { here = 1; next }
    !/^[|]/ { here = 0 }
    here && $5 !~ /^(-|-+|task|task\/.*|statfs|.*io\.pressure|self.*)$/ { print $2 }' |
    tr -d '`'
}

# absent KERNEL: of these the ones that are in no event of the trace.
absent() {
  sed 1d "$work/out-$1/trace" | grep -o '"[a-z_0-9]*":' | tr -d '":' |
    sort -u >"$work/told"
  metrics_of_files | sort | comm -23 - "$work/told"
}

# seen KERNEL: "NAME<TAB>ANSWER" of all that is told of it.
seen() {
  cut -f 1,3 "$work/out-$1/offers"
  absent "$1" | sed 's/.*/`&`\tabsent/'
}

# committed KERNEL: the same, as the document has it.
committed() {
  awk -F ' *[|] *' -v kernel="$1" '
    /^[|] (what|metric) / {
      column = 0
      for (i = 2; i < NF; i++)
        if ($i == kernel) column = i
      next
    }
    /^[|]-/ || !/^[|]/ || !column { next }
    $column != "told" { print $2 "\t" $column }' "$SRCDIR/$TABLE"
}

# compare KERNEL
compare() {
  if diff <(committed "$1") <(seen "$1") >"$work/differences"; then
    pass "what $1 offers and what is told of it is as in $TABLE"
  else
    fail "what $1 offers and what is told of it is as in $TABLE (see --table)"
    cat "$work/differences"
  fi
}

# probe_here: this machine, as it is.
probe_here() {
  local unified

  mkdir -p "$work/out-here"
  unified=$(awk '$3 == "cgroup2" { print $2; exit }' /proc/self/mounts)
  # shellcheck disable=SC2086 # none, or one
  "$work/root/usr/bin/kernel-offers" $unified >"$work/out-here/offers" &&
    uname -r >"$work/out-here/release"
}

row() {
  printf '|'
  printf ' %s |' "$@"
  echo
}

# offer_row NAME USE
offer_row() {
  local kernel cells=()

  for kernel in $ALL here; do
    cells+=("$(awk -F '\t' -v name="$1" '$1 == name { print $3 }' \
      "$work/out-$kernel/offers")")
  done
  row "$1" "$2" "${cells[@]}"
}

metric_row() {
  local kernel cells=()

  for kernel in $ALL; do
    cells+=("$(if absent "$kernel" | grep -qx "$1"; then
      echo absent
    else
      echo told
    fi)")
  done
  row "\`$1\`" "${cells[@]}"
}

print_table() {
  local kernel name use

  cat <<'END'
# Kernels

Printed by `contrib/kernels --table --in DIR` after `contrib/kernels --in DIR`, which boots
these kernels, runs the tests that read procfs in each of them, and compares what
they offer with this page; do not edit. `contrib/kernel-offers.c` asks the kernel.

| kernel | release | how it is run |
|---|---|---|
END
  row uml "$(cat "$work/out-uml/release")" "user-mode-linux of Debian 12, one CPU"
  row 6.1 "$(cat "$work/out-6.1/release")" "Debian 12, qemu without KVM, one CPU"
  row 6.12 "$(cat "$work/out-6.12/release")" "Debian 12, qemu without KVM, one CPU"
  row here "$(cat "$work/out-here/release")" \
    "where this page was printed; cgroup v2 as it is mounted there; not compared"
  cat <<'END'

All three have cgroup v2 alone, with all its controllers, and root looks. Where the use is
`-` nothing of it is read today.

## What they offer

| what | its use | uml | 6.1 | 6.12 | here |
|---|---|---|---|---|---|
END
  while IFS=$'\t' read -r name use _; do
    offer_row "$name" "$use"
  done <"$work/out-6.12/offers"
  cat <<'END'

## What is told

By `io-forecast record --set CollectMaps=true` of a process that reads and writes, with limits of its address
space and its data, in a cgroup with `memory.max` and `pids.max`. Of the metrics in METRICS.md that a file of the
kernel has in each tick these are absent in one of them; all others are told in each.

| metric | uml | 6.1 | 6.12 |
|---|---|---|---|
END
  for kernel in $ALL; do
    absent "$kernel"
  done | sort -u | while read -r name; do
    metric_row "$name"
  done
  cat <<'END'

What comes of that:

* On uml causes of blocked threads are not told: `wchan` there names functions that nobody sleeps in, and
  `syscall` is not there, which the evidence says.
* Without PSI `io_wait` is told by accounts and by states of threads.
* Before 6.2 open files are counted by listing them, which for processes of other users takes `CAP_DAC_READ_SEARCH` and
  `CAP_SYS_PTRACE`.
* The 6.12 of Debian has no files of cgroup v1 for memory: the wall is that of cgroup v2, or what the host has.
END
}
