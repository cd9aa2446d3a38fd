#!/bin/sh
# SPDX-License-Identifier: MIT
# Runs every benchmark of a build folder and says what it ran on.
# usage: bench/run.sh [BUILD_FOLDER [MiB of the large buffer]]
set -eu

build=${1:-build}
large=${2:-256}

if [ ! -x "$build/bench_body" ]; then
    echo "bench: no bench_body in $build; configure with -DNXPOP3_BENCH=ON and build" >&2
    exit 1
fi
cached() {
    sed -n "s/^$1:[A-Z]*=//p" "$build/CMakeCache.txt" 2>/dev/null | head -n 1
}
cpu=$(sed -n 's/^model name[^:]*: *//p' /proc/cpuinfo 2>/dev/null | head -n 1)
cc=$(cached CMAKE_C_COMPILER)
type=$(cached CMAKE_BUILD_TYPE)
flags=$(cached "CMAKE_C_FLAGS_$(echo "$type" | tr '[:lower:]' '[:upper:]')")

echo "machine:  ${cpu:-$(uname -m)}, $(getconf _NPROCESSORS_ONLN) CPUs, $(uname -s) $(uname -r)"
echo "load:     $(cut -d ' ' -f 1-3 /proc/loadavg 2>/dev/null || echo unknown)"
echo "compiler: $("${cc:-cc}" --version | head -n 1)"
echo "build:    ${type:-unknown} $(cached CMAKE_C_FLAGS) $flags"
echo
"$build/bench_body" "$large"
echo
"$build/bench_scan"
echo
"$build/bench_commands"
if [ -x "$build/bench_tls" ]; then
    echo
    "$build/bench_tls"
fi
