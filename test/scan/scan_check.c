/* SPDX-License-Identifier: MIT */
/*
 * The cases: each position of a hit in buffers of each length up to MAX_LENGTH
 * at each alignment, with octets around the buffer that would be a hit if they
 * were looked at; the same with the buffer against an inaccessible page, before
 * and behind; and random octets that are mostly CR, LF, '.' and what differs
 * from them in one bit. Buffers longer than what a variant fetches ahead have
 * their own case, and so have lines of every length and mixed ones: a variant may
 * search faster where no line ends, and must find its way back.
 */
#include "scan_check.h"

#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define MAX_LENGTH    340u
#define ALIGNMENTS    64u
#define LONGEST       70000u
#define LONGEST_MIX   20000u
#define RANDOM_ROUNDS 20000u
#define MIXED_ROUNDS  600u

static const uint8_t fills[] = {'x', '.', '\n'};

/* The definition, word for word; shares nothing with the variants. */
static size_t first_dot_after_lf(const uint8_t *p, size_t n)
{
    size_t i = 1;

    while (i < n && !(p[i - 1] == '\n' && p[i] == '.'))
        i++;
    return i < n ? i : n;
}

static int expect(size_t got, size_t want, const char *what, size_t n, unsigned detail)
{
    if (got == want)
        return 0;
    fprintf(stderr, "%s %u, length %zu: found %zu instead of %zu\n", what, detail, n, got,
            want);
    return 1;
}

/* A hit at each position of p[0..n), which is full of one octet, and none. */
static int sweep_positions(scan_function *scan, uint8_t *p, size_t n, const char *what,
                           unsigned detail)
{
    if (expect(scan(p, n), first_dot_after_lf(p, n), what, n, detail))
        return 1;
    for (size_t at = 1; at < n; at++) {
        uint8_t before = p[at - 1], here = p[at];
        int bad;

        p[at - 1] = '\n';
        p[at] = '.';
        bad = expect(scan(p, n), first_dot_after_lf(p, n), what, n, detail);
        p[at - 1] = before;
        p[at] = here;
        if (bad)
            return 1;
    }
    return 0;
}

int scan_check_positions(scan_function *scan)
{
    static _Alignas(ALIGNMENTS) uint8_t room[1 + ALIGNMENTS + ALIGNMENTS + MAX_LENGTH + 1];

    for (unsigned align = 0; align < ALIGNMENTS; align++) {
        uint8_t *p = room + ALIGNMENTS + align;

        for (size_t n = 0; n <= MAX_LENGTH; n++) {
            memset(room, fills[(n + align) % sizeof fills], sizeof room);
            p[-1] = '\n'; /* p[0] may be a dot: no hit, LF is outside */
            p[n] = '.';
            if (n > 0) {
                p[n - 1] = '\n';
                p[0] = '.';
            }
            if (sweep_positions(scan, p, n, "alignment", align))
                return 1;
        }
    }
    return 0;
}

