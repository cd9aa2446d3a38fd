/* SPDX-License-Identifier: MIT */
/*
 * The variants of pop3_scan() beside each other, over bodies of 16 KiB (in the
 * first cache) and of 64 MiB (in none), as a body span after span would.
 */
#include <stdio.h>
#include <stdlib.h>

#include "bench.h"

typedef size_t scan_function(const uint8_t *p, size_t n);

scan_function scan_plain, scan_word;
#ifdef BENCH_SSE2
scan_function scan_sse2;
#endif
#ifdef BENCH_AVX2
scan_function scan_avx2;
#endif
#ifdef BENCH_NEON
scan_function scan_neon;
#endif

#define LARGE  ((size_t)64 << 20)
#define SMALL  ((size_t)16 << 10)
#define ROUNDS 5u

static double gb_per_s(scan_function *scan, const uint8_t *p, size_t n, unsigned passes,
                       size_t dots)
{
    uint64_t start = bench_now();

    for (unsigned i = 0; i < passes; i++) {
        size_t at = 0, found = p[0] == '.';

        while ((at += scan(p + at, n - at)) < n)
            found++;
        if (found != dots)
            bench_die("bench_scan", "a dot was not found");
    }
    uint64_t ns = bench_now() - start;
    return (double)n * passes / (double)(ns > 0 ? ns : 1);
}

static void row_print(const char *name, scan_function *scan, uint8_t *p)
{
    static const enum bench_set sets[] = {SET_BASE64, SET_DOTS};

    printf("%-10s", name);
    for (unsigned s = 0; s < 2; s++) {
        for (unsigned large = 0; large < 2; large++) {
            size_t n = large ? LARGE : SMALL, dots = bench_fill(p, n, sets[s]);
            double v[ROUNDS];

            for (unsigned i = 0; i < ROUNDS; i++)
                v[i] = gb_per_s(scan, p, n, large ? 1 : 1024, dots);
            printf(" %14.2f", bench_median(v, ROUNDS));
        }
    }
    putchar('\n');
    fflush(stdout);
}

int main(void)
{
    uint8_t *p = bench_memory(LARGE);

    printf("Variants of the dot search, GB/s\n\n%-10s %14s %14s %14s %14s\n", "variant",
           "base64 16 KiB", "base64 64 MiB", "dots 16 KiB", "dots 64 MiB");
    row_print("plain", scan_plain, p);
    row_print("word", scan_word, p);
#ifdef BENCH_SSE2
    row_print("SSE2", scan_sse2, p);
#endif
#ifdef BENCH_AVX2
    if (__builtin_cpu_supports("avx2"))
        row_print("AVX2", scan_avx2, p);
#endif
#ifdef BENCH_NEON
    row_print("NEON", scan_neon, p);
#endif
    free(p);
    return 0;
}
