#!/bin/sh
# SPDX-License-Identifier: MIT
# Installs into an empty folder and uses what is there as a stranger would: by
# pkg-config, static and shared, and by the CMake package.
set -eu
cd "$(dirname "$0")/.."

root=$(mktemp -d)
trap 'rm -rf "$root"' EXIT
cmake -S . -B "$root/build" -DNXPOP3_TESTS=OFF -DNXPOP3_BENCH=OFF \
    -DCMAKE_INSTALL_PREFIX="$root/usr" -DCMAKE_INSTALL_LIBDIR=lib
cmake --build "$root/build" -j "$(nproc)"
cmake --install "$root/build"

export PKG_CONFIG_PATH="$root/usr/lib/pkgconfig"
# shellcheck disable=SC2046
cc packaging/consumer/engine.c $(pkg-config --cflags --libs nxpop3) -o "$root/shared"
LD_LIBRARY_PATH="$root/usr/lib" "$root/shared"
# shellcheck disable=SC2046
cc packaging/consumer/client.c $(pkg-config --cflags --libs nxpop3) -o "$root/client"
LD_LIBRARY_PATH="$root/usr/lib" "$root/client"
# shellcheck disable=SC2046
cc packaging/consumer/engine.c $(pkg-config --cflags --libs nxpop3-engine) -o "$root/engine"
LD_LIBRARY_PATH="$root/usr/lib" "$root/engine"
# shellcheck disable=SC2046
cc packaging/consumer/engine.c $(pkg-config --cflags nxpop3) "$root/usr/lib/libnxpop3.a" -o "$root/static"
"$root/static"
test "$(pkg-config --modversion nxpop3)" = "$(sed -n 's/^project(nxpop3 VERSION \([0-9.]*\).*/\1/p' CMakeLists.txt)"

cmake -S packaging/consumer -B "$root/use" -DCMAKE_PREFIX_PATH="$root/usr"
cmake --build "$root/use"
"$root/use/engine"
"$root/use/engine_shared"
"$root/use/services"
"$root/use/client"
LD_LIBRARY_PATH="$root/usr/lib" "$root/use/client_shared"
"$root/usr/bin/nxpop3-practice" --help >/dev/null
