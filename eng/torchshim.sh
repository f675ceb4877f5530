# shellcheck shell=bash
# libtorch and the small library between it and C#.
#
# Debian's libtorch-dev is used unless the environment names another libtorch, newer or with CUDA, in CMake's own ways:
#   Torch_DIR=/opt/libtorch/share/cmake/Torch ./setup.sh
#   CMAKE_PREFIX_PATH=/opt/libtorch ./setup.sh
# Each libtorch has its own build of the library: keep the variable set for every later run of setup.sh, test.sh and demo.sh.

shim_sources="$root/standins/TorchSharp/native"

# Prints the folder of TorchConfig.cmake, nothing when there is no libtorch.
find_libtorch() {
    local prefix folder prefixes
    if [ -n "${Torch_DIR:-}" ]; then
        [ -f "$Torch_DIR/TorchConfig.cmake" ] || fail "Torch_DIR is set to $Torch_DIR, which has no TorchConfig.cmake: correct it, or unset it to use Debian's libtorch-dev."
        echo "$Torch_DIR"
        return
    fi
    IFS=: read -r -a prefixes <<<"${CMAKE_PREFIX_PATH:-}:/usr/local:/usr"
    for prefix in "${prefixes[@]}"; do
        [ -n "$prefix" ] || continue
        for folder in share/cmake/Torch lib/cmake/Torch lib64/cmake/Torch "lib/$(uname -m)-linux-gnu/cmake/Torch"; do
            if [ -f "$prefix/$folder/TorchConfig.cmake" ]; then
                echo "$prefix/$folder"
                return
            fi
        done
    done
}

# Debian's libtorch computes with whatever BLAS is installed, and the reference one is ten times slower than OpenBLAS.
# Its OpenMP build shares libtorch's threads. A libtorch from elsewhere brings its own.
has_fast_blas() {
    case "$libtorch" in /usr/lib/* | '') ;; *) return 0 ;; esac
    case "$(readlink -f "/usr/lib/$(uname -m)-linux-gnu/libblas.so.3")" in */blas/libblas.so.3*) return 1 ;; esac
}

# Sets libtorch to the folder of TorchConfig.cmake, after installing it and what builds the shim if these are missing.
require_libtorch() {
    local missing=()
    libtorch="$(find_libtorch)"
    if [ -n "$libtorch" ] && has_fast_blas && has_torchshim; then
        return
    fi
    [ -n "$libtorch" ] || missing+=(libtorch-dev)
    { [ -n "$libtorch" ] && has_fast_blas; } || missing+=(libopenblas0-openmp)
    has cmake || missing+=(cmake)
    has make || missing+=(make)
    { [ -n "${CXX:-}" ] && has "$CXX"; } || has g++ || has c++ || missing+=(g++)
    [ "${#missing[@]}" -gt 0 ] || return 0
    install_packages "${missing[@]}"
    libtorch="$(find_libtorch)"
    [ -n "$libtorch" ] || fail "libtorch-dev is installed, but its TorchConfig.cmake was not found: set Torch_DIR to its folder."
}

# Sets torchshim_folder for these sources and this libtorch. Is it built?
has_torchshim() {
    [ -f "$shim_sources/CMakeLists.txt" ] || fail "$shim_sources/CMakeLists.txt is missing: this checkout is not complete."
    local key
    key="$({
        cd "$shim_sources"
        find . -type f -print0 | LC_ALL=C sort -z | xargs -0 sha256sum
        echo "$libtorch"
        cat "$libtorch/TorchConfigVersion.cmake" 2>/dev/null || true
    } | digest)"
    torchshim_folder="$cache/torchshim-${key:0:16}"
    [ -s "$torchshim_folder/libTorchShim.so" ]
}

build_torchshim() {
    local built started=$SECONDS work="$aside/torchshim"
    has_torchshim && return
    say "building the libtorch shim (a minute or two)..."
    mkdir -p "$work"
    if ! { cmake -S "$shim_sources" -B "$work/build" -DCMAKE_BUILD_TYPE=Release "-DTorch_DIR=$libtorch" \
        && cmake --build "$work/build" --parallel 2; } >"$work/build.log" 2>&1 </dev/null; then
        grep -nE -A 3 'error|Error' "$work/build.log" | head -n 40 >&2 || tail -n 20 "$work/build.log" >&2
        fail "the libtorch shim did not build against $libtorch (above): is that a complete libtorch, with a C++ compiler that suits it?"
    fi
    built="$(find "$work/build" -name libTorchShim.so | head -n 1)"
    [ -n "$built" ] || fail "the build of $shim_sources made no libTorchShim.so."
    if ldd "$built" | grep 'not found' >&2; then
        fail "the libtorch shim misses the libraries above: install them, or add their folder to LD_LIBRARY_PATH."
    fi
    mkdir -p "$torchshim_folder"
    mv -f "$built" "$torchshim_folder/libTorchShim.so"
    rm -rf "$work"
    say "the libtorch shim is here ($((SECONDS - started)) s)"
}
