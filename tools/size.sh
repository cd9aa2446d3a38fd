#!/bin/sh
# SPDX-License-Identifier: MIT
# What the engine costs a microcontroller: code, state and stack, for Cortex-M0+,
# M4 and M33 and for x86-64, compiled with -Os.
#
# usage: tools/size.sh            print the table
#        tools/size.sh --check    say nothing unless a limit is exceeded
#
# Limits, ending with 1: struct pop3 over 64 octets on a 32-bit target; the
# deepest stack of the engine over 256 octets on a Cortex-M; a call in the engine
# that cannot be followed; a variable of the engine in RAM. Code is .text and
# .rodata of all functions; what is not called, --gc-sections leaves out.
#
# The services are compiled against the host port of NetX where the target has
# POSIX threads. NXPOP3_NETX_CFLAGS, for example "-I.../common/inc -I.../ports/...",
# names another NetX for the Cortex-M targets.
set -eu

max_state=64
max_stack=256
# The engine reaches auth.c by a pointer, and from there a SASL mechanism, whose
# stack is not the engine's; named are the functions that it may be inlined into.
pointers="auth_drive:drive pop3_next:drive status_next:drive input_next:drive"
pointers="$pointers pop3_auth_over: pop3_break: reply_apply: cancel: step: respond: drive:"
pointers="$pointers challenge_take: pop3_send_auth:"
root=$(cd "$(dirname "$0")/.." && pwd)
arm=${ARM_CC:-arm-none-eabi-gcc}
host=${HOST_GCC:-gcc}
targets="cortex-m0plus cortex-m4 cortex-m33 x86-64"
check=no
[ "${1:-}" = --check ] && check=yes

die() {
    echo "size: $*" >&2
    exit 1
}
command -v "$arm" >/dev/null || die "$arm not found; Debian has it in gcc-arm-none-eabi"
command -v "$host" >/dev/null || die "$host not found; call graphs need GCC"
printf '#include <string.h>\n' | "$arm" -mthumb -mcpu=cortex-m4 -fsyntax-only -xc - 2>/dev/null ||
    die "$arm finds no <string.h>; Debian has it in libnewlib-arm-none-eabi"

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM
table=$work/table
: >"$table"
failed=0

fail() {
    echo "size: $*" >&2
    failed=1
}
row() { # target, name, value
    printf '%s\t%s\t%s\n' "$1" "$2" "$3" >>"$table"
}
compile() { # target, output, source, options...
    target=$1 out=$2 src=$3
    shift 3
    case $target in
    x86-64) set -- "$host" -m64 -fno-pie "$@" ;;
    *) set -- "$arm" -mthumb "-mcpu=$target" "$@" ;;
    esac
    "$@" -std=c11 -Os -ffunction-sections -fdata-sections -I"$root/include" \
        -c "$src" -o "$out"
}
tool() { # target, name of the binutil
    case $1 in
    x86-64) echo "$2" ;;
    *) echo "${arm%gcc}$2" ;;
    esac
}
sections() { # target, object, pattern: octets in the sections that match
    "$(tool "$1" size)" -A "$2" | awk -v like="$3" '$1 ~ like { n += $2 } END { print n + 0 }'
}

