#!/bin/sh
# SPDX-License-Identifier: MIT
# Installs what is missing of the Debian packages that a target needs:
#     tools/deps.sh run|test|size|bench ...
# Does nothing, and needs no privilege, when all are there.
set -eu

run='gcc make cmake pkg-config libc6-dev libssl-dev libc-ares-dev'
size='gcc-arm-none-eabi libnewlib-arm-none-eabi binutils'
test="$size clang libclang-rt-14-dev clang-format-14 libcmocka-dev dovecot-pop3d gcovr git libmbedtls-dev"
test="$test gcc-aarch64-linux-gnu libc6-dev-arm64-cross qemu-user"
# 32 bit: the multilib compiler without the gcc-multilib package, which
# conflicts with every cross compiler.
test="$test gcc-12-multilib"

wanted=
for group in "$@"; do
    case $group in
    run) wanted="$wanted $run" ;;
    size) wanted="$wanted $size" ;;
    bench) wanted="$wanted $run" ;;
    test) wanted="$wanted $run $test" ;;
    *) echo "deps.sh: no group '$group': run, test, size or bench" >&2; exit 64 ;;
    esac
done

missing=
for package in $wanted; do
    state=$(dpkg-query -W -f '${Status}\n' "$package" 2>/dev/null || true)
    case $state in
    *"install ok installed"*) ;;
    *) missing="$missing $package" ;;
    esac
done
[ -n "$missing" ] || exit 0

root=
if [ "$(id -u)" != 0 ]; then
    command -v sudo >/dev/null || {
        echo "deps.sh: run as root or install sudo; missing:$missing" >&2
        exit 1
    }
    root=sudo
fi
echo "installing:$missing"
log=$(mktemp)
trap 'rm -f "$log"' EXIT
export DEBIAN_FRONTEND=noninteractive
# shellcheck disable=SC2086
if ! { $root apt-get update && $root apt-get install -y --no-install-recommends $missing; } \
    >"$log" 2>&1; then
    cat "$log" >&2
    echo "deps.sh: apt could not install:$missing" >&2
    exit 1
fi
