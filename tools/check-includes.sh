#!/bin/sh
# SPDX-License-Identifier: MIT
# Fails on an #include that points out of its room's reach. Downwards only: see
# the table in docs/architecture.md, which this one repeats as patterns.
set -eu
cd "$(dirname "$0")/.."

c_free='<(stddef|stdint|stdbool|string)\.h>'
simd='<(immintrin|emmintrin|arm_neon)\.h>'
bad=0

# room FOLDER PATTERN: every include below FOLDER matches PATTERN.
room() {
    files=$(git ls-files -co --exclude-standard -- "$1" | grep '\.[ch]$' || true)
    [ -n "$files" ] || return 0
    # shellcheck disable=SC2086
    if grep -HnE '^[[:space:]]*#[[:space:]]*include' $files |
        sed -E 's/#[[:space:]]*include[[:space:]]*/#include /' |
        grep -vE "#include ($2)"; then
        echo "^ $1 must not include that" >&2
        bad=1
    fi
}

own='"[a-z0-9_]+\.h"'
public='[<"]nxpop3/[a-z0-9]+\.h[>"]'

room include/nxpop3 "$c_free|\"nxpop3/|<poll\.h>"
room src/core       "$c_free|$simd|\"(core|base64|scan|scan_[a-z0-9]+)\.h\"|\"nxpop3/(pop3|sasl|hash)\.h\""
room src/login      "$c_free|$own|$public|\"(\.\./)?core/base64\.h\"|\"nxpop3/[a-z0-9]+\.h\""
room src/hash       "$c_free|$public|\"nxpop3/[a-z0-9]+\.h\"|<(openssl|mbedtls)/[a-z0-9_]+\.h>|\"nx_[a-z0-9_]+\.h\""
room ports/posix    "<[a-z0-9_/]+\.h>|$own|\"nxpop3/[a-z0-9]+\.h\""
room ports/netx     "$c_free|$public|\"\.\./\.\./include/nxpop3/pop3\.h\"|\"(nx_api|nx_md5|tx_api|nx_secure_tls_api)\.h\"|\"n[xd_a-z]*pop3[a-z0-9_]*\.h\""
room ports/netx-host "<[a-z0-9_/]+\.h>|\"(nx|tx)_[a-z0-9_]+\.h\""
room src/client     "<[a-z0-9_/]+\.h>|$own|\"nxpop3/[a-z0-9]+\.h\"|\"(\.\./\.\./ports/posix/)?pop3_(link|tls|srv)\.h\""
room practice       "<[a-z0-9_/]+\.h>|$own"
room examples       "<[a-z0-9_/]+\.h>|$public|\"(tx_api|nx_api|nx_host|nxd_pop3_client)\.h\"|$own"
room bench          "<[a-z0-9_/]+\.h>|$public|$own|\"(scan|core)\.h\""

# The rooms below know nothing of those above them.
above='nxpop3/|nxd_pop3|nx_api|tx_api|nx_host'
if git ls-files -co --exclude-standard -- practice | grep '\.[ch]$' |
    xargs -r grep -nE "^[[:space:]]*#[[:space:]]*include.*($above)"; then
    echo "^ practice stands alone" >&2
    bad=1
fi
if git ls-files -co --exclude-standard -- ports/netx-host | grep '\.[ch]$' |
    xargs -r grep -nE '^[[:space:]]*#[[:space:]]*include.*(nxpop3/|pop3_client)'; then
    echo "^ the host port knows no POP3" >&2
    bad=1
fi
exit $bad
