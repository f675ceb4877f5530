# shellcheck shell=bash
# Which side this machine builds with: the published packages, or stand-ins where the configured registry lacks them.

probe="$root/eng/PublishedPackages/PublishedPackages.csproj"

# What the choice depends on: when it changes, the choice is made anew.
side_fingerprint() {
    {
        grep -E 'Microsoft\.?ML|OnnxRuntime|TorchSharp' "$root/Directory.Packages.props"
        cat "$probe"
        # From the root, so that a nuget.config there counts.
        (cd "$root" && dotnet nuget list source 2>/dev/null </dev/null 9>&-)
    } | digest
}

# Prints `published` or `standins`. Ends the script when the registry gives no answer: a guess would last.
probe_side() {
    local log="$aside/restore.log" missing
    if dotnet restore "$probe" -p:UseStandIns=false -nodeReuse:false -v q --nologo --no-http-cache >"$log" 2>&1 </dev/null 9>&-; then
        echo published
        return
    fi
    missing="$(sed -nE 's/.*error NU110[123]: Unable to find (a stable )?package ([A-Za-z0-9._-]*[A-Za-z0-9]).*/\2/p' "$log" | sort -u | paste -sd ' ' -)"
    if [ -n "$missing" ] && ! grep 'error ' "$log" | grep -qvE 'error NU110[123]'; then
        say "the configured NuGet registry lacks: $missing" >&2
        echo standins
        return
    fi
    { sed -nE 's/^.*: error (.*)/    \1/p' "$log" | sort -u | grep . || cat "$log"; } | head -n 10 >&2
    if grep -q 'error NU1301' "$log"; then
        fail "the NuGet registry could not be reached (above), so it is unknown whether it has the published packages:" \
            "check the network and 'dotnet nuget list source', then run this again."
    fi
    fail "asking the NuGet registry for the published packages failed (above); './setup.sh --stand-ins' builds without them."
}

# xml_path PATH: the path as MSBuild and XML want it written.
xml_path() {
    printf '%s' "$1" | sed -e 's/%/%25/g; s/;/%3B/g; s/\$/%24/g; s/@/%40/g; s/&/\&amp;/g; s/</\&lt;/g'
}

# write_props FINGERPRINT USE_STAND_INS [ONNX_RUNTIME_FOLDER TORCH_SHIM_FOLDER]: untouched when it already says so,
# since every project's build depends on this file's time.
write_props() {
    local new="$aside/setup.props"
    {
        echo '<Project>'
        echo "  <!-- Written by setup.sh, never by hand. Chosen for: $1 -->"
        echo '  <PropertyGroup>'
        echo "    <UseStandIns>$2</UseStandIns>"
        if [ "$2" = true ]; then
            echo "    <OnnxRuntimeFolder>$(xml_path "$3")</OnnxRuntimeFolder>"
            echo "    <TorchShimFolder>$(xml_path "$4")</TorchShimFolder>"
        fi
        echo '  </PropertyGroup>'
        echo '</Project>'
    } >"$new"
    cmp -s "$new" "$root/setup.props" && return
    cp "$new" "$root/setup.props.$$" && mv -f "$root/setup.props.$$" "$root/setup.props" \
        || fail "could not write setup.props in the repository's folder: make that folder writable."
    say "wrote setup.props"
}
