#!/bin/bash
# A share of contrib/fail-at, half a minute; what was found by it before; and that
# its judge finds faults that are planted.
set -u

srcdir=${SRCDIR:-$(cd "$(dirname "$0")/.." && pwd)}
build=${BUILDDIR:-$srcdir/build}

# Each was a fault once.
#   memory is short for all of the start, while a saved state is taken
#   of that file, while it is open, an error says that there is none, or not ours
found=(
  0:malloc:9:ENOMEM:on 0:malloc:15:ENOMEM:on 0:malloc:44:ENOMEM:on
  5:read:1:ENOENT:once 5:fstat:1:ENOENT:once 5:fstat:7:EPERM:on
)

# Where something of the group in trouble failed, of another, of the host, of the
# state.
planted=(
  0:pread:50:SHORT:once 1:pread:62:EIO:once 0:read:20:EIO:once
  4:write:1:EIO:once
)

fail_at() {
  "$srcdir/contrib/fail-at" --build "$build" "$@"
}

# verdict NUMBER NAME STATUS
verdict() {
  local ok=ok

  [ "$3" -eq 0 ] || ok="not ok"
  echo "$ok $1 - $2"
}

echo "1..$((2 + ${#found[@]} + ${#planted[@]}))"
told=$(fail_at --share 211 --seconds 25)
status=$?
printf '%s\n' "$told" | sed 's/^not ok/# not ok/; s/^ /#  /'
verdict 1 "what fails once, or for long, does no harm" "$status"
# A busy machine has time for some of them; none would prove nothing.
printf '%s\n' "$told" | grep -Eq '^# [1-9][0-9]+ points, 0 failed'
verdict 2 "ten points at least were tried" $?

number=3
for point in "${found[@]}"; do
  fail_at --point "$point" | sed 's/^ok/# ok/; s/^not ok/# not ok/'
  verdict "$number" "$point does no harm again" "${PIPESTATUS[0]}"
  number=$((number + 1))
done

for point in "${planted[@]}"; do
  fail_at --point "$point" --plants | sed 's/^ok/# ok/; s/^not ok/# not ok/'
  verdict "$number" "beside $point each plant is found" "${PIPESTATUS[0]}"
  number=$((number + 1))
done
