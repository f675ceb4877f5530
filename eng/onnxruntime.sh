# shellcheck shell=bash
# ONNX Runtime: Microsoft's own C# sources and native library, as one npm package carries them.

onnxruntime_package=com.github.asus4.onnxruntime
onnxruntime_version=0.4.9
onnxruntime_sha256=e59788788818fdde1b2e522e766a21ba0f7d8391de55737abf81e32cc801785d
# shellcheck disable=SC2034 # used by setup.sh
onnxruntime_folder="$cache/onnxruntime-$onnxruntime_version"

has_onnxruntime() {
    [ -s "$onnxruntime_folder/managed/InferenceSession.shared.cs" ] && [ -s "$onnxruntime_folder/native/libonnxruntime.so" ]
}

require_npm() {
    has_onnxruntime || has npm \
        || fail "npm is missing, and ONNX Runtime comes as an npm package here: install Node.js with npm (as root: apt-get install -y npm)."
}

fetch_onnxruntime() {
    local work="$aside/onnxruntime" archive started=$SECONDS
    has_onnxruntime && return
    say "fetching ONNX Runtime ($onnxruntime_package@$onnxruntime_version, 150 MB: seconds to minutes, as the line is)..."
    mkdir -p "$work/download" "$work/unpacked/managed" "$work/unpacked/native"
    if ! (cd "$work/download" && npm pack "$onnxruntime_package@$onnxruntime_version" --ignore-scripts) >"$work/npm.log" 2>&1 </dev/null; then
        grep -E 'npm (error|ERR!) ' "$work/npm.log" | grep -vE ' at |complete log' | head -n 6 >&2 || tail -n 10 "$work/npm.log" >&2
        fail "npm could not fetch $onnxruntime_package@$onnxruntime_version (above): check the network and 'npm ping', then run this again."
    fi
    archive="$(find "$work/download" -name '*.tgz' | head -n 1)"
    [ -n "$archive" ] || fail "npm fetched no archive of $onnxruntime_package@$onnxruntime_version: update npm, then run this again."
    if [ "$(digest <"$archive")" != "$onnxruntime_sha256" ]; then
        fail "what npm fetched as $onnxruntime_package@$onnxruntime_version is not the archive that was expected (its SHA-256 differs):" \
            "nothing was kept; run 'npm cache clean --force' and this again."
    fi
    tar -xzf "$archive" -C "$work/unpacked/managed" --strip-components=2 --no-same-owner --exclude='*.meta' --wildcards 'package/Runtime/*' \
        && tar -xzf "$archive" -C "$work/unpacked/native" --strip-components=4 --no-same-owner --wildcards 'package/Plugins/Linux/x64/*.so' \
        || fail "ONNX Runtime could not be unpacked under $cache: is the disk full?"
    rm -rf "$onnxruntime_folder"
    mv "$work/unpacked" "$onnxruntime_folder"
    rm -rf "$work"
    say "ONNX Runtime is here ($((SECONDS - started)) s)"
}
