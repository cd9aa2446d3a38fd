#!/bin/sh
# SPDX-License-Identifier: MIT
# make test: every stage, each with what it found; ends with how many passed.
#     tools/test.sh [STAGE ...]     only these
set -u
cd "$(dirname "$0")/.." || exit 1

jobs=$(nproc)
log=$(mktemp)
trap 'rm -f "$log"' EXIT
passed=0
failed=0

# stage NAME COMMAND...: runs it, quiet unless it fails.
stage() {
    name=$1
    shift
    case " $only " in
    "  " | *" $name "*) ;;
    *) return ;;
    esac
    started=$(date +%s)
    if "$@" >"$log" 2>&1; then
        passed=$((passed + 1))
        printf 'ok      %-10s %3d s  %s\n' "$name" $(($(date +%s) - started)) \
            "$(grep -E 'tests passed' "$log" | tail -n 1)"
    else
        failed=$((failed + 1))
        tail -n 200 "$log"
        printf 'FAILED  %-10s %3d s\n' "$name" $(($(date +%s) - started))
    fi
}

# variant FOLDER CMAKE-OPTION...: configure, build without a warning, test.
variant() {
    folder=$1
    shift
    cmake -S . -B "$folder" -DNXPOP3_WERROR=ON -DNXPOP3_TESTS=ON "$@" &&
        cmake --build "$folder" -j "$jobs" &&
        ctest --test-dir "$folder" -j "$jobs" --output-on-failure --no-tests=error
}

# portable FOLDER CMAKE-OPTION...: the same where only a C library is.
portable() {
    variant "$@" -DNXPOP3_MINI_CMOCKA=ON -DNXPOP3_PRACTICE=OFF -DNXPOP3_SHARED=OFF
}

# The services under each option of NetX and of their own.
options() {
    for option in NX_DISABLE_IPV6 NX_DISABLE_IPV4 NX_DISABLE_ERROR_CHECKING \
        'NX_DISABLE_PACKET_CHAIN;NX_DISABLE_FRAGMENTATION' NX_POP3_CLIENT_RAW_MESSAGE; do
        echo "== $option"
        cmake -S . -B build-options -DNXPOP3_WERROR=ON -DNXPOP3_TESTS=ON -DNXPOP3_BENCH=OFF \
            -DNXPOP3_EXAMPLES=OFF -DNXPOP3_PRACTICE=OFF -DNXPOP3_SHARED=OFF -DNXPOP3_POSIX=OFF \
            -DNXPOP3_MINI_CMOCKA=ON "-DNXPOP3_NETX_DEFINITIONS=$option" &&
            make -C build-options/test/netx -j "$jobs" &&
            ctest --test-dir build-options/test/netx -j "$jobs" --output-on-failure \
                --no-tests=error || return 1
    done
}

format() {
    git ls-files '*.c' '*.h' | xargs clang-format-14 --dry-run -Werror
}

export ASAN_OPTIONS=detect_leaks=1:strict_string_checks=1:detect_stack_use_after_return=1
export UBSAN_OPTIONS=print_stacktrace=1
multilib='-m32 -idirafter /usr/include/x86_64-linux-gnu'
san=address,undefined
only="$*"

stage format format
stage includes tools/check-includes.sh
stage gcc variant build -DCMAKE_C_COMPILER=gcc -DNXPOP3_REQUIRE_NEON=ON
stage sanitize variant build-sanitize -DCMAKE_C_COMPILER=clang -DNXPOP3_SANITIZE=$san
stage 32bit portable build-32 -DCMAKE_C_COMPILER=gcc "-DCMAKE_C_FLAGS=$multilib" \
    -DNXPOP3_SANITIZE=$san
stage options options
stage sizes tools/size.sh --check
stage install tools/test-install.sh
stage coverage tools/coverage.sh
stage fuzz tools/fuzz.sh 10

echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
