#!/usr/bin/env bash
# Sets up what is missing, builds and runs examples/QuickStart. Arguments go to it: ./demo.sh --quick
set -euo pipefail
root="$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")"
# shellcheck source=eng/common.sh
source "$root/eng/common.sh"
"$root/setup.sh"

project="$root/examples/QuickStart/QuickStart.csproj"
say "building examples/QuickStart..."
dotnet build "$project" "${build_options[@]}" </dev/null || fail "the build failed: see the errors above."
exec dotnet run --project "$project" --configuration Release --no-build -- "$@"
