/* SPDX-License-Identifier: MIT */
/*
 * How fast a message body goes through the engine, beside memcpy and beside
 * memchr for each line over the same octets. The three take turns within each
 * round, so that what else the machine does hits them alike; a ratio is the
 * median of the rounds' ratios.
 *
 * Two bounds are held: base64 in the large buffer goes at least as fast as
 * memcpy, and no body slower than half of memchr. Lines of a few octets show what
 * an event costs, long lines what the search reaches against a memchr that may use
 * wider registers than it was compiled for.
 *
 * bench_body [MiB]: the size of the large buffer, 256 if not given.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench.h"

#define SMALL        (16u << 10)
#define SMALL_PASSES 256u /* over the small buffer in a round */
#define SMALL_ROUNDS 101u
#define LARGE_ROUNDS 9u
#define MAX_ROUNDS   101u

/* A buffer, and what a pass over it must find. */
struct body {
    const uint8_t *p;
    uint8_t *copy;
    size_t n, lines, dots;
    unsigned passes;
};

/* Contenders return what they found in all passes, so that they cannot be left out. */
static uint64_t memcpy_run(const struct body *b)
{
    uint64_t sum = 0;

    for (unsigned i = 0; i < b->passes; i++) {
        memcpy(b->copy, b->p, b->n);
        __asm__ volatile("" : : "r"(b->copy) : "memory");
        sum += b->copy[b->n - 1] == '\n';
    }
    return sum;
}

static uint64_t memchr_run(const struct body *b)
{
    const uint8_t *end = b->p + b->n;
    uint64_t lines = 0;

    for (unsigned i = 0; i < b->passes; i++) {
        const uint8_t *p = b->p;

        while (p < end && (p = memchr(p, '\n', (size_t)(end - p))) != NULL) {
            p++;
            lines++;
        }
    }
    return lines;
}

static uint64_t engine_run(const struct body *b)
{
    static struct bench_session session;
    struct pop3 *pop3 = &session.pop3;
    struct pop3_event ev;
    uint64_t octets = 0;

    bench_login(&session, 1);
    pop3_send(pop3, POP3_RETR, 1, 0);
    pop3_sent(pop3, pop3_out(pop3).n);
    bench_expect(pop3, "+OK\r\n", POP3_REPLY, 1);
    for (unsigned i = 0; i < b->passes; i++) {
        struct pop3_bytes in = {b->p, b->n};

        while (pop3_next(pop3, &in, &ev) == POP3_BODY)
            octets += ev.data.n;
    }
    bench_expect(pop3, ".\r\n", POP3_END, 1);
    return octets;
}

static double gb_per_s(uint64_t (*run)(const struct body *), const struct body *b,
                       uint64_t want)
{
    uint64_t start = bench_now();
    uint64_t got = run(b);
    uint64_t ns = bench_now() - start;

    if (got != want)
        bench_die("bench_body", "a contender found something else than is there");
    return (double)b->n * b->passes / (double)(ns > 0 ? ns : 1);
}

static size_t lines_count(const uint8_t *p, size_t n)
{
    size_t lines = 0;

    for (size_t i = 0; i < n; i++)
        lines += p[i] == '\n';
    return lines;
}

static const char *verdict(bool held)
{
    return held ? "pass" : "MISS";
}

static void row_print(enum bench_set set, const struct body *b, unsigned rounds, bool large)
{
    double copy[MAX_ROUNDS], chr[MAX_ROUNDS], engine[MAX_ROUNDS], to_copy[MAX_ROUNDS],
        to_chr[MAX_ROUNDS];
    uint64_t passes = b->passes;

    for (unsigned i = 0; i < rounds; i++) {
        copy[i] = gb_per_s(memcpy_run, b, passes);
        chr[i] = gb_per_s(memchr_run, b, passes * b->lines);
        engine[i] = gb_per_s(engine_run, b, passes * (b->n - b->dots));
        to_copy[i] = engine[i] / copy[i];
        to_chr[i] = engine[i] / chr[i];
    }
    double against_copy = bench_median(to_copy, rounds);
    double against_chr = bench_median(to_chr, rounds);

    printf("%-24s %4zu %-3s %8.2f %8.2f %8.2f %9.2f %9.2f   %s", bench_set_names[set],
           large ? b->n >> 20 : b->n >> 10, large ? "MiB" : "KiB", bench_median(copy, rounds),
           bench_median(chr, rounds), bench_median(engine, rounds), against_copy, against_chr,
           verdict(against_chr >= 0.5));
    if (set == SET_BASE64 && large)
        printf(", memcpy %s", verdict(against_copy >= 1.0));
    putchar('\n');
    fflush(stdout);
}

int main(int argc, char **argv)
{
    size_t large = (argc > 1 ? strtoul(argv[1], NULL, 10) : 256) << 20;

    if (large == 0 || large >> 20 > 1024)
        bench_die("bench_body", "the argument is the size in MiB, 1 to 1024");
    uint8_t *p = bench_memory(large), *copy = bench_memory(large);

    printf("Message bodies, GB/s. Bounds: engine/memchr >= 0.50; base64 in %zu MiB: "
           "engine/memcpy >= 1.00\n\n",
           large >> 20);
    printf("%-24s %8s %8s %8s %8s %9s %9s   %s\n", "body", "buffer", "memcpy", "memchr",
           "engine", "e/memcpy", "e/memchr", "bound");
    for (int set = 0; set < BENCH_SETS; set++) {
        struct body b = {.p = p, .copy = copy, .n = SMALL, .passes = SMALL_PASSES};

        b.dots = bench_fill(p, b.n, (enum bench_set)set);
        b.lines = lines_count(p, b.n);
        row_print((enum bench_set)set, &b, SMALL_ROUNDS, false);
        b.n = large;
        b.passes = 1;
        b.dots = bench_fill(p, b.n, (enum bench_set)set);
        b.lines = lines_count(p, b.n);
        row_print((enum bench_set)set, &b, LARGE_ROUNDS, true);
    }
    free(p);
    free(copy);
    return 0;
}
