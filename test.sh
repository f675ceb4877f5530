#!/usr/bin/env bash
# Sets up what is missing and runs every test. Arguments go to `dotnet test`: ./test.sh --filter Name~Surgery
# The last line is `N passed, N failed`, counted from the test run's own record.
set -euo pipefail
root="$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")"
# shellcheck source=eng/common.sh
source "$root/eng/common.sh"
"$root/setup.sh"

results="$(mktemp -d)"
trap 'rm -rf "$results"' EXIT

status=0
dotnet test "$root/tests/MLNetCompact.Tests/MLNetCompact.Tests.csproj" "${build_options[@]}" \
    --logger trx --logger 'console;verbosity=minimal' --results-directory "$results" "$@" </dev/null || status=$?

# sum NAME: the attribute's sum over the <Counters .../> of every record.
sum() {
    find "$results" -name '*.trx' -exec grep -ohE '<Counters [^>]*>' {} + \
        | sed -nE "s/.* $1=\"([0-9]+)\".*/\1/p" | awk '{ total += $1 } END { print total + 0 }'
}

if [ -z "$(find "$results" -name '*.trx' -print -quit)" ]; then
    [ "$status" = 0 ] || fail "the build failed, or the tests did not start: see the errors above."
    fail "no test ran: nothing matches the arguments given."
fi
total="$(sum total)"
passed="$(sum passed)"
failed=$(($(sum failed) + $(sum error) + $(sum timeout) + $(sum aborted)))
skipped=$((total - passed - failed))
if [ "$status" != 0 ] && [ "$failed" = 0 ]; then
    fail "the test run broke off after $passed passed tests: see above."
fi
[ "$((passed + failed))" -gt 0 ] || fail "no test ran: nothing matches the arguments given, or all are skipped."
[ "$skipped" = 0 ] || printf '%d skipped: data that they need cannot be had here; the record of the run names each.\n' "$skipped"
printf '%d passed, %d failed\n' "$passed" "$failed"
[ "$failed" = 0 ]
