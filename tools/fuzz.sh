#!/bin/sh
# SPDX-License-Identifier: MIT
# make fuzz: tools/fuzz.sh SECONDS of coverage-guided input for the engine,
# starting from the corpus in the tree.
set -eu
cd "$(dirname "$0")/.."

cmake -S . -B build-fuzz -DCMAKE_C_COMPILER=clang -DNXPOP3_FUZZ=ON -DNXPOP3_NETX_HOST=OFF \
    -DNXPOP3_PRACTICE=OFF -DNXPOP3_EXAMPLES=OFF -DNXPOP3_BENCH=OFF -DNXPOP3_SHARED=OFF >/dev/null
cmake --build build-fuzz -j "$(nproc)" --target fuzz_engine >/dev/null
mkdir -p build-fuzz/corpus
build-fuzz/fuzz_engine -max_total_time="$1" -timeout=10 -print_final_stats=1 \
    -artifact_prefix=build-fuzz/ build-fuzz/corpus test/core/corpus
