#!/usr/bin/env bash
# Makes this machine ready to build: see --help.
set -euo pipefail
root="$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")"
# shellcheck source=eng/common.sh
source "$root/eng/common.sh"

again=false
forced=
for argument in "$@"; do
    case "$argument" in
        -h | --help)
            cat <<'HELP'
Usage: ./setup.sh [--again] [--stand-ins]

Makes this machine ready to build, and does nothing when it is. It asks the configured NuGet registry for the published
Microsoft.ML, ONNX Runtime and TorchSharp packages. Where they are, nothing else is needed. Where they are not
(Linux x64 only), it fetches ONNX Runtime with npm, installs Debian's libtorch-dev with apt-get (root or sudo, once),
and builds the stand-ins' native library. The choice is written to setup.props.

  --again       ask the registry again, whatever was chosen before
  --stand-ins   choose the stand-ins without asking; --again undoes it

Environment:
  XDG_CACHE_HOME                 where fetched and built things go: mlnetcompact/ in there (default: ~/.cache)
  Torch_DIR, CMAKE_PREFIX_PATH   another libtorch than Debian's, as CMake knows them
HELP
            exit 0
            ;;
        --again) again=true ;;
        --stand-ins) forced=standins ;;
        *) fail "unknown argument '$argument': see ./setup.sh --help." ;;
    esac
done

require_dotnet
case "${XDG_CACHE_HOME:-}" in
    /*) cache="$XDG_CACHE_HOME/mlnetcompact" ;;
    *) cache="${HOME:+$HOME/.cache/mlnetcompact}" ;;
esac
[ -n "$cache" ] || fail "neither HOME nor XDG_CACHE_HOME is set: set HOME to a folder that can be written to."
if ! { mkdir -p "$cache" && [ -w "$cache" ]; } 2>/dev/null; then
    fail "$cache cannot be written to: make it writable, or set XDG_CACHE_HOME to another folder."
fi

# One set-up at a time. Programs that may outlive this script are started without the lock's descriptor.
if has flock; then
    exec 9>>"$cache/setup.lock"
    if ! flock -n 9; then
        say "another set-up is running on this machine: waiting for it..."
        flock 9
    fi
    rm -rf "$cache"/setup.??????
fi
aside="$(mktemp -d "$cache/setup.XXXXXX")"
trap 'rm -rf "$aside"' EXIT

# shellcheck source=eng/side.sh
source "$root/eng/side.sh"
# shellcheck source=eng/onnxruntime.sh
source "$root/eng/onnxruntime.sh"
# shellcheck source=eng/torchshim.sh
source "$root/eng/torchshim.sh"

fingerprint="$(side_fingerprint)"
side=
if [ -n "$forced" ]; then
    side="$forced"
elif [ "$again" = false ] && grep -qs "Chosen for: $fingerprint " "$root/setup.props"; then
    side=published
    grep -q '<UseStandIns>true<' "$root/setup.props" && side=standins
else
    say "asking the NuGet registry for the published packages..."
    side="$(probe_side)"
fi

if [ "$side" = published ]; then
    write_props "$fingerprint" false
    say "ready: builds with the published packages"
    exit 0
fi

[ "$(uname -s) $(uname -m)" = "Linux x86_64" ] \
    || fail "stand-ins need Linux on x64 and this is $(uname -s) on $(uname -m): use a NuGet registry that has Microsoft.ML, Microsoft.ML.OnnxRuntime and TorchSharp."
require_npm
require_libtorch
fetch_onnxruntime
build_torchshim
write_props "$fingerprint" true "$onnxruntime_folder" "$torchshim_folder"
say "ready: builds with stand-ins"
