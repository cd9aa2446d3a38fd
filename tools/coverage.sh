#!/bin/sh
# SPDX-License-Identifier: MIT
# make coverage: what the tests of the engine reach of it. Fails under 100 % of
# the lines or 95 % of the branches.
set -eu
cd "$(dirname "$0")/.."

# The plain search for dots is what gcov can follow line by line; the wide
# ones are held against it octet by octet in test/scan.
cmake -S . -B build-coverage -DCMAKE_C_COMPILER=gcc -DCMAKE_BUILD_TYPE=Debug \
    "-DCMAKE_C_FLAGS=--coverage -DPOP3_SCAN_VARIANT=1" -DNXPOP3_NETX_HOST=OFF \
    -DNXPOP3_PRACTICE=OFF -DNXPOP3_EXAMPLES=OFF -DNXPOP3_BENCH=OFF -DNXPOP3_SHARED=OFF >/dev/null
make -C build-coverage/test/core -j "$(nproc)" >/dev/null
find build-coverage -name '*.gcda' -delete
ctest --test-dir build-coverage/test/core -j "$(nproc)" --output-on-failure >/dev/null
gcovr="gcovr build-coverage/src --root . --filter src/core/ --exclude-unreachable-branches"
$gcovr --txt --fail-under-line 100
$gcovr --txt --branches --fail-under-branch 95
