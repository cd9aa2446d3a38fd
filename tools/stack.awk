# SPDX-License-Identifier: MIT
# The deepest stack of a set of objects, from the call graphs that GCC writes
# with -fcallgraph-info=su:
#     awk -f stack.awk *.ci
# Prints the octets and the chain of calls, deepest first:
#     168 pop3_next 48 > status_next 40 > ...
# Frames include the return address. Functions without a frame in the graphs
# (the C library's, the compiler's) count nothing; they must be among those
# that are known to call nothing back. Ends with 1 and a line on stderr for a
# frame of unknown size, recursion, an unknown function, or a call through a
# pointer other than those that -v pointers= names:
#     -v pointers="caller:callee ..."   an empty callee is somebody else's code,
#                                       whose stack comes on top

function complain(text) {
    print "stack: " text > "/dev/stderr"
    bad = 1
}

# The text between the quotes that follow key.
function quoted(line, key,    at) {
    at = index(line, key ": \"")
    if (at == 0)
        return ""
    line = substr(line, at + length(key) + 3)
    return substr(line, 1, index(line, "\"") - 1)
}

# Octets from here downwards; remembers the callee that makes it so.
function depth(f,    i, d, best, callees, n) {
    if (state[f] == "done")
        return deep[f]
    if (state[f] == "open") {
        complain("recursion through " f)
        return 0
    }
    state[f] = "open"
    n = split(calls[f], callees, "\t")
    best = 0
    for (i = 1; i <= n; i++) {
        d = depth(callees[i])
        if (d > best) {
            best = d
            next_of[f] = callees[i]
        }
    }
    state[f] = "done"
    deep[f] = frame[f] + best
    return deep[f]
}

BEGIN {
    n = split(pointers, pairs, " ")
    for (i = 1; i <= n; i++) {
        colon = index(pairs[i], ":")
        callee_of[substr(pairs[i], 1, colon - 1)] = substr(pairs[i], colon + 1)
    }
}

/^node:/ {
    title = quoted($0, "title")
    label = quoted($0, "label")
    if (match(label, /[0-9]+ bytes \([a-z,]+\)/)) {
        size = substr(label, RSTART, RLENGTH)
        frame[title] = size + 0
        if (size !~ /\(static\)/)
            complain(title " has a frame of unknown size: " size)
    }
    seen[title] = 1
}

/^edge:/ {
    from = quoted($0, "sourcename")
    to = quoted($0, "targetname")
    if (to == "__indirect_call") {
        name = from
        sub(/.*:/, "", name)
        if (!(name in callee_of))
            complain(from " calls through a pointer")
        pointed[from] = callee_of[name]
        next
    }
    if (!((from, to) in edge)) {
        edge[from, to] = 1
        calls[from] = calls[from] == "" ? to : calls[from] "\t" to
    }
}

END {
    for (f in seen) {
        if (!(f in frame) && f != "__indirect_call" &&
            f !~ /^(__builtin_)?(mem(chr|cmp|cpy|move|set)|str(chr|cmp|len|ncmp))$/ &&
            f !~ /^__(aeabi|gnu_thumb)/)
            complain("nobody knows the frame of " f)
    }
    for (f in frame) {
        name = f
        sub(/.*:/, "", name)
        title_of[name] = f
    }
    for (f in pointed) {
        if (pointed[f] == "")
            continue
        if (!(pointed[f] in title_of))
            complain("there is no " pointed[f] " to be called")
        calls[f] = calls[f] "\t" title_of[pointed[f]]
    }
    for (f in frame) {
        d = depth(f)
        if (d > most || (d == most && f < root)) {
            most = d
            root = f
        }
    }
    if (root == "")
        complain("no call graph was given")
    line = most + 0
    for (f = root; f != ""; f = next_of[f]) {
        name = f
        sub(/.*:/, "", name)
        line = line (f == root ? " " : " > ") name " " frame[f] + 0
    }
    print line
    exit bad
}
