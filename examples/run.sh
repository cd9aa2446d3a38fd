#!/bin/sh
# SPDX-License-Identifier: MIT
# make run: real mail, fetched by a NetX application on this machine. The
# practice server offers a maildrop on loopback; the application takes it over
# IPv4 with APOP, then over IPv6 with USER and PASS, into two Maildirs, and
# what it stored is compared with what was offered.
#     examples/run.sh BUILD-FOLDER [KEEP-FOLDER]
set -eu

build=$1
work=${2:-$(mktemp -d)}
server=
cleanup() {
    [ -z "$server" ] || kill "$server" 2>/dev/null || true
    [ -n "$keep" ] || rm -rf "$work"
}
keep=${2:-}
trap cleanup EXIT
trap 'exit 130' INT TERM

# What a message file is on the wire: every line ends in CRLF, also the last one.
# POP3 cannot say it otherwise.
wire_form() {
    perl -pe 's/\r?\n?\z/\r\n/' "$1"
}

offered_digests() {
    for file in "$1"/*; do
        wire_form "$file" | sha256sum
    done | sort
}

stored_digests() {
    for file in "$1"/*; do
        sha256sum <"$file"
    done | sort
}

# fetch NAME LISTEN-ADDRESS APPLICATION-OPTION...
fetch() {
    name=$1
    address=$2
    shift 2
    offered=$work/$name-offered
    stored=$work/$name-Maildir
    "$build/nxpop3-maildrop" "$offered"
    expected=$(offered_digests "$offered/new")

    rm -f "$work/port"
    "$build/nxpop3-practice" --maildir "$offered" --user practice \
        --password-file "$work/password" --listen "$address" --port-file "$work/port" \
        --once >"$work/server.log" 2>&1 &
    server=$!
    # The server writes the port when it is ready.
    until [ -s "$work/port" ]; do
        kill -0 "$server" 2>/dev/null || { cat "$work/server.log" >&2; exit 1; }
        sleep 0.02
    done

    echo "$name: practice server on $address, port $(cat "$work/port")"
    "$build/netx-pop3-demo" "$@" "$address" "$(cat "$work/port")" practice \
        "$work/password" "$stored"
    wait "$server"
    server=

    count=$(find "$stored/new" -type f | wc -l)
    if [ "$(stored_digests "$stored/new")" != "$expected" ]; then
        echo "the messages stored differ from those offered: compare $offered and $stored" >&2
        keep=$work
        exit 1
    fi
    if [ -n "$(find "$offered/new" "$offered/cur" -type f)" ]; then
        echo "messages are left on the server" >&2
        exit 1
    fi
    echo "  $count messages stored, each equal to what was offered; the maildrop is empty"
}

printf 'tanstaaf\n' >"$work/password"
fetch ipv4-apop 127.0.0.1 --apop
fetch ipv6-user-pass ::1