engine_measure() { # target
    total=0
    for src in "$root"/src/core/*.c; do
        name=$(basename "$src" .c)
        compile "$1" "$work/$1/$name.o" "$src" -fcallgraph-info=su ||
            die "$1: $name.c does not compile"
        code=$(sections "$1" "$work/$1/$name.o" '^[.](text|rodata)')
        ram=$(sections "$1" "$work/$1/$name.o" '^[.](data|bss)')
        [ "$ram" = 0 ] || fail "$1: $name.c has $ram octets of variables in RAM"
        row "$1" "$name.o" "$code"
        total=$((total + code))
    done
    row "$1" "engine, code" "$total"
    awk -v pointers="$pointers" -f "$root/tools/stack.awk" "$work/$1"/*.ci >"$work/$1/stack" ||
        fail "$1: the stack of the engine is not known"
    stack=$(cut -d ' ' -f 1 "$work/$1/stack")
    row "$1" "engine, deepest stack" "$stack"
    case $1 in
    cortex-*) [ "$stack" -le $max_stack ] ||
        fail "$1: the engine's stack is $stack octets, more than $max_stack" ;;
    esac
}

# Sizes of types are the sizes of arrays that nobody runs.
state_measure() { # target
    cat >"$work/state.c" <<'END'
#include <nxpop3/pop3.h>
char state_pop3[sizeof(struct pop3)], state_event[sizeof(struct pop3_event)],
    state_slot[sizeof(struct pop3_slot)];
END
    compile "$1" "$work/$1/state.o" "$work/state.c" || die "$1: pop3.h does not compile"
    symbol "$1" state_pop3 "struct pop3"
    symbol "$1" state_event "struct pop3_event"
    symbol "$1" state_slot "struct pop3_slot"
    size=$(awk -F '\t' -v t="$1" '$1 == t && $2 == "struct pop3" { print $3 }' "$table")
    case $1 in
    cortex-*) [ "$size" -le $max_state ] ||
        fail "$1: struct pop3 is $size octets, more than $max_state" ;;
    esac
}
symbol() { # target, symbol, name of the row
    octets=$("$(tool "$1" nm)" -S -t d "$work/$1/state.o" |
        awk -v s="$2" '$4 == s { print $2 + 0 }')
    row "$1" "$3" "$octets"
}

services_measure() { # target
    include=${NXPOP3_NETX_CFLAGS:-}
    case $1 in
    x86-64) include=-I$root/ports/netx-host ;;
    esac
    printf '#include "nxd_pop3_client.h"\nchar state_client[sizeof(NX_POP3_CLIENT)];\n' \
        >"$work/state.c"
    # The flags are several words.
    # shellcheck disable=SC2086
    if [ -z "$include" ] || ! compile "$1" "$work/$1/state.o" "$work/state.c" \
        -I"$root/ports/netx" $include 2>"$work/$1/errors"; then
        reason=$(grep -m 1 'error:' "$work/$1/errors" 2>/dev/null | sed 's/.*error: //' || true)
        echo "$1: services skipped: ${reason:-no NetX for it; see NXPOP3_NETX_CFLAGS}" \
            >>"$work/skipped"
        return
    fi
    symbol "$1" state_client NX_POP3_CLIENT
    total=0
    for src in "$root"/ports/netx/*.c; do
        name=$(basename "$src" .c)
        # shellcheck disable=SC2086
        compile "$1" "$work/$1/$name.o" "$src" -I"$root/ports/netx" $include ||
            die "$1: $name.c does not compile"
        code=$(sections "$1" "$work/$1/$name.o" '^[.](text|rodata)')
        row "$1" "$name.o" "$code"
        total=$((total + code))
    done
    row "$1" "services, code" "$total"
}

table_print() {
    awk -F '\t' -v targets="$targets" '
        !($2 in known) { known[$2] = 1; name[++n] = $2 }
        { value[$1, $2] = $3 }
        function heading(text, i) {
            printf "%-26s", text
            for (i = 1; i <= cols; i++)
                printf " %13s", target[i]
            printf "\n"
        }
        END {
            cols = split(targets, target, " ")
            heading("octets, -Os")
            for (r = 1; r <= n; r++) {
                printf "%-26s", name[r]
                for (i = 1; i <= cols; i++)
                    printf " %13s", (target[i], name[r]) in value ? value[target[i], name[r]] : "-"
                printf "\n"
            }
        }' "$table"
    echo
    for t in $targets; do
        echo "$t stack: $(cat "$work/$t/stack")"
    done
    [ ! -f "$work/skipped" ] || cat "$work/skipped"
}

for t in $targets; do
    mkdir "$work/$t"
    engine_measure "$t"
    state_measure "$t"
done
if [ $check = no ]; then
    if [ -f "$root/ports/netx/nxd_pop3_client.h" ]; then
        for t in $targets; do
            services_measure "$t"
        done
    fi
    table_print
fi
exit $failed
