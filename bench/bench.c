/* SPDX-License-Identifier: MIT */
/* See bench.h. Everything is generated from a fixed seed: each run has the same input. */
#include "bench.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

const char *const bench_set_names[] = {"base64",
                                       "prose",
                                       "dot after every newline",
                                       "lines of \"..\"",
                                       "lines of \".CRxx\"",
                                       "empty lines",
                                       "lines of 300",
                                       "lines of 998",
                                       "lines of 4000"};

#define LONGEST_LINE 4000u

uint64_t bench_now(void)
{
    struct timespec t;

    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

static int double_order(const void *a, const void *b)
{
    const double *x = a, *y = b;

    return (*x > *y) - (*x < *y);
}

double bench_median(double *v, size_t n)
{
    qsort(v, n, sizeof *v, double_order);
    return n % 2 != 0 ? v[n / 2] : (v[n / 2 - 1] + v[n / 2]) / 2;
}

void bench_die(const char *what, const char *why)
{
    fprintf(stderr, "%s: %s\n", what, why);
    exit(1);
}

uint8_t *bench_memory(size_t n)
{
    uint8_t *p = aligned_alloc(64, (n + 63) / 64 * 64);

    if (p == NULL)
        bench_die("bench", "not enough memory");
    memset(p, 1, n);
    return p;
}

static uint32_t random_next(uint32_t *state)
{
    *state ^= *state << 13;
    *state ^= *state >> 17;
    *state ^= *state << 5;
    return *state >> 8;
}

static void base64_put(uint8_t *line, size_t n, uint32_t *state)
{
    static const char digits[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

    for (size_t i = 0; i < n; i++)
        line[i] = (uint8_t)digits[random_next(state) % 64];
}

/* Words of one to nine letters; about one in ten ends a sentence. */
static void prose_put(uint8_t *line, size_t n, uint32_t *state)
{
    size_t i = 0;

    while (i < n) {
        size_t word = 1 + random_next(state) % 9;

        for (; word > 0 && i < n; word--)
            line[i++] = (uint8_t)('a' + random_next(state) % 26);
        if (i > 1 && i < n && random_next(state) % 10 == 0)
            line[i++] = '.';
        if (i < n)
            line[i++] = ' ';
    }
}

/* One line without its CRLF; returns its length. */
static size_t line_put(uint8_t *line, enum bench_set set, uint32_t *state, size_t *dots)
{
    size_t n = 55 + random_next(state) % 21;
    bool dot = set == SET_DOTS || (set == SET_PROSE && random_next(state) % 500 == 0);

    switch (set) {
    case SET_BASE64:
        base64_put(line, 76, state);
        return 76;
    case SET_PROSE:
    case SET_DOTS:
        prose_put(line, n, state);
        break;
    case SET_TINY_DOTS:
        dot = true;
        n = 2;
        break;
    case SET_EMPTY_LINES:
        return 0;
    case SET_CR_DOTS: /* unlike "..", the dot is the only one and what follows looks like the
                         end */
        memcpy(line, ".\rxx", 4);
        ++*dots;
        return 4;
    case SET_LINES_300:
    case SET_LINES_998:
    case SET_LINES_4000:
        n = set == SET_LINES_300 ? 300 : set == SET_LINES_998 ? 998 : LONGEST_LINE;
        memset(line, 'x', n);
        return n;
    }
    if (dot) {
        line[0] = line[1] = '.';
        ++*dots;
    }
    return n;
}

/* Fills p[0..n) line by line. */
static size_t lines_fill(uint8_t *p, size_t n, enum bench_set set)
{
    uint32_t state = 1939;
    size_t at = 0, dots = 0;
    uint8_t line[LONGEST_LINE];

    while (n - at >= 2) {
        size_t before = dots, len = line_put(line, set, &state, &dots);

        if (len + 2 > n - at) { /* the last line fills up */
            len = n - at - 2;
            memset(line, 'x', len);
            dots = before;
        }
        memcpy(p + at, line, len);
        memcpy(p + at + len, "\r\n", 2);
        at += len + 2;
    }
    return dots;
}

/* Random numbers are slow; what repeats after 4 MiB no branch predictor remembers. */
size_t bench_fill(uint8_t *p, size_t n, enum bench_set set)
{
    const size_t period = (size_t)4 << 20;
    size_t once = n < period ? n : period, dots = lines_fill(p, once, set), all = dots,
           at = once;

    for (; n - at >= once; at += once) {
        memcpy(p + at, p, once);
        all += dots;
    }
    return at < n ? all + lines_fill(p + at, n - at, set) : all;
}

void bench_expect(struct pop3 *p, const char *text, enum pop3_what what, unsigned n)
{
    struct pop3_bytes in = {(const uint8_t *)text, strlen(text)};
    struct pop3_event ev;
    unsigned got = 0;

    while (pop3_next(p, &in, &ev) != POP3_NONE) {
        if (ev.what != what && ev.what != POP3_END)
            bench_die(text, pop3_strerror(pop3_error(p)));
        got += ev.what == what;
    }
    if (got != n)
        bench_die(text, "not the events expected");
}

static void out_drop(struct pop3 *p)
{
    pop3_sent(p, pop3_out(p).n);
}

void bench_login(struct bench_session *s, uint8_t depth)
{
    struct pop3_config config = {.line = s->line,
                                 .line_cap = sizeof s->line,
                                 .out = s->out,
                                 .out_cap = sizeof s->out,
                                 .slot = s->slots,
                                 .depth = depth,
                                 .max_octets = UINT64_MAX};
    struct pop3_bytes name = {(const uint8_t *)"me", 2};

    pop3_init(&s->pop3, &config);
    bench_expect(&s->pop3, "+OK ready\r\n", POP3_REPLY, 1);
    pop3_send_text(&s->pop3, POP3_USER, name);
    out_drop(&s->pop3);
    bench_expect(&s->pop3, "+OK\r\n", POP3_REPLY, 1);
    pop3_send_text(&s->pop3, POP3_PASS, name);
    out_drop(&s->pop3);
    bench_expect(&s->pop3, "+OK\r\n", POP3_REPLY, 1);
    pop3_send(&s->pop3, POP3_CAPA, 0, 0);
    out_drop(&s->pop3);
    bench_expect(&s->pop3, "+OK\r\n", POP3_REPLY, 1);
    bench_expect(&s->pop3, "PIPELINING\r\n.\r\n", POP3_ITEM, 1);
}