int scan_check_guard_pages(scan_function *scan)
{
    size_t page = (size_t)sysconf(_SC_PAGESIZE);
    uint8_t *map = mmap(NULL, 3 * page, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    uint8_t *middle = map + page;
    int bad = 0;

    if (map == MAP_FAILED || mprotect(middle, page, PROT_READ | PROT_WRITE) != 0) {
        perror("guard pages");
        return 1;
    }
    for (unsigned f = 0; f < sizeof fills && !bad; f++) {
        memset(middle, fills[f], page);
        for (size_t n = 0; n <= MAX_LENGTH && !bad; n++) {
            bad = sweep_positions(scan, middle, n, "guard before, fill", f) ||
                  sweep_positions(scan, middle + page - n, n, "guard behind, fill", f);
        }
    }
    munmap(map, 3 * page);
    return bad;
}

/* Ends at a guard page; the lengths end at each place in a block. */
int scan_check_long(scan_function *scan)
{
    size_t page = (size_t)sysconf(_SC_PAGESIZE), room = (LONGEST + page - 1) / page * page;
    uint8_t *map =
        mmap(NULL, room + page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    int bad = 0;

    if (map == MAP_FAILED || mprotect(map + room, page, PROT_NONE) != 0) {
        perror("guard page");
        return 1;
    }
    memset(map, 'x', room);
    for (size_t n = LONGEST - 130; n <= LONGEST && !bad; n++) {
        uint8_t *p = map + room - n;

        for (size_t at = 1 + n % 487; at < n && !bad; at += 487) {
            p[at - 1] = '\n';
            p[at] = '.';
            bad = expect(scan(p, n), at, "long, hit at", n, (unsigned)at);
            p[at - 1] = p[at] = 'x';
        }
        bad = bad || expect(scan(p, n), n, "long, hit at", n, 0);
    }
    munmap(map, room + page);
    return bad;
}

static uint32_t next_random(uint32_t *state)
{
    *state ^= *state << 13;
    *state ^= *state >> 17;
    *state ^= *state << 5;
    return *state;
}

/* Fills p[0..n) with short and long lines in turn, so many each. */
static void lines_mix(uint8_t *p, size_t n, uint32_t *state)
{
    static const uint16_t lengths[] = {0, 1, 15, 76, 140, 280, 998, 4000};
    size_t at = 0;

    memset(p, 'x', n);
    while (at < n) {
        size_t length = lengths[next_random(state) / 16 % 8] + next_random(state) / 16 % 4;

        for (unsigned k = next_random(state) / 16 % 6; k > 0 && at < n; k--) {
            at += length;
            if (at < n)
                p[at++] = '\n';
        }
    }
}

/* A hit at the end of each line, alone: found there and nowhere else. */
static int lines_sweep(scan_function *scan, uint8_t *p, size_t n, unsigned detail)
{
    if (expect(scan(p, n), n, "lines, round", n, detail))
        return 1;
    for (size_t at = 1; at < n; at++) {
        if (p[at - 1] != '\n' || p[at] == '\n')
            continue;
        p[at] = '.';
        if (expect(scan(p, n), at, "lines, round", n, detail))
            return 1;
        p[at] = 'x';
    }
    return 0;
}

int scan_check_lines(scan_function *scan)
{
    static uint8_t room[LONGEST_MIX];
    uint32_t state = 1725;

    for (unsigned round = 0; round < MIXED_ROUNDS; round++) {
        size_t n =
            1 + next_random(&state) / 16 % (round % 8 == 0 ? LONGEST_MIX : LONGEST_MIX / 8);
        uint8_t *p = room + LONGEST_MIX - n; /* at the end: what is behind is not ours */

        lines_mix(p, n, &state);
        if (lines_sweep(scan, p, n, round))
            return 1;
    }
    return 0;
}

int scan_check_random(scan_function *scan)
{
    static const uint8_t alphabet[] = {'\r', '\n', '.',  '\n', '.',  0x0b, 0x08, 0x8a,
                                       0xae, 0x2f, 0x2c, 0x2d, 0x00, 0xff, 'a',  ' '};
    static uint8_t room[ALIGNMENTS + 2 * MAX_LENGTH];
    uint32_t state = 1939;

    for (unsigned round = 0; round < RANDOM_ROUNDS; round++) {
        size_t n = next_random(&state) % (2 * MAX_LENGTH);
        uint8_t *p = room + next_random(&state) % ALIGNMENTS;
        unsigned rare = round % 4 * 5; /* the later of four rounds have few hits */

        for (size_t i = 0; i < n; i++) {
            unsigned any = next_random(&state) >> 8;

            p[i] = any % (rare + 1) == 0 ? alphabet[any / 16 % sizeof alphabet] : 0xae;
        }
        for (size_t from = 0; from < n;) {
            size_t want = first_dot_after_lf(p + from, n - from);

            if (expect(scan(p + from, n - from), want, "random round", n - from, round))
                return 1;
            from += want;
        }
    }
    return 0;
}
