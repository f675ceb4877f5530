# shellcheck shell=bash
# What setup.sh, test.sh and demo.sh share. Sourced after `root` is set to the repository's folder.

export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_SKIP_FIRST_TIME_EXPERIENCE=1 DOTNET_CLI_UI_LANGUAGE=en
case "${LC_ALL:-${LC_CTYPE:-${LANG:-}}}" in
    *[Uu][Tt][Ff]*) ;;
    *) export LC_ALL=C.UTF-8 ;;
esac

# say TEXT...: one line of progress.
say() { printf '%s: %s\n' "$(basename "$0" .sh)" "$*"; }

# fail TEXT...: says what is missing and what to do about it, and ends the script.
fail() {
    printf '%s: %s\n' "$(basename "$0" .sh)" "$*" >&2
    exit 1
}

# has COMMAND: is it on the PATH?
has() { command -v "$1" >/dev/null 2>&1; }

# digest: the SHA-256 of standard input, in hexadecimal.
digest() {
    if has sha256sum; then sha256sum; else shasum -a 256; fi | cut -d ' ' -f 1
}

require_dotnet() {
    has dotnet || fail "the .NET SDK is missing: install the .NET 10 SDK (or a newer one) and put 'dotnet' on the PATH."
    dotnet --list-sdks 2>/dev/null | grep -qE '^[1-9][0-9]+\.' \
        || fail "'dotnet' is here but has no SDK of version 10 or newer: install the .NET 10 SDK."
}

# Options of every build. Two workers are enough for a solution of this size. On CI nothing stays running afterwards.
# shellcheck disable=SC2034 # used by the scripts that source this file
build_options=(--configuration Release --nologo -v q -m:2)
if [ "${CI:-}" = true ]; then
    build_options+=(-nodeReuse:false --disable-build-servers)
fi

# install_packages NAME...: by apt-get, as root or with a sudo that asks for no password.
install_packages() {
    local as_root=() log
    log="$(mktemp)"
    has apt-get || fail "missing: $*. Install them with this system's package manager (for libtorch set Torch_DIR to the folder of its TorchConfig.cmake)."
    if [ "$(id -u)" != 0 ]; then
        { has sudo && sudo -n true 2>/dev/null; } \
            || fail "missing: $*. This needs root once; run as root: apt-get update && apt-get install -y --no-install-recommends $*  - then this again."
        as_root=(sudo -n)
    fi
    apt() {
        "${as_root[@]+"${as_root[@]}"}" env DEBIAN_FRONTEND=noninteractive apt-get -y -q -o DPkg::Lock::Timeout=300 "$@" >"$log" 2>&1 </dev/null 9>&-
    }
    say "installing $* (apt-get, a few minutes)..."
    if ! apt install --no-install-recommends "$@"; then
        say "that failed: updating apt-get's lists and trying again..."
        apt update || { tail -n 10 "$log" >&2; fail "apt-get update failed (above): check the network and /etc/apt/sources.list, then run this again."; }
        apt install --no-install-recommends "$@" \
            || { tail -n 10 "$log" >&2; fail "apt-get could not install $* (above): install them by hand, then run this again."; }
    fi
    rm -f "$log"
}
